/**
 * Decides whether a caller's own policies allow one action on a role, for one call. A call across accounts needs this
 * and the role's trust policy, which trust.ts judges. Pure.
 */
import type { NamedPolicy } from "../condition/subject";
import { compileValue, segments } from "../condition/variables";
import type { Listing, PolicyVersion, Statement } from "../document/document";
import { compilePattern, literalPattern, matches } from "../pattern/pattern";
import { apart, within } from "../pattern/relations";
import { checkCondition, type ConditionResult, type Outcome } from "./conditionCheck";
import { contextValue, type GranteeSession } from "./session";

/** A statement that is about the action and the role. */
export interface StatementMatch<Policy extends NamedPolicy = NamedPolicy> {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly outcome: Outcome;
  readonly conditions: readonly ConditionResult[];
}

/** What the policies say. */
export interface GrantDecision<Policy extends NamedPolicy = NamedPolicy> {
  /** `open`: the answer depends on facts that are not known. `none`: no statement allows the action. */
  readonly verdict: "allowed" | "denied" | "open" | "none";
  /** The Deny statements that apply, or may apply. */
  readonly denies: readonly StatementMatch<Policy>[];
  /** The Allow statements about this role, whether their conditions hold or not. */
  readonly allows: readonly StatementMatch<Policy>[];
  /** The Allow statements about the action that name other resources only. */
  readonly elsewhere: readonly { readonly policy: Policy; readonly statement: Statement }[];
}

/** Judges policies, all attached to one caller, for one action on one role. */
export function decideGrants<Policy extends NamedPolicy>(
  policies: readonly Policy[],
  action: string,
  roleArn: string,
  session: GranteeSession,
): GrantDecision<Policy> {
  const denies: StatementMatch<Policy>[] = [];
  const allows: StatementMatch<Policy>[] = [];
  const elsewhere: { policy: Policy; statement: Statement }[] = [];
  for (const policy of policies) {
    for (const statement of policy.document.statements) {
      if (!namesAction(statement.actions, action) || statement.resources === undefined) continue;
      const about = namesResource(statement.resources, roleArn, policy.document.version, session);
      if (about === "unmet") {
        if (statement.effect === "Allow") elsewhere.push({ policy, statement });
        continue;
      }
      const conditions = statement.conditions.map((entry) => checkCondition(entry, policy.document.version, session));
      const outcome = worst([about, ...conditions.map((condition) => condition.outcome)]);
      if (statement.effect === "Allow") allows.push({ policy, statement, outcome, conditions });
      else if (outcome !== "unmet") denies.push({ policy, statement, outcome, conditions });
    }
  }
  return { verdict: verdictOf(denies, allows), denies, allows, elsewhere };
}

function verdictOf(denies: readonly StatementMatch[], allows: readonly StatementMatch[]): GrantDecision["verdict"] {
  if (denies.some(({ outcome }) => outcome === "met")) return "denied";
  if (allows.every(({ outcome }) => outcome === "unmet")) return "none";
  return denies.length === 0 && allows.some(({ outcome }) => outcome === "met") ? "allowed" : "open";
}

function worst(outcomes: readonly Outcome[]): Outcome {
  return (["unmet", "undetermined", "required"] as const).find((outcome) => outcomes.includes(outcome)) ?? "met";
}

/** Whether an `Action` or `NotAction` element covers an action. */
export function namesAction({ not, values }: Listing, action: string): boolean {
  return values.some((value) => matches(compilePattern(value.toLowerCase()), action.toLowerCase())) !== not;
}

/**
 * Whether a `Resource` or `NotResource` element covers a resource. Of a pattern, such as all objects of a bucket, it is
 * undetermined where the element covers a part of it.
 */
export function namesResource(
  { not, values }: Listing,
  arn: string,
  version: PolicyVersion,
  session: GranteeSession,
): Outcome {
  let open = false;
  const asked = /[*?]/.test(arn) ? compilePattern(arn) : undefined;
  for (const value of values) {
    const variables = segments(value, version).flatMap((segment) =>
      "variable" in segment ? [contextValue(session, segment.variable)] : [],
    );
    if (variables.some(({ state }) => state !== "values" && state !== "absent")) {
      open = true;
      continue;
    }
    const pattern = compileValue(value, version, true, (variable) => {
      const known = contextValue(session, variable);
      return known.state === "values" ? literalPattern(known.values[0]!) : undefined;
    });
    if (pattern === undefined) continue;
    if (asked === undefined ? matches(pattern, arn) : within(asked, [pattern])) return not ? "unmet" : "met";
    open ||= asked !== undefined && !apart(asked, pattern);
  }
  return open ? "undetermined" : not ? "met" : "unmet";
}
