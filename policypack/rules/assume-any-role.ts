import { findingOn } from "./finding";
import type { Target } from "../iam/escalation/targets";
import type { Rule } from "./rule";

const NAME = "assume-any-role";

/** Violated when sts:AssumeRole is allowed on a wildcard account or a wildcard role name, in a role or in a grant. */
export const assumeAnyRole: Rule = {
  name: NAME,
  level: "mandatory",
  description: "sts:AssumeRole must name the account and the role",
  check({ subject, assumable }) {
    const seen = new Set<unknown>();
    return assumable.flatMap((target) => {
      // Those that could not be decided are reported by unknown-policy.
      if (target.undecided) return [];
      if (madeForThis(target)) return [];
      if (target.named && target.inAccount) return [];
      if (seen.has(target.grant.statement)) return [];
      seen.add(target.grant.statement);
      return [findingOn({
        rule: NAME,
        level: "mandatory",
        subject,
        grant: target.grant,
        allows: target.named ? "allows sts:AssumeRole in any account" : "allows sts:AssumeRole on roles that it does not name",
        witness: `sts:AssumeRole on ${target.resource}`,
        advice: "Any role that trusts this account, today or later, is then open. Write the ARN of the one role, with its account and without wildcards.",
      })];
    });
  },
};

/** A role that carries a given tag was made for this by whoever may tag it. */
export function madeForThis({ grant }: Target): boolean {
  return grant.narrowing.some((limit) => limit.key.includes("resourcetag/"));
}
