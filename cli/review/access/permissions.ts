/**
 * What a session of a role may do: the policy pack's analysis of everything that is attached to the role in its
 * account.
 */
import { mfaOf } from "../../../documents/trustPolicy";
import { parsePolicy } from "../../../policypack/iam";
import { contextOf, findingsOf, verdictOf, type Verdict } from "../../../policypack/judge";
import { lookUpIn } from "../../../policypack/lookUp";
import { REVIEW_TAGS } from "../../../policypack/resources/subjects";
import { RULES } from "../../../policypack/rules";
import type { AttachedPolicy, Finding, RuleContext, Subject } from "../../../policypack/rules/rule";
import type { RoleSettings } from "../../../settings/role";
import { accountTrusts, peopleTrust } from "../../../settings/trust";
import type { IamRole } from "../evidence/evidence";
import type { PolicyShelf } from "./policies";

/** What the policy pack says about a role. */
export interface Permissions {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/** The review reports dates itself, from the same settings. */
const rules = RULES.filter(({ about }) => about !== "review");

/** What the policy pack judges of a role. */
export type JudgedRole = Omit<IamRole, "id" | "createdAt" | "lastUsed">;

/** A role of an account in the form that the policy pack judges. */
export function subjectOf(
  role: JudgedRole,
  account: string,
  shelf: PolicyShelf,
  settings: RoleSettings | undefined,
  reviewed: readonly string[],
): Subject {
  const trust = parsePolicy(role.trust, "trust");
  const tag = role.tags[REVIEW_TAGS.mfaExemption];
  const people = settings && peopleTrust(settings);
  return {
    kind: "role",
    name: role.name,
    arn: role.arn,
    account,
    policies: shelf.of(role).map(attached),
    ...(role.boundary !== undefined && { boundary: attached(shelf.byArn(role.boundary)) }),
    trust:
      trust.document !== undefined
        ? { name: "trust policy", document: trust.document }
        : { name: "trust policy", problems: trust.problems },
    ...(role.maxSessionDuration !== undefined && { maxSessionSeconds: role.maxSessionDuration }),
    // A role that no stack declares is reported anyway, and nobody said which accounts it is for. So all reviewed
    // accounts count.
    trustedAccounts: settings === undefined ? reviewed : accountTrusts(settings).map(({ account: trusted }) => trusted),
    ...(people !== undefined && { applications: [people.identityCenter.application] }),
    ...(settings !== undefined ? exemptionOf(settings) : tag !== undefined && { mfaExemption: tag }),
  };
}

/** Judges the roles of one account together, since they may pass or assume each other. */
export function judgeOf(subjects: readonly Subject[], now: Date): (subject: Subject) => Permissions {
  const context: RuleContext = contextOf({ now, lookUp: lookUpIn({}, subjects, now) });
  return (subject) => {
    const findings = findingsOf(subject, context, rules);
    return { verdict: verdictOf(findings), findings };
  };
}

/** Why sessions of some trusted accounts need no MFA. An entry's own word replaces the role's. */
function exemptionOf(role: RoleSettings): Pick<Subject, "mfaExemption" | "mfaExemptAccounts"> {
  const exempt = accountTrusts(role).flatMap((trust) => {
    const { required, reason } = mfaOf(role, trust);
    return required ? [] : [{ account: trust.account, reason: reason ?? "" }];
  });
  if (exempt.length === 0) return {};
  return {
    mfaExemption: [...new Set(exempt.map(({ reason }) => reason))].join("; "),
    mfaExemptAccounts: [...new Set(exempt.map(({ account }) => account))],
  };
}

function attached({
  name,
  document,
  problems,
}: { readonly name: string } & Pick<AttachedPolicy, "document" | "problems">): AttachedPolicy {
  return document !== undefined ? { name, document } : { name, problems: problems ?? [] };
}
