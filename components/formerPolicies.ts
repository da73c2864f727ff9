import * as pulumi from "@pulumi/pulumi";
import type { GrantedGrantee } from "../grants/grantees";
import type { Settings } from "../settings/settings";

const types = { group: "aws:iam/groupPolicy:GroupPolicy", user: "aws:iam/userPolicy:UserPolicy", role: "aws:iam/rolePolicy:RolePolicy" } as const;

/**
 * Where a grantee's policy stood when each grant was a component with a policy for each grantee: the first of these that
 * is deployed is carried on with, instead of being deleted beside a new one of the same name.
 *
 * @param access the AccountAccess that had those components
 */
export function formerPolicies({ kind, name, grants }: GrantedGrantee, settings: Pick<Settings, "grants">, access: pulumi.Resource): pulumi.Output<pulumi.URN>[] {
  return grants
    .flatMap((grant) => [grant, settings.grants[grant]?.renamedFrom ?? []].flat())
    .map((grant) => pulumi.createUrn(`${grant}-${kind}-${name}`, types[kind], pulumi.createUrn(grant, "cross-account-access:index:AssumeRoleGrant", access)));
}
