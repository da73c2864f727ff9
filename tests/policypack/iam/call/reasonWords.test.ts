import assert from "node:assert/strict";
import {
  evaluateTrust,
  expectedText,
  foundText,
  parsePolicy,
  reasonText,
  type GranteeSession,
} from "../../../../policypack/iam";
import { NOW } from "../../cases/case";

const alice: GranteeSession = { principal: "arn:aws:iam::222222222222:user/alice", mfa: "possible", now: NOW };

function reasons(statement: object, session = alice) {
  const { document } = parsePolicy(
    JSON.parse(
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*", ...statement }],
      }),
    ),
    "trust",
  );
  return evaluateTrust(document!, session).reasons;
}

/** What one condition asks, and what the call has. */
function words(operator: string, key: string, value: string | string[], session = alice): string {
  const reason = reasons({ Action: "sts:*", Condition: { [operator]: { [key]: value } } }, session).find(
    ({ about }) => about === "condition",
  )!;
  return `${expectedText(reason)}; ${foundText(reason)}`;
}

const MFA = "aws:MultiFactorAuthPresent";
const AGE = "aws:MultiFactorAuthAge";
const TIME = "aws:CurrentTime";
const ID = "sts:ExternalId";
const asked = `${ID} is up to the caller`;
const clock = '"2026-11-24T12:00:00.000Z"';

describe("a condition in words", () => {
  for (const [operator, key, value, expected] of [
    ["Bool", MFA, "true", `a session signed in with multi-factor authentication; ${MFA} is up to the caller`],
    ["Bool", MFA, "TRUE", `a session signed in with multi-factor authentication; ${MFA} is up to the caller`],
    ["Bool", MFA, "false", `a session without multi-factor authentication; ${MFA} is up to the caller`],
    [
      "BoolIfExists",
      MFA,
      "false",
      `a session without multi-factor authentication, or no such key; ${MFA} is up to the caller`,
    ],
    ["StringEquals", MFA, "true", `${MFA} equal to "true"; ${MFA} is up to the caller`],
    ["Bool", "aws:SecureTransport", "true", 'aws:SecureTransport equal to "true"; "true"'],
    ["NumericLessThan", AGE, "900", `a multi-factor sign-in less than 15 min old; ${AGE} is up to the caller`],
    [
      "NumericLessThanEqualsIfExists",
      AGE,
      "900",
      `a multi-factor sign-in at most 15 min old, or no such key; ${AGE} is up to the caller`,
    ],
    [
      "NumericGreaterThan",
      AGE,
      ["1", "2"],
      `a multi-factor sign-in more than 1 s or 2 s old; ${AGE} is up to the caller`,
    ],
    ["StringEquals", AGE, "1", `${AGE} equal to "1"; ${AGE} is up to the caller`],
    ["NumericGreaterThanEquals", "aws:EpochTime", "5", 'aws:EpochTime at least "5"; "1795521600"'],
    ["DateLessThan", TIME, "2027-01-01", `a time before 2027-01-01T00:00:00.000Z; ${clock}`],
    ["DateLessThanEquals", TIME, "2027-01-01", `a time before 2027-01-01T00:00:00.000Z; ${clock}`],
    ["DateGreaterThan", TIME, "2027-01-01", `a time after 2027-01-01T00:00:00.000Z; ${clock}`],
    ["DateGreaterThanIfExists", TIME, "soon", `a time after "soon", or no such key; ${clock}`],
    ["DateEquals", TIME, "2027-01-01", `${TIME} equal to "2027-01-01"; ${clock}`],
    ["StringLike", TIME, "2027*", `${TIME} like "2027*"; ${clock}`],
    [
      "DateLessThan",
      "aws:TokenIssueTime",
      "2027-01-01",
      'aws:TokenIssueTime less than "2027-01-01"; aws:TokenIssueTime is up to the caller',
    ],
    ["Null", ID, "true", `no ${ID}; ${asked}`],
    ["Null", ID, "TRUE", `no ${ID}; ${asked}`],
    ["Null", ID, "false", `${ID} to be present; ${asked}`],
    ["Null", ID, ["true", "false"], `${ID} to be present or not; ${asked}`],
    ["StringEquals", ID, "a", `${ID} equal to "a"; ${asked}`],
    ["StringNotEquals", ID, ["a", "b"], `${ID} not equal to "a" or "b"; ${asked}`],
    ["StringLikeIfExists", ID, "a*", `${ID} like "a*", or no such key; ${asked}`],
    ["StringEquals", ID, [], `${ID} equal to nothing (an empty list); ${asked}`],
    [
      "IpAddress",
      "aws:SourceIp",
      "192.0.2.0/24",
      'aws:SourceIp within "192.0.2.0/24"; aws:SourceIp is up to the caller',
    ],
    [
      "ForAllValues:StringEquals",
      "aws:TagKeys",
      "a",
      'every value of aws:TagKeys equal to "a"; aws:TagKeys is up to the caller',
    ],
    [
      "ForAnyValue:StringNotLike",
      "aws:TagKeys",
      "a*",
      'some value of aws:TagKeys not like "a*"; aws:TagKeys is up to the caller',
    ],
    ["StringSortOf", ID, "a", `StringSortOf ${ID} "a"; the operator StringSortOf is not known`],
    ["StringEquals", "aws:Moonphase", "full", 'aws:Moonphase equal to "full"; aws:Moonphase is not known beforehand'],
  ] as const) {
    it(`${operator} ${key} ${JSON.stringify(value)}`, () =>
      assert.equal(words(operator, key, value as string | string[]), expected));
  }

  it("says what the call has: several values, none and why, a pattern, bytes, a variable that is not known", () => {
    const given: GranteeSession = {
      ...alice,
      sessionTags: { a: "1", b: "2" },
      externalId: "k7",
      sourceIp: null,
      sessionName: "x",
    };
    const any: GranteeSession = { ...given, principal: "arn:aws:iam::222222222222:user/*" };
    const has = (...of: Parameters<typeof words>): string => words(...of).replace(/^.*; /, "");
    assert.deepEqual(
      [
        has("ForAllValues:StringEquals", "aws:TagKeys", "a", given),
        has("IpAddress", "aws:SourceIp", "192.0.2.1", given),
        has("ArnLike", "aws:PrincipalArn", "*", any),
        has("BinaryEquals", ID, "azc=", given),
        has("StringEquals", "sts:RoleSessionName", "${aws:username}", any),
      ],
      [
        '"a", "b"',
        "no aws:SourceIp: the call comes through a VPC endpoint",
        "any principal that matches arn:aws:iam::222222222222:user/*",
        "binary values are not compared",
        "${aws:username} is not known beforehand",
      ],
    );
  });
});

describe("a reason in words", () => {
  const condition = (value: string): object => ({ Condition: { StringEquals: { [ID]: value } } });
  const first = (statement: object, session = alice): string => reasonText(reasons(statement, session).at(-1)!);

  it("has the statement, what it expects and what it found", () => {
    assert.equal(
      first({ Sid: "Trust", ...condition("a") }),
      `Statement[0] (Trust) (Allow): expected ${ID} equal to "a"; found ${asked}`,
    );
    assert.equal(
      first({ Principal: { AWS: ["333333333333", "444444444444"] } }),
      "Statement[0] (Allow): expected the principal 333333333333, 444444444444; found arn:aws:iam::222222222222:user/alice",
    );
    assert.equal(
      first({ Principal: undefined, NotPrincipal: { AWS: "222222222222" } }),
      "Statement[0] (Allow): expected a principal other than 222222222222; found arn:aws:iam::222222222222:user/alice",
    );
  });

  it("has no statement where none allows the action", () =>
    assert.equal(
      first({ Action: "sts:TagSession" }),
      "expected an Allow of sts:AssumeRole; found no statement allows sts:AssumeRole",
    ));

  it("of a Deny says when it denies, or what it found", () => {
    const { document } = parsePolicy(
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "*", Principal: "*" },
          { Effect: "Deny", Action: "*", Principal: "*", ...condition("a") },
        ],
      },
      "trust",
    );
    const of = (session: GranteeSession): string => reasonText(evaluateTrust(document!, session).reasons.at(-1)!);
    assert.equal(of(alice), `Statement[1] denies when it finds ${ID} equal to "a"; found ${asked}`);
    assert.equal(of({ ...alice, externalId: "a" }), `Statement[1] (Deny): expected ${ID} equal to "a"; found "a"`);
  });
});
