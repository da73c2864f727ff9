/** Statements that no request and no moment can meet: an Allow allows nothing, and a Deny denies nothing. */
import { allow, type Case, deny } from "./case";
import { A, B, is, like, rows } from "./short";

const TAG = "aws:ResourceTag/team";
const ISSUED = "aws:TokenIssueTime";
const TIME = "aws:CurrentTime";
const IP = "aws:SourceIp";
const LONG_AGO = "2020-01-01T00:00:00Z";

/** Conditions that nobody meets. */
const NEVER: readonly [name: string, condition: object][] = [
  ["a value that is and is not", { ...is(TAG, "a"), StringNotEquals: { [TAG]: "a" } }],
  ["all its values excluded", { ...is(TAG, "a", "b"), StringNotEquals: { [TAG]: ["b", "a", "c"] } }],
  ["all its values excluded by a pattern", { ...is(TAG, "ab", "ac"), StringNotLike: { [TAG]: "a*" } }],
  [
    "each of its values excluded by another condition",
    { ...is(TAG, "ab", "cd"), StringNotEquals: { [TAG]: "ab" }, StringNotLike: { [TAG]: "c*" } },
  ],
  ["a pattern and its opposite", { ...like(TAG, "a*"), StringNotLike: { [TAG]: "a*" } }],
  ["a pattern within an excluded one", { ...like(TAG, "abc*"), StringNotLike: { [TAG]: ["x*", "a*"] } }],
  ["two patterns that meet nowhere", { ...like(TAG, "a*"), StringEquals: { [TAG]: "b" } }],
  ["another case asked for", { ...is(TAG, "web"), StringEqualsIgnoreCase: { [TAG]: "SHOP" } }],
  ["a value that must be missing", { ...is(TAG, "a"), Null: { [TAG]: "true" } }],
  ["missing and present", { Null: { [TAG]: ["true"] }, StringNotEquals: { [TAG]: "a" }, StringLike: { [TAG]: "*" } }],
  ["true and false", { Bool: { "aws:SecureTransport": "true" }, BoolIfExists: { "aws:SecureTransport": "false" } }],
  ["a time that is over", { DateLessThan: { [TIME]: LONG_AGO } }],
  ["a time that is over, if there is one", { DateLessThanIfExists: { [TIME]: LONG_AGO } }],
  ["a moment that has passed", { DateEquals: { [TIME]: LONG_AGO } }],
  ["a window that is shut", { DateGreaterThan: { [TIME]: "2030-01-01" }, DateLessThan: { [TIME]: "2029-01-01" } }],
  ["seconds that are over", { NumericLessThan: { "aws:EpochTime": "1577836800" } }],
  ["sessions that have ended", { DateLessThan: { [ISSUED]: LONG_AGO } }],
  ["sessions from a past day", { DateEquals: { [ISSUED]: LONG_AGO } }],
  [
    "a number that is less and more",
    { NumericLessThan: { "s3:max-keys": "5" }, NumericGreaterThanEquals: { "s3:max-keys": "5" } },
  ],
  ["an age below nothing", { NumericLessThan: { "aws:MultiFactorAuthAge": "0" } }],
  ["addresses in and out", { IpAddress: { [IP]: "192.0.2.0/25" }, NotIpAddress: { [IP]: ["192.0.2.0/24"] } }],
  ["addresses of two networks", { IpAddress: { [IP]: "192.0.2.0/24" }, IpAddressIfExists: { [IP]: "10.0.0.0/8" } }],
];

/** Conditions that look like that, and that somebody meets. */
const SOMETIMES: readonly [name: string, condition: object][] = [
  [
    "two values of three excluded",
    {
      StringEquals: { "aws:PrincipalTag/team": ["ab", "cd", "ef"] },
      StringNotEquals: { "aws:PrincipalTag/team": "ab" },
      StringNotLike: { "aws:PrincipalTag/team": "c*" },
    },
  ],
  ["a number that may be below nothing", { NumericLessThan: { "s3:max-keys": "0" } }],
  [
    "one value of two excluded",
    { StringEquals: { "aws:PrincipalTag/team": ["a", "b"] }, StringNotEquals: { "aws:PrincipalTag/team": "a" } },
  ],
  [
    "excluded by a narrower pattern",
    { StringLike: { "aws:PrincipalTag/team": "a*" }, StringNotLike: { "aws:PrincipalTag/team": "ab*" } },
  ],
  [
    "missing, and not a value",
    { StringNotEquals: { "aws:PrincipalTag/team": "a" }, Null: { "aws:PrincipalTag/team": "true" } },
  ],
  [
    "missing, or a value",
    { StringEqualsIfExists: { "aws:PrincipalTag/team": "a" }, Null: { "aws:PrincipalTag/team": "true" } },
  ],
  [
    "two values of several",
    { "ForAnyValue:StringEquals": { "aws:TagKeys": "a" }, "ForAnyValue:StringLike": { "aws:TagKeys": "b" } },
  ],
  ["a day to come", { DateLessThan: { [TIME]: "2030-01-01" } }],
  ["a day that was, among others", { DateLessThan: { [TIME]: [LONG_AGO, "2030-01-01"] } }],
  ["sessions of today", { DateLessThan: { [ISSUED]: "2026-11-24T11:00:00Z" } }],
  ["sessions that are not so old", { DateGreaterThan: { [ISSUED]: LONG_AGO } }],
  ["sessions, where there are any", { DateLessThanIfExists: { [ISSUED]: LONG_AGO } }],
  [
    "a range with room",
    { NumericLessThanEquals: { "s3:max-keys": "5" }, NumericGreaterThanEquals: { "s3:max-keys": "5" } },
  ],
  ["addresses with a hole", { IpAddress: { [IP]: "192.0.2.0/24" }, NotIpAddress: { [IP]: "192.0.2.0/25" } }],
  [
    "another case of the same",
    { StringEquals: { "aws:PrincipalTag/team": "web" }, StringEqualsIgnoreCase: { "aws:PrincipalTag/team": "WEB" } },
  ],
  [
    "a parameter that is and is not, in some other",
    { StringEquals: { "aws:PrincipalTag/a": "x" }, StringNotEquals: { "aws:PrincipalTag/b": "x" } },
  ],
];

const everything = allow("*");

/** See the top of the file. */
export const VOID: Readonly<Record<string, readonly Case[]>> = {
  "an Allow that nobody meets": rows(NEVER.map(([name, condition]) => [name, allow("*", "*", condition), A])),
  "an Allow that somebody meets": rows(SOMETIMES.map(([name, condition]) => [name, allow("*", "*", condition), B])),
  "a Deny that nobody meets": rows(
    NEVER.map(([name, condition]) => [name, [everything, deny("*", "*", condition)], B, "administrative-access"]),
  ),
  "a Deny beside the same Allow": rows([
    ["revoked sessions", [everything, deny("*", "*", { DateLessThan: { [ISSUED]: LONG_AGO } })], B],
    ["both for some", [allow("*", "*", SOMETIMES[0]![1]), deny("*", "*", SOMETIMES[0]![1])], A],
  ]),
  "a Deny on a key that is missing": rows([
    [
      "tags of a read",
      [allow("s3:GetObject"), deny("s3:*", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": "x" } })],
      A,
    ],
    [
      "tags of a read, for some value",
      [allow("s3:GetObject"), deny("s3:*", "*", { "ForAnyValue:StringEquals": { "aws:TagKeys": "x" } })],
      B,
    ],
    [
      "a tag of a read, negated",
      [allow("s3:GetObject"), deny("s3:*", "*", { StringNotEquals: { "aws:RequestTag/a": "x" } })],
      A,
    ],
    ["a tag of a read", [allow("s3:GetObject"), deny("s3:*", "*", is("aws:RequestTag/a", "x"))], B],
    [
      "a tag of a read that must be there",
      [allow("s3:GetObject"), deny("s3:*", "*", { Null: { "aws:RequestTag/a": "true" } })],
      A,
    ],
    [
      "a tag of a write that must be there",
      [allow("sqs:CreateQueue"), deny("sqs:*", "*", { Null: { "aws:RequestTag/a": "true" } })],
      B,
    ],
    [
      "tags of a write",
      [allow("sqs:CreateQueue"), deny("sqs:*", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": "x" } })],
      B,
    ],
    [
      "who calls for a service",
      [allow("*"), deny("*", "*", { "ForAllValues:StringEquals": { "aws:PrincipalServiceNamesList": "x" } })],
      A,
    ],
    [
      "unless a service calls",
      [allow("*"), deny("*", "*", { StringNotEquals: { "aws:SourceAccount": "111111111111" } })],
      A,
    ],
    [
      "unless a service calls, if it does",
      [allow("*"), deny("*", "*", { StringNotEqualsIfExists: { "aws:SourceAccount": "111111111111" } })],
      A,
    ],
    ["if a service calls", [allow("*"), deny("*", "*", is("aws:SourceAccount", "111111111111"))], B],
    [
      "for all that it is called by",
      [allow("*"), deny("*", "*", { "ForAllValues:StringEquals": { "aws:CalledVia": "x.amazonaws.com" } })],
      B,
    ],
    [
      "a user's name, for a role",
      [allow("*"), deny("*", "*", { "ForAllValues:StringNotEquals": { "aws:username": "bob" } })],
      A,
    ],
    [
      "a user's name, for a user",
      [allow("*"), deny("*", "*", { "ForAllValues:StringNotEquals": { "aws:username": "bob" } })],
      B,
      undefined,
      { kind: "user" },
    ],
  ]),
};
