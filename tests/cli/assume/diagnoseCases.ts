/** Evidence of refusals, and what the diagnosis of each comes to. */
import assert from "node:assert/strict";
import { readCaller } from "../../../cli/assume/diagnosis/caller";
import type { Evidence, NamedDocument } from "../../../cli/assume/diagnosis/evidence";
import { parsePolicy, type PolicyKind } from "../../../policypack/iam";
import { organizationWith, type Attachments } from "../../policypack/iam/call/organizationCases";

const role = "arn:aws:iam::111111111111:role/deploy";
export const alice = "arn:aws:iam::222222222222:user/alice";
const home = "arn:aws:iam::111111111111:root";
const ann = "arn:aws:iam::111111111111:user/ann";
export const sso = "arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice@example.com";
export const named = (name: string, kind: PolicyKind, ...statements: object[]): NamedDocument => {
  const { document, problems } = parsePolicy({ Version: "2012-10-17", Statement: statements }, kind);
  assert.ok(document, JSON.stringify(problems));
  return { name, document };
};
export const grant = (statement: object = {}) =>
  named("grant", "identity", { Effect: "Allow", Action: "sts:AssumeRole", Resource: role, ...statement });
export const trust = (statement: object = {}) =>
  named("trust", "trust", {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::222222222222:root" },
    Action: "sts:AssumeRole",
    ...statement,
  });
export const mfa = {
  Condition: {
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" },
  },
};
export const whole: Evidence = {
  call: { roleArn: role, sessionName: "alice", tags: {}, duration: 3600, mfa: false },
  now: new Date("2026-11-24T10:00:00Z"),
  caller: readCaller(alice),
  temporary: false,
  refusal: { message: "" },
  policies: [grant()],
  boundary: null,
  trust: trust(),
  unread: [],
};
const said = (words: string): Partial<Evidence> => ({
  refusal: { message: `User: ${alice} is not authorized to perform: sts:AssumeRole on resource: ${role} ${words}` },
});

export const forceMfa = named("force", "identity", {
  Effect: "Deny",
  NotAction: "iam:*",
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
});

const scp = (attachments: Attachments) => organizationWith({ "service-control": attachments });
const keepIn = { Sid: "KeepIn", Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" };

export const justNow = [{ what: "stack", name: "trusting", seconds: 40 }] as const;

/** What each evidence comes to: findings, or the reason why it is undetermined. */
export const table: readonly (readonly [
  title: string,
  evidence: Partial<Evidence>,
  finds: readonly string[] | RegExp,
])[] = [
  ["everything admits: an organization is suspected", {}, /service control policy.*suspected/],
  ["everything admits, and the role's stack was deployed a moment ago", { recent: justNow }, ["recent-change"]],
  [
    "AWS sees no identity policy that allows it, the one that was read does, and it is new",
    { ...said("because no identity-based policy allows the sts:AssumeRole action"), recent: justNow },
    ["recent-change"],
  ],
  [
    "AWS sees no identity policy that allows it, the one that was read does, and nothing is new",
    said("because no identity-based policy allows the sts:AssumeRole action"),
    ["no-grant"],
  ],
  [
    "AWS sees no trust that allows it, the one that was read does, and it is new",
    { ...said("because no resource-based policy allows the sts:AssumeRole action"), recent: justNow },
    ["recent-change"],
  ],
  ["no grant, whatever was deployed a moment ago", { policies: [], recent: justNow }, ["no-grant"]],
  [
    "a Deny of AWS's words, whatever was deployed a moment ago",
    { ...said("with an explicit deny in a service control policy"), recent: justNow },
    ["organization-policy"],
  ],
  [
    "the policies were not read, and the role's stack was deployed a moment ago",
    { policies: undefined, unread: ["policies"], recent: justNow },
    /^a change that has not reached every part of AWS yet, which is likely: the stack trusting was deployed 40 s ago\. Wait for two minutes and try again\nwhat is attached/,
  ],
  [
    "AWS says that the policy of the VPC endpoint does not allow it",
    said("because no VPC endpoint policy allows the sts:AssumeRole action"),
    ["vpc-endpoint-policy"],
  ],
  [
    "AWS says that the policy of the VPC endpoint denies it",
    { ...said("with an explicit deny in a VPC endpoint policy"), policies: undefined },
    ["vpc-endpoint-policy"],
  ],
  ...(
    [
      ["the trust names a user of the role's own account: no grant is needed", {}, /service control policy.*suspected/],
      ["the trust names the own account alone", { trust: trust({ Principal: { AWS: home } }) }, ["no-grant"]],
      [
        "the trust names a user of the own account, whose policies deny it",
        { policies: [grant({ Effect: "Deny" })] },
        ["explicit-deny"],
      ],
      [
        "the trust names a role of the own account, whose boundary does not allow it",
        {
          caller: readCaller(`arn:aws:sts::111111111111:assumed-role/ci/run`),
          trust: trust({ Principal: "*" }),
          boundary: grant({ Action: "s3:GetObject" }),
        },
        ["boundary"],
      ],
    ] as const
  ).map(
    ([title, evidence, finds]) =>
      [
        title,
        { caller: readCaller(ann), policies: [], trust: trust({ Principal: { AWS: ann } }), ...evidence },
        finds,
      ] as const,
  ),
  ["the policies were not read", { policies: undefined, unread: ["policies"] }, /what is attached to the user alice/],
  ["the boundary was not read", { boundary: undefined }, /whether the user alice has a permissions boundary/],
  [
    "the trust policy was not read, and the call has no MFA",
    { trust: undefined },
    /^the trust policy of \S+; most ask for MFA, and this call has none \(give the code that your device shows: --mfa-token\)$/m,
  ],
  [
    "the trust policy was not read, and the call has MFA",
    { trust: undefined, call: { ...whole.call, mfa: true } },
    /^the trust policy of \S+$/m,
  ],
  ["nobody told who calls", { caller: undefined }, /who the caller is/],
  ["no grant", { policies: [] }, ["no-grant"]],
  ["a grant by wildcard", { policies: [grant({ Resource: "arn:aws:iam::*:role/dep*" })] }, /suspected/],
  [
    "a grant by NotResource that leaves the role out",
    { policies: [named("grant", "identity", { Effect: "Allow", Action: "sts:AssumeRole", NotResource: role })] },
    ["grant-elsewhere"],
  ],
  [
    "a grant by NotAction",
    { policies: [named("grant", "identity", { Effect: "Allow", NotAction: "iam:*", Resource: "*" })] },
    /suspected/,
  ],
  [
    "a grant with a variable of the caller",
    { policies: [grant({ Resource: "arn:aws:iam::111111111111:role/${aws:username}" })] },
    ["grant-elsewhere"],
  ],
  [
    "a grant with a tag that is not known",
    { policies: [grant({ Resource: "arn:aws:iam::111111111111:role/${aws:PrincipalTag/team}" })] },
    /Statement\[0\] \(Allow\): whether its resources include the role/,
  ],
  [
    "a grant with a tag that is known",
    {
      callerTags: { team: "deploy" },
      policies: [grant({ Resource: "arn:aws:iam::111111111111:role/${aws:PrincipalTag/team}" })],
    },
    /suspected/,
  ],
  [
    "a grant on a condition that does not hold",
    {
      policies: [grant({ Condition: { StringEquals: { "aws:PrincipalTag/team": "ops" } } })],
      callerTags: { team: "web" },
    },
    ["grant-condition"],
  ],
  [
    "a Deny on a condition that does not hold",
    {
      policies: [
        grant(),
        named("deny", "identity", {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalTag/team": "ops" } },
        }),
      ],
      callerTags: { team: "web" },
    },
    /suspected/,
  ],
  [
    "a Deny on a condition that is not known",
    {
      policies: [
        grant(),
        named("deny", "identity", {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
        }),
      ],
    },
    /deny, Statement\[0\] \(Deny\)/,
  ],
  [
    "the same, and AWS says that a Deny it was",
    {
      ...said("with an explicit deny in an identity-based policy"),
      policies: [
        grant(),
        named("deny", "identity", {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
        }),
      ],
    },
    ["explicit-deny"],
  ],
  [
    "a Deny, and a boundary that allows nothing",
    {
      policies: [named("deny", "identity", { Effect: "Deny", Action: "*", Resource: "*" })],
      boundary: named("boundary", "identity", { Effect: "Allow", Action: "s3:*", Resource: "*" }),
    },
    ["explicit-deny", "boundary"],
  ],
  [
    "AWS says that no policy allows it, and none was read",
    { ...said("because no identity-based policy allows the sts:AssumeRole action"), policies: undefined },
    ["no-grant"],
  ],
  [
    "AWS says: a session policy",
    { ...said("because no session policy allows the sts:AssumeRole action") },
    ["session-policy"],
  ],
  [
    "AWS says: a service control policy",
    { ...said("with an explicit deny in a service control policy") },
    ["organization-policy"],
  ],
  [
    "AWS says: a resource control policy",
    { ...said("with an explicit deny in a resource control policy") },
    ["organization-policy"],
  ],
  ["the organization forbids it", { organization: scp({ people: ["full", keepIn] }) }, ["organization-policy"]],
  [
    "the organization forbids it to others",
    { organization: scp({ workloads: ["full", keepIn] }) },
    /^a session policy that the source session was made with\n/,
  ],
  [
    "the organization forbids it, and AWS says so",
    { ...said("with an explicit deny in a service control policy"), organization: scp({ root: ["full", keepIn] }) },
    ["organization-policy"],
  ],
  [
    "the organization forbids it by an SCP, and AWS says: by an RCP",
    { ...said("with an explicit deny in a resource control policy"), organization: scp({ root: ["full", keepIn] }) },
    ["organization-policy", "organization-policy"],
  ],
  ["no SCP allows it", { organization: scp({ trusted: [] }) }, ["organization-policy"]],
  [
    "an RCP forbids it",
    { organization: organizationWith({ "resource-control": { trusting: ["full", keepIn] } }) },
    ["organization-policy"],
  ],
  [
    "an SCP forbids what is not asked for",
    { organization: scp({ root: ["full", { ...keepIn, Action: "sts:TagSession" }] }) },
    /^a session policy/,
  ],
  [
    "an SCP forbids the tags that are asked for",
    {
      policies: [grant({ Action: "sts:*" })],
      trust: trust({ Action: ["sts:AssumeRole", "sts:TagSession"] }),
      call: { ...whole.call, tags: { team: "web" } },
      organization: scp({ root: ["full", { ...keepIn, Action: "sts:TagSession" }] }),
    },
    ["organization-policy"],
  ],
  [
    "what is attached to a unit is not known",
    { organization: scp({ people: "unknown" }) },
    /^which service control policy holds at the unit People \(ou-ab12-22222222\) is not known\n/,
  ],
  [
    "AWS says: a permissions boundary, which was not read",
    { ...said("because no permissions boundary allows the sts:AssumeRole action"), boundary: undefined },
    ["boundary"],
  ],
  ["another account is trusted", { trust: trust({ Principal: { AWS: "333333333333" } }) }, ["trust-account"]],
  [
    "another user is trusted",
    { trust: trust({ Principal: { AWS: "arn:aws:iam::222222222222:user/bob" } }) },
    ["trust-account"],
  ],
  [
    "another pattern is trusted",
    { trust: trust({ Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/*" } } }) },
    ["trust-principal"],
  ],
  [
    "of two statements, the one for the caller's account is told",
    {
      trust: named(
        "trust",
        "trust",
        { Effect: "Allow", Principal: { AWS: "333333333333" }, Action: "sts:AssumeRole" },
        {
          Effect: "Allow",
          Principal: { AWS: "222222222222" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": "x" } },
        },
      ),
    },
    ["external-id"],
  ],
  ["MFA with long-lived keys alone", { trust: trust(mfa) }, ["mfa-missing"]],
  ["MFA with a code", { call: { ...whole.call, mfa: true }, trust: trust(mfa) }, /suspected/],
  [
    "MFA of a session that is proven to have it",
    { temporary: true, mfaInSession: true, trust: trust(mfa) },
    ["mfa-too-old"],
  ],
  [
    "MFA of a session that is proven to have none",
    { temporary: true, mfaInSession: false, trust: trust(mfa) },
    ["mfa-missing"],
  ],
  [
    "MFA of a session, but the grants were not read",
    { temporary: true, mfaInSession: true, trust: trust(mfa), policies: undefined },
    /multi-factor/,
  ],
  [
    "MFA of an Identity Center session",
    { temporary: true, caller: readCaller(sso), policies: [grant()], trust: trust(mfa) },
    ["mfa-missing"],
  ],
  [
    "an Identity Center session whose permission set may be trusted: the path of its role is not known",
    {
      temporary: true,
      caller: readCaller(sso),
      trust: trust({
        Condition: {
          ArnLike: {
            "aws:PrincipalArn":
              "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Dev_????????????????",
          },
        },
      }),
    },
    /found any principal that matches .*AWSReservedSSO_Dev_0123456789abcdef/,
  ],
  [
    "the same, and IAM told the path",
    {
      temporary: true,
      caller: {
        ...readCaller(sso),
        principal:
          "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Dev_0123456789abcdef",
      },
      trust: trust({
        Condition: {
          ArnLike: {
            "aws:PrincipalArn":
              "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Dev_????????????????",
          },
        },
      }),
    },
    /suspected/,
  ],
  [
    "an Identity Center session whose permission set is not",
    {
      temporary: true,
      caller: readCaller(sso),
      trust: trust({
        Condition: {
          ArnLike: {
            "aws:PrincipalArn":
              "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Ops_????????????????",
          },
        },
      }),
    },
    ["trust-principal"],
  ],
  ["the root user", { caller: readCaller("arn:aws:iam::222222222222:root") }, ["no-grant"]],
  ["a Deny without MFA", { policies: [grant(), forceMfa] }, ["mfa-missing"]],
  [
    "a Deny without MFA, and a code was given",
    { call: { ...whole.call, mfa: true }, policies: [grant(), forceMfa] },
    /suspected/,
  ],
  [
    "a Deny of calls with MFA, and a code was given",
    {
      call: { ...whole.call, mfa: true },
      policies: [
        grant(),
        named("deny", "identity", {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      ],
    },
    ["explicit-deny"],
  ],
  [
    "a Deny without MFA in the trust policy",
    {
      trust: named(
        "trust",
        "trust",
        { Effect: "Allow", Principal: { AWS: "222222222222" }, Action: "sts:AssumeRole" },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sts:AssumeRole",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
        },
      ),
    },
    ["mfa-missing"],
  ],
  [
    "a condition that no setting makes and the call does not meet",
    { trust: trust({ Condition: { Bool: { "aws:SecureTransport": "false" } } }) },
    ["trust-condition"],
  ],
  ["the trust policy allows another action", { trust: trust({ Action: "sts:TagSession" }) }, ["trust-empty"]],
  ["the role is gone", { trust: undefined, roleGone: true }, ["role-gone"]],
  ["tags need a permission on each side", { call: { ...whole.call, tags: { team: "web" } } }, ["tags", "tags"]],
  [
    "a source identity needs one too",
    { call: { ...whole.call, sourceIdentity: "alice" } },
    ["source-identity", "source-identity"],
  ],
];
