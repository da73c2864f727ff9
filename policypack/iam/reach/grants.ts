/**
 * Turns the policies of a principal into a list of grants and a list of denials. A grant is an Allow, cut down to what
 * the boundary lets through.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue } from "../catalogue/actions";
import { namedActions } from "../catalogue/namedActions";
import { onlyEndedSessions } from "../condition/contradictions";
import { denyForce, implied } from "../condition/denyForce";
import { ALWAYS_PRESENT } from "../condition/keys";
import { allowLimits } from "../condition/allowLimits";
import {
  type AnalysedSubject,
  compileResources,
  mayLackUserName,
  type NamedPolicy,
  ownResolverOf,
  resolverOf,
} from "../condition/subject";
import type { Limit } from "../condition/values";
import type { Resolve } from "../condition/variables";
import type { PolicyDocument, Statement } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { type Clause, coversAll } from "../pattern/clause";
import { compilePattern, matches, matchesEverything } from "../pattern/pattern";
import type { Denial, Grant } from "./grant";
import { isRequestTag, OF_SERVICES, tagless } from "./lacking";
import { tells } from "./telling";
import { unionGrants } from "./unions";

/** The grants and denials that follow from the policies of a principal. */
export interface Entitlements {
  readonly grants: readonly Grant[];
  readonly denials: readonly Denial[];
}

/** Limit of grants; policies that make more are not judged. */
export const MAXIMUM_GRANTS = 20_000;

/** Reads the policies of a subject. Undefined when they make more than {@link MAXIMUM_GRANTS} grants. */
export function entitlements(
  catalogue: ActionCatalogue,
  subject: AnalysedSubject,
  budget: Budget,
): Entitlements | undefined {
  const withUnions = (grants: readonly Grant[]): Grant[] => [...grants, ...unionGrants(grants, budget)];
  const own = withUnions(
    subject.policies.flatMap((policy) => allows(catalogue, policy, subject, budget, ownResolverOf(subject))),
  );
  // The texts that stand for a caller's own values must not be held against those of the boundary.
  const bounds =
    subject.boundary === undefined
      ? undefined
      : withUnions(allows(catalogue, subject.boundary, subject, budget, resolverOf(subject, true)));
  if (own.length * (bounds?.length ?? 1) > MAXIMUM_GRANTS) return undefined;
  const grants =
    bounds === undefined ? own : own.flatMap((grant) => bounds.flatMap((bound) => meet(grant, bound, budget)));
  const denials = [...subject.policies, ...(subject.boundary === undefined ? [] : [subject.boundary])].flatMap(
    (policy) => denies(catalogue, policy, subject, budget),
  );
  return { grants, denials };
}

/** True when the conditions of a denial surely hold for every request that an Allow lets through. */
export function deniesAll(denial: Denial, statement: Statement): boolean {
  return denial.when === undefined || implied(denial.when, statement.conditions);
}

/** @param wide how variables resolve that depend on the caller */
function allows(
  catalogue: ActionCatalogue,
  policy: NamedPolicy,
  subject: AnalysedSubject,
  budget: Budget,
  wide: Resolve,
): Grant[] {
  return policy.document.statements.flatMap((statement): Grant[] => {
    if (statement.effect !== "Allow" || statement.resources === undefined) return [];
    const limits = allowLimits(statement, policy.document.version, subject);
    if (limits.void !== undefined || onlyEndedSessions(statement, subject.now)) return [];
    const narrowing = limits.narrowing.filter((limit) => tells(limit, catalogue, budget));
    const named = namedActions(catalogue, statement.actions, budget);
    const { not } = statement.resources;
    const clause = clauseOf(policy.document, statement, not ? resolverOf(subject, false) : wide);
    if (not && clause.patterns.some(matchesEverything)) return [];
    // Each pattern becomes a grant of its own. So the automata stay small, and a finding names the pattern that
    // matters.
    const parts =
      not || clause.patterns.length > 200
        ? [clause]
        : clause.patterns.map((pattern): Clause => ({ not: false, patterns: [pattern] }));
    const granting = (set: ActionSet, strangers: readonly string[], unproven: readonly string[]): Grant[] => {
      const actions = onlyPassRole(catalogue, limits.narrowing, set);
      const base = {
        policy: policy.name,
        statement,
        actions,
        strangers,
        narrowing,
        passing: limits.passing,
        barred: limits.barred,
        unproven,
      };
      return mergeEverywhere(parts).map((part) => ({ ...base, within: [part], everywhere: coversAll(part) }));
    };
    if (!named.cut) return granting(named.set, named.strangers, limits.unproven);
    // The budget ran out: the actions that were found are allowed, and the patterns that are left may name any action.
    const rest = granting(
      new ActionSet(catalogue.size).complement(),
      [],
      [...limits.unproven, "its patterns of actions are too many to be decided"],
    );
    return statement.actions.not ? rest : [...granting(named.set, named.strangers, limits.unproven), ...rest];
  });
}

function denies(catalogue: ActionCatalogue, policy: NamedPolicy, subject: AnalysedSubject, budget: Budget): Denial[] {
  const { version } = policy.document;
  return policy.document.statements.flatMap((statement): Denial[] => {
    if (statement.effect !== "Deny" || statement.resources === undefined) return [];
    if (onlyEndedSessions(statement, subject.now)) return [];
    const { set, cut } = namedActions(catalogue, statement.actions, budget);
    if (cut && statement.actions.not) return [];
    // AWS does not say whether a Deny of all but what is of a user without a name denies everything or nothing.
    if (statement.resources.not && mayLackUserName(subject, statement.resources.values, version)) return [];
    const clause = clauseOf(policy.document, statement, resolverOf(subject, statement.resources.not));
    const ofServices = (key: string): boolean => OF_SERVICES.has(key);
    const denying = (actions: ActionSet, lacks: (key: string) => boolean): Denial[] => {
      const force = denyForce(statement, version, subject, ALWAYS_PRESENT, lacks);
      if (force === "never") return [];
      // A Deny that lets through nearly every resource is sure only where all its conditions hold.
      const vague = typeof force === "object" && "unless" in force && !tells(force.unless, catalogue, budget);
      const conditions = force === "always" ? {} : vague ? { when: statement.conditions } : force;
      const listing = statement.actions;
      return [
        { policy: policy.name, statement, actions, listing, clause, everywhere: coversAll(clause), ...conditions },
      ];
    };
    if (!statement.conditions.some(({ key }) => isRequestTag(key.toLowerCase()))) return denying(set, ofServices);
    // What is said of the tags of a request means something else for requests that have none.
    const without = tagless(catalogue);
    return [
      ...denying(set.minus(without), ofServices),
      ...denying(set.and(without), (key) => ofServices(key) || isRequestTag(key)),
    ];
  });
}

function clauseOf(document: PolicyDocument, statement: Statement, resolve: Resolve): Clause {
  const resources = statement.resources!;
  return { not: resources.not, patterns: compileResources(resources.values, document.version, resolve) };
}

function meet(grant: Grant, bound: Grant, budget: Budget): Grant[] {
  const strangers = grant.strangers.filter((stranger) => mayName(bound, stranger, budget));
  budget.left -= 4;
  if (!grant.actions.meets(bound.actions) && strangers.length === 0) return [];
  return [
    {
      ...grant,
      actions: grant.actions.and(bound.actions),
      strangers,
      within: bound.everywhere ? grant.within : grant.everywhere ? bound.within : [...grant.within, ...bound.within],
      everywhere: grant.everywhere && bound.everywhere,
      narrowing: [...grant.narrowing, ...bound.narrowing],
      passing: [...grant.passing, ...bound.passing],
      barred: [...grant.barred, ...bound.barred],
      unproven: [...grant.unproven, ...bound.unproven],
    },
  ];
}

function mayName(bound: Grant, stranger: string, budget: Budget): boolean {
  const { not, values } = bound.statement.actions;
  if (budget.left <= 0) return true;
  budget.left -= values.length;
  const named = values.some((value) => matches(compilePattern(value.toLowerCase()), stranger.toLowerCase()));
  return named !== not;
}

/** Only iam:PassRole requests have iam:PassedToService, so a statement that asks for it allows nothing else. */
function onlyPassRole(catalogue: ActionCatalogue, narrowing: readonly Limit[], actions: ActionSet): ActionSet {
  if (!narrowing.some((limit) => limit.key === "iam:passedtoservice")) return actions;
  return actions.and(namedActions(catalogue, { not: false, values: ["iam:PassRole"] }).set);
}

function mergeEverywhere(parts: readonly Clause[]): readonly Clause[] {
  const all = parts.find(coversAll);
  return all === undefined ? parts : [all];
}
