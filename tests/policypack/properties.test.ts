import assert from "node:assert/strict";
import * as fc from "fast-check";
import { allow, judge } from "./cases/case";
import { CONTEXTS, contextsOf, conditional, CRITICAL, type Kind, KINDS, policy } from "./arbitraries";
import { allowed, type PlainPolicy, type PlainStatement } from "./evaluator";
import { type Reading, READINGS } from "./evaluatorConditions";

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const runs = { seed, numRuns: 60 };
/** How often the converse of a proof is tried; FC_RUNS for more. */
const TRIES = Number(process.env["FC_RUNS"] ?? 200);

/** How what AWS does not document is read: nothing may depend on it. */
const reading = fc.record(
  Object.fromEntries(
    Object.entries(READINGS).map(([name, values]) => [name, fc.constantFrom(...(values as unknown[]))]),
  ),
) as unknown as fc.Arbitrary<Reading>;

/** A critical request that some session may make, with what it has besides; undefined when there is none. */
function allowedSomehow(
  kind: Kind,
  policies: readonly PlainPolicy[],
  boundary: PlainPolicy | undefined,
  how: Reading,
): string | undefined {
  const contexts = contextsOf(kind, JSON.stringify([policies, boundary]));
  for (const [action, resource] of CRITICAL) {
    const context = contexts.find((one) => allowed(policies, action, resource, one, boundary, how));
    if (context !== undefined) return `${action} on ${resource} with ${JSON.stringify(context)}`;
  }
  return undefined;
}

/** Verdict and the rules behind it, which a rewriting must not change. */
function outcome(policies: readonly PlainPolicy[], boundary?: PlainPolicy): string {
  const { verdict, findings } = judge({ policies, ...(boundary === undefined ? {} : { boundary }) });
  return `${verdict} ${[...new Set(findings.filter(({ level }) => level === "mandatory").map(({ rule }) => rule))].sort().join(" ")}`;
}

function rewrite(change: (statement: PlainStatement) => PlainStatement): (one: PlainPolicy) => PlainPolicy {
  return (one) => ({ ...one, Statement: one.Statement.map(change) });
}

const mapped = (
  statement: PlainStatement,
  keys: readonly (keyof PlainStatement)[],
  change: (text: string) => string,
): PlainStatement =>
  Object.fromEntries(
    Object.entries(statement).map(([key, value]) => [
      key,
      keys.includes(key as keyof PlainStatement) ? ([value].flat() as string[]).map(change) : value,
    ]),
  ) as unknown as PlainStatement;

const REWRITINGS: Readonly<Record<string, (one: PlainPolicy) => readonly PlainPolicy[]>> = {
  "the order of statements": (one) => [{ ...one, Statement: [...one.Statement].reverse() }],
  "one policy a statement": (one) => one.Statement.map((statement) => ({ ...one, Statement: [statement] })),
  "single values instead of lists": (one) => [
    rewrite(
      (statement) =>
        Object.fromEntries(
          Object.entries(statement).map(([key, value]) => [
            key,
            Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value,
          ]),
        ) as unknown as PlainStatement,
    )(one),
  ],
  "the case of actions": (one) => [
    rewrite((statement) => mapped(statement, ["Action", "NotAction"], (text) => text.toUpperCase()))(one),
  ],
  "redundant statements": (one) => [{ ...one, Statement: [...one.Statement, ...one.Statement] }],
  "two stars for one": (one) => [
    rewrite((statement) =>
      mapped(statement, ["Action", "NotAction", "Resource", "NotResource"], (text) => text.replaceAll("*", "**")),
    )(one),
  ],
};

describe(`properties (seed ${seed})`, function () {
  this.timeout(180_000);

  for (const [name, change] of Object.entries(REWRITINGS)) {
    it(`${name} does not matter`, () => {
      fc.assert(
        fc.property(policy("any"), (one) => assert.equal(outcome(change(one)), outcome([one]))),
        runs,
      );
    });
  }

  it("an Allow more never makes too broad acceptable", () => {
    fc.assert(
      fc.property(policy("any"), policy("any"), (one, more) => {
        const wider = { ...more, Statement: more.Statement.filter(({ Effect }) => Effect === "Allow") };
        if (judge({ policies: [one] }).verdict === "too-broad")
          assert.equal(judge({ policies: [one, wider] }).verdict, "too-broad");
      }),
      runs,
    );
  });

  it("a boundary never makes acceptable too broad", () => {
    fc.assert(
      fc.property(policy("none"), policy("none"), (one, boundary) => {
        if (judge({ policies: [one] }).verdict === "acceptable")
          assert.notEqual(judge({ policies: [one], boundary }).verdict, "too-broad");
      }),
      runs,
    );
  });

  it("a witness is true for some session", () => {
    fc.assert(
      fc.property(policy("simple"), fc.option(policy("none"), { nil: undefined }), (one, boundary) => {
        const { findings } = judge({ policies: [one], ...(boundary === undefined ? {} : { boundary }) });
        for (const { witness, message } of findings) {
          if (witness === undefined) continue;
          const [, action, resource] = /^(\S+) on (\S+?)(?:, passed to \S+)?$/.exec(witness)!;
          assert.ok(
            CONTEXTS.some((context) => allowed([one], action!, resource!, context, boundary)),
            `${witness} is denied: ${message}`,
          );
        }
      }),
      { ...runs, numRuns: 200 },
    );
  });

  it("what some session may do to something that nobody has named is never acceptable", () => {
    let critical = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.oneof(
          conditional().map((one) => [one]),
          fc.array(policy("any"), { minLength: 1, maxLength: 2 }),
        ),
        fc.option(policy("any"), { nil: undefined, freq: 1 }),
        reading,
        (kind, policies, drawn, how) => {
          const boundary = kind === "role" || kind === "user" ? drawn : undefined;
          const request = allowedSomehow(kind, policies, boundary, how);
          if (request === undefined) return;
          critical++;
          const { verdict } = judge({ kind, policies, ...(boundary === undefined ? {} : { boundary }) });
          assert.notEqual(verdict, "acceptable", `a ${kind} may ${request}`);
        },
      ),
      { seed, numRuns: TRIES },
    );
    assert.ok(critical * 4 > TRIES, `${critical} of ${TRIES} allow anything critical`);
  });

  it("what allows everything everywhere is never acceptable, whatever stands beside it", () => {
    fc.assert(
      fc.property(policy("none"), (one) => {
        const allows = { ...one, Statement: one.Statement.filter(({ Effect }) => Effect === "Allow") };
        assert.equal(
          judge({ policies: [allows, { Version: "2012-10-17", Statement: [allow("*")] }] }).verdict,
          "too-broad",
        );
      }),
      { ...runs, numRuns: 20 },
    );
  });
});
