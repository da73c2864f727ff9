/** Looks up what is known of the principals that a role could act as: other roles of the stack, and declared ones. */
import { policyOf } from "./attachedPolicy";
import type { DeclaredPrincipal } from "./declaredPrincipals";
import {
  ANALYSIS_BUDGET,
  type Budget,
  type LookUp,
  managedPolicy,
  parsePolicy,
  type PolicyDocument,
  type TargetKnowledge,
} from "./iam";
import { contextOf, findingsOf, verdictOf } from "./judge";
import type { Subject } from "./rules/rule";

const UNKNOWN: TargetKnowledge = { verdict: "unknown" };

/** A role that an ARN means or may mean. */
export interface PossibleRole {
  readonly subject: Subject;
  /** False when the ARN may mean another role, or the role may have policies that are not known. */
  readonly certain: boolean;
}

/** Finds the roles that an ARN may mean. */
export type FindRoles = (arn: string) => readonly PossibleRole[];

/**
 * Looks up declared principals and roles by ARN. When an ARN may mean several, the worst verdict counts.
 * @param roles the roles whose ARNs are known, or a function that finds roles
 */
export function lookUpIn(
  others: Readonly<Record<string, DeclaredPrincipal>>,
  roles: readonly Subject[] | FindRoles,
  now: Date,
): LookUp {
  const findRoles: FindRoles =
    typeof roles === "function"
      ? roles
      : (arn) => roles.filter((role) => role.arn === arn).map((subject) => ({ subject, certain: true }));
  const memo = new Map<string, TargetKnowledge>();
  // All look-ups together share the budget of one principal.
  const budget: Budget = { left: ANALYSIS_BUDGET };
  const find = (arn: string, depth: number): TargetKnowledge => {
    const other = Object.hasOwn(others, arn) ? others[arn] : undefined;
    if (typeof other?.runsAs === "string") return depth > 3 ? UNKNOWN : find(other.runsAs, depth + 1);
    const declared =
      other === undefined
        ? []
        : [other?.policies === undefined ? UNKNOWN : knowledge(subjectOf(arn, other), now, budget)];
    const found = findRoles(arn).map(({ subject, certain }) => {
      const known = knowledge(subject, now, budget);
      return certain || known.verdict !== "harmless" ? known : UNKNOWN;
    });
    if (declared.length + found.length > 0) return worst([...declared, ...found]);
    const managed = /:policy\//.test(arn) ? managedPolicy(arn) : undefined;
    return managed === undefined
      ? UNKNOWN
      : knowledge({ kind: "policy", name: arn, policies: [policyOf(managed.document, arn)] }, now, budget);
  };
  const lookUp = (arn: string): TargetKnowledge => {
    let known = memo.get(arn);
    if (known === undefined && budget.left <= 0) return { verdict: "undecided" };
    if (known === undefined) {
      // While an entry is being judged it counts as unknown: so two roles that may pass each other cause no endless
      // loop.
      memo.set(arn, UNKNOWN);
      memo.set(arn, (known = find(arn, 0)));
    }
    return known;
  };
  return Object.assign(lookUp, { declared: Object.keys(others) });
}

function subjectOf(arn: string, other: DeclaredPrincipal): Subject {
  const policies = (Array.isArray(other.policies) ? (other.policies as unknown[]) : [other.policies]).map((policy, i) =>
    policyOf(policy, `policies[${i}]`),
  );
  const trust = other.trust === undefined ? undefined : parsePolicy(other.trust, "trust");
  return {
    kind: "role",
    name: arn.split("/").at(-1)!,
    arn,
    policies,
    ...(trust?.document === undefined ? {} : { trust: { name: "trust policy", document: trust.document } }),
  };
}

function knowledge(subject: Subject, now: Date, budget: Budget): TargetKnowledge {
  // Only its permissions matter here, not its trust and review.
  const { trust, review: _review, ...rest } = subject;
  const findings = findingsOf(rest, contextOf({ now, budget })).filter((finding) => finding.level === "mandatory");
  const known = subject.policies.every((policy) => policy.document !== undefined);
  const verdict =
    verdictOf(findings) === "too-broad"
      ? "broad"
      : budget.left <= 0
        ? "undecided"
        : !known || findings.length > 0
          ? "unknown"
          : "harmless";
  const services = trust?.document && servicesIn(trust.document);
  return { verdict, ...(services === undefined ? {} : { services }) };
}

/** The services that a trust policy names; undefined when it lets everybody in, and so any service. */
function servicesIn({ statements }: PolicyDocument): readonly string[] | undefined {
  const allows = statements.filter(({ effect }) => effect === "Allow");
  const entries = allows.flatMap(({ principals }) => principals?.entries ?? []);
  if (allows.some(({ principals }) => principals?.not) || entries.some(({ value }) => value === "*")) return undefined;
  return entries.flatMap(({ kind, value }) => (kind === "Service" ? [value] : []));
}

/**
 * The worst verdict, with all services that one of them may be passed to; without services when one's are not known.
 */
function worst(all: readonly TargetKnowledge[]): TargetKnowledge {
  const verdict =
    (["broad", "undecided", "unknown"] as const).find((one) => all.some((known) => known.verdict === one)) ??
    "harmless";
  const services = all.flatMap((known) => known.services ?? []);
  return { verdict, ...(all.every((known) => known.services !== undefined) ? { services } : {}) };
}
