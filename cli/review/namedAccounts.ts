/** Puts the names of accounts beside their ids in the sentences of a review. Pure. */
import type { Finding, Missing, Review, RoleReview } from "./model";

/** An id that stands alone: within an ARN, a path, a setting or quotes it is part of something to be copied. */
const loneId = /(?<![\w:/"'`.=@+-])\d{12}(?![\w/"'`=@+-]|[.:]\w)/g;

/** The review with `111111111111 (shop)` where its sentences have the id of an account that has a name. */
export function namedAccounts(review: Review): Review {
  const names = new Map(review.accounts.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])));
  if (names.size === 0) return review;
  // Concludes nothing from a text: the policy pack and AWS say ids too, and know no names.
  const told = (text: string): string =>
    text.replaceAll(loneId, (id) => (names.has(id) ? `${id} (${names.get(id)})` : id));
  const findings = review.findings.map((finding): Finding => ({
    ...finding,
    message: told(finding.message),
    remedy: told(finding.remedy),
  }));
  const missing = review.missing.map((one): Missing => ({
    ...one,
    what: told(one.what),
    why: told(one.why),
    next: told(one.next),
  }));
  const roles = review.roles.map((role): RoleReview => {
    const { permissions, approval } = role;
    const { broader } = approval;
    return {
      ...role,
      permissions: {
        ...permissions,
        findings: permissions.findings.map((one) => ({ ...one, message: told(one.message) })),
      },
      approval: { ...approval, ...(broader && { broader: { ...broader, trust: broader.trust.map(told) } }) },
    };
  });
  return { ...review, findings, missing, roles };
}
