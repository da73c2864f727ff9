import {
  AttachRolePolicyCommand,
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagOpenIDConnectProviderCommand,
  TagUserCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteBucketPolicyCommand,
  PutBucketTaggingCommand,
} from "@aws-sdk/client-s3";
import { PutInlinePolicyToPermissionSetCommand } from "@aws-sdk/client-sso-admin";
import type { Bag } from "../../../sandbox/aws-plugin/values";
import { send } from "../emulator/signedRequest";
import { type Accounts, region } from "./accounts";

export const account = "111111111111";
export const managed = `arn:aws:iam::${account}:policy/prepared`;

const instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const setArn = (at: number) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-${String(at).repeat(16)}`;

export const document = (Action: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "arn:aws:s3:::web-shop/*" }],
  });
export const trust = (of: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: of } }],
  });

const application = `arn:aws:account-access:${region}:${account}:application/74a6ba93-665f-5b97-af03-cb4f3b686c71`;
const [ann, engineers] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000003"];
const entitled = (identityCenter: Bag): Bag => ({
  principalRole: { principal: { identityCenter }, roleArn: `arn:aws:iam::${account}:role/prepared` },
});

async function deleteEntitlements(accounts: Accounts): Promise<void> {
  const { endpoint } = accounts;
  const own = accounts.environment("trusting");
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = own;
  const call = (method: string, path: string, text: string) =>
    send({ keys: { accessKeyId, secretAccessKey }, service: "account-access", endpoint, method, path, text });
  const listed = await call("POST", "/entitlements-list", JSON.stringify({ applicationArn: application, filter: {} }));
  for (const { entitlementId } of (JSON.parse(listed.body) as { entitlements: { entitlementId: string }[] })
    .entitlements)
    await call("DELETE", `/entitlements/${entitlementId}?applicationArn=${encodeURIComponent(application)}`, "");
}

const bucketPolicy = (Action: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action,
        Resource: ["arn:aws:s3:::prepared", "arn:aws:s3:::prepared/*"],
      },
    ],
  });

/** One resource's life: made, changed behind the program's back, changed by the program, replaced, imported, deleted. */
export interface Life {
  readonly token: string;
  readonly inputs: Bag;
  readonly id: string | RegExp;
  /** What somebody else does to it, and the properties that then differ; none where it is gone by that. */
  readonly drift: (accounts: Accounts) => Promise<unknown>;
  readonly drifted: readonly string[];
  /** Inputs that change it in place. */
  readonly update?: Bag;
  /** Inputs that take a new one, and the properties that say so. */
  readonly replace?: Bag;
  readonly replaces?: readonly string[];
  /** Whether the old one has to go first. */
  readonly deleteFirst?: boolean;
  /** The id to import it by where that is not its own; false where it cannot be imported. */
  readonly importId?: string | false;
}

/** Every type that the plugin knows; `prepared` roles, groups, users and a policy of that name are there before. */
export const lives: readonly Life[] = [
  {
    token: "aws:iam/role:Role",
    inputs: {
      name: "deploy",
      assumeRolePolicy: trust("222222222222"),
      description: "Deploys",
      tags: { team: "platform" },
    },
    id: "deploy",
    drift: ({ iam }) =>
      iam.send(new UpdateRoleCommand({ RoleName: "deploy", Description: "Changed", MaxSessionDuration: 7200 })),
    drifted: ["description", "maxSessionDuration"],
    update: {
      assumeRolePolicy: trust("333333333333"),
      permissionsBoundary: managed,
      tags: { owner: "shop" },
      maxSessionDuration: 43200,
    },
    replace: { path: "/other/" },
    replaces: ["path"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    inputs: { url: "https://tokens.example.com", clientIdLists: ["sts.amazonaws.com"], tags: { team: "platform" } },
    id: `arn:aws:iam::${account}:oidc-provider/tokens.example.com`,
    drift: ({ iam }) =>
      iam.send(
        new TagOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn: `arn:aws:iam::${account}:oidc-provider/tokens.example.com`,
          Tags: [{ Key: "team", Value: "other" }],
        }),
      ),
    drifted: ["tags", "tagsAll"],
    update: { clientIdLists: ["other"], tags: { owner: "shop" } },
    replace: { url: "https://other.example.com" },
    replaces: ["url"],
  },
  {
    token: "aws:iam/rolePolicy:RolePolicy",
    inputs: { name: "artifacts", role: "prepared", policy: document("s3:GetObject") },
    id: "prepared:artifacts",
    drift: ({ iam }) =>
      iam.send(
        new PutRolePolicyCommand({ RoleName: "prepared", PolicyName: "artifacts", PolicyDocument: document("s3:*") }),
      ),
    drifted: ["policy"],
    update: { policy: document("s3:PutObject") },
    replace: { role: "prepared2" },
    replaces: ["role"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/groupPolicy:GroupPolicy",
    inputs: { name: "assume", group: "prepared", policy: document("s3:GetObject") },
    id: "prepared:assume",
    drift: ({ iam }) =>
      iam.send(
        new PutGroupPolicyCommand({ GroupName: "prepared", PolicyName: "assume", PolicyDocument: document("s3:*") }),
      ),
    drifted: ["policy"],
    update: { policy: document("s3:PutObject") },
    replace: { name: "other" },
    replaces: ["name"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/userPolicy:UserPolicy",
    inputs: { name: "assume", user: "prepared", policy: document("s3:GetObject") },
    id: "prepared:assume",
    drift: ({ iam }) =>
      iam.send(
        new PutUserPolicyCommand({ UserName: "prepared", PolicyName: "assume", PolicyDocument: document("s3:*") }),
      ),
    drifted: ["policy"],
    update: { policy: document("s3:PutObject") },
    replace: { user: "prepared2" },
    replaces: ["user"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    inputs: { role: "prepared", policyArn: managed },
    id: `prepared/${managed}`,
    drift: ({ iam }) => iam.send(new DetachRolePolicyCommand({ RoleName: "prepared", PolicyArn: managed })),
    drifted: [],
    replace: { role: "prepared2" },
    replaces: ["role"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    inputs: { group: "prepared", policyArn: managed },
    id: `prepared/${managed}`,
    drift: ({ iam }) => iam.send(new DetachGroupPolicyCommand({ GroupName: "prepared", PolicyArn: managed })),
    drifted: [],
    replace: { policyArn: `${managed}2` },
    replaces: ["policyArn"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    inputs: { user: "prepared", policyArn: managed },
    id: `prepared/${managed}`,
    drift: ({ iam }) => iam.send(new DetachUserPolicyCommand({ UserName: "prepared", PolicyArn: managed })),
    drifted: [],
    replace: { user: "prepared2" },
    replaces: ["user"],
    deleteFirst: true,
  },
  {
    token: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
    inputs: { instanceArn: instance, permissionSetArn: setArn(0), inlinePolicy: document("s3:GetObject") },
    id: `${setArn(0)},${instance}`,
    drift: ({ sso }) =>
      sso.send(
        new PutInlinePolicyToPermissionSetCommand({
          InstanceArn: instance,
          PermissionSetArn: setArn(0),
          InlinePolicy: document("s3:*"),
        }),
      ),
    drifted: ["inlinePolicy"],
    update: { inlinePolicy: document("s3:PutObject") },
    replace: { permissionSetArn: setArn(1) },
    replaces: ["permissionSetArn"],
  },
  {
    token: "aws:iam/policy:Policy",
    inputs: { name: "boundary", policy: document("s3:GetObject"), tags: { team: "platform" } },
    id: `arn:aws:iam::${account}:policy/boundary`,
    drift: ({ iam }) =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: `arn:aws:iam::${account}:policy/boundary`,
          PolicyDocument: document("s3:*"),
          SetAsDefault: true,
        }),
      ),
    drifted: ["policy"],
    update: { policy: document("s3:PutObject"), tags: { owner: "shop" } },
    replace: { description: "Other" },
    replaces: ["description"],
    deleteFirst: true,
  },
  {
    token: "aws:iam/group:Group",
    inputs: { name: "deployers" },
    id: "deployers",
    drift: ({ iam }) => iam.send(new DeleteGroupCommand({ GroupName: "deployers" })),
    drifted: [],
    update: { name: "releasers", path: "/people/" },
  },
  {
    token: "aws:iam/groupMembership:GroupMembership",
    inputs: { name: "members", group: "prepared", users: ["prepared", "prepared2"] },
    id: "members",
    drift: async ({ iam }) => {
      await iam.send(new RemoveUserFromGroupCommand({ GroupName: "prepared", UserName: "prepared" }));
      await iam.send(new AddUserToGroupCommand({ GroupName: "prepared", UserName: "prepared3" }));
    },
    drifted: ["users"],
    update: { users: ["prepared3"] },
    replace: { group: "prepared2" },
    replaces: ["group"],
    deleteFirst: true,
    importId: false,
  },
  {
    token: "aws:iam/user:User",
    inputs: { name: "bob", forceDestroy: true },
    id: "bob",
    drift: ({ iam }) => iam.send(new TagUserCommand({ UserName: "bob", Tags: [{ Key: "team", Value: "other" }] })),
    drifted: ["tags", "tagsAll"],
    update: { name: "robert", path: "/people/", tags: { team: "shop" }, permissionsBoundary: managed },
  },
  {
    token: "aws:iam/userGroupMembership:UserGroupMembership",
    inputs: { user: "prepared", groups: ["prepared", "prepared2"] },
    id: /^terraform-[0-9a-f]{26}$/,
    drift: ({ iam }) => iam.send(new RemoveUserFromGroupCommand({ GroupName: "prepared2", UserName: "prepared" })),
    drifted: ["groups"],
    update: { groups: ["prepared3"] },
    replace: { user: "prepared2" },
    replaces: ["user"],
    importId: "prepared/prepared3",
  },
  {
    token: "aws:iam/policyAttachment:PolicyAttachment",
    inputs: { name: "everywhere", policyArn: managed, roles: ["prepared"], users: ["prepared"], groups: ["prepared"] },
    id: "everywhere",
    drift: ({ iam }) => iam.send(new AttachRolePolicyCommand({ RoleName: "prepared2", PolicyArn: managed })),
    drifted: ["roles"],
    update: { roles: ["prepared2"], users: [], groups: ["prepared", "prepared2"] },
    replace: { policyArn: `${managed}2` },
    replaces: ["policyArn"],
    deleteFirst: true,
    importId: false,
  },
  {
    token: "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    inputs: { roleName: "prepared3", policyNames: ["own"] },
    id: "prepared3",
    drift: ({ iam }) =>
      iam.send(
        new PutRolePolicyCommand({ RoleName: "prepared3", PolicyName: "foreign", PolicyDocument: document("s3:*") }),
      ),
    drifted: ["policyNames"],
    update: { policyNames: [] },
    replace: { roleName: "prepared2" },
    replaces: ["roleName"],
  },
  {
    token: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    inputs: { roleName: "prepared3", policyArns: [managed] },
    id: "prepared3",
    drift: ({ iam }) => iam.send(new DetachRolePolicyCommand({ RoleName: "prepared3", PolicyArn: managed })),
    drifted: ["policyArns"],
    update: { policyArns: [`${managed}2`] },
    replace: { roleName: "prepared2" },
    replaces: ["roleName"],
  },
  {
    token: "aws:accountaccess/entitlement:Entitlement",
    inputs: { applicationArn: application, entitlement: entitled({ userId: ann }), region },
    id: new RegExp(`^${application},[0-9a-f-]{36}$`),
    drift: deleteEntitlements,
    drifted: [],
    replace: { entitlement: entitled({ groupId: engineers }) },
    replaces: ["entitlement"],
    deleteFirst: true,
  },
  {
    token: "aws:s3/bucket:Bucket",
    inputs: { bucket: "web-shop-artifacts-a", forceDestroy: true, tags: { team: "platform" } },
    id: "web-shop-artifacts-a",
    drift: ({ s3 }) =>
      s3.send(
        new PutBucketTaggingCommand({
          Bucket: "web-shop-artifacts-a",
          Tagging: { TagSet: [{ Key: "team", Value: "other" }] },
        }),
      ),
    drifted: ["tags", "tagsAll"],
    update: { tags: {} },
    replace: { bucket: "web-shop-artifacts-b" },
    replaces: ["bucket"],
    deleteFirst: true,
  },
  {
    token: "aws:s3/bucketPolicy:BucketPolicy",
    inputs: { bucket: "prepared", policy: bucketPolicy("s3:GetObject") },
    id: "prepared",
    drift: ({ s3 }) => s3.send(new DeleteBucketPolicyCommand({ Bucket: "prepared" })),
    drifted: [],
    update: { policy: bucketPolicy("s3:ListBucket") },
    replace: { bucket: "prepared-2" },
    replaces: ["bucket"],
  },
  ...["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"].map((token) => ({
    token,
    inputs: { bucket: "prepared", key: "releases/one.txt", content: "one" },
    id: "prepared/releases/one.txt",
    drift: ({ s3 }: Accounts) => s3.send(new DeleteObjectCommand({ Bucket: "prepared", Key: "releases/one.txt" })),
    drifted: [],
    update: { content: "two" },
    replace: { key: "releases/two.txt" },
    replaces: ["key"],
    deleteFirst: true,
  })),
];

/** Makes what the lives presuppose. */
export async function prepare({ iam, s3 }: Accounts): Promise<void> {
  for (const name of ["prepared", "prepared2", "prepared3"]) {
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust("222222222222") }));
    await iam.send(new CreateGroupCommand({ GroupName: name }));
    await iam.send(new CreateUserCommand({ UserName: name }));
    await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document("s3:GetObject") }));
  }
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "prepared3", PolicyName: "own", PolicyDocument: document("s3:GetObject") }),
  );
  const LocationConstraint = region as BucketLocationConstraint;
  for (const Bucket of ["prepared", "prepared-2"])
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
}
