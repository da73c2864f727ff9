/** The trusting account's side: does the role's trust policy admit the call? */
import type { GranteeSession } from "../../../policypack/iam/session";
import { evaluateTrust, type TrustReason } from "../../../policypack/iam/trust";
import type { Evidence, Finding, FindingKind } from "./evidence";
import type { SideResult } from "./grantFindings";

/** What to change, for each kind of refusal by a trust policy. */
const remedies: Partial<Record<FindingKind, string>> = {
  "trust-account": "Add the account under trusts of the role in the trusting stack, or use an account that is trusted.",
  "trust-principal": "Add the caller to the principals under trusts of the role in the trusting stack.",
  "trust-empty": "Let the trust policy allow sts:AssumeRole.",
  "trust-denied": "Take the Deny away from the trust policy, or except this caller.",
  "trust-condition": "Meet the condition, or have the trusting account change it.",
  "external-id": "Give the external id that the trusting account agreed with you: --external-id.",
  "session-name": "Use a session name that fits: --session-name.",
  "source-identity": "Set the source identity: --source-identity, and let both sides allow sts:SetSourceIdentity.",
  tags: "Pass only the session tags that the role lists (--tag), and let both sides allow sts:TagSession.",
  "source-ip": "Ask from a network that the role admits.",
  "window-not-open": "Wait until the window opens, or have the trusting account change window.from.",
  "window-over": "Have the trusting account decide anew and change window.until.",
  "mfa-missing": "Sign in with MFA: --mfa-token <code>, with a user's own keys.",
  "mfa-too-old": "Sign in with MFA afresh: use the user's own keys and --mfa-token <code>.",
};

/** Judges the trust policy, where it is known. */
export function judgeTrust(evidence: Evidence, session: GranteeSession): SideResult {
  const { trust, caller, call } = evidence;
  if (evidence.roleGone) {
    return { state: "refuses", open: [], findings: [{ kind: "role-gone", side: "trusting account", certainty: "certain", text: `there is no role ${call.roleArn}`, remedy: "Deploy the trusting stack, or ask for the role under its new name." }] };
  }
  if (!trust) return { state: "open", findings: [], open: [`the trust policy of ${call.roleArn}`] };
  if (!caller) return { state: "open", findings: [], open: ["who the caller is"] };
  const decision = evaluateTrust(trust.document, session);
  if (decision.verdict === "admitted") return { state: "admits", findings: [], open: [] };
  if (decision.verdict === "refused") return { state: "refuses", open: [], findings: decisive(decision.reasons).map((reason) => findingOf(reason, evidence)) };
  const open = decision.reasons.filter(({ outcome }) => outcome === "required" || outcome === "undetermined");
  return { state: "open", findings: [], open: open.map((reason) => `${trust.name}, ${reason.text}`) };
}

/** Of the reasons of several statements, those of the statements that are about this caller at all, if there are such. */
function decisive(reasons: readonly TrustReason[]): readonly TrustReason[] {
  const unmet = reasons.filter(({ kind, outcome }) => kind === "denied" || outcome === "unmet");
  const about = unmet.filter(({ kind }) => kind !== "principal");
  const nearer = about.filter((reason) => kindOf(reason) !== "trust-principal");
  // A statement for other principals has further conditions that matter to nobody here.
  const chosen = about.some((reason) => kindOf(reason) === "trust-principal") && nearer.length > 0 ? sameStatement(about, nearer) : about.length > 0 ? about : unmet;
  return chosen.filter((reason, index) => reason.kind !== "denied" || chosen.findIndex((other) => other.kind === "denied") === index);
}

function sameStatement(about: readonly TrustReason[], nearer: readonly TrustReason[]): readonly TrustReason[] {
  const others = new Set(about.filter((reason) => kindOf(reason) === "trust-principal").map(({ statement }) => statement));
  const mine = nearer.filter(({ statement }) => !others.has(statement));
  return mine.length > 0 ? mine : about;
}

function findingOf(reason: TrustReason, { trust, temporary, caller }: Evidence): Finding {
  const kind = kindOf(reason);
  const hint = kind === "mfa-missing" && caller?.kind === "role" ? "A session of a role never carries MFA: use a user's own keys as the source, or have the trusting account set mfa.required to false with a reason." : kind === "mfa-missing" && temporary ? "Use the user's own keys and --mfa-token <code>." : remedies[kind];
  return { kind, side: "trusting account", certainty: "certain", document: trust!.name, ...(reason.statement !== "" && { statement: reason.statement }), text: reason.kind === "denied" ? `denies where it finds ${reason.expected}; found ${reason.found}` : `expected ${reason.expected}; found ${reason.found}`, remedy: hint ?? "Have the trusting account change it." };
}

/** What kind of refusal a reason of the trust's evaluation is. */
export function kindOf(reason: TrustReason): FindingKind {
  switch (reason.kind) {
    case "principal": return "trust-account";
    case "empty": return "trust-empty";
    case "window-not-open":
    case "window-over": return reason.kind;
    case "denied": return "trust-denied";
    case "action": return /sts:TagSession/.test(reason.expected) ? "tags" : /sts:SetSourceIdentity/.test(reason.expected) ? "source-identity" : "trust-empty";
    case "condition": return conditionKind(reason.condition?.split(" ").at(-1)?.toLowerCase() ?? "");
  }
}

function conditionKind(key: string): FindingKind {
  if (key === "aws:principalarn" || key === "aws:username" || key.startsWith("aws:principaltag/")) return "trust-principal";
  if (key === "aws:multifactorauthpresent" || key === "aws:multifactorauthage") return "mfa-missing";
  if (key === "aws:tagkeys" || key === "sts:transitivetagkeys" || key.startsWith("aws:requesttag/")) return "tags";
  const kinds: Readonly<Record<string, FindingKind>> = { "sts:externalid": "external-id", "sts:rolesessionname": "session-name", "sts:sourceidentity": "source-identity", "aws:sourceip": "source-ip", "aws:principalaccount": "trust-account" };
  return kinds[key] ?? "trust-condition";
}
