import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PermissionBeyond } from "../../../../policypack/iam/difference/findings";
import { permissionsBeyond } from "../../../../policypack/iam/difference/policies";
import type { SessionPolicies } from "../../../../policypack/iam/difference/rules";
import { policy, REQUESTS, CONTEXTS } from "../../arbitraries";
import { NOW } from "../../cases/case";
import { allowed, type PlainPolicy, type PlainStatement } from "../../evaluator";
import type { Context } from "../../evaluatorConditions";
import { seed } from "../../../seed";

const RUNS = Number(process.env.FC_RUNS ?? 500);
const arn = "arn:aws:iam::111111111111:role/deploy";

/** One to two policies, and a boundary now and then. */
interface Side {
  readonly policies: readonly PlainPolicy[];
  readonly boundary?: PlainPolicy;
}

function side(conditions: boolean): fc.Arbitrary<Side> {
  return fc
    .record({
      policies: fc.array(policy(conditions ? "simple" : "none"), { minLength: 1, maxLength: 2 }),
      boundary: fc.option(policy(conditions ? "simple" : "none"), { nil: undefined, freq: 3 }),
    })
    .map(({ policies, boundary }) => ({ policies, ...(boundary === undefined ? {} : { boundary }) }));
}

/** Sides that are nearly the same: independent ones are hardly ever within each other. */
function related(conditions: boolean): fc.Arbitrary<readonly [Side, Side]> {
  return fc
    .tuple(side(conditions), side(conditions), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), fc.nat({ max: 3 }))
    .map(([one, other, picks, how]) => {
      if (how === 0) return [one, other] as const;
      const statements = [...one.policies, ...other.policies].flatMap(({ Statement }) => Statement);
      const some = (from: number): PlainStatement[] =>
        statements.filter((_, i) => picks[(i + from) % picks.length]! % 4 > 0);
      const both = (from: number): Side => ({
        policies: [{ Version: "2012-10-17", Statement: some(from) }],
        ...(one.boundary !== undefined && picks[from]! % 3 > 0 ? { boundary: one.boundary } : {}),
      });
      return [both(0), both(5)] as const;
    });
}

function named({ policies, boundary }: Side): SessionPolicies {
  return {
    arn,
    policies: policies.map((document, i) => ({ name: `p${i}`, document })),
    ...(boundary === undefined ? {} : { boundary: { name: "boundary", document: boundary } }),
  };
}

function beyond(now: Side, approved: Side): readonly PermissionBeyond[] {
  return permissionsBeyond(named(now), named(approved), NOW);
}

function may({ policies, boundary }: Side, action: string, resource: string, context: Context): boolean {
  return allowed(policies, action, resource, context, boundary);
}

const each =
  (change: (document: PlainPolicy) => readonly PlainPolicy[]) =>
  (one: Side): Side => ({ ...one, policies: one.policies.flatMap(change) });
const statements = (change: (statement: PlainStatement) => readonly PlainStatement[]) =>
  each((document) => [{ ...document, Statement: document.Statement.flatMap(change) }]);
const mapped = (change: (text: string) => string, ...keys: readonly (keyof PlainStatement)[]) =>
  statements((statement) => [
    Object.fromEntries(
      Object.entries(statement).map(([key, value]) => [
        key,
        keys.includes(key as keyof PlainStatement)
          ? [value as string | string[]].flat().map(change)
          : (value as unknown),
      ]),
    ) as unknown as PlainStatement,
  ]);

/** Other ways to write the same. */
const REWRITINGS: Readonly<Record<string, (one: Side) => Side>> = {
  "statements in another order": each((document) => [{ ...document, Statement: [...document.Statement].reverse() }]),
  "a policy for each statement": each((document) =>
    document.Statement.map((statement) => ({ ...document, Statement: [statement] })),
  ),
  "one policy for all": (one) => ({
    ...one,
    policies: [{ Version: "2012-10-17", Statement: one.policies.flatMap(({ Statement }) => Statement) }],
  }),
  "a statement for each action": statements((statement) =>
    statement.Action === undefined
      ? [statement]
      : [statement.Action].flat().map((Action) => ({ ...statement, Action })),
  ),
  "a statement for each resource": statements((statement) =>
    statement.Resource === undefined
      ? [statement]
      : [statement.Resource].flat().map((Resource) => ({ ...statement, Resource })),
  ),
  "everything twice": statements((statement) => [statement, statement]),
  "actions in capitals": mapped((text) => text.toUpperCase(), "Action", "NotAction"),
  "two stars for one": mapped((text) => text.replaceAll("*", "**"), "Action", "NotAction", "Resource", "NotResource"),
};

describe(`what a session may do beyond what was approved, against single requests (seed ${seed})`, function () {
  this.timeout(180_000);

  it("without conditions: what is said to be beyond is, and nothing else is", () => {
    let found = 0;
    let nothing = 0;
    fc.assert(
      fc.property(related(false), ([now, approved]) => {
        const list = beyond(now, approved);
        for (const one of list) {
          if (one.kind !== "allowed") continue;
          const { action, resource, certain } = one;
          const text = JSON.stringify(one);
          assert.ok(certain, text);
          assert.ok(may(now, action, resource, {}), `${text}: ${action} is not allowed now`);
          assert.ok(!may(approved, action, resource, {}), `${text}: ${action} was allowed`);
        }
        if (list.length > 0) found++;
        else {
          nothing++;
          for (const [action, resource] of REQUESTS)
            assert.ok(
              !may(now, action, resource, {}) || may(approved, action, resource, {}),
              `${action} on ${resource}`,
            );
        }
      }),
      { seed, numRuns: RUNS },
    );
    assert.ok(found > RUNS / 5 && nothing > RUNS / 10, `${found} beyond, ${nothing} not`);
  });

  it("with conditions: where nothing is said to be beyond, no request is", () => {
    let nothing = 0;
    let compared = 0;
    fc.assert(
      fc.property(related(true), ([now, approved]) => {
        const list = beyond(now, approved);
        for (const one of list) {
          if (one.kind === "allowed" && one.certain)
            assert.ok(
              CONTEXTS.some(
                (context) =>
                  may(now, one.action, one.resource, context) && !may(approved, one.action, one.resource, context),
              ),
              JSON.stringify(one),
            );
        }
        if (list.length > 0) return;
        nothing++;
        for (const [action, resource] of REQUESTS) {
          for (const context of CONTEXTS) {
            compared++;
            assert.ok(
              !may(now, action, resource, context) || may(approved, action, resource, context),
              `${action} on ${resource} with ${JSON.stringify(context)}`,
            );
          }
        }
      }),
      { seed, numRuns: RUNS },
    );
    assert.ok(nothing > RUNS / 10 && compared > RUNS * 10, `${nothing} with nothing beyond, ${compared} requests`);
  });

  for (const [name, change] of Object.entries(REWRITINGS)) {
    it(`${name}: nothing is beyond, either way`, () => {
      fc.assert(
        fc.property(side(true), (one) => {
          const other = change(one);
          assert.deepEqual(beyond(other, one), []);
          assert.deepEqual(beyond(one, other), []);
        }),
        { seed, numRuns: Math.ceil(RUNS / 10) },
      );
    });
  }

  it("what is taken away is never beyond", () => {
    fc.assert(
      fc.property(side(true), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (one, picks) => {
        let at = 0;
        const fewer = one.policies.map((document) => ({
          ...document,
          Statement: document.Statement.filter(
            ({ Effect }) => Effect === "Deny" || picks[at++ % picks.length]! % 2 === 0,
          ),
        }));
        assert.deepEqual(beyond({ ...one, policies: fewer }, one), []);
        const denied = {
          ...one.policies[0]!,
          Statement: [...one.policies[0]!.Statement, { Effect: "Deny" as const, Action: "s3:*", Resource: "*" }],
        };
        assert.deepEqual(beyond({ ...one, policies: [denied, ...one.policies.slice(1)] }, one), []);
      }),
      { seed, numRuns: RUNS },
    );
  });
});
