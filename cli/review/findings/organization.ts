/** Access that both sides give and the organization forbids. Pure. */
import type { ReviewedRole } from "../access/reviewed";
import type { Finding, Review } from "../model";
import type { Evidence } from "../evidence/evidence";
import { capital, warning } from "./finding";
import { identitiesText } from "./identities";

/** Grants that are void: a policy of the organization forbids what they allow. One for each policy and each reason. */
export function organizationFindings(reviewed: ReviewedRole): Finding[] {
  return [...voidGrants(reviewed), ...barredIdentities(reviewed)];
}

/** Identities that a trust policy lets in for nothing. */
function barredIdentities({ role, account, barred }: ReviewedRole): Finding[] {
  return barred.map(({ way, why }) =>
    warning("forbidden-grant", {
      account: account.id,
      role: role.arn,
      document: `the trust policy of the role ${role.name}, ${way.statement}`,
      message: `The role ${role.name} lets in ${identitiesText(way)}, and the organization forbids it: ${why.join("; ")}.`,
      remedy: "Take the statement away, or have whoever runs the organization allow it there.",
    }),
  );
}

function voidGrants({ role, account, forbidden }: ReviewedRole): Finding[] {
  const found = new Map<string, { document: string; holder: string; why: string; callers: string[]; from: string }>();
  for (const { caller, assumption } of forbidden) {
    const why = assumption.why.join("; ");
    for (const policy of assumption.policies) {
      const key = [policy.holder.arn, policy.policyName, why].join("\0");
      const one = found.get(key) ?? {
        document: policy.name,
        holder: policy.holder.arn,
        why,
        callers: [],
        from: caller.account,
      };
      one.callers.push(`the ${caller.kind} ${caller.name}`);
      found.set(key, one);
    }
  }
  return [...found.values()].map(({ document, holder, why, callers, from }) =>
    warning("forbidden-grant", {
      account: account.id,
      role: role.arn,
      principal: holder,
      document,
      message:
        `${capital(document)} lets ${callers.join(", ")} of ${from} assume the role ${role.name}, and the organization ` +
        `forbids it: ${why}.`,
      remedy: "Take the grant away, or have whoever runs the organization allow it there.",
    }),
  );
}

/** What a review says of the organization; undefined where no account is in one. */
export function shownOrganization({ organization }: Evidence): Review["organization"] {
  if (organization === undefined) return undefined;
  const { read, why } = organization;
  if (read !== undefined)
    return {
      id: read.organization.id,
      source: read.source,
      at: read.at.toISOString(),
      ...(why !== undefined && { why }),
    };
  return why === undefined ? undefined : { source: "none", why };
}
