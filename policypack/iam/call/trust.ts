/**
 * Would this trust policy admit this grantee? The components use it (does the role trust the grantee?), as do the
 * command line (which side denied, and why?) and the policy pack. Pure; never throws.
 *
 * ```ts
 * import { evaluateTrust, parsePolicy } from "../policypack/iam";
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
 * decision.reasons;       // [{ kind, statement, effect, outcome, about, … }], values; reasonWords.ts words them
 * decision.requirements;  // the reasons that must hold when "conditional"
 * ```
 *
 * - `admitted`: every call of such a session passes the trust policy.
 * - `conditional`: it passes when it meets the reasons with outcome `required` (or `undetermined`).
 * - `refused`: no such call passes. `kind` tells why: `principal` (nobody of that account or pattern is
 *   named), `action` (sts:AssumeRole, sts:TagSession or sts:SetSourceIdentity is not allowed), `condition`,
 *   `window-not-open`, `window-over`, `denied` (an explicit Deny), `empty` (no statement allows anything).
 *
 * The call needs sts:AssumeRole; sts:SetSourceIdentity too when `sourceIdentity` is a value, and
 * sts:TagSession too when `sessionTags` has any. The grantee's own policies are not judged here (see
 * callerPolicies.ts).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
import { distinct } from "../distinct";
import { type PolicyDocument, type Statement, statementName } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { compilePattern, matches } from "../pattern/pattern";
import { checkCondition, type ConditionResult, type Outcome } from "./conditionCheck";
import { checkPrincipals, type PrincipalResult } from "./principals";
import type { GranteeSession } from "./session";

/** The answer in one word; see the top of the file for the meanings. */
export type TrustVerdict = "admitted" | "conditional" | "refused";

/** What a policy asks of the call, and what the call has. */
export type Asked =
  | Pick<ConditionResult, "about" | "condition" | "found">
  | Pick<PrincipalResult, "about" | "listing" | "principal">
  /** An action that no statement allows. */
  | { readonly about: "action"; readonly action: string };

/** One thing that decided the answer, or that must hold for the call to pass. */
export type TrustReason = Asked & {
  readonly kind: "principal" | "action" | "condition" | "window-not-open" | "window-over" | "denied" | "empty";
  /** For example `Statement[0] (TrustAccount)`; empty when the reason is not about one statement. */
  readonly statement: string;
  readonly effect: "Allow" | "Deny";
  readonly outcome: Outcome;
};

/** Answer of {@link evaluateTrust}. */
export interface TrustDecision {
  readonly verdict: TrustVerdict;
  readonly undetermined: boolean;
  readonly reasons: readonly TrustReason[];
  /** The reasons that must hold; empty unless `conditional`. */
  readonly requirements: readonly TrustReason[];
}

/**
 * Evaluates the trust policy of a role for one grantee; see the top of the file.
 * @param budget limits the work of comparing patterns, and may be shared by many calls; once it is used up, results are
 *   `undetermined`
 */
export function evaluateTrust(document: PolicyDocument, session: GranteeSession, budget?: Budget): TrustDecision {
  const actions = ["sts:AssumeRole"];
  if (typeof session.sourceIdentity === "string") actions.push("sts:SetSourceIdentity");
  if (session.sessionTags && Object.keys(session.sessionTags).length > 0) actions.push("sts:TagSession");
  const decisions = actions.map((action) => decideAction(document, action, session, budget));
  const refused = decisions.find((decision) => decision.verdict === "refused");
  const reasons = refused?.reasons ?? distinct(decisions.flatMap((decision) => decision.reasons));
  const verdict = refused ? "refused" : decisions.every((d) => d.verdict === "admitted") ? "admitted" : "conditional";
  const open = reasons.filter((reason) => reason.outcome === "required" || reason.outcome === "undetermined");
  return {
    verdict,
    undetermined: verdict !== "refused" && open.some((reason) => reason.outcome === "undetermined"),
    reasons,
    requirements: verdict === "conditional" ? open : [],
  };
}

/**
 * A trust policy with those of its Allow statements alone that name a principal itself, or everybody. What it admits then it
 * admits without a policy of the principal's own, in its own account; a statement that names the account does not. An explicit
 * Deny always counts; a boundary only for roles.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html#policy-eval-basics-single-account
 */
export function namingItself(document: PolicyDocument, principal: string): PolicyDocument {
  const statements = document.statements.flatMap((statement) => {
    if (statement.effect === "Deny" || statement.principals === undefined || statement.principals.not)
      return [statement];
    const entries = statement.principals.entries.filter(
      ({ kind, value }) => kind === "*" || value === "*" || value === principal || value.includes(":assumed-role/"),
    );
    return entries.length === 0 ? [] : [{ ...statement, principals: { not: false, entries } }];
  });
  return { ...document, statements };
}

interface ActionDecision {
  readonly verdict: TrustVerdict;
  readonly reasons: readonly TrustReason[];
}

function decideAction(
  document: PolicyDocument,
  action: string,
  session: GranteeSession,
  budget?: Budget,
): ActionDecision {
  const concerned = document.statements.filter((statement) => coversAction(statement, action));
  const denies = concerned.filter((s) => s.effect === "Deny").map((s) => judge(s, document, session, budget));
  const denied = denies.find((d) => d.outcome === "met");
  if (denied) return { verdict: "refused", reasons: denied.reasons.map(asDenial) };
  const possibleDenies = denies
    .filter((d) => d.outcome !== "unmet")
    .flatMap((d) => d.reasons.filter((r) => r.outcome !== "met").map(asDenial));
  const allows = concerned.filter((s) => s.effect === "Allow").map((s) => judge(s, document, session, budget));
  const admitted = allows.find((a) => a.outcome === "met");
  const possible = allows.filter((a) => a.outcome === "required" || a.outcome === "undetermined");
  if (admitted)
    return {
      verdict: possibleDenies.length === 0 ? "admitted" : "conditional",
      reasons: [...admitted.reasons, ...possibleDenies],
    };
  if (possible.length > 0) {
    return {
      verdict: "conditional",
      reasons: [...possible.flatMap((a) => a.reasons.filter((r) => r.outcome !== "unmet")), ...possibleDenies],
    };
  }
  if (allows.length === 0) {
    const kind =
      action === "sts:AssumeRole" && !document.statements.some((s) => s.effect === "Allow") ? "empty" : "action";
    return {
      verdict: "refused",
      reasons: [{ about: "action", kind, statement: "", effect: "Allow", outcome: "unmet", action }],
    };
  }
  return {
    verdict: "refused",
    reasons: allows.flatMap((a) => a.reasons.filter((reason) => reason.outcome === "unmet")),
  };
}

/** Judges one statement for one session. When the principal does not match, the conditions do not matter. */
function judge(
  statement: Statement,
  document: PolicyDocument,
  session: GranteeSession,
  budget?: Budget,
): { outcome: Outcome; reasons: TrustReason[] } {
  const name = statementName(statement);
  const base = { statement: name, effect: statement.effect };
  const principal = checkPrincipals(statement.principals, session);
  const reasons: TrustReason[] = [{ ...base, kind: "principal", ...principal }];
  if (principal.outcome === "unmet") return { outcome: "unmet", reasons };
  for (const entry of statement.conditions) {
    reasons.push({ ...base, ...checkCondition(entry, document.version, session, budget) });
  }
  const outcomes = reasons.map((reason) => reason.outcome);
  const outcome = (["unmet", "undetermined", "required"] as const).find((o) => outcomes.includes(o)) ?? "met";
  return { outcome, reasons };
}

function coversAction(statement: Statement, action: string): boolean {
  const named = statement.actions.values.some((value) =>
    matches(compilePattern(value.toLowerCase()), action.toLowerCase()),
  );
  return named !== statement.actions.not;
}

function asDenial(reason: TrustReason): TrustReason {
  return { ...reason, kind: "denied" };
}
