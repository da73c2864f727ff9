/**
 * Decides whether a caller can assume a role: the role's trust policy together with the caller's own policies and
 * boundary. Pure.
 */
import {
  controlConditions,
  controlSentence,
  decideGrants,
  evaluateTrust,
  expectedText,
  foundText,
  type GrantDecision,
  momentsOf,
  namingItself,
  type PolicyDocument,
  type StatementMatch,
  statementName,
  type TrustDecision,
} from "../../../policypack/iam";
import type { AssumePolicy, Caller } from "./callers";

/** A role as its account has it, with its trust policy read. */
export interface AssumableRole {
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  readonly trust: PolicyDocument;
}

/** What stands between a caller and a role. */
export type Assumption =
  /** Both sides let the call through, on `conditions` where there are any. */
  | {
      readonly state: "able";
      readonly ways: readonly Way[];
      readonly conditions: readonly string[];
      readonly needsMfa: boolean;
    }
  /** The caller's side allows the call, but the trust policy does not. `why` is in words. */
  | { readonly state: "not-trusted"; readonly policies: readonly AssumePolicy[]; readonly why: readonly string[] }
  /** Both sides allow the call, but a policy of the organization forbids it. `why` is in words. */
  | {
      readonly state: "forbidden";
      readonly policies: readonly AssumePolicy[];
      readonly why: readonly string[];
    }
  | { readonly state: "not-granted" }
  /** A policy that would decide is not known. */
  | { readonly state: "unknown"; readonly why: readonly string[] };

/**
 * What allows the call: one of the caller's policies, or undefined when the trust policy itself does, because it names
 * a principal of its own account.
 */
export interface Way {
  readonly policy?: AssumePolicy;
}

/** Decides. What cannot be decided counts as possible; `conditions` then says what it depends on. */
export function assumption(role: AssumableRole, caller: Caller, now: Date): Assumption {
  const own = role.account === caller.account;
  if (!caller.granted && caller.unknown.length === 0 && !own) return { state: "not-granted" };
  const statements = [
    ...role.trust.statements,
    ...caller.policies.flatMap(({ document }) => document.statements),
    ...(caller.governing?.dated ?? []),
  ];
  const results = momentsOf(statements, now).map((moment) => at(role, caller, moment));
  const order = ["able", "unknown", "forbidden", "not-trusted", "not-granted"] as const;
  const [first] = results.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return first!;
}

function at(role: AssumableRole, caller: Caller, now: Date): Assumption {
  const session = { ...caller.session, ...caller.governing?.factsOfRole(role.arn), resourceAccount: role.account, now };
  const trust = evaluateTrust(role.trust, session);
  const decision = decideGrants(caller.policies, "sts:AssumeRole", role.arn, session);
  const boundary =
    caller.boundary === undefined ? undefined : decideGrants([caller.boundary], "sts:AssumeRole", role.arn, session);
  if (decision.verdict === "denied" || boundary?.verdict === "denied") return { state: "not-granted" };
  const direct =
    role.account === caller.account && trust.verdict !== "refused" && namesDirectly(role.trust, caller, now, boundary);
  const bounded = boundary?.verdict === "none";
  const granted = decision.verdict !== "none" && !bounded;
  const controls = caller.governing?.decide(role.arn, session);
  const forbidden = controls?.verdict === "forbidden" ? controls.reasons.map(controlSentence) : undefined;
  if (!granted && !direct) {
    return caller.unknown.length > 0 && trust.verdict !== "refused" && !bounded && forbidden === undefined
      ? { state: "unknown", why: caller.unknown }
      : { state: "not-granted" };
  }
  if (trust.verdict === "refused")
    return { state: "not-trusted", policies: granted ? policiesOf(decision) : [], why: refusals(trust) };
  if (forbidden !== undefined)
    return { state: "forbidden", policies: granted ? policiesOf(decision) : [], why: forbidden };
  if (!direct && caller.unknownBoundary !== undefined) return { state: "unknown", why: [caller.unknownBoundary] };
  const ways: Way[] = [...(direct ? [{}] : []), ...(granted ? policiesOf(decision).map((policy) => ({ policy })) : [])];
  const conditions = [
    ...trustConditions(trust),
    ...(granted && !direct
      ? [...grantConditions(decision), ...(boundary ? grantConditions(boundary) : [])]
      : denyConditions(decision.denies)),
    ...(controls?.reasons ?? []).flatMap(controlConditions),
  ];
  const never = { ...session, mfa: "never" as const };
  const needsMfa =
    caller.kind === "user" &&
    (evaluateTrust(role.trust, never).verdict === "refused" ||
      (!direct &&
        ["none", "denied"].includes(decideGrants(caller.policies, "sts:AssumeRole", role.arn, never).verdict)));
  return { state: "able", ways, conditions: [...new Set(conditions)], needsMfa };
}

/** Whether a trust policy admits somebody of its own account without a policy of their own. */
function namesDirectly(trust: PolicyDocument, caller: Caller, now: Date, boundary: GrantDecision | undefined): boolean {
  return (
    evaluateTrust(namingItself(trust, caller.arn), { ...caller.session, now }).verdict !== "refused" &&
    !(caller.kind === "role" && boundary?.verdict === "none")
  );
}

/** Why a trust policy refuses, in words that stay the same from day to day. */
function refusals({ reasons }: TrustDecision): string[] {
  return [
    ...new Set(
      reasons.map((reason) =>
        reason.about === "action"
          ? foundText(reason)
          : reason.kind === "denied"
            ? `it denies where it finds ${expectedText(reason)}`
            : `it expects ${expectedText(reason)}`,
      ),
    ),
  ];
}

function policiesOf({ allows }: GrantDecision<AssumePolicy>): AssumePolicy[] {
  return [...new Set(allows.filter(({ outcome }) => outcome !== "unmet").map(({ policy }) => policy))];
}

/** The conditions that a trust policy sets. Meeting those of one Allow statement is enough. */
function trustConditions({ verdict, reasons, requirements: open }: TrustDecision): string[] {
  const denies = open
    .filter(({ effect }) => effect === "Deny")
    .map((reason) => `not ${expectedText(reason)}, which the trust policy denies in ${reason.statement}`);
  const allows = open.filter(({ effect }) => effect === "Allow");
  if (
    verdict === "admitted" ||
    reasons.some(
      ({ effect, outcome, statement }) =>
        effect === "Allow" && outcome === "met" && !allows.some((one) => one.statement === statement),
    )
  )
    return denies;
  return [...alternatives(allows.map((reason) => [reason.statement, expectedText(reason)] as const)), ...denies];
}

function grantConditions(decision: GrantDecision): string[] {
  const possible = decision.allows.filter(({ outcome }) => outcome !== "unmet");
  const free = possible.some(({ outcome }) => outcome === "met");
  return [
    ...(free
      ? []
      : alternatives(
          possible.flatMap((match) =>
            openWords(match).map((words) => [`${match.policy.name} ${match.statement.index}`, words] as const),
          ),
        )),
    ...denyConditions(decision.denies),
  ];
}

function denyConditions(denies: readonly StatementMatch[]): string[] {
  return denies.map(
    (match) =>
      `not ${openWords(match).join(" and ")}, which ${match.policy.name} denies in ${statementName(match.statement)}`,
  );
}

function openWords({ conditions, policy }: StatementMatch): string[] {
  const open = conditions
    .filter(({ outcome }) => outcome === "required" || outcome === "undetermined")
    .map(expectedText);
  return open.length > 0 ? open : [`a resource of ${policy.name} that includes the role`];
}

/**
 * Groups conditions by their statement. All conditions of one group must hold, and one group is enough. One group gives
 * one line per condition; several groups give a single line "either ..., or ...".
 */
function alternatives(conditions: readonly (readonly [group: string, words: string])[]): string[] {
  const groups = new Map<string, string[]>();
  for (const [group, words] of conditions) groups.set(group, [...(groups.get(group) ?? []), words]);
  const distinct = [...new Set([...groups.values()].map((words) => [...new Set(words)].join(" and ")))];
  if (distinct.length === 1) return [...new Set([...groups.values()][0])];
  return distinct.length === 0 ? [] : [`either ${distinct.join(", or ")}`];
}
