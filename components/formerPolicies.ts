import * as pulumi from "@pulumi/pulumi";
import type { GrantedGrantee } from "../grants/grantees";
import type { Settings } from "../settings/settings";

const types = {
  group: "aws:iam/groupPolicy:GroupPolicy",
  user: "aws:iam/userPolicy:UserPolicy",
  role: "aws:iam/rolePolicy:RolePolicy",
} as const;

/**
 * The URNs that a grantee's policy may have from an earlier version of this program, in which each grant was a
 * component with one policy for each grantee. As aliases they make the engine keep the first one that is deployed.
 * Otherwise it would delete that policy and make a new one of the same name.
 *
 * @param access the AccountAccess that is the parent of those components
 */
export function formerPolicies(
  { kind, name, grants }: GrantedGrantee,
  settings: Pick<Settings, "grants">,
  access: pulumi.Resource,
): pulumi.Output<pulumi.URN>[] {
  // Those versions granted to no permission set.
  if (kind === "permission-set") return [];
  return grants
    .flatMap((grant) => [grant, settings.grants[grant]?.renamedFrom ?? []].flat())
    .map((grant) =>
      pulumi.createUrn(
        `${grant}-${kind}-${name}`,
        types[kind],
        pulumi.createUrn(grant, "cross-account-access:index:AssumeRoleGrant", access),
      ),
    );
}
