/** A role's access as somebody approves it. */
import type { RoleAccess } from "../approvals/approval";
import type { ReviewedRole } from "./reviewed";

/** The longest session that IAM allows a role, in seconds: what counts where a role's own is not known. */
const longestSession = 12 * 3600;

/** What a role gives to whom, from what its account has now. Documents that are not known are undefined; such a role cannot be approved. */
export function roleAccess({ role, principals, policies, boundary }: Pick<ReviewedRole, "role" | "principals" | "policies" | "boundary">): RoleAccess {
  return {
    arn: role.arn,
    principals: [...new Set(principals.map(({ caller }) => caller.arn))].sort(),
    trust: role.trust,
    maxSessionDuration: role.maxSessionDuration ?? longestSession,
    policies: policies.map(({ name, raw }) => ({ name, document: raw })).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    ...(boundary !== undefined && { boundary: { name: boundary.name, document: boundary.raw } }),
  };
}
