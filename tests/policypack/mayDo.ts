/** Whether the permissions of a principal allow one request. */
import type { Permissions } from "../../policypack/iam";
import { inClause } from "../../policypack/iam/pattern/clause";

/**
 * True when a session may do an action on a resource, for a session and a request that meet the conditions.
 * Exact where policies have no conditions; with conditions it may say yes to more, never to less.
 */
export function mayDo(permissions: Permissions, action: string, resource: string): boolean {
  const number = permissions.catalogue.number(action);
  if (number === undefined) return false;
  return permissions
    .grantsOf(number)
    .some(
      (grant) =>
        grant.within.every((clause) => inClause(clause, resource)) &&
        !permissions.denialsOf(number, grant).some((denial) => inClause(denial.clause, resource)),
    );
}
