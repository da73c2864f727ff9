import assert from "node:assert/strict";
import * as fc from "fast-check";
import { compileTemplate } from "../../../../policypack/iam/catalogue/arnTemplate";
import { compileValue } from "../../../../policypack/iam/condition/variables";
import type { Clause } from "../../../../policypack/iam/pattern/clause";
import {
  ANY_RUN,
  compilePattern,
  literalPattern,
  matches,
  oneOf,
  patternOf,
} from "../../../../policypack/iam/pattern/pattern";
import { apart, textIn, within } from "../../../../policypack/iam/pattern/relations";
import { leastPinned } from "../../../../policypack/iam/reach/reach";
import { seed } from "../../../seed";

const glob = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 6 }).map((parts) => parts.join(""));
const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }).map((parts) => parts.join(""));
const regex = (source: string): RegExp => new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`);

/** A text that one of each list matches and none of the last; undefined when there is none. */
function witnessOf(within: readonly (readonly string[])[], without: readonly string[]): string | undefined {
  const clause = (list: readonly string[]): Clause => ({ not: false, patterns: list.map(compilePattern) });
  const found = textIn({ within: within.map(clause), without: [clause(without)] });
  assert.notEqual(found, "undecided");
  return typeof found === "string" ? undefined : String.fromCharCode(...found);
}

describe(`patterns (seed ${seed})`, () => {
  it("match as regular expressions do", () => {
    fc.assert(
      fc.property(glob, text, (source, one) =>
        assert.equal(matches(compilePattern(source), one), regex(source).test(one)),
      ),
      { seed },
    );
  });

  it("intersect in a text that both match, or share none", () => {
    fc.assert(
      fc.property(glob, glob, fc.array(text, { minLength: 20, maxLength: 40 }), (a, b, texts) => {
        const witness = witnessOf([[a], [b]], []);
        assert.equal(apart(compilePattern(a), compilePattern(b)), witness === undefined);
        if (witness === undefined) assert.ok(!texts.some((one) => regex(a).test(one) && regex(b).test(one)));
        else assert.ok(regex(a).test(witness) && regex(b).test(witness), witness);
      }),
      { seed },
    );
  });

  it("lie within others, or have a text that the others lack", () => {
    fc.assert(
      fc.property(
        glob,
        fc.array(glob, { minLength: 1, maxLength: 3 }),
        fc.array(text, { minLength: 20, maxLength: 40 }),
        (inner, outers, texts) => {
          const counterexample = witnessOf([[inner]], outers);
          assert.equal(within(compilePattern(inner), outers.map(compilePattern)), counterexample === undefined);
          const outside = (one: string): boolean =>
            regex(inner).test(one) && !outers.some((outer) => regex(outer).test(one));
          if (counterexample === undefined) assert.ok(!texts.some(outside));
          else assert.ok(outside(counterexample), counterexample);
        },
      ),
      { seed },
    );
  });

  it("take one character of a set, and no other", () => {
    const codes = (letters: string): Set<number> => new Set([...letters].map((letter) => letter.charCodeAt(0)));
    const aOrB = patternOf([oneOf(codes("ab")), ANY_RUN], "[ab]*");
    assert.deepEqual(
      ["", "a", "b", "c", "ac", "ca"].map((one) => matches(aOrB, one)),
      [false, true, true, false, true, false],
    );
    assert.ok(within(aOrB, ["a*", "b*"].map(compilePattern)));
    assert.ok(!within(aOrB, ["a*", "c*"].map(compilePattern)));
    assert.ok(within(compilePattern("b?"), [aOrB]) && !within(compilePattern("?b"), [aOrB]));
    assert.ok(apart(aOrB, compilePattern("c*")) && !apart(aOrB, compilePattern("*c")));
    assert.equal(oneOf(codes("ab")), oneOf(codes("ba")));
    assert.notEqual(oneOf(codes("ab")), oneOf(codes("abc")));
  });

  it("have a normal form", () => {
    assert.deepEqual(compilePattern("*?**?").tokens, compilePattern("??*").tokens);
    assert.equal(matches(literalPattern("a*"), "ab"), false);
  });

  it("reach the least pinned resource of a type", () => {
    const bucket = compileTemplate("arn:aws:s3:::${BucketName}");
    const reach = (within: string[], without: string[] = []): unknown => {
      const clause = (list: string[]): { not: boolean; patterns: ReturnType<typeof compilePattern>[] } => ({
        not: false,
        patterns: list.map(compilePattern),
      });
      const found = leastPinned(
        bucket,
        { within: [clause(within)], without: without.length > 0 ? [clause(without)] : [] },
        { left: 100_000 },
        5,
      );
      return typeof found === "object" ? found.pinned : found;
    };
    assert.equal(reach(["*"]), 0);
    assert.equal(reach(["arn:aws:s3:::a*"]), 1);
    assert.equal(reach(["arn:aws:s3:::ab*", "arn:aws:s3:::*c"]), 1);
    assert.equal(reach(["*"], ["*"]), "none");
    assert.equal(reach(["*"], ["arn:aws:s3:::?*"]), "none");
    assert.equal(reach(["arn:aws:s3:::*"], ["arn:aws:s3:::??*"]), 0);
    assert.equal(reach(["arn:aws:sqs:*"]), "none");
    assert.equal(leastPinned(bucket, { within: [], without: [] }, { left: 0 }), "undecided");
  });

  it("that spell out another service, account or type than a template are told without a search, and no others", () => {
    const template = compileTemplate("arn:aws:s:${Region}:${Account}:t/${Name}");
    const part = (...choices: string[]): fc.Arbitrary<string> => fc.constantFrom("", "*", "?", ...choices);
    const arn = fc
      .tuple(
        part("arn"),
        part("aws", "aws*"),
        part("s", "x"),
        part("r"),
        part("1", "1?"),
        part("t/", "t", "t/a", "u/a", "t/*"),
      )
      .map((parts) => parts.join(":"));
    const budget = { left: Infinity };
    fc.assert(
      fc.property(
        fc.oneof(
          arn,
          fc.tuple(arn, glob).map((both) => both.join("")),
        ),
        (source) => {
          const clause: Clause = { not: false, patterns: [compilePattern(source)] };
          // Not to be outside of a clause is to be in it. It is asked in this way so that the search has to answer.
          const searched = leastPinned(template, { within: [], without: [{ ...clause, not: true }] }, budget, Infinity);
          assert.deepEqual(leastPinned(template, { within: [clause], without: [] }, budget, Infinity), searched);
        },
      ),
      { seed, numRuns: 2_000 },
    );
  });

  it("compile variables", () => {
    const resolve = (name: string): ReturnType<typeof literalPattern> | undefined =>
      name === "aws:username" ? literalPattern("al*ce") : undefined;
    assert.ok(matches(compileValue("a/${aws:username}/*", "2012-10-17", true, resolve)!, "a/al*ce/x"));
    assert.equal(matches(compileValue("a/${aws:username}/*", "2012-10-17", true, resolve)!, "a/alxce/x"), false);
    assert.equal(compileValue("${aws:userid}", "2012-10-17", true, resolve), undefined);
    assert.ok(matches(compileValue("${aws:userid, 'none'}", "2012-10-17", true, resolve)!, "none"));
    assert.equal(matches(compileValue("x${*}", "2012-10-17", true, resolve)!, "xy"), false);
    assert.ok(matches(compileValue("${aws:username}", "2008-10-17", true, resolve)!, "${aws:username}"));
  });
});
