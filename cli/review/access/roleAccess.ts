/** A role's access in the form in which somebody approves it. */
import type { RoleAccess } from "../approvals/approval";
import { accountRoot } from "./outside";
import type { ReviewedRole } from "./reviewed";
import { compareText } from "../../shared/compareText";

/** The longest session that IAM allows a role, in seconds. It counts when the role's own maximum is not known. */
const longestSession = 12 * 3600;

/**
 * The access that a role gives now, from its account. Unknown documents are undefined; a role that has one cannot be
 * approved.
 */
export function roleAccess({
  role,
  principals,
  policies,
  boundary,
  account,
  identities,
  outsideAccounts,
}: Pick<
  ReviewedRole,
  "role" | "principals" | "policies" | "boundary" | "account" | "identities" | "outsideAccounts"
>): RoleAccess {
  return {
    arn: role.arn,
    principals: [
      ...new Set([
        ...principals.map(({ caller }) => caller.arn),
        ...identities.map(({ provider }) => provider),
        ...outsideAccounts.map((id) => accountRoot(id, account.partition)),
      ]),
    ].sort(),
    trust: role.trust,
    maxSessionDuration: role.maxSessionDuration ?? longestSession,
    policies: policies.map(({ name, raw }) => ({ name, document: raw })).sort((a, b) => compareText(a.name, b.name)),
    ...(boundary !== undefined && { boundary: { name: boundary.name, document: boundary.raw } }),
  };
}
