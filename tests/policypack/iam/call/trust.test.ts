import assert from "node:assert/strict";
import { reasonText } from "../../../../policypack/iam/call/reasonWords";
import type { GranteeSession } from "../../../../policypack/iam/call/session";
import {
  evaluateTrust,
  type TrustDecision,
  type TrustReason,
  type TrustVerdict,
} from "../../../../policypack/iam/call/trust";
import { parsePolicy } from "../../../../policypack/iam/document/parse";

const ALICE = "arn:aws:iam::222222222222:user/alice";
const ROLE = "arn:aws:iam::222222222222:role/ci/builder";
const ANY_USER = "arn:aws:iam::222222222222:user/*";
const ROOT = { AWS: "arn:aws:iam::222222222222:root" };
const NOW = new Date("2026-11-24T12:00:00Z");

const alice: GranteeSession = { principal: ALICE, mfa: "possible", now: NOW };
const aliceMfa: GranteeSession = { ...alice, mfa: { ageSeconds: 120 } };

function statement(condition: object | undefined, more: object = {}): object {
  return {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: ROOT,
    ...(condition ? { Condition: condition } : {}),
    ...more,
  };
}

function decide(statements: object | object[], session: GranteeSession, version = "2012-10-17"): TrustDecision {
  const { document, problems } = parsePolicy({ Version: version, Statement: statements }, "trust");
  assert.deepEqual(problems, undefined);
  return evaluateTrust(document, session);
}

type Case = [
  name: string,
  statements: object | object[],
  session: GranteeSession,
  verdict: TrustVerdict,
  reason?: TrustReason["kind"] | "undetermined",
];

const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const MFA_AGE = { ...MFA, NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } };
const path = (pattern: string): object => ({ ArnLike: { "aws:PrincipalArn": pattern } });
const user = (pattern: string): object => path(`arn:aws:iam::222222222222:${pattern}`);

const CASES: Case[] = [
  ["account root admits a user", statement(undefined), alice, "admitted"],
  ["account root admits any user", statement(undefined), { ...alice, principal: ANY_USER }, "admitted"],
  ["account number admits a user", statement(undefined, { Principal: { AWS: "222222222222" } }), alice, "admitted"],
  [
    "another account refuses",
    statement(undefined, { Principal: { AWS: "arn:aws:iam::333333333333:root" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "another partition refuses",
    statement(undefined, { Principal: { AWS: "arn:aws-cn:iam::222222222222:root" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "a service principal refuses a user",
    statement(undefined, { Principal: { Service: "ec2.amazonaws.com" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "a federated principal refuses a user",
    statement(undefined, { Principal: { Federated: "graph.facebook.com" } }),
    alice,
    "refused",
    "principal",
  ],
  ["a star admits", statement(undefined, { Principal: "*" }), alice, "admitted"],
  ["the user named exactly", statement(undefined, { Principal: { AWS: ALICE } }), alice, "admitted"],
  [
    "another user named",
    statement(undefined, { Principal: { AWS: ALICE.replace("alice", "bob") } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "one user named, any user asks",
    statement(undefined, { Principal: { AWS: ALICE } }),
    { ...alice, principal: ANY_USER },
    "conditional",
    "principal",
  ],
  [
    "a deleted principal's id refuses",
    statement(undefined, { Principal: { AWS: "AIDAABCDEFGHIJKLMNOPQ" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "one session of a role named",
    statement(undefined, { Principal: { AWS: "arn:aws:sts::222222222222:assumed-role/builder/nightly" } }),
    { ...alice, principal: ROLE, mfa: "never" },
    "conditional",
    "principal",
  ],
  [
    "a session of another role named",
    statement(undefined, { Principal: { AWS: "arn:aws:sts::222222222222:assumed-role/other/nightly" } }),
    { ...alice, principal: ROLE, mfa: "never" },
    "refused",
    "principal",
  ],
  [
    "NotPrincipal of another account admits this one",
    statement(undefined, { Principal: undefined, NotPrincipal: { AWS: "333333333333" } }),
    alice,
    "admitted",
  ],
  [
    "NotPrincipal of a neighbour in this account is not decided",
    statement(undefined, { Principal: undefined, NotPrincipal: { AWS: ALICE.replace("alice", "bob") } }),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "NotPrincipal of a service admits a user",
    statement(undefined, { Principal: undefined, NotPrincipal: { Service: "ec2.amazonaws.com" } }),
    alice,
    "admitted",
  ],
  [
    "NotPrincipal of this account",
    statement(undefined, { Principal: undefined, NotPrincipal: ROOT }),
    alice,
    "refused",
    "principal",
  ],

  ["principal pattern matches", statement(user("user/*")), alice, "admitted"],
  ["principal pattern of a role refuses a user", statement(user("role/*")), alice, "refused", "condition"],
  [
    "pattern covers the pattern asked for",
    statement(user("user/*")),
    { ...alice, principal: "arn:aws:iam::222222222222:user/dev/*" },
    "admitted",
  ],
  [
    "pattern covers part of the pattern asked for",
    statement(user("user/dev/*")),
    { ...alice, principal: ANY_USER },
    "conditional",
    "condition",
  ],
  [
    "pattern shares nothing with the pattern asked for",
    statement(user("user/ops/*")),
    { ...alice, principal: "arn:aws:iam::222222222222:user/dev/*" },
    "refused",
    "condition",
  ],
  [
    "two overlapping patterns",
    statement(user("user/a*")),
    { ...alice, principal: "arn:aws:iam::222222222222:user/*z" },
    "conditional",
    "condition",
  ],
  [
    "a star in ArnLike does not cross a colon",
    statement(path("arn:aws:iam:*:user/*")),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "a star in StringLike does",
    statement({ StringLike: { "aws:PrincipalArn": "arn:aws:iam:*:user/*" } }),
    alice,
    "admitted",
  ],
  [
    "StringEquals takes a star as itself",
    statement({ StringEquals: { "aws:PrincipalArn": "arn:aws:iam::222222222222:user/*" } }),
    alice,
    "refused",
    "condition",
  ],
  [
    "ArnEquals reads wildcards as ArnLike does",
    statement({ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::222222222222:user/*" } }),
    alice,
    "admitted",
  ],
  [
    "several values are ORed",
    statement({ ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/*", ALICE] } }),
    alice,
    "admitted",
  ],
  [
    "ArnNotLike of the grantee refuses",
    statement({ ArnNotLike: { "aws:PrincipalArn": ALICE } }),
    alice,
    "refused",
    "condition",
  ],
  [
    "keys are compared without regard to case",
    statement({ ArnLike: { "AWS:principalarn": ALICE } }),
    alice,
    "admitted",
  ],

  ["MFA possible", statement(MFA), alice, "conditional", "condition"],
  ["MFA done", statement(MFA), aliceMfa, "admitted"],
  [
    "a role's session never has MFA",
    statement(MFA),
    { ...alice, principal: ROLE, mfa: "never" },
    "refused",
    "condition",
  ],
  [
    "BoolIfExists passes without any MFA key",
    statement({ BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }),
    { ...alice, mfa: "never" },
    "admitted",
  ],
  ["MFA young enough", statement(MFA_AGE), aliceMfa, "admitted"],
  ["MFA too old", statement(MFA_AGE), { ...alice, mfa: { ageSeconds: 3600 } }, "refused", "condition"],
  [
    "NumericLessThanEquals at the limit",
    statement({ NumericLessThanEquals: { "aws:MultiFactorAuthAge": 3600 } }),
    { ...alice, mfa: { ageSeconds: 3600 } },
    "admitted",
  ],
  ["MFA age possible", statement(MFA_AGE), alice, "conditional", "condition"],
  [
    "Deny without MFA, IfExists, reaches long-lived keys",
    [statement(undefined), statement({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }, { Effect: "Deny" })],
    { ...alice, mfa: "never" },
    "refused",
    "denied",
  ],
  [
    "Deny on Bool false does not",
    [statement(undefined), statement({ Bool: { "aws:MultiFactorAuthPresent": "false" } }, { Effect: "Deny" })],
    { ...alice, mfa: "never" },
    "admitted",
  ],
  [
    "Null false asks for the key",
    statement({ Null: { "aws:MultiFactorAuthAge": "false" } }),
    { ...alice, mfa: "never" },
    "refused",
    "condition",
  ],

  [
    "within the window",
    statement({
      DateGreaterThan: { "aws:CurrentTime": "2026-11-01T00:00:00Z" },
      DateLessThan: { "aws:CurrentTime": "2027-05-01T00:00:00Z" },
    }),
    alice,
    "admitted",
  ],
  [
    "before the window",
    statement({ DateGreaterThan: { "aws:CurrentTime": "2026-12-01" } }),
    alice,
    "refused",
    "window-not-open",
  ],
  [
    "after the window",
    statement({ DateLessThan: { "aws:CurrentTime": "2026-11-01" } }),
    alice,
    "refused",
    "window-over",
  ],
  ["epoch time", statement({ NumericLessThan: { "aws:EpochTime": "1000000000" } }), alice, "refused", "window-over"],
  [
    "a date that is none",
    statement({ DateLessThan: { "aws:CurrentTime": "soon" } }),
    alice,
    "conditional",
    "undetermined",
  ],

  [
    "session name not known yet",
    statement({ StringLike: { "sts:RoleSessionName": "dev-*" } }),
    alice,
    "conditional",
    "condition",
  ],
  [
    "session name fits",
    statement({ StringLike: { "sts:RoleSessionName": "dev-*" } }),
    { ...alice, sessionName: "dev-1" },
    "admitted",
  ],
  [
    "session name does not fit",
    statement({ StringLike: { "sts:RoleSessionName": "dev-*" } }),
    { ...alice, sessionName: "ops" },
    "refused",
    "condition",
  ],
  [
    "session name is the user's",
    statement({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
    { ...alice, sessionName: "alice" },
    "admitted",
  ],
  [
    "session name is another's",
    statement({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
    { ...alice, sessionName: "bob" },
    "refused",
    "condition",
  ],
  [
    "a role has no user name",
    statement({ StringLike: { "sts:RoleSessionName": "${aws:username}" } }),
    { ...alice, principal: ROLE, mfa: "never", sessionName: "x" },
    "refused",
    "condition",
  ],
  [
    "the old version has no variables",
    statement({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
    { ...alice, sessionName: "alice" },
    "refused",
    "condition",
  ],
  [
    "external id right",
    statement({ StringEquals: { "sts:ExternalId": "k7" } }),
    { ...alice, externalId: "k7" },
    "admitted",
  ],
  [
    "external id missing",
    statement({ StringEquals: { "sts:ExternalId": "k7" } }),
    { ...alice, externalId: null },
    "refused",
    "condition",
  ],

  [
    "source identity set and allowed",
    statement({ StringLike: { "sts:SourceIdentity": "*" } }, { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }),
    { ...alice, sourceIdentity: "alice" },
    "admitted",
  ],
  [
    "source identity set but not allowed",
    statement(undefined),
    { ...alice, sourceIdentity: "alice" },
    "refused",
    "action",
  ],
  [
    "source identity required, none sent",
    statement({ StringLike: { "sts:SourceIdentity": "*" } }),
    { ...alice, sourceIdentity: null },
    "refused",
    "condition",
  ],
  [
    "tags passed and allowed",
    statement(undefined, { Action: "sts:*" }),
    { ...alice, sessionTags: { team: "web" } },
    "admitted",
  ],
  [
    "tags passed but not allowed",
    statement(undefined),
    { ...alice, sessionTags: { team: "web" } },
    "refused",
    "action",
  ],
  [
    "required tag present",
    statement({ StringEquals: { "aws:RequestTag/team": "web" } }, { Action: "sts:*" }),
    { ...alice, sessionTags: { Team: "web" } },
    "admitted",
  ],
  [
    "required tag of another value",
    statement({ StringEquals: { "aws:RequestTag/team": "web" } }, { Action: "sts:*" }),
    { ...alice, sessionTags: { team: "ops" } },
    "refused",
    "condition",
  ],
  [
    "ForAllValues on tag keys",
    statement({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }, { Action: "sts:*" }),
    { ...alice, sessionTags: { team: "web", cost: "1" } },
    "refused",
    "condition",
  ],
  [
    "ForAllValues without any tag",
    statement({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }),
    { ...alice, sessionTags: null },
    "admitted",
  ],
  [
    "ForAnyValue without any tag",
    statement({ "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": ["team"] } }),
    { ...alice, transitiveTagKeys: [] },
    "refused",
    "condition",
  ],
  [
    "ForAnyValue of none of these, without any tag",
    statement({ "ForAnyValue:StringNotEquals": { "sts:TransitiveTagKeys": ["team"] } }),
    { ...alice, transitiveTagKeys: [] },
    "refused",
    "condition",
  ],
  [
    "ForAnyValue of none of these, with another tag",
    statement({ "ForAnyValue:StringNotEquals": { "sts:TransitiveTagKeys": ["team"] } }),
    { ...alice, transitiveTagKeys: ["cost"] },
    "admitted",
  ],
  [
    "ForAnyValue, if there are any, without any tag, is not decided",
    statement({ "ForAnyValue:StringEqualsIfExists": { "sts:TransitiveTagKeys": ["team"] } }),
    { ...alice, transitiveTagKeys: [] },
    "conditional",
    "undetermined",
  ],
  [
    "ForAllValues of none of these, without any tag",
    statement({ "ForAllValues:StringNotEquals": { "sts:TransitiveTagKeys": ["team"] } }),
    { ...alice, transitiveTagKeys: [] },
    "admitted",
  ],
  [
    "principal tag",
    statement({ StringEquals: { "aws:PrincipalTag/team": "web" } }),
    { ...alice, principalTags: { team: "web" } },
    "admitted",
  ],
  [
    "principal tag missing",
    statement({ StringEquals: { "aws:PrincipalTag/team": "web" } }),
    { ...alice, principalTags: {} },
    "refused",
    "condition",
  ],
  [
    "principal tag missing, negated",
    statement({ StringNotEquals: { "aws:PrincipalTag/team": "web" } }),
    { ...alice, principalTags: {} },
    "admitted",
  ],

  [
    "organization fits",
    statement({ StringEquals: { "aws:PrincipalOrgID": "o-abc" } }),
    { ...alice, organizationId: "o-abc" },
    "admitted",
  ],
  [
    "organization not known",
    statement({ StringEquals: { "aws:PrincipalOrgID": "o-abc" } }),
    alice,
    "conditional",
    "condition",
  ],
  [
    "organization path",
    statement({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-abc/*/ou-1/*" } }),
    { ...alice, organizationPath: "o-abc/r-1/ou-1/" },
    "admitted",
  ],
  [
    "source address within",
    statement({ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"] } }),
    { ...alice, sourceIp: "203.0.113.9" },
    "admitted",
  ],
  [
    "source address outside",
    statement({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
    { ...alice, sourceIp: "198.51.100.1" },
    "refused",
    "condition",
  ],
  [
    "source address of the other family",
    statement({ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }),
    { ...alice, sourceIp: "198.51.100.1" },
    "refused",
    "condition",
  ],
  [
    "source endpoint",
    statement({ StringEquals: { "aws:SourceVpce": "vpce-1" } }),
    { ...alice, sourceVpce: null },
    "refused",
    "condition",
  ],
  [
    "token issued before",
    [
      statement(undefined),
      statement({ DateLessThan: { "aws:TokenIssueTime": "2026-11-24T11:00:00Z" } }, { Effect: "Deny" }),
    ],
    { ...alice, tokenIssueTime: new Date("2026-11-24T10:00:00Z") },
    "refused",
    "denied",
  ],
  [
    "long-lived keys have no issue time",
    [
      statement(undefined),
      statement({ DateLessThan: { "aws:TokenIssueTime": "2026-11-24T11:00:00Z" } }, { Effect: "Deny" }),
    ],
    { ...alice, tokenIssueTime: null },
    "admitted",
  ],

  [
    "a Deny wins",
    [statement(undefined), statement(user("user/alice"), { Effect: "Deny" })],
    alice,
    "refused",
    "denied",
  ],
  [
    "a Deny on another leaves it",
    [statement(undefined), statement(user("user/bob"), { Effect: "Deny" })],
    alice,
    "admitted",
  ],
  [
    "a Deny on some of those asked for",
    [statement(undefined), statement(user("user/bob"), { Effect: "Deny" })],
    { ...alice, principal: ANY_USER },
    "conditional",
    "denied",
  ],
  [
    "a Deny of another action leaves it",
    [statement(undefined), statement(undefined, { Effect: "Deny", Action: "sts:TagSession" })],
    alice,
    "admitted",
  ],
  [
    "the second Allow admits where the first does not",
    [statement(user("role/*")), statement(undefined)],
    alice,
    "admitted",
  ],
  ["no statement", [], alice, "refused", "empty"],
  ["only other actions", statement(undefined, { Action: "sts:TagSession" }), alice, "refused", "action"],
  ["actions in any case, with wildcards", statement(undefined, { Action: "STS:assume*" }), alice, "admitted"],
  ["NotAction", statement(undefined, { Action: undefined, NotAction: "sts:TagSession" }), alice, "admitted"],

  [
    "any one of several principals",
    statement(undefined, { Principal: { AWS: ["333333333333", ALICE] } }),
    alice,
    "admitted",
  ],
  [
    "a user named, users asked for by a pattern that has another",
    statement(undefined, { Principal: { AWS: ALICE } }),
    { ...alice, principal: "arn:aws:iam::222222222222:user/b*" },
    "refused",
    "principal",
  ],
  [
    "an identity provider of any name refuses a user",
    statement(undefined, { Principal: { Federated: "*" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "an account's number among those of a provider refuses a user",
    statement(undefined, { Principal: { Federated: "222222222222" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "a session of a role of another account named",
    statement(undefined, { Principal: { AWS: "arn:aws:sts::333333333333:assumed-role/builder/nightly" } }),
    { ...alice, principal: ROLE, mfa: "never" },
    "refused",
    "principal",
  ],
  [
    "a session of a role of another partition named",
    statement(undefined, { Principal: { AWS: "arn:aws-cn:sts::222222222222:assumed-role/builder/nightly" } }),
    { ...alice, principal: ROLE, mfa: "never" },
    "refused",
    "principal",
  ],
  [
    "a session of a role named, a user of that name asks",
    statement(undefined, { Principal: { AWS: "arn:aws:sts::222222222222:assumed-role/alice/nightly" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "a federated user named, a user of that name asks",
    statement(undefined, { Principal: { AWS: "arn:aws:sts::222222222222:federated-user/alice" } }),
    alice,
    "refused",
    "principal",
  ],
  [
    "a session of one role named, roles asked for by a pattern",
    statement(undefined, { Principal: { AWS: "arn:aws:sts::222222222222:assumed-role/builder/nightly" } }),
    { ...alice, principal: "arn:aws:iam::222222222222:role/b*", mfa: "never" },
    "conditional",
    "principal",
  ],
  [
    "NotPrincipal of another account and of a neighbour is not decided",
    statement(undefined, {
      Principal: undefined,
      NotPrincipal: { AWS: ["333333333333", ALICE.replace("alice", "bob")] },
    }),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "NotPrincipal of another account and of this one",
    statement(undefined, { Principal: undefined, NotPrincipal: { AWS: ["333333333333", "222222222222"] } }),
    alice,
    "refused",
    "principal",
  ],

  [
    "any user, by a pattern of text",
    statement({ StringLike: { "aws:PrincipalArn": "arn:*:user/*" } }),
    { ...alice, principal: ANY_USER },
    "admitted",
  ],
  [
    "any user, by several patterns of which one has all",
    statement({ ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/*", ANY_USER] } }),
    { ...alice, principal: ANY_USER },
    "admitted",
  ],
  [
    "any user, none of several patterns",
    statement({ ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/*", "arn:aws:iam::333333333333:*"] } }),
    { ...alice, principal: ANY_USER },
    "refused",
    "condition",
  ],
  [
    "any user, some by one of several patterns",
    statement({
      ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/*", "arn:aws:iam::222222222222:user/a*"] },
    }),
    { ...alice, principal: ANY_USER },
    "conditional",
    "condition",
  ],
  [
    "any user but some",
    statement({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::222222222222:user/a*" } }),
    { ...alice, principal: ANY_USER },
    "conditional",
    "condition",
  ],
  [
    "any user but all",
    statement({ ArnNotLike: { "aws:PrincipalArn": ANY_USER } }),
    { ...alice, principal: ANY_USER },
    "refused",
    "condition",
  ],
  [
    "any user but roles",
    statement({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/*" } }),
    { ...alice, principal: ANY_USER },
    "admitted",
  ],
  [
    "any user, as a number",
    statement({ NumericEquals: { "aws:PrincipalArn": "1" } }),
    { ...alice, principal: ANY_USER },
    "conditional",
    "undetermined",
  ],
  [
    "any user, some value",
    statement({ "ForAnyValue:StringLike": { "aws:PrincipalArn": "arn:*" } }),
    { ...alice, principal: ANY_USER },
    "conditional",
    "undetermined",
  ],
  [
    "any user, by a pattern that is no ARN",
    statement({ ArnLike: { "aws:PrincipalArn": ["*", ANY_USER] } }),
    { ...alice, principal: ANY_USER },
    "conditional",
    "undetermined",
  ],

  [
    "bytes are not compared",
    statement({ BinaryEquals: { "sts:ExternalId": "azc=" } }),
    { ...alice, externalId: "k7" },
    "conditional",
    "undetermined",
  ],
  [
    "Null with both",
    statement({ Null: { "aws:MultiFactorAuthAge": ["true", "false"] } }),
    { ...alice, mfa: "never" },
    "admitted",
  ],
  [
    "Null true asks for no key",
    statement({ Null: { "aws:MultiFactorAuthAge": "TRUE" } }),
    { ...alice, mfa: "never" },
    "admitted",
  ],
  [
    "Null with something else",
    statement({ Null: { "aws:MultiFactorAuthAge": ["false", "maybe"] } }),
    aliceMfa,
    "conditional",
    "undetermined",
  ],
  [
    "a name that is not known beforehand",
    statement({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
    { ...alice, principal: ANY_USER, sessionName: "alice" },
    "conditional",
    "condition",
  ],
  [
    "not a date that is none",
    statement({ DateNotEquals: { "aws:CurrentTime": "soon" } }),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "every value a date that is none",
    statement({ "ForAllValues:DateLessThan": { "aws:CurrentTime": "soon" } }),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "ForAllValues on tag keys that are all among them",
    statement({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "cost"] } }, { Action: "sts:*" }),
    { ...alice, sessionTags: { team: "web" } },
    "admitted",
  ],

  ["no tags need no permission to pass any", statement(undefined), { ...alice, sessionTags: {} }, "admitted"],
  [
    "a source identity whose setting is conditional",
    [statement(undefined), statement(MFA, { Action: "sts:SetSourceIdentity" })],
    { ...alice, sourceIdentity: "alice" },
    "conditional",
    "condition",
  ],
  [
    "a Deny that may apply, beside an Allow that does not",
    [statement(user("role/*")), statement(MFA, { Effect: "Deny" })],
    alice,
    "refused",
    "condition",
  ],
  ["a Deny that may apply, and no Allow", statement(MFA, { Effect: "Deny" }), alice, "refused", "empty"],
  [
    "a Deny that does not apply, beside an Allow that may",
    [statement(MFA), statement(user("role/*"), { Effect: "Deny" })],
    alice,
    "conditional",
    "condition",
  ],

  [
    "an unknown operator never admits",
    statement({ StringSortOf: { "aws:PrincipalArn": ALICE } }),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "an unknown key never admits",
    statement({ StringEquals: { "aws:Moonphase": "full" } }),
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "an unknown operator in a Deny never admits",
    [statement(undefined), statement({ Weird: { "aws:PrincipalArn": ALICE } }, { Effect: "Deny" })],
    alice,
    "conditional",
    "undetermined",
  ],
  [
    "an unmet condition decides over an unknown one",
    statement({ StringEquals: { "aws:Moonphase": "full", "aws:PrincipalArn": ROLE } }),
    alice,
    "refused",
    "condition",
  ],
];

describe("trust evaluation", () => {
  for (const [name, statements, session, verdict, kind] of CASES) {
    it(name, () => {
      const clean = JSON.parse(JSON.stringify(statements)) as object;
      const decision = decide(clean, session, name.startsWith("the old version") ? "2008-10-17" : undefined);
      assert.equal(decision.verdict, verdict, JSON.stringify(decision.reasons, null, 1));
      assert.equal(decision.undetermined, kind === "undetermined", "undetermined");
      if (kind !== undefined && kind !== "undetermined") {
        const deciding = decision.reasons.filter((reason) => (verdict === "refused" ? true : reason.outcome !== "met"));
        assert.ok(
          deciding.some((reason) => reason.kind === kind),
          `expected a reason of kind ${kind}: ${JSON.stringify(deciding)}`,
        );
      }
      assert.equal(decision.requirements.length > 0, verdict === "conditional");
    });
  }

  it("says what must hold in words", () => {
    const { requirements } = decide(statement(MFA_AGE, { Sid: "TrustAccount" }), alice);
    assert.deepEqual(requirements.map(reasonText), [
      "Statement[0] (TrustAccount) (Allow): expected a session signed in with multi-factor authentication; " +
        "found aws:MultiFactorAuthPresent is up to the caller",
      "Statement[0] (TrustAccount) (Allow): expected a multi-factor sign-in less than 1 h old; found " +
        "aws:MultiFactorAuthAge is up to the caller",
    ]);
  });

  it("says what was found when it refuses", () => {
    const { reasons } = decide(statement({ DateLessThan: { "aws:CurrentTime": "2026-11-01" } }), alice);
    assert.deepEqual(reasons.map(reasonText), [
      'Statement[0] (Allow): expected a time before 2026-11-01T00:00:00.000Z; found "2026-11-24T12:00:00.000Z"',
    ]);
  });
});
