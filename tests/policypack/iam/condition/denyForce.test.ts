import assert from "node:assert/strict";
import type { AnalysedSubject, SubjectKind } from "../../../../policypack/iam";
import { parsePolicy } from "../../../../policypack/iam";
import { denyForce, implied } from "../../../../policypack/iam/condition/denyForce";
import { NOW } from "../../cases/case";

type Conditions = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

const subject = (kind: SubjectKind): AnalysedSubject => ({
  kind,
  name: "deploy",
  arn: `arn:aws:iam::111111111111:${kind}/deploy`,
  account: "111111111111",
  policies: [],
  now: NOW,
});

function statementOf(Condition: Conditions) {
  const { document } = parsePolicy(
    { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Condition }] },
    "identity",
  );
  return document!.statements[0]!;
}

/** `always`, `never`, `where <conditions>`, `unless <key> <values>`, with ` bars <values>` behind it. */
function force(conditions: Conditions, kind: SubjectKind = "role"): string {
  const found = denyForce(statementOf(conditions), "2012-10-17", subject(kind));
  if (typeof found === "string") return found;
  if ("unless" in found)
    return `unless ${found.unless.key} ${found.unless.values.map(({ source }) => source).join(" ")}`;
  const bars = found.bars === undefined ? "" : ` bars ${found.bars.values.map(({ source }) => source).join(" ")}`;
  return `where ${found.when.map(({ operator, key }) => `${operator} ${key}`).join(", ")}${bars}`;
}

const NAME = "aws:username";
const TAG = "aws:ResourceTag/team";
const KEYS = "dynamodb:LeadingKeys";
const TIME = "aws:CurrentTime";
const [before, now, after] = ["2026-11-24T11:59:59Z", "2026-11-24T12:00:00Z", "2026-11-24T12:00:01Z"];
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const [alone, alike, another] = ["111111111111", "1111*", "222222222222"];

const CASES: readonly [conditions: Conditions, force: string, kind?: SubjectKind][] = [
  [{}, "always"],
  [MFA, "where Bool aws:MultiFactorAuthPresent"],
  [{ StringSortOf: { [TAG]: "a" } }, `where StringSortOf ${TAG}`],

  // Keys that a role's session never has.
  [{ StringEquals: { [NAME]: "deploy" } }, "never"],
  [{ StringEquals: { [NAME]: "deploy" } }, `where StringEquals ${NAME}`, "user"],
  [{ StringEquals: { [NAME]: "deploy" } }, `where StringEquals ${NAME}`, "policy"],
  [{ StringNotEquals: { [NAME]: "deploy" } }, "always"],
  [{ StringNotEquals: { [NAME]: "deploy" } }, `where StringNotEquals ${NAME}`, "group"],
  [{ StringEqualsIfExists: { [NAME]: "deploy" } }, "always"],
  [{ StringNotEqualsIfExists: { [NAME]: "deploy" } }, "always"],
  [{ "ForAllValues:StringEquals": { [NAME]: "deploy" } }, "always"],
  [{ "ForAllValues:StringNotEquals": { [NAME]: "deploy" } }, "always"],
  [{ "ForAnyValue:StringEquals": { [NAME]: "deploy" } }, "never"],
  [{ "ForAnyValue:StringNotEquals": { [NAME]: "deploy" } }, "never"],
  [{ "ForAnyValue:StringEqualsIfExists": { [NAME]: "deploy" } }, `where ForAnyValue:StringEqualsIfExists ${NAME}`],
  [
    { "ForAnyValue:StringNotEqualsIfExists": { [NAME]: "deploy" } },
    `where ForAnyValue:StringNotEqualsIfExists ${NAME}`,
  ],
  [{ Null: { [NAME]: "true" } }, "always"],
  [{ Null: { [NAME]: "false" } }, "never"],
  [{ Null: { [NAME]: ["true", "false"] } }, "always"],
  [{ Null: { [NAME]: "TRUE" } }, "always"],
  [{ Null: { [NAME]: "true" } }, `where Null ${NAME}`, "user"],
  [{ ...MFA, StringEquals: { [NAME]: "deploy" } }, "never"],
  [{ ...MFA, StringNotEquals: { [NAME]: "deploy" } }, "where Bool aws:MultiFactorAuthPresent"],

  // Keys that every request has.
  [{ Null: { "aws:PrincipalArn": "true" } }, "never"],
  [{ Null: { "aws:PrincipalArn": "false" } }, "always"],
  [{ Null: { "aws:PrincipalArn": ["true", "false"] } }, "always"],
  [{ Null: { "aws:userid": [] } }, "never"],
  [{ Null: { "aws:MultiFactorAuthPresent": "true" } }, "where Null aws:MultiFactorAuthPresent"],

  // Values that are known.
  [{ StringEquals: { "aws:PrincipalAccount": alone } }, "always"],
  [{ StringEquals: { "aws:PrincipalAccount": [another, alone] } }, "always"],
  [{ StringEquals: { "aws:PrincipalAccount": alike } }, "where StringEquals aws:PrincipalAccount"],
  [{ StringLike: { "aws:PrincipalAccount": alike } }, "always"],
  [{ StringEquals: { "aws:PrincipalAccount": another } }, "where StringEquals aws:PrincipalAccount"],
  [{ StringNotEquals: { "aws:PrincipalAccount": another } }, "always"],
  [{ StringNotEquals: { "aws:PrincipalAccount": [another, alone] } }, "where StringNotEquals aws:PrincipalAccount"],
  [{ Bool: { "aws:PrincipalIsAWSService": "false" } }, "always"],
  [{ Bool: { "aws:PrincipalIsAWSService": "true" } }, "where Bool aws:PrincipalIsAWSService"],
  [{ StringEquals: { "aws:PrincipalType": "AssumedRole" } }, "always"],
  [{ StringEqualsIgnoreCase: { "aws:PrincipalType": "assumedrole" } }, "always"],
  [{ StringEquals: { "aws:PrincipalType": "assumedrole" } }, "where StringEquals aws:PrincipalType"],
  [{ StringEquals: { "aws:PrincipalType": "User" } }, "always", "user"],
  [{ StringEquals: { "aws:PrincipalType": "User" } }, "always", "group"],
  [{ StringEquals: { "aws:PrincipalType": "User" } }, "where StringEquals aws:PrincipalType", "policy"],
  [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } }, "always"],
  [{ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/*" } }, "always"],
  [{ ArnNotLike: { "aws:PrincipalArn": "*" } }, "where ArnNotLike aws:PrincipalArn"],
  [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:group/deploy" } }, "where ArnEquals aws:PrincipalArn", "group"],

  // Any value at all.
  [{ StringLike: { "aws:userid": "*" } }, "always"],
  [{ StringLike: { "aws:userid": ["a", "*"] } }, "always"],
  [{ StringLike: { "aws:userid": "?*" } }, "where StringLike aws:userid"],
  [{ StringNotLike: { "aws:userid": "*" } }, "where StringNotLike aws:userid"],
  [{ StringEquals: { "aws:userid": "*" } }, "where StringEquals aws:userid"],
  [{ StringLike: { [TAG]: "*" } }, `where StringLike ${TAG}`],
  [{ StringLikeIfExists: { [TAG]: "*" } }, "always"],
  [{ "ForAllValues:StringLike": { [TAG]: "*" } }, "always"],
  [{ "ForAnyValue:StringLikeIfExists": { [TAG]: "*" } }, `where ForAnyValue:StringLikeIfExists ${TAG}`],
  [{ StringLikeIfExists: { "made:up": "*" } }, "where StringLikeIfExists made:up"],
  [{ StringEqualsIfExists: { [TAG]: "*" } }, `where StringEqualsIfExists ${TAG}`],

  // All but some objects.
  [{ StringNotEquals: { [TAG]: "web" } }, `unless ${TAG.toLowerCase()} web`],
  [{ StringNotEquals: { [TAG]: ["web", "shop"] } }, `unless ${TAG.toLowerCase()} web shop`],
  [{ StringNotLike: { [TAG]: "web-*" } }, `unless ${TAG.toLowerCase()} web-*`],
  [{ StringNotLike: { [TAG]: ["web-*", "*"] } }, `where StringNotLike ${TAG}`],
  [{ StringNotEqualsIfExists: { [TAG]: "web" } }, `unless ${TAG.toLowerCase()} web`],
  [{ "ForAllValues:StringNotEquals": { [TAG]: "web" } }, `unless ${TAG.toLowerCase()} web`],
  [{ "ForAnyValue:StringNotEquals": { [TAG]: "web" } }, `where ForAnyValue:StringNotEquals ${TAG}`],
  [{ "ForAnyValue:StringNotEqualsIfExists": { [TAG]: "web" } }, `where ForAnyValue:StringNotEqualsIfExists ${TAG}`],
  [{ "ForAllValues:StringNotEquals": { [KEYS]: "mine" } }, `where ForAllValues:StringNotEquals ${KEYS}`],
  [{ "ForAnyValue:StringNotEquals": { [KEYS]: "mine" } }, `where ForAnyValue:StringNotEquals ${KEYS}`],
  [{ StringEquals: { [TAG]: "web" } }, `where StringEquals ${TAG}`],
  [{ StringNotEquals: { "aws:PrincipalTag/team": "web" } }, "where StringNotEquals aws:PrincipalTag/team"],
  [{ ...MFA, StringNotEquals: { [TAG]: "web" } }, `where Bool aws:MultiFactorAuthPresent, StringNotEquals ${TAG}`],
  [{ Null: { "aws:PrincipalArn": "false" }, StringNotEquals: { [TAG]: "web" } }, `unless ${TAG.toLowerCase()} web`],

  // Services that a role is passed to.
  [
    { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    "where StringEquals iam:PassedToService bars ec2.amazonaws.com",
  ],
  [{ StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }, "unless iam:passedtoservice ec2.amazonaws.com"],
  [{ StringEquals: { "iam:AWSServiceName": "ec2.amazonaws.com" } }, "where StringEquals iam:AWSServiceName"],

  // Time only goes on.
  [{ DateGreaterThan: { [TIME]: before } }, "always"],
  [{ DateGreaterThan: { [TIME]: now } }, `where DateGreaterThan ${TIME}`],
  [{ DateGreaterThan: { [TIME]: after } }, `where DateGreaterThan ${TIME}`],
  [{ DateGreaterThanEquals: { [TIME]: before } }, "always"],
  [{ DateGreaterThanEquals: { [TIME]: now } }, "always"],
  [{ DateGreaterThanEquals: { [TIME]: after } }, `where DateGreaterThanEquals ${TIME}`],
  [{ DateLessThan: { [TIME]: before } }, "never"],
  [{ DateLessThan: { [TIME]: now } }, "never"],
  [{ DateLessThan: { [TIME]: after } }, `where DateLessThan ${TIME}`],
  [{ DateLessThanEquals: { [TIME]: before } }, "never"],
  [{ DateLessThanEquals: { [TIME]: now } }, `where DateLessThanEquals ${TIME}`],
  [{ DateEquals: { [TIME]: before } }, "never"],
  [{ DateNotEquals: { [TIME]: before } }, `where DateNotEquals ${TIME}`],
  [{ DateGreaterThan: { [TIME]: [before, after] } }, `where DateGreaterThan ${TIME}`],
  [{ DateLessThan: { [TIME]: [before, after] } }, `where DateLessThan ${TIME}`],
  [{ DateGreaterThan: { [TIME]: [] } }, `where DateGreaterThan ${TIME}`],
  [{ DateGreaterThan: { [TIME]: "soon" } }, `where DateGreaterThan ${TIME}`],
  [{ DateGreaterThan: { "aws:TokenIssueTime": before } }, "where DateGreaterThan aws:TokenIssueTime"],
  [{ StringLike: { [TIME]: "2026*" } }, `where StringLike ${TIME}`],
];

describe("when a Deny surely applies", () => {
  for (const [conditions, expected, kind = "role"] of CASES) {
    it(`to a ${kind}, if ${JSON.stringify(conditions)}: ${expected}`, () =>
      assert.equal(force(conditions, kind), expected));
  }
});

describe("a Deny applies to all that an Allow lets through", () => {
  const covers = (deny: Conditions, allow: Conditions): boolean =>
    implied(statementOf(deny).conditions, statementOf(allow).conditions);
  const is = (operator: string, key: string, ...values: string[]): Conditions => ({ [operator]: { [key]: values } });
  const web = is("StringEquals", TAG, "web");

  for (const [what, deny, allow] of [
    ["without conditions", {}, web],
    ["under the same condition", web, web],
    ["under the same condition and less", web, { ...MFA, ...web }],
    ["under the same condition, or none of the key", is("StringEqualsIfExists", TAG, "web"), web],
    ["under the same condition of a key in other letters", is("StringEquals", "AWS:resourcetag/team", "web"), web],
    [
      "under the same values in another order",
      is("StringEquals", TAG, "web", "shop"),
      is("StringEquals", TAG, "shop", "web"),
    ],
  ] as const) {
    it(what, () => assert.ok(covers(deny, allow)));
  }

  for (const [what, deny, allow] of [
    ["under a condition, where the Allow has none", web, {}],
    ["under one condition more", { ...MFA, ...web }, web],
    [
      "under another condition beside it",
      { ...MFA, ...web },
      { ...web, ...is("StringEquals", "aws:PrincipalOrgID", "o-abc") },
    ],
    [
      "under the same condition, which the Allow asks only where the key is there",
      web,
      is("StringEqualsIfExists", TAG, "web"),
    ],
    ["under another value", is("StringEquals", TAG, "shop"), web],
    ["under fewer values", web, is("StringEquals", TAG, "web", "shop")],
    ["under the same value of another key", is("StringEquals", "aws:PrincipalTag/team", "web"), web],
    ["by another operator", is("StringNotEquals", TAG, "web"), web],
    ["under the same value in other letters", is("StringEquals", TAG, "Web"), web],
  ] as const) {
    it(`not ${what}`, () => assert.ok(!covers(deny, allow)));
  }

  it("not where one reads a variable, and the other takes it for text", () => {
    const text = parsePolicy(
      {
        Version: "2008-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "*",
            Resource: "*",
            Condition: is("StringEquals", TAG, "${aws:PrincipalTag/team}"),
          },
        ],
      },
      "identity",
    );
    const variable = statementOf(is("StringEquals", TAG, "${aws:PrincipalTag/team}")).conditions;
    assert.ok(!implied(variable, text.document!.statements[0]!.conditions));
    assert.ok(!implied(text.document!.statements[0]!.conditions, variable));
  });
});
