/**
 * Runs the rules on a principal and turns their findings into a verdict. Pure; the command line and the pack share it.
 */
import {
  actionCatalogue,
  admittedWithoutMfa,
  type AnalysedSubject,
  type LookUp,
  type NamedPolicy,
  openings,
  Permissions,
  targetsOf,
} from "./iam";
import { ruleNamed, RULES } from "./rules";
import type { AttachedPolicy, Finding, Judged, Rule, RuleContext, Subject, Verdict } from "./rules/rule";

export type { Verdict } from "./rules/rule";

/**
 * A context for judging one principal. Unless given, nothing is known of other principals, and `now` is the present.
 */
export function contextOf(parts: Partial<RuleContext> = {}): RuleContext {
  const unknown: LookUp = () => ({ verdict: "unknown" });
  return { now: new Date(), accounts: [], organizations: [], options: {}, lookUp: unknown, ...parts };
}

/** Works out what follows from the policies of a subject, for the rules to decide on. */
export function judged(subject: Subject, context: RuleContext): Judged {
  const analysed: AnalysedSubject = {
    kind: subject.kind === "permission-set" ? "role" : subject.kind === "resource" ? "policy" : subject.kind,
    name: subject.name,
    ...(subject.arn === undefined ? {} : { arn: subject.arn }),
    // A permission set becomes a role in other accounts, which its own ARN does not name.
    ...(subject.account === undefined || subject.kind === "permission-set" ? {} : { account: subject.account }),
    policies: subject.policies.flatMap(readable),
    // A boundary that cannot be read is left out: nobody can prove that it limits anything.
    ...(subject.boundary?.document === undefined
      ? {}
      : { boundary: { name: subject.boundary.name, document: subject.boundary.document } }),
    ...(subject.trust?.document === undefined ? {} : { trust: subject.trust.document }),
    now: context.now,
  };
  const permissions = new Permissions(actionCatalogue(), analysed, context.budget);
  const exempt = (subject.mfaExemption ?? "").trim() !== "";
  const withoutMfa =
    subject.trust?.document === undefined ||
    (exempt && subject.mfaExemptAccounts === undefined) ||
    subject.serviceRole === true
      ? undefined
      : admittedWithoutMfa(subject.trust.document, context.now, exempt ? subject.mfaExemptAccounts : []);
  return {
    subject,
    withoutMfa,
    permissions,
    openings: openings(permissions, context.lookUp),
    assumable: targetsOf(permissions, permissions.catalogue.number("sts:AssumeRole")!, ":role/"),
    context,
  };
}

/** The findings about a subject, in the order of the rules. */
export function findingsOf(subject: Subject, context: RuleContext, rules: readonly Rule[] = RULES): Finding[] {
  const judgement = judged(subject, context);
  return rules.flatMap((rule) => {
    if (subject.serviceRole === true && (rule.about === "trust" || rule.about === "review")) return [];
    const found = rule.check(judgement, optionsOf(rule, context));
    return found.map((one) => ({ rule: rule.name, level: rule.level, ...one }));
  });
}

/** The options of a rule: those that the configuration sets, and the defaults of the others. */
function optionsOf({ name, options = {} }: Rule, context: RuleContext): Record<string, number> {
  const own = Object.fromEntries(Object.entries(options).map(([option, { default: value }]) => [option, value]));
  return { ...own, ...context.options[name] };
}

/**
 * The verdict on a principal: `too-broad` when a mandatory finding says so, `unprovable` when all mandatory findings
 * are about what is not known, else `acceptable`.
 */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const mandatory = findings.filter((finding) => finding.level === "mandatory");
  if (mandatory.some(({ rule }) => ruleNamed(rule)?.verdict !== "unprovable")) return "too-broad";
  return mandatory.length > 0 ? "unprovable" : "acceptable";
}

function readable(policy: AttachedPolicy): NamedPolicy[] {
  return policy.document === undefined ? [] : [{ name: policy.name, document: policy.document }];
}
