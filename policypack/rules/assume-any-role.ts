import { targetsOf } from "../iam/escalation/targets";
import { findingOn } from "./finding";
import type { Rule } from "./rule";

const NAME = "assume-any-role";

/** Violated when sts:AssumeRole is allowed on a wildcard account or a wildcard role name, in a role or in a grant. */
export const assumeAnyRole: Rule = {
  name: NAME,
  level: "mandatory",
  description: "sts:AssumeRole must name the account and the role",
  check({ subject, permissions }) {
    const seen = new Set<unknown>();
    return targetsOf(permissions, permissions.catalogue.number("sts:AssumeRole")!, ":role/").flatMap((target) => {
      // A role that carries a given tag was made for this by whoever may tag it.
      if (target.grant.narrowing.some((limit) => limit.key.includes("resourcetag/"))) return [];
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
