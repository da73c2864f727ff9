import { createRequire } from "node:module";
import type { ResourceType } from "../resourceType";

/** The module of each type, in this folder. Modules are loaded on first use, which keeps the start short. */
const modules: Readonly<Record<string, string>> = {
  "aws:accountaccess/entitlement:Entitlement": "entitlement",
  "aws:iam/group:Group": "group",
  "aws:iam/groupMembership:GroupMembership": "groupMembership",
  "aws:iam/groupPolicy:GroupPolicy": "groupPolicy",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "groupPolicyAttachment",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "openIdConnectProvider",
  "aws:iam/policy:Policy": "policy",
  "aws:iam/policyAttachment:PolicyAttachment": "policyAttachment",
  "aws:iam/role:Role": "role",
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": "rolePoliciesExclusive",
  "aws:iam/rolePolicy:RolePolicy": "rolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "rolePolicyAttachment",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "rolePolicyAttachmentsExclusive",
  "aws:iam/user:User": "user",
  "aws:iam/userGroupMembership:UserGroupMembership": "userGroupMembership",
  "aws:iam/userPolicy:UserPolicy": "userPolicy",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "userPolicyAttachment",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketObject:BucketObject": "bucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2": "bucketObjectv2",
  "aws:s3/bucketPolicy:BucketPolicy": "bucketPolicy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "permissionSetInlinePolicy",
};

const load = createRequire(__filename);

/** The tokens of all types that this plugin supports. */
export const supportedTypes: readonly string[] = Object.keys(modules);

/**
 * The type with this token.
 *
 * @throws when this plugin does not support it; the message lists the supported types
 */
export function resourceType(token: string): ResourceType {
  const module = Object.hasOwn(modules, token) ? modules[token] : undefined;
  if (module === undefined) {
    throw new Error(
      `${token}: the sandbox's AWS plugin does not support this resource type, only ` +
        `${supportedTypes.join(", ")}. Against AWS the genuine plugin may support it`,
    );
  }
  return (load(`./${module}.ts`) as { readonly type: ResourceType }).type;
}
