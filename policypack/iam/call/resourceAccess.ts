/**
 * Decides whether a session of a role may do one action on one resource that has a policy of its own: a bucket, a key, a
 * queue, a topic or a secret. Pure; the words are made where they are printed.
 *
 * - In the resource's own account, the session's policies or the resource's are enough; a key asks for its own policy in
 *   any case, and where that names the account alone, for the session's too. Across accounts both have to allow.
 * - A Deny anywhere denies. The boundary, the session policies and the organization have to allow besides, except where
 *   the resource's policy names the very session.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/control-access-overview.html
 */
import type { NamedPolicy } from "../condition/subject";
import { accountIn, parseArn } from "../document/arn";
import type { PolicyDocument, PrincipalListing, Statement } from "../document/document";
import { decideGrants, namesAction, namesResource, type GrantDecision, type StatementMatch } from "./callerPolicies";
import { checkCondition, type Outcome } from "./conditionCheck";
import { decideControls, type ControlReason, type Organization } from "./organization";
import { accountNamed, namesWholeAccount } from "./principals";
import { letsThePublicIn } from "./publicAccess";
import type { GranteeSession } from "./session";

/** The call, and everything that decides on it. What is undefined is not known. */
export interface AccessQuestion {
  readonly action: string;
  /** The ARN. */
  readonly resource: string;
  /** The account that has it. */
  readonly owner: string | undefined;
  /** The role's session; `principal` is the role. */
  readonly session: GranteeSession;
  readonly policies: readonly NamedPolicy[] | undefined;
  /** Null without one. */
  readonly boundary: NamedPolicy | null | undefined;
  /** What the session was narrowed with; absent where it was not, and undefined where that is not known. */
  readonly sessionPolicies?: readonly NamedPolicy[] | undefined;
  /** The resource's own policy; null without one. */
  readonly resourcePolicy: NamedPolicy | null | undefined;
  /** What else lets somebody in as that policy could: grants of a key, an access control list. They deny nothing. */
  readonly alsoLets?: readonly NamedPolicy[];
  /** Whether nobody gets in without the resource's own policy: so it is with keys. */
  readonly consents: boolean;
  /** Whether others are kept out where the policy lets the public in; undefined where that is not known. */
  readonly restrictsPublic?: boolean | undefined;
  /** Whether something that is not known may let the session in. */
  readonly otherWays?: boolean;
  readonly organization?: Organization | undefined;
}

/** The parts that decide, by whose they are. */
export type AccessPart = "policies" | "boundary" | "session-policies" | "resource";

/** One thing that refuses, or that decides and is not known. */
export type AccessReason =
  /** A statement that denies, or may. */
  | { readonly kind: "denies"; readonly part: AccessPart; readonly match: StatementMatch }
  /** A part that does not allow it. `allows`: what it allows on conditions that do not hold. */
  | { readonly kind: "lacks"; readonly part: AccessPart; readonly allows: readonly StatementMatch[] }
  /** A part that allows it on conditions alone of which nothing is known. */
  | { readonly kind: "conditions"; readonly part: AccessPart; readonly allows: readonly StatementMatch[] }
  | { readonly kind: "unknown"; readonly part: AccessPart }
  | { readonly kind: "organization"; readonly reason: ControlReason }
  /** The policy lets the public in, so others are kept out, or may be. */
  | { readonly kind: "public" }
  /** It is not known which account has the resource. */
  | { readonly kind: "owner" }
  | { readonly kind: "other-ways" };

/** The answer. */
export interface AccessDecision {
  readonly verdict: "allowed" | "denied" | "open";
  /** What refuses, or what it depends on. Empty where it is allowed. */
  readonly reasons: readonly AccessReason[];
}

/** `open` is neither. */
type Truth = "yes" | "no" | "open";

/** Decides. */
export function decideAccess(question: AccessQuestion): AccessDecision {
  const { session, owner, organization } = question;
  const parts = judgedParts(question);
  const denies = parts.flatMap(({ part, decision }) =>
    (decision?.denies ?? []).map((match): AccessReason & { kind: "denies" } => ({ kind: "denies", part, match })),
  );
  const controls =
    organization === undefined
      ? { verdict: "allowed" as const, reasons: [] }
      : decideControls(organization, question.action, question.resource, session, owner);
  const forbids = controls.reasons.map((reason): AccessReason => ({ kind: "organization", reason }));
  const certain = denies.filter(({ match }) => match.outcome === "met");
  if (certain.length > 0 || controls.verdict === "forbidden")
    return { verdict: "denied", reasons: [...certain, ...(controls.verdict === "forbidden" ? forbids : [])] };

  const own = parts.filter(({ part }) => part !== "resource");
  const resource = judgeResource(question);
  const home = accountIn(session.principal);
  const answers = (owner === undefined ? [home, ""] : [owner]).map((account) =>
    account === home ? atHome(own, resource, question.consents) : and(...own.map(({ truth }) => truth), resource.named),
  );
  const differ = answers.some((one) => one !== answers[0]);
  const granted = differ ? "open" : answers[0]!;
  // In its own account, what the session's policies allow needs no policy of the resource, except a key's.
  const decides = owner !== home || question.consents || resource.judged.truth === "open";
  const lacking = [...own, ...(decides ? [resource.judged] : [])].flatMap((one) => reasonsOf(one, granted));
  if (granted === "no") {
    if (question.otherWays === true) return { verdict: "open", reasons: [{ kind: "other-ways" }, ...lacking] };
    return { verdict: "denied", reasons: resource.public === "no" ? lacking : [...lacking, { kind: "public" }] };
  }
  const open: AccessReason[] = [
    ...denies,
    ...forbids,
    ...(differ ? [{ kind: "owner" as const }] : []),
    ...(granted === "open" ? lacking : []),
    ...(granted === "open" && resource.public !== "no" ? [{ kind: "public" as const }] : []),
  ];
  return { verdict: open.length > 0 ? "open" : "allowed", reasons: open };
}

/** One part, judged. */
interface Judged {
  readonly part: AccessPart;
  /** Undefined where the part is not known. */
  readonly decision: Pick<GrantDecision, "denies" | "allows"> | undefined;
  readonly truth: Truth;
}

function judgedParts(question: AccessQuestion): Judged[] {
  const { action, resource, session, policies, boundary, sessionPolicies, resourcePolicy } = question;
  const by = (part: AccessPart, held: readonly NamedPolicy[] | undefined): Judged => {
    if (held === undefined) return { part, decision: undefined, truth: "open" };
    const decision = decideGrants(held, action, resource, session);
    return { part, decision, truth: truthOf(decision.allows) };
  };
  return [
    by("policies", policies),
    ...(boundary === null ? [] : [by("boundary", boundary === undefined ? undefined : [boundary])]),
    ...("sessionPolicies" in question ? [by("session-policies", sessionPolicies)] : []),
    resourcePolicy === undefined
      ? { part: "resource" as const, decision: undefined, truth: "open" as const }
      : { part: "resource" as const, decision: resourceMatches(resourcePolicy, question), truth: "no" as const },
  ];
}

function truthOf(allows: readonly StatementMatch[]): Truth {
  if (allows.some(({ outcome }) => outcome === "met")) return "yes";
  return allows.every(({ outcome }) => outcome === "unmet") ? "no" : "open";
}

/** How closely a principal element names the session. */
type Level = "none" | "account" | "principal" | "session";
const levels: readonly Level[] = ["none", "account", "principal", "session"];

interface ResourceMatch extends StatementMatch {
  readonly level: Level;
  readonly effect: "Allow" | "Deny";
}

function resourceMatches(
  own: NamedPolicy | null,
  question: AccessQuestion,
): { readonly denies: readonly ResourceMatch[]; readonly allows: readonly ResourceMatch[] } {
  const all = [...(own === null ? [] : [own]), ...(question.alsoLets ?? [])].flatMap((policy) =>
    policy.document.statements.flatMap((statement) => matchOf(policy, statement, question) ?? []),
  );
  return {
    denies: all.filter(({ effect, outcome }) => effect === "Deny" && outcome !== "unmet"),
    allows: all.filter(({ effect }) => effect === "Allow"),
  };
}

function matchOf(
  policy: NamedPolicy,
  statement: Statement,
  { action, resource, session }: AccessQuestion,
): ResourceMatch | undefined {
  if (!namesAction(statement.actions, action)) return undefined;
  const { effect, resources, principals } = statement;
  const about =
    resources === undefined ? "undetermined" : namesResource(resources, resource, policy.document.version, session);
  // A statement without a resource allows nothing, and nobody says what its Deny is about.
  if (about === "unmet" || (resources === undefined && effect === "Allow")) return undefined;
  const who =
    principals === undefined
      ? { level: "principal" as const, outcome: "undetermined" as const }
      : named(principals, effect, session);
  if (who.level === "none" || (principals === undefined && effect === "Allow")) return undefined;
  const conditions = statement.conditions.map((entry) => checkCondition(entry, policy.document.version, session));
  const outcomes = [who.outcome, about, ...conditions.map((condition) => condition.outcome)];
  const outcome = (["unmet", "undetermined", "required"] as const).find((one) => outcomes.includes(one)) ?? "met";
  return { policy, statement, effect, outcome, conditions, level: who.level };
}

function named(
  { not, entries }: PrincipalListing,
  effect: "Allow" | "Deny",
  session: GranteeSession,
): { readonly level: Level; readonly outcome: Outcome } {
  const found = entries.map((entry) => {
    if (entry.kind === "*" || (entry.kind === "AWS" && entry.value === "*")) return "principal";
    if (entry.kind !== "AWS") return "none";
    if (namesWholeAccount(entry)) return accountNamed(entry) === accountIn(session.principal) ? "account" : "none";
    if (entry.value === session.principal) return "principal";
    return entry.value === sessionArn(session) ? "session" : "none";
  });
  const level = [...levels].reverse().find((one) => found.includes(one)) ?? "none";
  if (!not) return { level, outcome: "met" };
  // How NotPrincipal treats accounts, roles and sessions is intricate. Only the clear case is decided.
  const clear = entries.every((entry) => accountNamed(entry) !== accountIn(session.principal)) && level === "none";
  if (clear) return { level: "principal", outcome: "met" };
  return effect === "Deny" ? { level: "principal", outcome: "undetermined" } : { level: "none", outcome: "unmet" };
}

/** The ARN of the session itself, which leaves out the role's path; undefined where its name is not known. */
function sessionArn({ principal, sessionName }: GranteeSession): string | undefined {
  const arn = parseArn(principal);
  if (arn === undefined || typeof sessionName !== "string") return undefined;
  return `arn:${arn.partition}:sts::${arn.account}:assumed-role/${arn.resource.split("/").at(-1)}/${sessionName}`;
}

interface JudgedResource {
  readonly judged: Judged;
  /** Whether its policy names at least the account, the role, or exactly the session. */
  readonly named: Truth;
  readonly role: Truth;
  readonly exactly: Truth;
  /** Whether it keeps others out since it lets the public in. */
  readonly public: Truth;
}

function judgeResource(question: AccessQuestion): JudgedResource {
  const { resourcePolicy, session, owner, restrictsPublic } = question;
  if (resourcePolicy === undefined) {
    const judged: Judged = { part: "resource", decision: undefined, truth: "open" };
    return { judged, named: "open", role: "open", exactly: "open", public: "no" };
  }
  const { denies, allows } = resourceMatches(resourcePolicy, question);
  const from = (least: Level) => truthOf(allows.filter(({ level }) => levels.indexOf(level) >= levels.indexOf(least)));
  const across = owner !== accountIn(session.principal);
  const open = across && resourcePolicy !== null && letsThePublicIn(resourcePolicy.document);
  const kept: Truth = !open || restrictsPublic === false ? "no" : restrictsPublic === true ? "yes" : "open";
  const named = kept === "no" ? from("account") : and(from("account"), kept === "yes" ? "no" : "open");
  const judged: Judged = { part: "resource", decision: { denies, allows }, truth: from("account") };
  // Without its name, a session may be the one that is named.
  const policies = [resourcePolicy, ...(question.alsoLets ?? [])];
  const unnamed =
    session.sessionName === undefined && policies.some((policy) => mentionsSessions(policy?.document, session));
  const exactly = or(from("session"), unnamed ? "open" : "no");
  return {
    judged: unnamed && named === "no" ? { ...judged, truth: "open" } : judged,
    named: or(named, unnamed ? "open" : "no"),
    role: from("principal"),
    exactly,
    public: from("account") === "no" ? "no" : kept,
  };
}

function mentionsSessions(document: PolicyDocument | undefined, { principal }: GranteeSession): boolean {
  const role = parseArn(principal);
  const begin = `arn:${role?.partition}:sts::${role?.account}:assumed-role/${role?.resource.split("/").at(-1)}/`;
  return (document?.statements ?? []).some(({ principals }) =>
    (principals?.entries ?? []).some(({ value }) => value.startsWith(begin)),
  );
}

function atHome(own: readonly Judged[], resource: JudgedResource, consents: boolean): Truth {
  const limits = own.filter(({ part }) => part !== "policies").map(({ truth }) => truth);
  return or(
    resource.exactly,
    and(resource.role, ...limits),
    and(...own.map(({ truth }) => truth), consents ? resource.named : "yes"),
  );
}

/** Why a part keeps the whole from being "yes", where it does. */
function reasonsOf({ part, decision, truth }: Judged, granted: Truth): AccessReason[] {
  if (truth === "yes" || (granted === "no" && truth === "open")) return [];
  if (decision === undefined) return [{ kind: "unknown", part }];
  return [{ kind: truth === "no" ? "lacks" : "conditions", part, allows: decision.allows }];
}

function and(...all: readonly Truth[]): Truth {
  return all.includes("no") ? "no" : all.includes("open") ? "open" : "yes";
}

function or(...all: readonly Truth[]): Truth {
  return all.includes("yes") ? "yes" : all.includes("open") ? "open" : "no";
}
