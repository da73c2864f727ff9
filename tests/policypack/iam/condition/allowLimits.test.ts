import assert from "node:assert/strict";
import { parsePolicy, type SubjectKind } from "../../../../policypack/iam";
import { allowLimits } from "../../../../policypack/iam/condition/allowLimits";
import { NOW } from "../../cases/case";

type Conditions = Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;

/**
 * `never`, or what limits: `<key> = <values>`, `passing = <values>`, `not to <services>`, `? <why it is not proven>`;
 * `free` for nothing.
 */
function limits(Condition: Conditions, kind: SubjectKind = "role"): string {
  const { document } = parsePolicy(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition }] },
    "identity",
  );
  const found = allowLimits(document!.statements[0]!, "2012-10-17", {
    kind,
    name: "deploy",
    arn: `arn:aws:iam::111111111111:${kind}/deploy`,
    account: "111111111111",
    policies: [],
    now: NOW,
  });
  if (found.void !== undefined) return "never";
  const all = [
    ...found.narrowing.map(({ key, values }) => `${key} = ${values.map(({ source }) => source).join(" ")}`),
    ...found.passing.map(({ values }) => `passing = ${values.map(({ source }) => source).join(" ")}`),
    ...(found.barred.length > 0 ? [`not to ${found.barred.map(({ source }) => source).join(" ")}`] : []),
    ...found.unproven.map((why) => `? ${why}`),
  ];
  return all.length === 0 ? "free" : all.join("; ");
}

const TAG = "aws:ResourceTag/team";
const tag = TAG.toLowerCase();
const KEYS = "dynamodb:LeadingKeys";
const TO = "iam:PassedToService";
const EC2 = "ec2.amazonaws.com";
const NAME = "aws:username";
const TIME = "aws:CurrentTime";
const EPOCH = "aws:EpochTime";
const [before, now, after] = ["2026-11-24T11:59:59Z", "2026-11-24T12:00:00Z", "2026-11-24T12:00:01Z"];
const seconds = 1795521600;

const CASES: readonly [conditions: Conditions, limits: string, kind?: SubjectKind][] = [
  [{}, "free"],
  [{ Bool: { "aws:MultiFactorAuthPresent": "true" } }, "free"],
  [{ StringSortOf: { [TAG]: "a" } }, "? StringSortOf is not an operator that is known"],

  // What limits the object.
  [{ StringEquals: { [TAG]: "web" } }, `${tag} = web`],
  [{ StringEquals: { [TAG]: ["web", "shop"] } }, `${tag} = web shop`],
  [{ StringLike: { [TAG]: "web-*" } }, `${tag} = web-*`],
  [{ StringLike: { [TAG]: "*" } }, "free"],
  [{ StringLike: { [TAG]: ["web", "*"] } }, "free"],
  [{ StringLike: { [TAG]: "w*" } }, "free"],
  [{ StringNotEquals: { [TAG]: "web" } }, "free"],
  [{ StringEqualsIgnoreCase: { [TAG]: "web" } }, `${tag} = web`],
  [{ NumericEquals: { [TAG]: "1" } }, "free"],
  [{ StringEquals: { "aws:RequestTag/team": "web" } }, "free"],
  [{ StringEquals: { "aws:PrincipalTag/team": "web" } }, "free"],
  [{ StringEquals: { "made:up": "web" } }, "? what made:up limits is not known"],
  [{ StringNotEquals: { "made:up": "web" } }, "free"],
  [{ StringEqualsIfExists: { "made:up": "web" } }, "free"],

  // Whether the key has to be there.
  [{ StringEqualsIfExists: { [TAG]: "web" } }, "free"],
  [{ "ForAllValues:StringEquals": { [TAG]: "web" } }, "free"],
  [{ "ForAnyValue:StringEquals": { [TAG]: "web" } }, `${tag} = web`],
  [{ "ForAnyValue:StringEqualsIfExists": { [TAG]: "web" } }, "free"],
  [{ "ForAnyValue:StringEquals": { [KEYS]: "mine" } }, "free"],
  [{ "ForAllValues:StringEquals": { [KEYS]: "mine" } }, "free"],
  [{ "ForAllValues:StringEquals": { [KEYS]: "mine" }, Null: { [KEYS]: "false" } }, "dynamodb:leadingkeys = mine"],
  [{ StringEqualsIfExists: { [TAG]: "web" }, Null: { [TAG]: "false" } }, `${tag} = web`],
  [{ StringEqualsIfExists: { [TAG]: "web" }, Null: { [TAG]: "FALSE" } }, `${tag} = web`],
  [{ StringEqualsIfExists: { [TAG]: "web" }, Null: { "AWS:resourcetag/team": "false" } }, `${tag} = web`],
  [{ StringEqualsIfExists: { [TAG]: "web" }, Null: { [TAG]: ["true", "false"] } }, "free"],
  [{ StringEqualsIfExists: { [TAG]: "web" }, Null: { [TAG]: "true" } }, "free"],
  [{ StringEqualsIfExists: { [TAG]: "web" }, Null: { "aws:ResourceTag/other": "false" } }, "free"],

  // What no session can meet.
  [{ Null: { [TAG]: [] } }, "never"],
  [{ StringEquals: { [TAG]: [] } }, "never"],
  [{ StringNotEquals: { [TAG]: [] } }, "free"],
  [{ StringEqualsIfExists: { [TAG]: [] } }, "free"],
  [{ StringEquals: { [NAME]: "deploy" } }, "never"],
  [{ StringEquals: { [NAME]: "deploy" } }, "free", "user"],
  [{ StringNotEquals: { [NAME]: "deploy" } }, "free"],
  [{ StringEqualsIfExists: { [NAME]: "deploy" } }, "free"],
  [{ "ForAllValues:StringEquals": { [NAME]: "deploy" } }, "free"],
  [{ "ForAnyValue:StringEquals": { [NAME]: "deploy" } }, "never"],
  [{ "ForAnyValue:StringEqualsIfExists": { [NAME]: "deploy" } }, "free"],
  [{ Null: { [NAME]: "false" } }, "never"],
  [{ Null: { [NAME]: "true" } }, "free"],
  [{ Null: { [NAME]: ["false", "true"] } }, "free"],
  [{ Null: { [NAME]: "false" } }, "free", "user"],
  [{ Null: { "aws:PrincipalArn": "true" } }, "never"],
  [{ Null: { "aws:PrincipalArn": "FALSE" } }, "free"],
  [{ StringEquals: { "aws:PrincipalAccount": "222222222222" } }, "never"],
  [{ StringEquals: { "aws:PrincipalAccount": ["222222222222", "111111111111"] } }, "free"],
  [{ StringNotEquals: { "aws:PrincipalAccount": "111111111111" } }, "never"],
  [{ StringNotEquals: { "aws:PrincipalAccount": "222222222222" } }, "free"],
  [{ StringEqualsIfExists: { "aws:PrincipalAccount": "222222222222" } }, "free"],
  [{ Bool: { "aws:PrincipalIsAWSService": "true" } }, "never"],
  [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:user/*" } }, "never"],
  [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:user/*" } }, "free", "group"],
  [{ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }, "never"],

  // Several demands on one value.
  [{ StringEquals: { [TAG]: "web" }, StringLike: { [TAG]: "web*" } }, `${tag} = web; ${tag} = web*`],
  [{ StringEquals: { [TAG]: "web" }, StringLike: { [TAG]: "shop*" } }, "never"],
  [{ StringEquals: { [TAG]: ["web", "shop"] }, StringLike: { [TAG]: "shop*" } }, `${tag} = web shop; ${tag} = shop*`],
  [{ StringEquals: { [TAG]: "web" }, StringLikeIfExists: { [TAG]: "shop*" } }, "never"],
  [{ StringEquals: { [TAG]: "web" }, "ForAnyValue:StringLike": { [TAG]: "shop*" } }, `${tag} = web; ${tag} = shop*`],
  [{ StringEquals: { [TAG]: "web" }, StringEqualsIgnoreCase: { [TAG]: "shop" } }, "never"],
  [{ StringEquals: { [TAG]: "web" }, StringEqualsIgnoreCase: { [TAG]: "WEB" } }, `${tag} = web; ${tag} = WEB`],
  [{ StringEquals: { [TAG]: "web" }, Null: { [TAG]: "true" } }, "never"],
  [{ StringEquals: { [TAG]: "web" }, Null: { [TAG]: ["true", "false"] } }, `${tag} = web`],
  [{ StringEquals: { [TAG]: "web" }, Null: { "aws:ResourceTag/other": "true" } }, `${tag} = web`],
  [
    { StringEquals: { "made:up": "a" }, StringLike: { "made:up": "b*" } },
    "? what made:up limits is not known; ? what made:up limits is not known",
  ],

  // Services that a role is passed to.
  [{ StringEquals: { [TO]: EC2 } }, `iam:passedtoservice = ${EC2}`],
  [{ StringEqualsIfExists: { [TO]: EC2 } }, `passing = ${EC2}`],
  [{ StringLikeIfExists: { [TO]: "*.amazonaws.com" } }, "free"],
  [{ StringNotEquals: { [TO]: EC2 } }, `not to ${EC2}`],
  [{ StringNotEqualsIfExists: { [TO]: EC2 } }, `not to ${EC2}`],
  [{ StringNotEquals: { "iam:AWSServiceName": EC2 } }, "free"],

  // Time only goes on.
  [{ DateLessThan: { [TIME]: before } }, "never"],
  [{ DateLessThan: { [TIME]: now } }, "never"],
  [{ DateLessThan: { [TIME]: after } }, "free"],
  [{ DateLessThanEquals: { [TIME]: before } }, "never"],
  [{ DateLessThanEquals: { [TIME]: now } }, "free"],
  [{ DateLessThan: { [TIME]: [before, after] } }, "free"],
  [{ DateLessThan: { [TIME]: [before, now] } }, "never"],
  [{ DateLessThan: { [TIME]: "soon" } }, "free"],
  [{ DateLessThanIfExists: { [TIME]: before } }, "never"],
  [{ DateGreaterThan: { [TIME]: before } }, "free"],
  [{ DateGreaterThan: { [TIME]: after } }, "free"],
  [{ DateLessThan: { "aws:TokenIssueTime": before } }, "free"],
  [{ NumericLessThan: { [EPOCH]: String(seconds) } }, "never"],
  [{ NumericLessThan: { [EPOCH]: String(seconds + 1) } }, "free"],
  [{ NumericLessThanEquals: { [EPOCH]: String(seconds) } }, "free"],
  [{ NumericLessThanEquals: { [EPOCH]: String(seconds - 1) } }, "never"],
  [{ NumericLessThan: { [EPOCH]: ["1", String(seconds + 1)] } }, "free"],
  [{ NumericGreaterThan: { [EPOCH]: "1" } }, "free"],
  [{ NumericLessThan: { "aws:MultiFactorAuthAge": "1" } }, "free"],

  // Windows.
  [{ DateGreaterThan: { [TIME]: "2027-01-01" }, DateLessThan: { [TIME]: "2027-02-01" } }, "free"],
  [{ DateGreaterThan: { [TIME]: "2027-02-01" }, DateLessThan: { [TIME]: "2027-01-01" } }, "never"],
  [{ DateGreaterThan: { [TIME]: ["2027-02-01", "2026-12-01"] }, DateLessThan: { [TIME]: "2027-01-01" } }, "free"],
  [{ DateGreaterThan: { [TIME]: "2027-02-01" }, DateLessThan: { [TIME]: ["2027-01-01", "2027-03-01"] } }, "free"],
  [{ DateGreaterThan: { [TIME]: "2027-02-01" }, DateLessThan: { [TIME]: ["2027-01-01", "soon"] } }, "free"],
  [{ DateGreaterThan: { [TIME]: "2027-01-01" }, DateLessThan: { "aws:TokenIssueTime": "2026-12-01" } }, "free"],
  [{ DateGreaterThanEquals: { [TIME]: "2027-01-01" }, DateLessThanEquals: { [TIME]: "2027-01-01" } }, "free"],
];

describe("what the conditions of an Allow prove", () => {
  for (const [conditions, expected, kind = "role"] of CASES) {
    it(`for a ${kind}, if ${JSON.stringify(conditions)}: ${expected}`, () =>
      assert.equal(limits(conditions, kind), expected));
  }
});
