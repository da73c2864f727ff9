import assert from "node:assert/strict";
import { type Clause, coversAll, inClause, sameClause } from "../../../../policypack/iam/pattern/clause";
import { compilePattern } from "../../../../policypack/iam/pattern/pattern";

const clause = (sources: string, not = false): Clause => ({
  not,
  patterns: sources.split(" ").filter(Boolean).map(compilePattern),
});
const but = (sources: string): Clause => clause(sources, true);

describe("a list of patterns", () => {
  const texts: [Clause, string, boolean][] = [
    [clause("a* b"), "ac", true],
    [clause("a* b"), "b", true],
    [clause("a* b"), "c", false],
    [clause(""), "c", false],
    [but("a* b"), "ac", false],
    [but("a* b"), "c", true],
    [but(""), "c", true],
  ];
  for (const [list, text, expected] of texts)
    it(`${nameOf(list)} ${expected ? "has" : "has not"} ${text}`, () => assert.equal(inClause(list, text), expected));

  const all: [Clause, boolean][] = [
    [clause("a *"), true],
    [clause("a"), false],
    [clause("?*"), false],
    [clause(""), false],
    [but(""), true],
    [but("a"), false],
    [but("*"), false],
  ];
  for (const [list, expected] of all)
    it(`${nameOf(list)} ${expected ? "covers all" : "does not surely cover all"}`, () =>
      assert.equal(coversAll(list), expected));

  const pairs: [Clause, Clause, boolean][] = [
    [clause("a b"), clause("b a"), true],
    [clause("a"), clause("a"), true],
    [clause("a a"), clause("a"), true],
    [clause("a a"), clause("a b"), false],
    [clause("a"), clause("a b"), false],
    [clause("a"), clause(""), false],
    [clause("a"), clause("b"), false],
    [clause("a c"), clause("b c"), false],
    [clause("a*"), clause("a"), false],
    [clause("a*?"), clause("a?*"), true],
    [clause(""), clause(""), true],
    [clause("a"), but("a"), false],
    [but("a b"), but("b a"), true],
    [but("a"), but("b"), false],
  ];
  for (const [one, other, expected] of pairs)
    it(`${nameOf(one)} and ${nameOf(other)} are ${expected ? "the same" : "not the same"}`, () => {
      assert.equal(sameClause(one, other), expected);
      assert.equal(sameClause(other, one), expected);
    });
});

function nameOf({ not, patterns }: Clause): string {
  return `${not ? "not " : ""}[${patterns.map(({ source }) => source).join()}]`;
}
