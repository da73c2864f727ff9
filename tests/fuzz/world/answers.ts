/** What AWS answers when all is right, what it refuses with, and what only something else would answer. */
import type { Json } from "../change/edits";

/** The role that is asked for. */
export const role = "arn:aws:iam::111111111111:role/deploy";
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: role }],
});
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:root" }, Action: "sts:AssumeRole" }],
});
const encoded = encodeURIComponent;
const policies = [{ PolicyName: "a", PolicyDocument: encoded(document) }];

const alice = "arn:aws:iam::222222222222:user/alice";
/** A credential report. */
const report = [
  [
    "user",
    "arn",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_2_active",
    "access_key_2_last_rotated",
  ],
  ["alice", alice, "true", "true", "2026-01-01T00:00:00+00:00", "false", "N/A"],
];

/** The results of the actions that the command asks for. */
export const results: Readonly<Record<string, Json>> = {
  AssumeRole: {
    Credentials: {
      AccessKeyId: "ASIAFUZZFUZZFUZZFUZZ",
      SecretAccessKey: "answered/secret",
      SessionToken: "answered/token==",
      Expiration: "2099-05-01T10:00:00Z",
    },
    AssumedRoleUser: { AssumedRoleId: "AROA:alice", Arn: "arn:aws:sts::111111111111:assumed-role/deploy/alice" },
    SourceIdentity: "alice",
  },
  GetCallerIdentity: { UserId: "AIDA", Account: "222222222222", Arn: alice },
  ListMFADevices: {
    MFADevices: [{ UserName: "alice", SerialNumber: "arn:aws:iam::222222222222:mfa/alice" }],
    IsTruncated: "false",
  },
  GetUser: {
    User: {
      Path: "/",
      UserName: "alice",
      Arn: alice,
      PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::222222222222:policy/b" },
      Tags: [{ Key: "team", Value: "shop" }],
    },
  },
  GetRole: {
    Role: {
      Path: "/",
      RoleName: "deploy",
      Arn: role,
      AssumeRolePolicyDocument: encoded(trust),
      MaxSessionDuration: "3600",
    },
  },
  ListGroupsForUser: {
    Groups: [{ GroupName: "deployers", Arn: "arn:aws:iam::222222222222:group/deployers" }],
    IsTruncated: "false",
  },
  ListUserPolicies: { PolicyNames: ["own"], IsTruncated: "false" },
  GetUserPolicy: { UserName: "alice", PolicyName: "own", PolicyDocument: encoded(document) },
  ListAttachedUserPolicies: {
    AttachedPolicies: [{ PolicyName: "p", PolicyArn: "arn:aws:iam::222222222222:policy/p" }],
    IsTruncated: "false",
  },
  ListGroupPolicies: { PolicyNames: ["own"], IsTruncated: "true", Marker: "m" },
  GetGroupPolicy: { GroupName: "deployers", PolicyName: "own", PolicyDocument: encoded(document) },
  ListAttachedGroupPolicies: { AttachedPolicies: [], IsTruncated: "false" },
  GetPolicy: { Policy: { Arn: "arn:aws:iam::222222222222:policy/p", DefaultVersionId: "v1" } },
  GetPolicyVersion: { PolicyVersion: { VersionId: "v1", Document: encoded(document) } },
  GetAccountAuthorizationDetails: {
    UserDetailList: [
      {
        UserName: "alice",
        Path: "/",
        UserId: "AIDA",
        Arn: alice,
        GroupList: ["deployers"],
        UserPolicyList: policies,
        AttachedManagedPolicies: [],
        Tags: [{ Key: "team", Value: "shop" }],
      },
    ],
    GroupDetailList: [
      {
        GroupName: "deployers",
        Path: "/",
        GroupId: "AGPA",
        Arn: "arn:aws:iam::222222222222:group/deployers",
        GroupPolicyList: policies,
        AttachedManagedPolicies: [
          { PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        ],
      },
    ],
    RoleDetailList: [
      {
        RoleName: "deploy",
        Path: "/",
        RoleId: "AROA",
        Arn: role,
        CreateDate: "2026-01-01T00:00:00Z",
        AssumeRolePolicyDocument: encoded(trust),
        RolePolicyList: policies,
        AttachedManagedPolicies: [],
        RoleLastUsed: { LastUsedDate: "2026-11-01T00:00:00Z", Region: "eu-west-1" },
      },
    ],
    Policies: [
      {
        PolicyName: "p",
        Arn: "arn:aws:iam::222222222222:policy/p",
        DefaultVersionId: "v1",
        PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: "true", Document: encoded(document) }],
      },
    ],
    IsTruncated: "false",
  },
  ListRoles: {
    Roles: [
      {
        RoleName: "deploy",
        Path: "/",
        RoleId: "AROA",
        Arn: role,
        CreateDate: "2026-01-01T00:00:00Z",
        MaxSessionDuration: "3600",
      },
    ],
    IsTruncated: "false",
  },
  GenerateCredentialReport: { State: "COMPLETE" },
  GetCredentialReport: {
    Content: Buffer.from(`${report.map((line) => line.join(",")).join("\n")}\n`).toString("base64"),
    ReportFormat: "text/csv",
    GeneratedTime: "2026-11-01T00:00:00Z",
  },
};

/** Refusals. */
export const errors: readonly Json[] = [
  "AccessDenied",
  "ExpiredToken",
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "ValidationError",
  "RegionDisabledException",
  "PackedPolicyTooLarge",
  "NoSuchEntity",
].map((Code) => ({
  Error: {
    Type: "Sender",
    Code,
    Message:
      Code === "AccessDenied"
        ? `User: ${alice} is not authorized to perform: sts:AssumeRole on resource: ${role} with an explicit ` +
          "deny in an identity-based policy"
        : "The request is not right",
  },
  RequestId: "r",
}));
/** What a proxy, a mistake or somebody hostile answers instead. */
export const pages = [
  "",
  "<html><body>502 Bad Gateway<br></body></html>",
  "{}",
  "null",
  '{"message":"Forbidden"}',
  "<A>".repeat(200_000),
  `<A>${"<b/>".repeat(300_000)}</A>`,
  "x".repeat(9_000_000),
  `<AssumeRoleResponse>${"&lt;".repeat(200_000)}</AssumeRoleResponse>`,
  "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
];

/** A value as AWS's query services write it: items of a list are `member` elements. */
export function xml(value: Json): string {
  if (Array.isArray(value)) return (value as Json[]).map((item) => `<member>${xml(item)}</member>`).join("");
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([key, inner]) => `<${key}>${xml(inner)}</${key}>`)
      .join("");
  return String(value ?? "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
