/** Concludes from evidence which side refused and why. Pure: the table of its tests is its specification. */
import {
  decideGrants,
  distinct,
  evaluateTrust,
  expectedText,
  type GranteeSession,
  isMfaAgeKey,
  isMfaKey,
  type TrustReason,
} from "../../../policypack/iam";
import type {
  Diagnosis,
  Evidence,
  Finding,
  FindingKind,
  OpenReason,
  Possibility,
  RecentChange,
  Side,
} from "./evidence";
import { authorizationId, readRefusal, type AwsRefusal } from "./awsRefusal";
import { deny, judgeGrants, type SideResult } from "./grantFindings";
import { judgeOrganization, organizationRemedy, type OrganizationResult } from "./organizationFindings";
import { actionsOf, sessionOf } from "./request";
import { judgeTrust } from "./trustFindings";

/** Concludes from the evidence. For a refused call the result always has a finding, or says what is missing. */
export function diagnose(evidence: Evidence): Diagnosis {
  const { checks = [] } = evidence;
  const id = authorizationId(evidence.refusal?.message ?? "");
  const { admits, ...concluded } = conclusion(evidence);
  return {
    ...concluded,
    ...(id !== undefined && { authorizationId: id }),
    ...(checks.length > 0 && { checks, admits }),
  };
}

function conclusion(evidence: Evidence): Diagnosis & { readonly admits: readonly Side[] } {
  const session = sessionOf(evidence);
  const actions = actionsOf(evidence);
  const grants = judgeGrants(evidence, session, actions);
  const trust = judgeTrust(evidence, session);
  const organization = judgeOrganization(evidence, session, actions);
  const admits: Side[] = [
    ...(grants.state === "admits" ? ["trusted account" as const] : []),
    ...(trust.state === "admits" ? ["trusting account" as const] : []),
    ...(organization.state === "admits" ? ["organization" as const] : []),
  ];
  return { ...concluded(evidence, { session, grants, trust, organization }), admits };
}

/** Each side, judged. */
interface Judged {
  readonly session: GranteeSession;
  readonly grants: SideResult;
  readonly trust: SideResult;
  readonly organization: OrganizationResult;
}

function concluded(evidence: Evidence, { session, grants, trust, organization }: Judged): Diagnosis {
  const recent = evidence.refusal ? (evidence.recent ?? []) : [];
  const told = saidByAws(evidence, session, grants, trust, organization).filter(
    // What was read has the grant or the trust that AWS does not see: it was changed a moment ago.
    ({ kind }) =>
      recent.length === 0 ||
      !((kind === "no-grant" && grants.state === "admits") || (kind === "trust-condition" && trust.state === "admits")),
  );
  const findings = [...grants.findings, ...trust.findings, ...organization.findings, ...told].filter(unlikeEarlier);
  const missing = [...new Set(evidence.unread)];
  // AWS admitted the call. A document that was read may be an older copy, so it cannot say otherwise.
  if (!evidence.refusal) {
    const outcome =
      findings.length > 0
        ? "denied"
        : grants.state === "admits" && trust.state === "admits" && organization.state !== "open"
          ? "allowed"
          : "undetermined";
    const open = [...grants.open, ...trust.open, ...organization.open];
    return { outcome, findings, possible: outcome === "undetermined" ? open : [], missing };
  }
  if (findings.length > 0) return { outcome: "denied", findings, possible: [], missing };
  const last = onlyRemaining(evidence, session, grants, trust);
  if (last) return { outcome: "denied", findings: [last], possible: [], missing };
  const possible = possibilities(grants, trust, organization);
  if (recent.length === 0) return { outcome: "undetermined", findings: [], possible, missing };
  if (grants.state === "admits" && trust.state === "admits")
    return { outcome: "denied", findings: [recentFinding(recent)], possible: [], missing };
  const others = possible.filter(({ kind }) => kind !== "recent-change");
  return {
    outcome: "undetermined",
    findings: [],
    possible: [{ kind: "recent-change", changes: recent }, ...others],
    missing,
  };
}

function recentFinding(recent: readonly RecentChange[]): Finding {
  return {
    kind: "recent-change",
    side: "caller",
    certainty: "only-remaining",
    text: `${recentText(recent)}, and a change takes up to two minutes to count everywhere in AWS`,
    remedy: "Wait for two minutes and try again. Nothing has to be changed.",
  };
}

/** What was changed a moment ago, in words. */
export function recentText(recent: readonly RecentChange[]): string {
  return recent
    .map(
      ({ what, name, seconds }) =>
        `the ${what} ${name} was ${what === "stack" ? "deployed" : "created"} ${seconds} s ago`,
    )
    .join(", ");
}

/** What AWS's message and its own checks prove. */
function saidByAws(
  evidence: Evidence,
  session: GranteeSession,
  grants: SideResult,
  trust: SideResult,
  organization: OrganizationResult,
): Finding[] {
  const told = readRefusal(evidence.refusal?.message ?? "");
  const checked = (evidence.checks ?? []).flatMap(({ said, policy, action, effect, policies }): AwsRefusal[] =>
    // The message says the same of one of them.
    effect === "ALLOW" || policy === told?.policy
      ? []
      : [
          {
            explicit: effect === "EXPLICIT_DENY",
            action,
            said,
            policy,
            ...(policies[0] !== undefined && { arn: policies[0] }),
          },
        ],
  );
  return [...(told === undefined ? [] : [told]), ...checked].flatMap((refusal) =>
    // What was read of the organization says the same, and where.
    organization.types.some((type) => type === refusal.policy)
      ? []
      : refusalFindings(refusal, evidence, session, grants, trust),
  );
}

function refusalFindings(
  { explicit, action, said, policy, arn }: AwsRefusal,
  evidence: Evidence,
  session: GranteeSession,
  grants: SideResult,
  trust: SideResult,
): Finding[] {
  const text = explicit
    ? `AWS says: an explicit deny in a ${said} denies ${action}`
    : `AWS says: no ${said} allows ${action}`;
  const found = (kind: Finding["kind"], side: Finding["side"], remedy: string): Finding[] => [
    { kind, side, certainty: "certain", ...(arn !== undefined && { document: arn }), text, remedy },
  ];
  switch (policy) {
    case undefined:
      return [];
    case "service-control":
    case "resource-control":
      return found("organization-policy", "organization", organizationRemedy(policy));
    case "session":
      if (grants.findings.length > 0) return [];
      return found(
        "session-policy",
        "caller",
        "The source session was made with a policy that limits it; get one without.",
      );
    case "boundary":
      if (grants.findings.some(({ kind }) => kind === "boundary")) return [];
      return found("boundary", "trusted account", "Allow it in the caller's permissions boundary too.");
    case "endpoint":
      return found(
        "vpc-endpoint-policy",
        "network",
        "Whoever runs the VPC endpoint of STS that the call went through has to allow it in the endpoint's policy; or call from elsewhere.",
      );
    case "resource":
      if (trust.findings.length > 0) return [];
      return found(
        explicit ? "trust-denied" : "trust-condition",
        "trusting account",
        "Have the trusting account look at the role's trust policy.",
      );
    case "identity": {
      if (grants.findings.length > 0) return [];
      if (!explicit)
        return found(
          "no-grant",
          "trusted account",
          "Add the caller or one of its groups to a grant of the trusted stack, and deploy it (pulumi up).",
        );
      const candidates = decideGrants(evidence.policies ?? [], action, evidence.call.roleArn, session).denies;
      if (candidates.length === 1) return [deny(candidates[0]!, action, evidence)];
      return found(
        "explicit-deny",
        "trusted account",
        "Take the Deny away or except this role; no Allow outweighs it.",
      );
    }
  }
}

/**
 * Nobody can read whether a user's own session has MFA. If everything else admits the call, MFA is the only cause that
 * remains.
 */
function onlyRemaining(
  { caller, mfaInSession, trust }: Evidence,
  session: GranteeSession,
  grants: SideResult,
  trusting: SideResult,
): Finding | undefined {
  if (
    session.mfa !== "possible" ||
    caller?.kind !== "user" ||
    grants.state !== "admits" ||
    trusting.state !== "open" ||
    !trust
  )
    return undefined;
  const asked = trusting.open.flatMap(mfaCondition);
  if (asked.length < trusting.open.length) return undefined;
  // If a policy demands a session without MFA, signing in with MFA does not help.
  if (evaluateTrust(trust.document, { ...session, mfa: { ageSeconds: 0 } }).verdict !== "admitted") return undefined;
  const age = asked.find(({ condition }) => isMfaAgeKey(condition.key));
  if (mfaInSession && !age) return undefined;
  const { statement } = (mfaInSession ? age : asked[0])!;
  return {
    kind: mfaInSession ? "mfa-too-old" : "mfa-missing",
    side: "trusting account",
    certainty: "only-remaining",
    document: trust.name,
    ...(statement !== "" && { statement }),
    text: mfaInSession
      ? `${askedText([age!])}; the source session has MFA, so its sign-in is older`
      : `${askedText(asked)}; the source session has no MFA, or an older one`,
    remedy: "Sign in with MFA afresh: use the user's own keys and --mfa-token <code>.",
  };
}

type ConditionReason = Extract<TrustReason, { about: "condition" }>;

/** The condition that an open result depends on, if it is a condition on MFA. */
function mfaCondition(open: OpenReason): ConditionReason[] {
  return open.kind === "trust" && open.reason.about === "condition" && isMfaKey(open.reason.condition.key)
    ? [open.reason]
    : [];
}

function askedText(asked: readonly ConditionReason[]): string {
  const of = (effect: "Allow" | "Deny", words: string) => {
    const conditions = asked.filter((reason) => reason.effect === effect).map(expectedText);
    return conditions.length > 0 ? [`${words} ${conditions.join(", and ")}`] : [];
  };
  return [...of("Allow", "expected"), ...of("Deny", "denies where it finds")].join("; ");
}

function possibilities(grants: SideResult, trust: SideResult, organization: OrganizationResult): Possibility[] {
  const open: Possibility[] = distinct([...grants.open, ...trust.open]);
  const read = organization.state !== "unknown";
  if (open.length > 0) return [...open, ...(read ? organization.open : [{ kind: "organization" as const }])];
  return [
    ...(read ? organization.open : [{ kind: "suspected-organization" as const }]),
    { kind: "session-policy" },
    { kind: "recent-change" },
  ];
}

/**
 * Kinds that a statement reports once, even if several of its conditions or actions lead to them. Other kinds are
 * reported each time.
 */
const once: ReadonlySet<FindingKind> = new Set<FindingKind>(["mfa-missing", "mfa-too-old", "session-revoked"]);

function unlikeEarlier(finding: Finding, index: number, all: readonly Finding[]): boolean {
  const { kind, document, statement } = finding;
  return (
    !once.has(kind) ||
    all.findIndex((one) => one.kind === kind && one.document === document && one.statement === statement) === index
  );
}
