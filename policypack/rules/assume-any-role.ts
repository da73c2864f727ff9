import { accountIn, limitsOn, type Permissions, type Target } from "../iam";
import { administrativeAccess } from "./administrative-access";
import { findingOn } from "./finding";
import type { Rule, Subject } from "./rule";

const NAME_IT =
  "Any role that trusts this account, today or later, is then open. Write the ARN of the one role, with its account and without wildcards.";
const ANY_ACCOUNT = { allows: "allows sts:AssumeRole in any account", advice: NAME_IT };
const ANY_ROLE = { allows: "allows sts:AssumeRole on roles that it does not name", advice: NAME_IT };
const TOO_BROAD = {
  allows: "allows sts:AssumeRole on a role of this account that is too broad itself",
  advice: "Whoever may assume it has all that it allows. Narrow that role, or take it out here.",
};

export const assumeAnyRole: Rule = {
  name: "assume-any-role",
  level: "mandatory",
  description: "sts:AssumeRole must name the account and the role",
  violatedWhen:
    "sts:AssumeRole is allowed on any account or on roles by a pattern, or on a role of this account that is too broad itself",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  impliedBy: [administrativeAccess],
  examples: {
    fails: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::111111111111:role/*" }],
        },
      ],
    },
    passes: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::333333333333:role/backup" }],
        },
      ],
    },
  },
  check({ subject, assumable, context, permissions }) {
    const seen = new Set<unknown>();
    return assumable.flatMap((target) => {
      // The rule unknown-policy reports targets that could not be decided.
      if (target.undecided) return [];
      if (madeForThis(target, permissions)) return [];
      const exact = target.named && target.inAccount;
      if (exact && (!ownRole(target, subject) || context.lookUp(target.resource).verdict !== "broad")) return [];
      if (seen.has(target.grant.statement)) return [];
      seen.add(target.grant.statement);
      const witness = `sts:AssumeRole on ${target.resource}`;
      return [
        findingOn({
          subject,
          grant: target.grant,
          witness,
          ...(exact ? TOO_BROAD : target.named ? ANY_ACCOUNT : ANY_ROLE),
        }),
      ];
    });
  },
};

/**
 * True when the target is one role that is, or may be, in the subject's own account. What a role of another account may
 * do is judged in that account.
 */
export function ownRole({ named, inAccount, resource }: Target, { account }: Subject): boolean {
  return named && inAccount && (account === undefined || accountIn(resource) === account);
}

/**
 * True when only roles with a certain tag can be assumed, by the Allow or by a Deny of all others: whoever may tag roles
 * has chosen them for this.
 */
export function madeForThis(target: Target, permissions: Permissions): boolean {
  return limitsOn(permissions, target, "sts:AssumeRole").some((limit) => limit.key.includes("resourcetag/"));
}
