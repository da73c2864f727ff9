import assert from "node:assert/strict";
import * as fc from "fast-check";
import { allow, judge } from "./cases/case";
import { CONTEXTS, KINDS, policy } from "./arbitraries";
import { allowed, type PlainPolicy, type PlainStatement } from "./evaluator";
import { allowedSomehow, SUBJECTS } from "./iam/difference/soundness/verdicts";
import { seed } from "../seed";

const runs = { seed, numRuns: 60 };
/** How often the converse of a proof is tried; FC_RUNS for more. */
const TRIES = Number(process.env["FC_RUNS"] ?? 200);

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

/** Conditions of all kinds: that limit, that limit nothing, that nobody knows or meets. */
const MORE_CONDITIONS: readonly (readonly [operator: string, key: string, value: string])[] = [
  ["StringEquals", "aws:ResourceTag/team", "web"],
  ["StringLike", "aws:ResourceTag/team", "*"],
  ["StringEquals", "rds:db-tag/team", "web"],
  [
    "StringEquals",
    "secretsmanager:resource/AllowRotationLambdaArn",
    "arn:aws:lambda:eu-west-1:111111111111:function:f",
  ],
  ["StringEquals", "some:UnknownKey", "x"],
  ["StringNotEquals", "some:UnknownKey", "x"],
  ["ForAnyValue:StringLike", "some:UnknownKey", "x*"],
  ["StringEquals", "aws:RequestTag/team", "web"],
  ["ForAllValues:StringEquals", "aws:TagKeys", "team"],
  ["StringEquals", "iam:PassedToService", "lambda.amazonaws.com"],
  ["StringNotEqualsIfExists", "iam:PassedToService", "lambda.amazonaws.com"],
  ["ArnLike", "iam:PermissionsBoundary", "arn:aws:iam::111111111111:policy/edge"],
  ["ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"],
  ["StringLike", "kms:ViaService", "s3.*.amazonaws.com"],
  ["Bool", "aws:MultiFactorAuthPresent", "true"],
  ["DateLessThan", "aws:CurrentTime", "2020-01-01"],
  ["DateGreaterThan", "aws:TokenIssueTime", "2020-01-01"],
  ["IpAddress", "aws:SourceIp", "192.0.2.0/24"],
  ["NumericLessThan", "s3:max-keys", "5"],
  ["Null", "aws:ResourceTag/team", "false"],
  ["StringSortOf", "aws:ResourceTag/team", "web"],
];

/** Statements whose patterns are all of a type together: each digit that an id may begin with, in one statement or in two. */
const APART: fc.Arbitrary<PlainPolicy> = fc.tuple(fc.nat({ max: 15 }), fc.boolean()).map(([cut, tagged]) => {
  const on = (digits: string[]): PlainStatement => ({
    Effect: "Allow",
    Action: ["ec2:TerminateInstances", ...(tagged ? ["ec2:CreateTags"] : [])],
    Resource: digits.map((digit) => `arn:aws:ec2:*:*:instance/i-${digit}*`),
  });
  const digits = [..."0123456789abcdef"];
  return {
    Version: "2012-10-17",
    Statement: [digits.slice(0, cut), digits.slice(cut)].filter((one) => one.length > 0).map(on),
  };
});

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

  it("one more condition of an Allow never makes the verdict worse", () => {
    const order = ["acceptable", "unprovable", "too-broad"];
    let narrower = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.array(fc.oneof(policy("simple"), APART), { minLength: 1, maxLength: 2 }),
        fc.nat(),
        fc.constantFrom(...MORE_CONDITIONS),
        (kind, policies, at, [operator, key, value]) => {
          const allowing = policies.flatMap(({ Statement }) => Statement.filter(({ Effect }) => Effect === "Allow"));
          if (allowing.length === 0) return;
          const chosen = allowing[at % allowing.length];
          const narrowed = policies.map(
            rewrite((statement) => {
              const { Condition } = statement as { Condition?: Record<string, Record<string, string>> };
              // A condition on a key that is asked for already would replace it, not add to it.
              if (statement !== chosen || Condition?.[operator]?.[key] !== undefined) return statement;
              return {
                ...statement,
                Condition: { ...Condition, [operator]: { ...Condition?.[operator], [key]: value } },
              };
            }),
          );
          const [before, after] = [policies, narrowed].map((all) => judge({ kind, policies: all }).verdict);
          if (after !== before) narrower++;
          assert.ok(
            order.indexOf(after!) <= order.indexOf(before!),
            `${before} became ${after} by ${operator} ${key} ${value}: a ${kind} with ${JSON.stringify(policies)}`,
          );
        },
      ),
      { seed, numRuns: TRIES * 2 },
    );
    assert.ok(narrower > 0);
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
      fc.property(SUBJECTS, (attached) => {
        const { kind, policies, boundary } = attached;
        const request = allowedSomehow(attached);
        if (request === undefined) return;
        critical++;
        const { verdict } = judge({ kind, policies, ...(boundary === undefined ? {} : { boundary }) });
        assert.notEqual(verdict, "acceptable", `a ${kind} may ${request}`);
      }),
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
