/** The trusting account's side: does the role's trust policy admit the call? */
import { settingOf, type TrustSetting } from "../../../documents/trustConditions";
import {
  evaluateTrust,
  expectedText,
  foundText,
  type GranteeSession,
  isMfaKey,
  type TrustReason,
} from "../../../policypack/iam";
import { mfaRemedy } from "./caller";
import type { Evidence, Finding, FindingKind } from "./evidence";
import type { SideResult } from "./grantFindings";

/** What to change, for each kind of refusal by a trust policy. */
const remedies = {
  "trust-account": "Add the account under trusts of the role in the trusting stack, or use an account that is trusted.",
  "trust-principal": "Add the caller to the principals under trusts of the role in the trusting stack.",
  "trust-empty": "Let the trust policy allow sts:AssumeRole.",
  "trust-denied": "Take the Deny away from the trust policy, or except this caller.",
  "trust-condition": "Meet the condition, or have the trusting account change it.",
  "external-id": "Give the external id that the trusting account agreed with you: --external-id.",
  "session-name": "Use a session name that fits: --session-name.",
  "source-identity": "Set the source identity: --source-identity, and let both sides allow sts:SetSourceIdentity.",
  tags: "Pass only the session tags that the role lists (--tag), and let both sides allow sts:TagSession.",
  "window-not-open": "Wait until the window opens, or have the trusting account change window.from.",
  "window-over": "Have the trusting account decide anew and change window.until.",
} satisfies Partial<Record<FindingKind, string>>;

/** The kinds of refusal by a trust policy. The remedy for `mfa-missing` depends on the caller. */
type TrustKind = keyof typeof remedies | "mfa-missing";

/** The kind of refusal when the condition of a setting is not met. */
const kindsOfSettings: Readonly<Record<TrustSetting, (key: string) => TrustKind>> = {
  account: () => "trust-account",
  principals: () => "trust-principal",
  principalTags: () => "trust-principal",
  identityCenter: () => "trust-principal",
  mfa: () => "mfa-missing",
  // The evaluation reports a time window that is not open or over by itself.
  window: () => "trust-condition",
  organization: () => "trust-condition",
  // Nobody here knows from which address AWS sees the call.
  network: () => "trust-condition",
  maxDuration: () => "trust-condition",
  namePattern: () => "session-name",
  sourceIdentity: () => "source-identity",
  tags: () => "tags",
};

/** Condition keys that no setting makes, for trust policies from elsewhere. */
const kindsOfOthers: Readonly<Record<string, TrustKind>> = {
  "aws:username": "trust-principal",
  "aws:principalaccount": "trust-account",
  "sts:externalid": "external-id",
};

/** Judges the trust policy, if it is known. */
export function judgeTrust(evidence: Evidence, session: GranteeSession): SideResult {
  const { trust, caller, call } = evidence;
  if (evidence.roleGone) {
    const elsewhere = evidence.roleElsewhere;
    const text = `there is no role ${call.roleArn}${elsewhere === undefined ? "" : `; the role of that name is ${elsewhere}`}`;
    const remedy =
      elsewhere === undefined
        ? "Deploy the trusting stack, or ask for the role under its new name."
        : "Ask for that ARN: the path is part of it.";
    return {
      state: "refuses",
      open: [],
      findings: [{ kind: "role-gone", side: "trusting account", certainty: "certain", text, remedy }],
    };
  }
  if (!trust) {
    const without = session.mfa === "never" && caller?.kind !== "role" ? { without: "mfa" as const } : {};
    return { state: "open", findings: [], open: [{ kind: "trust-policy", roleArn: call.roleArn, ...without }] };
  }
  if (!caller) return { state: "open", findings: [], open: [{ kind: "caller" }] };
  const decision = evaluateTrust(trust.document, session);
  if (decision.verdict === "admitted") return { state: "admits", findings: [], open: [] };
  if (decision.verdict === "refused") {
    const denied = decision.reasons.filter(({ kind }) => kind === "denied");
    return {
      state: "refuses",
      open: [],
      findings:
        denied.length > 0
          ? [denialOf(denied, evidence)]
          : decisive(decision.reasons).map((reason) => findingOf(reason, evidence)),
    };
  }
  return {
    state: "open",
    findings: [],
    open: decision.requirements.map((reason) => ({ kind: "trust", document: trust.name, reason })),
  };
}

/** Of the unmet reasons, those from statements that are about this caller, if there are any. */
function decisive(reasons: readonly TrustReason[]): readonly TrustReason[] {
  const unmet = reasons.filter(({ outcome }) => outcome === "unmet");
  const about = unmet.filter(({ kind }) => kind !== "principal");
  const nearer = about.filter((reason) => kindOf(reason) !== "trust-principal");
  // The further conditions of a statement for other principals do not matter for this caller.
  if (about.some((reason) => kindOf(reason) === "trust-principal") && nearer.length > 0)
    return sameStatement(about, nearer);
  return about.length > 0 ? about : unmet;
}

function sameStatement(about: readonly TrustReason[], nearer: readonly TrustReason[]): readonly TrustReason[] {
  const others = new Set(
    about.filter((reason) => kindOf(reason) === "trust-principal").map(({ statement }) => statement),
  );
  const mine = nearer.filter(({ statement }) => !others.has(statement));
  return mine.length > 0 ? mine : about;
}

function findingOf(reason: TrustReason, evidence: Evidence): Finding {
  const kind = kindOf(reason);
  const tag = reason.about === "condition" ? /^aws:RequestTag\/(.+)$/is.exec(reason.condition.key)?.[1] : undefined;
  const remedy =
    kind === "mfa-missing"
      ? mfaRemedy(evidence, "trusting account")
      : kind === "tags" && tag !== undefined
        ? `Pass the session tag ${tag} with a value that is expected: --tag ${tag}=<value>. Both sides have to allow sts:TagSession.`
        : remedies[kind];
  return {
    ...place(reason, evidence),
    kind,
    text: `expected ${expectedText(reason)}; found ${foundText(reason)}`,
    remedy,
  };
}

/** The finding for a Deny. It names all conditions for which the Deny applies. */
function denialOf(reasons: readonly TrustReason[], evidence: Evidence): Finding {
  const conditions = reasons.filter(({ about }) => about === "condition");
  const telling = conditions.length > 0 ? conditions : reasons;
  const text = `denies where it finds ${telling.map(expectedText).join(", and ")}; found ${telling.map(foundText).join(", and ")}`;
  const mfa = !evidence.call.mfa && conditions.some((reason) => isMfaKey(keyOf(reason)));
  return {
    ...place(reasons[0]!, evidence),
    kind: mfa ? "mfa-missing" : "trust-denied",
    text,
    remedy: mfa ? mfaRemedy(evidence, "trusting account") : remedies["trust-denied"],
  };
}

function place(
  { statement }: TrustReason,
  { trust }: Evidence,
): Pick<Finding, "side" | "certainty" | "document" | "statement"> {
  return {
    side: "trusting account",
    certainty: "certain",
    document: trust!.name,
    ...(statement !== "" && { statement }),
  };
}

/** The condition key that a reason is about, in lower case; empty for another reason. */
function keyOf(reason: TrustReason): string {
  return reason.about === "condition" ? reason.condition.key.toLowerCase() : "";
}

/** The kind of refusal that a reason of the trust policy stands for. */
function kindOf(reason: TrustReason): TrustKind {
  switch (reason.kind) {
    case "principal":
      return "trust-account";
    case "empty":
      return "trust-empty";
    case "window-not-open":
    case "window-over":
      return reason.kind;
    case "denied":
      return "trust-denied";
    case "action":
      return reason.about === "action" ? actionKind(reason.action) : "trust-empty";
    case "condition":
      return conditionKind(keyOf(reason));
  }
}

function actionKind(action: string): TrustKind {
  return action === "sts:TagSession" ? "tags" : action === "sts:SetSourceIdentity" ? "source-identity" : "trust-empty";
}

function conditionKind(key: string): TrustKind {
  const setting = settingOf(key);
  if (setting !== undefined) return kindsOfSettings[setting](key);
  return Object.hasOwn(kindsOfOthers, key) ? kindsOfOthers[key]! : "trust-condition";
}
