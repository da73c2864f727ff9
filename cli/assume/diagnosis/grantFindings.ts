/** The trusted account's side: do the caller's own policies allow the call? */
import {
  accountIn,
  type ConditionResult,
  decideGrants,
  distinct,
  evaluateTrust,
  expectedText,
  foundText,
  type GrantDecision,
  type GranteeSession,
  isMfaKey,
  namingItself,
  type Statement,
  type StatementMatch,
  statementName,
} from "../../../policypack/iam";
import { callerWords, mfaRemedy } from "./caller";
import type { Evidence, Finding, FindingKind, OpenReason } from "./evidence";

/** Whether this side admits the call; `open` when that is not known. */
export interface SideResult {
  readonly state: "admits" | "refuses" | "open";
  readonly findings: readonly Finding[];
  /** What an open result depends on. */
  readonly open: readonly OpenReason[];
}

/** Judges the caller's own policies and its permissions boundary. */
export function judgeGrants(evidence: Evidence, session: GranteeSession, actions: readonly string[]): SideResult {
  if (evidence.caller?.kind === "root") {
    const text = "the caller is the root user, who can never assume a role";
    return {
      state: "refuses",
      open: [],
      findings: [
        { kind: "no-grant", side: "caller", certainty: "certain", text, remedy: "Use a user or a role instead." },
      ],
    };
  }
  const results = actions.map((action) => judgeAction(evidence, session, action));
  const findings = results.flatMap((result) => result.findings);
  const open = distinct(results.flatMap((result) => result.open));
  return {
    state: findings.length > 0 ? "refuses" : results.every(({ state }) => state === "admits") ? "admits" : "open",
    findings,
    open,
  };
}

function judgeAction(evidence: Evidence, session: GranteeSession, action: string): SideResult {
  const { caller, policies, boundary, call } = evidence;
  if (caller === undefined) return { state: "open", findings: [], open: [{ kind: "caller" }] };
  const findings: Finding[] = [];
  const open: OpenReason[] = [];
  if (policies !== undefined) {
    const decision = decideGrants(policies, action, call.roleArn, session);
    const finding = identityFinding(decision, action, evidence);
    const needless = decision.denies.length === 0 && isNamedItself(evidence, session);
    if (finding && !needless) findings.push(finding);
    else if (decision.verdict === "open" && !needless) open.push(...openReasons(decision));
  } else open.push({ kind: "policies", caller });
  if (boundary) {
    const decision = decideGrants([boundary], action, call.roleArn, session);
    if (decision.verdict === "none" || decision.verdict === "denied")
      findings.push(boundaryFinding(decision, boundary.name, action, call.roleArn));
    else if (decision.verdict === "open") open.push(...openReasons(decision));
  } else if (boundary === undefined) open.push({ kind: "boundary", caller });
  return { state: findings.length > 0 ? "refuses" : open.length > 0 ? "open" : "admits", findings, open };
}

/** Whether the trust policy admits the caller, of its own account, without a policy of the caller's own. */
function isNamedItself({ trust, caller, call }: Evidence, session: GranteeSession): boolean {
  return (
    trust !== undefined &&
    caller?.account === accountIn(call.roleArn) &&
    evaluateTrust(namingItself(trust.document, caller.principal), session).verdict !== "refused"
  );
}

function identityFinding(decision: GrantDecision, action: string, evidence: Evidence): Finding | undefined {
  const { caller, call } = evidence;
  const who = callerWords(caller!);
  const base = { side: "trusted account", certainty: "certain" } as const;
  const denied = decision.denies.find(({ outcome }) => outcome === "met");
  if (denied) return deny(denied, action, evidence);
  if (decision.verdict !== "none") return undefined;
  const narrowed = decision.allows[0];
  if (narrowed) {
    const unmet = narrowed.conditions.find(({ outcome }) => outcome === "unmet");
    const text =
      `${action} is allowed on conditions that do not hold: expected ${unmet && expectedText(unmet)}; found ` +
      `${unmet && foundText(unmet)}`;
    const mfa = narrowed.conditions.some((condition) => condition.outcome === "unmet" && isAboutMfa(condition));
    return {
      ...base,
      kind: mfa ? "mfa-missing" : "grant-condition",
      ...where(narrowed),
      text,
      remedy: mfa
        ? mfaRemedy(evidence, "trusted account")
        : "Meet the condition, or have the trusted account change it.",
    };
  }
  const kind: FindingKind =
    action === "sts:TagSession"
      ? "tags"
      : action === "sts:SetSourceIdentity"
        ? "source-identity"
        : decision.elsewhere.length > 0
          ? "grant-elsewhere"
          : "no-grant";
  const remedy =
    action === "sts:AssumeRole"
      ? `Add ${who} or one of its groups to a grant of the trusted stack that lists this role, and deploy it (pulumi up).`
      : `Allow ${action} on ${call.roleArn} beside sts:AssumeRole, or leave it out of the call.`;
  const other = decision.elsewhere[0];
  if (other) {
    return {
      ...base,
      kind,
      ...where(other),
      text: `${action} is allowed to ${who}, but on other resources: ${resourcesOf(other.statement)}; expected ${call.roleArn}`,
      remedy,
    };
  }
  return { ...base, kind, text: `no policy of ${who} or its groups allows ${action} on ${call.roleArn}`, remedy };
}

/**
 * A Deny in one of the caller's policies. It may deny sessions without MFA, sessions before a date (a revocation), or
 * the role.
 */
export function deny(match: StatementMatch, action: string, evidence: Evidence): Finding {
  const base = { side: "trusted account", certainty: "certain", ...where(match) } as const;
  const conditions = match.conditions.map(expectedText).join(", and ");
  const text = `denies ${action}${conditions === "" ? "" : ` where it finds ${conditions}`}`;
  const revoked = match.conditions.find(({ condition }) => condition.key.toLowerCase() === "aws:tokenissuetime");
  if (revoked) {
    return {
      ...base,
      kind: "session-revoked",
      text: `sessions with ${expectedText(revoked)} are revoked, and the source session is one`,
      remedy: "Get new source credentials: sessions issued after the revocation are let through.",
    };
  }
  if (!evidence.call.mfa && match.conditions.some(isAboutMfa))
    return { ...base, kind: "mfa-missing", text, remedy: mfaRemedy(evidence, "trusted account") };
  return {
    ...base,
    kind: "explicit-deny",
    text,
    remedy: "Take the Deny away or except this role; no Allow outweighs it.",
  };
}

function boundaryFinding(decision: GrantDecision, name: string, action: string, roleArn: string): Finding {
  const denied = decision.denies.find(({ outcome }) => outcome === "met");
  const text = denied
    ? `the permissions boundary denies ${action}`
    : `the permissions boundary does not allow ${action} on ${roleArn}`;
  return {
    kind: "boundary",
    side: "trusted account",
    certainty: "certain",
    document: name,
    ...(denied && { statement: statementName(denied.statement) }),
    text,
    remedy: "Allow it in the boundary too: a boundary limits what any other policy allows.",
  };
}

function openReasons({ denies, allows }: GrantDecision): OpenReason[] {
  const inPlay = denies.length > 0 ? denies : allows.filter(({ outcome }) => outcome !== "unmet");
  return inPlay.map(({ policy, statement, conditions }) => ({
    kind: "grant",
    document: policy.name,
    statement: statementName(statement),
    effect: statement.effect,
    conditions: conditions.filter(({ outcome }) => outcome === "required" || outcome === "undetermined"),
  }));
}

function isAboutMfa({ condition }: ConditionResult): boolean {
  return isMfaKey(condition.key);
}

function where({
  policy,
  statement,
}: Pick<StatementMatch, "policy" | "statement">): Pick<Finding, "document" | "statement"> {
  return { document: policy.name, statement: statementName(statement) };
}

function resourcesOf({ resources }: Statement): string {
  const list = resources!.values.slice(0, 3).join(", ") + (resources!.values.length > 3 ? ", …" : "");
  return resources!.not ? `all but ${list}` : list;
}
