import assert from "node:assert/strict";
import { permissionsBeyond } from "../../../../../policypack/iam/difference/policies";
import { trustBeyond } from "../../../../../policypack/iam/difference/trusts";
import { allowed, type Caller, type PlainPolicy, type PlainStatement, trusts } from "../../../evaluator";
import { type Context, PLAIN, type PlainConditions, type Reading } from "../../../evaluatorConditions";
import { NOW } from "./keys";
import { ROLE } from "./pairs";

const OBJECT = "arn:aws:s3:::b/x";

function doc(...Statement: PlainStatement[]): PlainPolicy {
  return { Version: "2012-10-17", Statement };
}

function old(...Statement: PlainStatement[]): PlainPolicy {
  return { Version: "2008-10-17", Statement };
}

const allow = (Condition?: PlainConditions): PlainStatement => ({
  Effect: "Allow",
  Action: "s3:*",
  Resource: "arn:aws:s3:::b/*",
  ...(Condition && { Condition }),
});
const deny = (Condition?: PlainConditions): PlainStatement => ({ ...allow(Condition), Effect: "Deny" });
/** Of everything but what is of the calling user. */
const butOwn = (Effect: "Allow" | "Deny", own = "${aws:username}"): PlainStatement => ({
  Effect,
  Action: "s3:*",
  NotResource: `arn:aws:s3:::home/${own}`,
});
const isTrue = (key: string): PlainConditions => ({ Bool: { [key]: "true" } });
const notTrue = (key: string): PlainConditions => ({ BoolIfExists: { [key]: "false" } });

/** A pair that must not be called within, the request that shows why, and how it must be read for that; beside it one that is within. */
interface Pair {
  readonly beyond: readonly [now: PlainPolicy, approved: PlainPolicy];
  readonly context: Context;
  readonly reading?: Partial<Reading>;
  readonly within: readonly [now: PlainPolicy, approved: PlainPolicy];
}

const PERMISSIONS: Readonly<Record<string, Pair>> = {
  "a tag that is neither true nor false": {
    beyond: [doc(allow(), deny(isTrue("aws:ResourceTag/protected"))), doc(allow(notTrue("aws:ResourceTag/protected")))],
    context: { "aws:ResourceTag/protected": "yes" },
    within: [doc(allow(), deny(isTrue("aws:ViaAWSService"))), doc(allow(notTrue("aws:ViaAWSService")))],
  },
  "a tag that is neither true nor false, and may be taken for false by an approved Deny": {
    beyond: [
      doc(allow()),
      doc(allow(), deny({ StringEquals: { "aws:ResourceTag/t": "yes" }, Bool: { "aws:ResourceTag/t": "false" } })),
    ],
    context: { "aws:ResourceTag/t": "yes" },
    reading: { lenientBool: true },
    within: [
      doc(allow()),
      doc(allow(), deny({ StringEquals: { "aws:ResourceTag/t": "true" }, Bool: { "aws:ResourceTag/t": "false" } })),
    ],
  },
  "an approved Allow of all but what is of a user, for a role": {
    beyond: [doc(allow()), doc(butOwn("Allow"))],
    context: {},
    reading: { unresolved: "fails" },
    within: [doc(allow()), doc(butOwn("Allow", "ann"))],
  },
  "a Deny of all but what is of a user, for a role": {
    beyond: [doc(allow(), butOwn("Deny")), doc(allow(isTrue("aws:ViaAWSService")))],
    context: {},
    reading: { unresolved: "fails" },
    within: [doc(allow(), butOwn("Deny", "ann")), doc(allow(isTrue("aws:ViaAWSService")))],
  },
  "an approved tag that is not a user's name, for a role": {
    beyond: [
      old(allow({ StringNotEquals: { "aws:ResourceTag/t": "${aws:username}" } })),
      doc(allow({ StringNotEquals: { "aws:ResourceTag/t": "${aws:username}" } })),
    ],
    context: { "aws:ResourceTag/t": "k" },
    reading: { unresolved: "fails" },
    within: [
      doc(allow({ StringNotEquals: { "aws:ResourceTag/t": "${aws:username}" } })),
      doc(allow({ StringNotEquals: { "aws:ResourceTag/t": "${aws:username}" } })),
    ],
  },
  "numbers that are equal only when they are rounded": {
    beyond: [
      doc(
        allow({
          NumericEquals: { "aws:ResourceTag/t": ["9007199254740992", "9007199254740993"] },
          NumericLessThan: { "aws:ResourceTag/t": "9007199254740993" },
        }),
      ),
      doc(allow({ NumericEquals: { "aws:ResourceTag/t": "7" } })),
    ],
    context: { "aws:ResourceTag/t": "9007199254740992" },
    within: [
      doc(
        allow({
          NumericEquals: { "aws:ResourceTag/t": ["5", "6"] },
          NumericLessThan: { "aws:ResourceTag/t": "5" },
        }),
      ),
      doc(allow({ NumericEquals: { "aws:ResourceTag/t": "7" } })),
    ],
  },
  "a tag that is both, where several values may be": {
    beyond: [doc(allow(notTrue("made:Up"))), doc(allow(), deny(isTrue("made:Up")))],
    context: { "made:Up": ["true", "false"] },
    reading: { several: "any" },
    within: [doc(allow(notTrue("aws:ResourceTag/protected"))), doc(allow(), deny(isTrue("aws:ResourceTag/protected")))],
  },
  "a tag that is no number": {
    beyond: [
      doc(allow(), deny({ NumericGreaterThanEquals: { "aws:ResourceTag/level": "5" } })),
      doc(allow({ NumericLessThanIfExists: { "aws:ResourceTag/level": "5" } })),
    ],
    context: { "aws:ResourceTag/level": "high" },
    within: [
      doc(allow(), deny({ NumericGreaterThanEquals: { "aws:MultiFactorAuthAge": "5" } })),
      doc(allow({ NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "5" } })),
    ],
  },
  "a tag that is no date": {
    beyond: [
      doc(allow(), deny({ DateLessThan: { "aws:ResourceTag/until": "2027-01-01T00:00:00Z" } })),
      doc(allow({ DateGreaterThanEqualsIfExists: { "aws:ResourceTag/until": "2027-01-01T00:00:00Z" } })),
    ],
    context: { "aws:ResourceTag/until": "never" },
    within: [
      doc(allow(), deny({ DateLessThan: { "aws:TokenIssueTime": "2027-01-01T00:00:00Z" } })),
      doc(allow({ DateGreaterThanEqualsIfExists: { "aws:TokenIssueTime": "2027-01-01T00:00:00Z" } })),
    ],
  },
  "a tag that is no address": {
    beyond: [
      doc(allow(), deny({ NotIpAddress: { "aws:ResourceTag/from": "192.0.2.0/24" } })),
      doc(allow({ IpAddress: { "aws:ResourceTag/from": "192.0.2.0/24" } })),
    ],
    context: { "aws:ResourceTag/from": "office" },
    within: [
      doc(allow(), deny({ NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } })),
      doc(allow({ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })),
    ],
  },
  "a tag that is no ARN": {
    beyond: [
      doc(allow(), deny({ ArnNotLike: { "aws:ResourceTag/by": "arn:aws:iam::*:role/a" } })),
      doc(allow({ ArnLike: { "aws:ResourceTag/by": "arn:aws:iam::*:role/a" } })),
    ],
    context: { "aws:ResourceTag/by": "ann" },
    within: [
      doc(allow(), deny({ ArnNotLike: { "aws:SourceArn": "arn:aws:iam::*:role/a" } })),
      doc(allow({ ArnLike: { "aws:SourceArn": "arn:aws:iam::*:role/a" } })),
    ],
  },
  "text beyond ARN patterns": {
    beyond: [
      doc(allow({ StringNotEquals: { "aws:ResourceTag/by": "arn:aws:iam::1:role/a" } })),
      doc(allow({ ArnNotEquals: { "aws:ResourceTag/by": "arn:aws:iam::1:role/a" } })),
    ],
    context: { "aws:ResourceTag/by": "ann" },
    within: [
      doc(allow({ StringNotEquals: { "aws:SourceArn": "arn:aws:iam::1:role/a" } })),
      doc(allow({ ArnNotEquals: { "aws:SourceArn": "arn:aws:iam::1:role/a" } })),
    ],
  },
  "several values of which one will do": {
    beyond: [doc(allow({ StringEquals: { "made:Up": "a" } })), doc(allow({ StringNotEquals: { "made:Up": "b" } }))],
    context: { "made:Up": ["a", "b"] },
    reading: { several: "any" },
    within: [
      doc(allow({ StringEquals: { "aws:PrincipalOrgID": "a" } })),
      doc(allow({ StringNotEquals: { "aws:PrincipalOrgID": "b" } })),
    ],
  },
  "several values, none of which will do": {
    beyond: [
      doc(allow(), deny({ StringNotEquals: { "aws:TagKeys": "a" } })),
      doc(allow({ StringEquals: { "aws:TagKeys": "a" } })),
    ],
    context: { "aws:TagKeys": ["a", "c"] },
    within: [
      doc(allow(), deny({ StringNotEquals: { "aws:PrincipalTag/t": "a" } })),
      doc(allow({ StringEquals: { "aws:PrincipalTag/t": "a" } })),
    ],
  },
  "several values that meet two conditions": {
    beyond: [doc(allow({ StringEquals: { "made:Up": "a" }, StringLike: { "made:Up": "b" } })), doc()],
    context: { "made:Up": ["a", "b"] },
    reading: { several: "any" },
    within: [
      doc(allow({ StringEquals: { "aws:PrincipalTag/t": "a" }, StringLike: { "aws:PrincipalTag/t": "b" } })),
      doc(),
    ],
  },
  "a Deny whose variable is text": {
    beyond: [
      doc(allow(), { ...deny({ StringNotEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } }) }),
      doc(allow({ StringEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } })),
    ],
    context: { "aws:ResourceTag/t": "web" },
    reading: { unresolved: "fails" },
    within: [
      doc(allow({ StringEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } })),
      doc(
        allow({ StringEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } }),
        allow({ Null: { "aws:ResourceTag/t": "true" } }),
      ),
    ],
  },
  "a condition of the old version in the place of one with a variable": {
    beyond: [
      old(allow({ StringEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } })),
      doc(allow({ StringEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } })),
    ],
    context: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" },
    within: [
      old(allow({ StringEquals: { "aws:ResourceTag/t": "web" } })),
      doc(allow({ StringEquals: { "aws:ResourceTag/t": "web" } })),
    ],
  },
  "a Deny of the old version against a condition with a variable": {
    beyond: [
      old(allow(), deny({ StringNotEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } })),
      doc(allow({ StringEquals: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" } })),
    ],
    context: { "aws:ResourceTag/t": "${aws:PrincipalTag/t}" },
    within: [
      old(allow(), deny({ StringNotEquals: { "aws:ResourceTag/t": "web" } })),
      doc(allow({ StringEquals: { "aws:ResourceTag/t": "web" } })),
    ],
  },
  "a number that only some read": {
    beyond: [
      doc(allow({ NumericLessThan: { "made:Up": "7" } })),
      doc(allow({ NumericLessThan: { "made:Up": "1e3" } })),
    ],
    context: { "made:Up": "5" },
    within: [
      doc(allow({ NumericLessThan: { "made:Up": "7" } })),
      doc(allow({ NumericLessThan: { "made:Up": "7.5" } })),
    ],
  },
  "a number with more digits than a number holds": {
    beyond: [
      doc(allow({ NumericEquals: { "made:Up": "9007199254740993" } })),
      doc(allow({ NumericEquals: { "made:Up": "9007199254740992" } })),
    ],
    context: { "made:Up": "9007199254740993" },
    within: [
      doc(allow({ NumericEquals: { "made:Up": "90071992" } })),
      doc(allow({ NumericEquals: { "made:Up": "90071992.0" } })),
    ],
  },
  "a letter that some hold to be another in small": {
    beyond: [
      doc(allow({ StringEquals: { "made:Up": "\u212a" } })),
      doc(allow({ StringEqualsIgnoreCase: { "made:Up": "k" } })),
    ],
    context: { "made:Up": "\u212a" },
    reading: { foldsAll: false },
    within: [
      doc(allow({ StringEquals: { "made:Up": "K" } })),
      doc(allow({ StringEqualsIgnoreCase: { "made:Up": "k" } })),
    ],
  },
  "the last moment of a window": {
    beyond: [doc(allow({ DateLessThanEquals: { "aws:CurrentTime": NOW.toISOString() } })), doc()],
    context: { "aws:CurrentTime": NOW.toISOString() },
    within: [doc(allow({ DateLessThan: { "aws:CurrentTime": NOW.toISOString() } })), doc()],
  },
  "an ARN pattern that is none": {
    beyond: [doc(allow({ ArnNotEquals: { "aws:PrincipalArn": "*" } })), doc()],
    context: { "aws:PrincipalArn": ROLE },
    reading: { misfit: "differs" },
    within: [doc(allow({ ArnNotEquals: { "aws:PrincipalArn": "arn:*:*:*:*:*" } })), doc()],
  },
};

const NOBODY: Context = {};
const USER: Caller = { kind: "AWS", value: "arn:aws:iam::222222222222:user/ann" };
const WEB: Caller = { kind: "Federated", value: "accounts.google.com" };
const SERVICE: Caller = { kind: "Service", value: "ec2.amazonaws.com" };

interface TrustPair {
  readonly beyond: readonly [now: PlainPolicy, approved: PlainPolicy];
  readonly call: readonly [caller: Caller, action: string, context: Context];
  readonly within: readonly [now: PlainPolicy, approved: PlainPolicy];
}

const trust = (
  Principal: PlainStatement["Principal"],
  Action: string,
  Condition?: PlainConditions,
): PlainStatement => ({
  Effect: "Allow",
  ...(Principal && { Principal }),
  Action,
  ...(Condition && { Condition }),
});
const GOOGLE = { Federated: "accounts.google.com" };
const ACCOUNT = { AWS: "222222222222" };
const UNSIGNED = { Null: { "aws:PrincipalArn": "true" } };
const SIGNED = { Null: { "aws:PrincipalArn": "false" } };
const ANY_ARN = { StringLike: { "aws:PrincipalArn": "*" } };

const TRUSTS: Readonly<Record<string, TrustPair>> = {
  "an identity provider's call says nothing of a principal": {
    beyond: [doc(trust(GOOGLE, "sts:AssumeRoleWithWebIdentity", UNSIGNED)), doc()],
    call: [WEB, "sts:AssumeRoleWithWebIdentity", NOBODY],
    within: [doc(trust(ACCOUNT, "sts:AssumeRole", UNSIGNED)), doc()],
  },
  "everybody's call may say nothing of a principal": {
    beyond: [doc(trust("*", "sts:*")), doc(trust("*", "sts:*", ANY_ARN))],
    call: [WEB, "sts:AssumeRoleWithWebIdentity", NOBODY],
    within: [doc(trust(ACCOUNT, "sts:*")), doc(trust(ACCOUNT, "sts:*", ANY_ARN))],
  },
  "a SAML call has no principal of an account": {
    beyond: [
      doc(trust({ Federated: "arn:aws:iam::111111111111:saml-provider/idp" }, "sts:AssumeRoleWithSAML")),
      doc(
        trust({ Federated: "arn:aws:iam::111111111111:saml-provider/idp" }, "sts:AssumeRoleWithSAML", {
          Null: { "aws:PrincipalAccount": "false" },
        }),
      ),
    ],
    call: [
      { kind: "Federated", value: "arn:aws:iam::111111111111:saml-provider/idp" },
      "sts:AssumeRoleWithSAML",
      NOBODY,
    ],
    within: [
      doc(trust(ACCOUNT, "sts:AssumeRole")),
      doc(trust(ACCOUNT, "sts:AssumeRole", { Null: { "aws:PrincipalAccount": "false" } })),
    ],
  },
  "a service says nothing of a principal": {
    beyond: [
      doc(trust({ Service: "ec2.amazonaws.com" }, "sts:AssumeRole", { Null: { "aws:PrincipalArn": "true" } })),
      doc(),
    ],
    call: [SERVICE, "sts:AssumeRole", NOBODY],
    within: [doc(trust(ACCOUNT, "sts:AssumeRole", UNSIGNED)), doc()],
  },
  "a Deny of calls without a principal was about identity providers": {
    beyond: [
      doc(trust(GOOGLE, "sts:AssumeRoleWithWebIdentity")),
      doc(trust(GOOGLE, "sts:AssumeRoleWithWebIdentity"), { ...trust("*", "sts:*", UNSIGNED), Effect: "Deny" }),
    ],
    call: [WEB, "sts:AssumeRoleWithWebIdentity", NOBODY],
    within: [
      doc(trust(ACCOUNT, "sts:AssumeRole")),
      doc(trust(ACCOUNT, "sts:AssumeRole"), { ...trust(ACCOUNT, "sts:*", UNSIGNED), Effect: "Deny" }),
    ],
  },
  "a Deny that an identity provider's calls never meet": {
    beyond: [
      doc(trust(GOOGLE, "sts:AssumeRoleWithWebIdentity"), { ...trust("*", "sts:*", SIGNED), Effect: "Deny" }),
      doc(trust(GOOGLE, "sts:AssumeRoleWithWebIdentity"), { ...trust("*", "sts:*"), Effect: "Deny" }),
    ],
    call: [WEB, "sts:AssumeRoleWithWebIdentity", NOBODY],
    within: [
      doc(trust(ACCOUNT, "sts:AssumeRole"), { ...trust(ACCOUNT, "sts:*", SIGNED), Effect: "Deny" }),
      doc(trust(ACCOUNT, "sts:AssumeRole"), { ...trust(ACCOUNT, "sts:*"), Effect: "Deny" }),
    ],
  },
  "a condition of the old version": {
    beyond: [
      old(trust(ACCOUNT, "sts:AssumeRole", { StringEquals: { "aws:PrincipalTag/t": "${aws:PrincipalTag/u}" } })),
      doc(trust(ACCOUNT, "sts:AssumeRole", { StringEquals: { "aws:PrincipalTag/t": "${aws:PrincipalTag/u}" } })),
    ],
    call: [USER, "sts:AssumeRole", { "aws:PrincipalTag/t": "${aws:PrincipalTag/u}", "aws:PrincipalArn": USER.value }],
    within: [
      old(trust(ACCOUNT, "sts:AssumeRole", { StringEquals: { "aws:PrincipalTag/t": "u" } })),
      doc(trust(ACCOUNT, "sts:AssumeRole", { StringEquals: { "aws:PrincipalTag/t": "u" } })),
    ],
  },
};

const side = (document: PlainPolicy) => ({ arn: ROLE, policies: [{ name: "p", document }] });
const permissions = (now: PlainPolicy, approved: PlainPolicy) => permissionsBeyond(side(now), side(approved), NOW);

describe("what is called within is within for every request", () => {
  for (const [
    name,
    {
      beyond: [now, approved],
      context,
      reading,
      within,
    },
  ] of Object.entries(PERMISSIONS)) {
    it(name, () => {
      const read = { ...PLAIN, ...reading };
      assert.ok(
        allowed([now], "s3:GetObject", OBJECT, context, undefined, read) &&
          !allowed([approved], "s3:GetObject", OBJECT, context, undefined, read),
        "the request shows nothing",
      );
      assert.notDeepEqual(permissions(now, approved), []);
      assert.deepEqual(permissions(...within), []);
    });
  }

  for (const [
    name,
    {
      beyond: [now, approved],
      call: [caller, action, context],
      within,
    },
  ] of Object.entries(TRUSTS)) {
    it(name, () => {
      assert.ok(
        trusts(now, caller, action, context) !== "no" && trusts(approved, caller, action, context) === "no",
        "the call shows nothing",
      );
      assert.notDeepEqual(trustBeyond(now, approved, ROLE, NOW), []);
      assert.deepEqual(trustBeyond(...within, ROLE, NOW), []);
    });
  }
});
