import type * as pulumi from "@pulumi/pulumi";
import { ownedPolicy } from "../documents/ownedPolicy";
import type { GranteePolicy } from "../transitions/deployed";
import type { AssumeRoleGrantArgs } from "./assumeRoleGrant";
import type { CrossAccountRole } from "./crossAccountRole";
import type { GroupWithMembers } from "./groupWithMembers";
import type { PermissionSets } from "./permissionSets";

/** What grants name as grantees: groups and roles that this program creates, and permission sets. */
export interface Created {
  readonly groups: Readonly<Record<string, GroupWithMembers>>;
  /** By their names in IAM. */
  readonly roles: ReadonlyMap<string, CrossAccountRole>;
  /** The permission sets that are granted to. */
  readonly sets: PermissionSets;
  /** The mark of this stack in their inline policies: see `ownerMark`. */
  readonly mark: string;
  /** The former URNs of each grantee's policy, by the grantee's key. */
  readonly formerly: ReadonlyMap<string, readonly pulumi.Output<pulumi.URN>[]>;
}

/** What the grant to a grantee is made from, and what has to be there before its policy. */
export function grantArgs(grantee: GranteePolicy, { groups, roles, sets, mark, formerly }: Created) {
  const { key, kind, name, policyName, policy } = grantee;
  const set = kind === "permission-set" ? sets.get(name) : undefined;
  const group = kind === "group" && Object.hasOwn(groups, name) ? groups[name] : undefined;
  // An output of the role that this program makes, so that the role exists before its policy.
  const ownRole = kind === "role" ? roles.get(name)?.roleName : undefined;
  return {
    kind,
    name: set?.arn ?? group?.group.name ?? ownRole ?? name,
    ...(set !== undefined && { instanceArn: set.instanceArn }),
    policyName,
    policy: set === undefined ? policy : ownedPolicy(policy, mark),
    formerly: formerly.get(key) ?? [],
    beforePolicy: group?.beforePolicy ?? [],
  } satisfies AssumeRoleGrantArgs & { readonly beforePolicy: readonly pulumi.Resource[] };
}
