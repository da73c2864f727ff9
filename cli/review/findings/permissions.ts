/** Turns what the policy pack objects to into findings of a review. */
import { ruleNamed } from "../../../policypack/rules";
import type { ReviewedRole } from "../access/reviewed";
import type { Finding } from "../model";
import { coversRule, type Standing } from "./approval";
import { error, warning } from "./finding";

/**
 * One finding for each rule that the role violates, with the first proof. The role's permissions list all proofs.
 * What cannot be proven is reported as missing evidence.
 */
export function tooBroad({ role, account, permissions }: ReviewedRole, standing: Standing): Finding[] {
  const mandatory = permissions.findings.filter(
    ({ level, rule }) => level === "mandatory" && ruleNamed(rule)?.verdict !== "unprovable",
  );
  const violated = new Set(mandatory.map(({ rule }) => rule));
  const decisive = mandatory.filter(
    ({ rule }) => ruleNamed(rule)?.impliedBy?.some(({ name }) => violated.has(name)) !== true,
  );
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
      message:
        `${rule}: ${message}${others.length > 0 ? ` The same rule finds ${others.length} more in this role.` : ""}` +
        `${covered ? ` ${standing.approval!.by} approved it as it is.` : ""}`,
      remedy:
        "Narrow the policy in the settings of the role's stack and deploy it; what has to stay as it is needs an approval.",
    });
  });
}
