/** The accounts in which the sessions of a grantee may be. Pure. */
import { accountNamed, type PolicyDocument } from "../policypack/iam";
import type { GranteeAccount } from "./admission";
import type { Grantee } from "./grantees";

/**
 * The accounts in which a grantee's sessions may be and that a role's trust policy names, each with what is known of
 * it. For a permission set these are all that the trust names: nothing in the settings says where it is assigned. For
 * everybody else it is the grantee's own account, trusted or not.
 */
export function placesOf(trust: PolicyDocument, grantee: Grantee, of: GranteeAccount): readonly GranteeAccount[] {
  if (grantee.kind !== "permission-set") return [of];
  const named = trust.statements.flatMap(({ effect, principals }) =>
    effect === "Allow" && principals?.not === false ? principals.entries.flatMap((one) => accountNamed(one) ?? []) : [],
  );
  return [...new Set(named)].sort().map((id) => (id === of.account.id ? of : elsewhere(id, of)));
}

/** Another account of the same organization: permission sets are assigned in no other. Its unit is not known. */
function elsewhere(id: string, { account, organization }: GranteeAccount): GranteeAccount {
  return { account: { ...account, id }, groups: {}, organization: organization && { id: organization.id } };
}
