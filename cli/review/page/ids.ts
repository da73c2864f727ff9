/** The ids in the page: the targets of links, and what the panel shows. */
import { groupBy } from "../../shared/groupBy";
import type { Finding, Review, RoleReview } from "../model";

/** A review, with the ids of its roles, accounts and shared documents in the page. */
export interface Page {
  readonly review: Review;
  /** The id of a role, from its position in the review, since a name may contain anything. */
  readonly idOf: (role: RoleReview) => string;
  readonly roleOf: (arn: string) => RoleReview | undefined;
  readonly rolesOf: (account: string) => readonly RoleReview[];
  /** Roles that principals of an account can assume. */
  readonly reachedFrom: (account: string) => readonly RoleReview[];
  readonly findingsOf: (role: string) => readonly Finding[];
  /** Findings about an account that concern none of its roles. */
  readonly findingsAbout: (account: string) => readonly Finding[];
}

/** The id of an account. */
export function accountId(account: string): string {
  return `account-${account}`;
}

/** Looks everything up in advance. */
export function pageOf(review: Review): Page {
  const ids = new Map(review.roles.map((role, i) => [role, `role-${i + 1}`]));
  const byArn = new Map(review.roles.map((role) => [role.arn, role]));
  const byAccount = groupBy(review.roles, ({ account }) => account);
  const reached = groupBy(
    review.roles.flatMap((role) =>
      [...new Set(role.principals.map(({ account }) => account))].map((account) => ({ account, role })),
    ),
    ({ account }) => account,
  );
  const findings = groupBy(review.findings, ({ role, account }) =>
    role !== undefined && byArn.has(role) ? role : account,
  );
  return {
    review,
    idOf: (role) => ids.get(role)!,
    roleOf: (arn) => byArn.get(arn),
    rolesOf: (account) => byAccount.get(account) ?? [],
    reachedFrom: (account) => (reached.get(account) ?? []).map(({ role }) => role),
    findingsOf: (role) => findings.get(role) ?? [],
    findingsAbout: (account) => findings.get(account) ?? [],
  };
}
