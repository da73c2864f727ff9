/**
 * Cross-account access for other Pulumi programs: the components, and the documents that they write. Settings are
 * written as in a stack's file (docs/settings.md); every function that reads some throws an {@link AccessError} that
 * lists each problem by its path.
 *
 * @module
 */
export { AccountAccess, type AccountAccessOutputs } from "../components/accountAccess";
export { AssumeRoleGrant, type AssumeRoleGrantArgs } from "../components/assumeRoleGrant";
export { CrossAccountRole, type SingleRoleSettings } from "../components/crossAccountRole";
export { AccessError } from "../settings/accessError";
export type { Condition, PolicyDocument, Statement } from "../documents/policyDocument";
export type { PublishedRole } from "../grants/publishedRole";
export type {
  WrittenAccount,
  WrittenGrant,
  WrittenGroup,
  WrittenLimits,
  WrittenOrganization,
  WrittenPolicy,
  WrittenRole,
  WrittenSettings,
} from "../settings/written";
export { grantPolicy, revocationPolicy, roleDocuments, type GrantedRole, type RoleDocuments } from "./documents";
