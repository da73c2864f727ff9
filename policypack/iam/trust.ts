/**
 * Would this trust policy admit this grantee? The one evaluator for components (does the grant have a
 * trust?), the command line (which side denied, and why?) and the policy pack. Pure; never throws.
 *
 * ```ts
 * import { parsePolicy } from "../policypack/iam/parse";
 * import { evaluateTrust } from "../policypack/iam/trust";
 *
 * const { document, problems } = parsePolicy(trustPolicyTextOrObject, "trust"); // exactly one of the two is set
 * const decision = evaluateTrust(document!, {
 *   principal: "arn:aws:iam::222222222222:user/alice",  // or …:user/* for any user, …:role/x for a role's session
 *   mfa: "possible",                                    // "never" | "possible" | { ageSeconds: 120 }
 *   now: new Date(),
 *   sessionName: "alice",       // optional facts, see session.ts: a value, null = surely absent, undefined = not known
 * });
 * decision.verdict;       // "admitted" | "conditional" | "refused"
 * decision.undetermined;  // true when something could not be decided, then never "admitted"
 * decision.reasons;       // [{ kind, statement, effect, outcome, condition?, found, expected, text }]
 * decision.requirements;  // the texts of what must hold when "conditional", for a message
 * ```
 *
 * - `admitted`: every call of such a session passes the trust policy.
 * - `conditional`: it passes when what the reasons with outcome `required` (or `undetermined`) ask for holds.
 * - `refused`: no such call passes. `kind` tells why: `principal` (nobody of that account or pattern is
 *   named), `action` (sts:AssumeRole, sts:TagSession or sts:SetSourceIdentity is not allowed), `condition`,
 *   `window-not-open`, `window-over`, `denied` (an explicit Deny), `empty` (no statement allows anything).
 *
 * The call needs sts:AssumeRole; sts:SetSourceIdentity too when `sourceIdentity` is a value, and
 * sts:TagSession too when `sessionTags` has any. The grantee's own permission to call is not looked at.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
import type { Budget } from "./automaton";
import { checkCondition, type Outcome } from "./conditionCheck";
import { type PolicyDocument, type Statement, statementName } from "./document";
import { compilePattern, matches } from "./pattern";
import { checkPrincipals } from "./principals";
import type { GranteeSession } from "./session";

export type { GranteeSession, Known, MfaState } from "./session";

/** The answer in one word. See the top of the file. */
export type TrustVerdict = "admitted" | "conditional" | "refused";

/** One thing that decided, or that must hold. */
export interface TrustReason {
  readonly kind: "principal" | "action" | "condition" | "window-not-open" | "window-over" | "denied" | "empty";
  /** For example `Statement[0] (TrustAccount)`; empty when no statement is concerned. */
  readonly statement: string;
  readonly effect: "Allow" | "Deny";
  readonly outcome: Outcome;
  /** Operator and key, for example `NumericLessThan aws:MultiFactorAuthAge`. */
  readonly condition?: string;
  readonly found: string;
  readonly expected: string;
  /** The whole as one sentence. */
  readonly text: string;
}

/** Answer of {@link evaluateTrust}. */
export interface TrustDecision {
  readonly verdict: TrustVerdict;
  readonly undetermined: boolean;
  readonly reasons: readonly TrustReason[];
  /** Texts of the reasons that must hold; empty unless `conditional`. */
  readonly requirements: readonly string[];
}

/**
 * Evaluates the trust policy of a role for one grantee. See the top of the file.
 * @param budget work that comparing patterns may do, where many grantees share it; what is left when it is used up is undetermined
 */
export function evaluateTrust(document: PolicyDocument, session: GranteeSession, budget?: Budget): TrustDecision {
  const actions = ["sts:AssumeRole"];
  if (typeof session.sourceIdentity === "string") actions.push("sts:SetSourceIdentity");
  if (session.sessionTags && Object.keys(session.sessionTags).length > 0) actions.push("sts:TagSession");
  const decisions = actions.map((action) => decideAction(document, action, session, budget));
  const refused = decisions.find((decision) => decision.verdict === "refused");
  const reasons = unique((refused ? [refused] : decisions).flatMap((decision) => decision.reasons));
  const verdict = refused ? "refused" : decisions.every((d) => d.verdict === "admitted") ? "admitted" : "conditional";
  const open = reasons.filter((reason) => reason.outcome === "required" || reason.outcome === "undetermined");
  return {
    verdict,
    undetermined: verdict !== "refused" && open.some((reason) => reason.outcome === "undetermined"),
    reasons,
    requirements: verdict === "conditional" ? open.map((reason) => reason.text) : [],
  };
}

interface ActionDecision {
  readonly verdict: TrustVerdict;
  readonly reasons: readonly TrustReason[];
}

function decideAction(document: PolicyDocument, action: string, session: GranteeSession, budget?: Budget): ActionDecision {
  const concerned = document.statements.filter((statement) => coversAction(statement, action));
  const denies = concerned.filter((s) => s.effect === "Deny").map((s) => judge(s, document, session, budget));
  const denied = denies.find((d) => d.outcome === "met");
  if (denied) return { verdict: "refused", reasons: denied.reasons.map((reason) => ({ ...reason, kind: "denied" as const })) };
  const possibleDenies = denies.filter((d) => d.outcome !== "unmet").flatMap((d) => d.reasons.filter((r) => r.outcome !== "met").map(mustNotHold));
  const allows = concerned.filter((s) => s.effect === "Allow").map((s) => judge(s, document, session, budget));
  const admitted = allows.find((a) => a.outcome === "met");
  const possible = allows.filter((a) => a.outcome === "required" || a.outcome === "undetermined");
  if (admitted) return { verdict: possibleDenies.length === 0 ? "admitted" : "conditional", reasons: [...admitted.reasons, ...possibleDenies] };
  if (possible.length > 0) {
    return { verdict: "conditional", reasons: [...possible.flatMap((a) => a.reasons.filter((r) => r.outcome !== "unmet")), ...possibleDenies] };
  }
  if (allows.length === 0) {
    const kind = action === "sts:AssumeRole" && !document.statements.some((s) => s.effect === "Allow") ? "empty" : "action";
    return { verdict: "refused", reasons: [reasonOf({ kind, effect: "Allow", outcome: "unmet", found: `no statement allows ${action}`, expected: `an Allow of ${action}` })] };
  }
  return { verdict: "refused", reasons: allows.flatMap((a) => a.reasons.filter((reason) => reason.outcome === "unmet")) };
}

/** One statement for one session. Conditions are looked at only when the principal may match: others do not matter to this grantee. */
function judge(statement: Statement, document: PolicyDocument, session: GranteeSession, budget?: Budget): { outcome: Outcome; reasons: TrustReason[] } {
  const name = statementName(statement);
  const base = { statement: name, effect: statement.effect };
  const principal = checkPrincipals(statement.principals, session);
  const reasons = [reasonOf({ ...base, kind: "principal", ...principal })];
  if (principal.outcome === "unmet") return { outcome: "unmet", reasons };
  for (const entry of statement.conditions) {
    const result = checkCondition(entry, document.version, session, budget);
    reasons.push(reasonOf({ ...base, ...result, condition: `${entry.operator} ${entry.key}` }));
  }
  const outcomes = reasons.map((reason) => reason.outcome);
  const outcome = (["unmet", "undetermined", "required"] as const).find((o) => outcomes.includes(o)) ?? "met";
  return { outcome, reasons };
}

function coversAction(statement: Statement, action: string): boolean {
  const named = statement.actions.values.some((value) => matches(compilePattern(value.toLowerCase()), action.toLowerCase()));
  return named !== statement.actions.not;
}

function mustNotHold(reason: TrustReason): TrustReason {
  return { ...reason, kind: "denied", text: `${reason.statement} denies when it finds ${reason.expected}; found ${reason.found}` };
}

function reasonOf(parts: Omit<TrustReason, "text" | "statement"> & { statement?: string }): TrustReason {
  const statement = parts.statement ?? "";
  const where = statement === "" ? "" : `${statement} (${parts.effect}): `;
  return { ...parts, statement, text: `${where}expected ${parts.expected}; found ${parts.found}` };
}

function unique(reasons: readonly TrustReason[]): TrustReason[] {
  return [...new Map(reasons.map((reason) => [reason.text, reason])).values()];
}
