import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { GrantedGrantee } from "./grantees";

const types = { group: "aws:iam/groupPolicy:GroupPolicy", user: "aws:iam/userPolicy:UserPolicy", role: "aws:iam/rolePolicy:RolePolicy" } as const;

/**
 * Where a grantee's policy stood when each grant was a component with a policy for each grantee: the first of these that
 * is deployed is carried on with, instead of being deleted beside a new one of the same name.
 *
 * @param access the AccountAccess that had those components
 */
export function formerPolicies({ kind, name, grants }: GrantedGrantee, settings: Settings, access: pulumi.Resource): pulumi.Output<pulumi.URN>[] {
  const known = <Entry extends { readonly renamedFrom?: string | undefined }>(key: string, entries: Readonly<Record<string, Entry>>) => {
    const renamedFrom = Object.hasOwn(entries, key) ? entries[key]!.renamedFrom : undefined;
    return renamedFrom !== undefined ? [key, renamedFrom] : [key];
  };
  const names = kind === "group" ? known(name, settings.groups) : [name];
  return grants
    .flatMap((grant) => known(grant, settings.grants))
    .flatMap((grant) => {
      const component = pulumi.createUrn(grant, "cross-account-access:index:AssumeRoleGrant", access);
      return names.map((holder) => pulumi.createUrn(`${grant}-${kind}-${holder}`, types[kind], component));
    });
}
