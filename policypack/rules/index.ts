/** All rules. A new rule is a file here, a line in the list, and its cases in tests/policypack/rules/<name>.ts. */
import { administrativeAccess } from "./administrative-access";
import { assumeAnyRole } from "./assume-any-role";
import { grantBeyondRoles } from "./grant-beyond-roles";
import { mfaNotRequired } from "./mfa-not-required";
import { privilegeEscalation } from "./privilege-escalation";
import { resourcePolicyBeyondAccounts } from "./resource-policy-beyond-accounts";
import { reviewOverdue } from "./review-overdue";
import type { Rule } from "./rule";
import { serviceWideAccess } from "./service-wide-access";
import { sessionTooLong } from "./session-too-long";
import { trustBeyondAccounts } from "./trust-beyond-accounts";
import { unboundedSensitiveRead } from "./unbounded-sensitive-read";
import { unboundedWrite } from "./unbounded-write";
import { unknownPolicy } from "./unknown-policy";

/** All rules, in the order in which their findings are shown. */
export const RULES: readonly Rule[] = [
  unknownPolicy,
  administrativeAccess,
  privilegeEscalation,
  serviceWideAccess,
  unboundedWrite,
  unboundedSensitiveRead,
  assumeAnyRole,
  grantBeyondRoles,
  trustBeyondAccounts,
  resourcePolicyBeyondAccounts,
  mfaNotRequired,
  reviewOverdue,
  sessionTooLong,
];

const byName: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.name, rule]));

/** The rule with a name; undefined when there is none. */
export function ruleNamed(name: string): Rule | undefined {
  return byName.get(name);
}
