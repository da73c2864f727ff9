/** What the policy pack objects to, as findings of a review. */
import type { ReviewedRole } from "../access/reviewed";
import type { Finding } from "../model";
import { coversRule, type Standing } from "./approval";
import { error, warning } from "./finding";

/** Rules that say nothing new of a role that may do everything. */
const implied = new Set(["privilege-escalation", "service-wide-access", "unbounded-write", "unbounded-sensitive-read", "assume-any-role"]);

/**
 * One finding for each rule that the role violates, with the first proof; the role's permissions have all of them. What
 * cannot be proven is missing evidence instead.
 */
export function tooBroad({ role, account, permissions }: ReviewedRole, standing: Standing): Finding[] {
  const mandatory = permissions.findings.filter(({ level, rule }) => level === "mandatory" && rule !== "unknown-policy");
  const administrative = mandatory.some(({ rule }) => rule === "administrative-access");
  const decisive = mandatory.filter(({ rule }) => !administrative || !implied.has(rule));
  const rules = [...new Set(decisive.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const [first, ...others] = decisive.filter((one) => one.rule === rule);
    const { message, policy, statement } = first!;
    const covered = coversRule(standing, rule);
    const document = [policy, statement].filter((part) => part !== undefined).join(", ");
    return (covered ? warning : error)("too-broad", {
      account: account.id,
      role: role.arn,
      ...(document !== "" && { document }),
      message: `${rule}: ${message}${others.length > 0 ? ` The same rule finds ${others.length} more in this role.` : ""}${covered ? ` ${standing.approval!.by} approved it as it is.` : ""}`,
      remedy: "Narrow the policy in the settings of the role's stack and deploy it; what has to stay as it is needs an approval.",
    });
  });
}
