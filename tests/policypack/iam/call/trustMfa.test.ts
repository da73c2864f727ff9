import assert from "node:assert/strict";
import { admittedWithoutMfa, parsePolicy } from "../../../../policypack/iam";
import { NOW } from "../../cases/case";

const ROOT = { AWS: "arn:aws:iam::222222222222:root" };
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const WITHOUT = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };
const time = (operator: string, value: string, key = "aws:CurrentTime"): object => ({ [operator]: { [key]: value } });
const arn = (pattern: string): object => ({ ArnLike: { "aws:PrincipalArn": pattern } });

const allow = (Condition?: object, more: object = {}): object => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: ROOT,
  ...(Condition && { Condition }),
  ...more,
});
const deny = (Condition?: object, more: object = {}): object => ({ ...allow(Condition, more), Effect: "Deny" });

/** `<principal> by <statement>`, `nobody` or `undecided`. */
function admitted(...statements: object[]): string {
  return admittedBut([], ...statements);
}

/** The same, where sessions of some accounts need no MFA. */
function admittedBut(exempt: readonly string[], ...statements: object[]): string {
  const { document } = parsePolicy(
    JSON.parse(JSON.stringify({ Version: "2012-10-17", Statement: statements })),
    "trust",
  );
  const found = admittedWithoutMfa(document!, NOW, exempt);
  return found === undefined ? "nobody" : found === "undecided" ? found : `${found.principal} by ${found.statement}`;
}

const USERS = "arn:aws:iam::222222222222:user/*";
const ROLES = "arn:aws:iam::222222222222:role/*";
const CASES: readonly [what: string, statements: readonly object[], admitted: string][] = [
  ["no statement", [], "nobody"],
  ["no condition", [allow()], `${USERS} by Statement[0]`],
  ["MFA", [allow(MFA)], "nobody"],
  ["MFA, if the key is there", [allow({ BoolIfExists: MFA.Bool })], `${USERS} by Statement[0]`],
  ["no MFA", [allow(WITHOUT)], `${USERS} by Statement[0]`],
  ["the age of the sign-in", [allow({ NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } })], "nobody"],
  [
    "the age of the sign-in, if the key is there",
    [allow({ NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } })],
    `${USERS} by Statement[0]`,
  ],
  ["MFA in one statement of two", [allow(MFA), allow()], `${USERS} by Statement[1]`],
  ["roles alone", [allow(arn(ROLES))], `${ROLES} by Statement[0]`],
  ["roles alone, users with MFA", [allow({ ...arn(USERS), ...MFA }), allow(arn(ROLES))], `${ROLES} by Statement[1]`],
  [
    "an account by its number",
    [allow(undefined, { Principal: { AWS: "333333333333" } })],
    "arn:aws:iam::333333333333:user/* by Statement[0]",
  ],
  [
    "an account of another partition",
    [allow(undefined, { Principal: { AWS: "arn:aws-cn:iam::333333333333:root" } })],
    "arn:aws-cn:iam::333333333333:user/* by Statement[0]",
  ],
  [
    "a user by name",
    [allow(undefined, { Principal: { AWS: "arn:aws:iam::222222222222:user/alice" } })],
    `${USERS} by Statement[0]`,
  ],
  ["everybody", [allow(undefined, { Principal: "*" })], "arn:aws:iam::999999999999:user/* by Statement[0]"],
  [
    "everybody, as AWS principals",
    [allow(undefined, { Principal: { AWS: "*" } })],
    "arn:aws:iam::999999999999:user/* by Statement[0]",
  ],
  [
    "everybody but an account",
    [allow(undefined, { Principal: undefined, NotPrincipal: ROOT })],
    "arn:aws:iam::999999999999:user/* by Statement[0]",
  ],
  ["a service", [allow(undefined, { Principal: { Service: "ec2.amazonaws.com" } })], "nobody"],
  [
    "a service, and an account with MFA",
    [allow(undefined, { Principal: { Service: "ec2.amazonaws.com" } }), allow(MFA)],
    "nobody",
  ],
  ["another action", [allow(undefined, { Action: "sts:TagSession" })], "nobody"],

  ["a Deny of whoever is without MFA", [allow(), deny(WITHOUT)], "nobody"],
  [
    "a Deny of whoever says so",
    [allow(), deny({ Bool: { "aws:MultiFactorAuthPresent": "false" } })],
    `${USERS} by Statement[0]`,
  ],
  ["a Deny of all", [allow(), deny()], "nobody"],
  [
    "a Deny of another account",
    [allow(), deny(undefined, { Principal: { AWS: "333333333333" } })],
    `${USERS} by Statement[0]`,
  ],
  ["a Deny of users", [allow(), deny(arn(USERS))], `${ROLES} by Statement[0]`],
  [
    "a Deny of the first of two accounts",
    [allow(), allow(undefined, { Principal: { AWS: "333333333333" } }), deny()],
    "arn:aws:iam::333333333333:user/* by Statement[1]",
  ],

  ["a window that opens later", [allow(time("DateGreaterThan", "2027-01-01T00:00:00Z"))], `${USERS} by Statement[0]`],
  ["a window that is over", [allow(time("DateLessThan", "2026-11-01T00:00:00Z"))], "nobody"],
  ["a moment to come", [allow(time("DateEquals", "2027-01-01T00:00:00Z"))], `${USERS} by Statement[0]`],
  [
    "a window in seconds",
    [allow(time("NumericGreaterThan", "1800000000", "aws:EpochTime"))],
    `${USERS} by Statement[0]`,
  ],
  [
    "a window that opens later, denied from then on",
    [
      allow(time("DateGreaterThan", "2027-01-01T00:00:00Z")),
      deny(time("DateGreaterThanEquals", "2027-01-01T00:00:00Z")),
    ],
    "nobody",
  ],
  [
    "a window that opens before it is denied",
    [allow(time("DateGreaterThan", "2027-01-01T00:00:00Z")), deny(time("DateGreaterThan", "2027-02-01T00:00:00Z"))],
    `${USERS} by Statement[0]`,
  ],
];

describe("who is admitted without multi-factor authentication", () => {
  for (const [what, statements, expected] of CASES)
    it(`${what}: ${expected}`, () => assert.equal(admitted(...statements), expected));

  const other = allow(undefined, { Principal: { AWS: "333333333333" } });
  for (const [what, exempt, statements, expected] of [
    ["the account", ["222222222222"], [allow()], "nobody"],
    ["another account", ["333333333333"], [allow()], `${USERS} by Statement[0]`],
    [
      "the first of two accounts",
      ["222222222222"],
      [allow(), other],
      "arn:aws:iam::333333333333:user/* by Statement[1]",
    ],
    ["both accounts", ["222222222222", "333333333333"], [allow(), other], "nobody"],
    [
      "an account, and everybody is let in",
      ["222222222222"],
      [allow(undefined, { Principal: "*" })],
      "arn:aws:iam::999999999999:user/* by Statement[0]",
    ],
  ] as const)
    it(`${what} needs none: ${expected}`, () => assert.equal(admittedBut(exempt, ...statements), expected));

  /** Each opens at a moment of its own; all are denied in the end. */
  const opening = (count: number): object[] => [
    ...Array.from({ length: count }, (_, at) =>
      allow(time("DateGreaterThan", new Date(NOW.getTime() + (at + 1) * 86_400_000).toISOString())),
    ),
    deny(),
  ];
  it("few moments and statements are judged to the end", () => assert.equal(admitted(...opening(20)), "nobody"));
  it("too many are undecided", () => assert.equal(admitted(...opening(900)), "undecided"));
});
