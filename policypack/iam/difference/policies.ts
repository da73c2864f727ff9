/**
 * Do the policies of now allow a session anything that the approved policies do not? The comparison is by meaning:
 * statements may be split, merged, reordered and rewritten.
 *
 * Sound: when the answer is "nothing", no request is allowed now that was not allowed by the approved policies. The
 * policies of now are read as allowing too much rather than too little: their Deny statements count only where they
 * surely apply. The approved policies are read as allowing too little: an Allow counts only when its conditions follow
 * from those of now, and a Deny counts wherever it may apply. Without conditions and variables the answer is exact.
 * What cannot be decided counts as beyond, as a finding of its own kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { type ActionCatalogue, actionCatalogue } from "../catalogue/actions";
import { ALWAYS_PRESENT } from "../condition/keys";
import type { Budget } from "../pattern/automaton";
import type { Clause } from "../pattern/clause";
import { type ActionClass, actionClasses } from "./actions";
import { Symbols } from "./symbols";
import { type Calls, combinations, type Condition, excludes, implies, negation } from "./conditions";
import { conditionsBeyond, entries, Findings, type PermissionBeyond, placeOf, type WhyBeyond } from "./findings";
import { resourcesIn } from "./region";
import { meaningOf, type Rule, type Rules, rulesOf, type SessionPolicies } from "./rules";
import { sameValue } from "./sameValue";

/** Limit of the work of one comparison, as {@link Budget}; about two seconds. */
const COMPARISON_BUDGET = 5_000_000;

/**
 * What the policies `now` allow a session from `at` on that the policies `approved` do not; empty when nothing.
 */
export function permissionsBeyond(
  now: SessionPolicies,
  approved: SessionPolicies,
  at: Date,
  catalogue?: ActionCatalogue,
): readonly PermissionBeyond[] {
  if (sameDocuments(now, approved)) return [];
  // A session of a role has no user name.
  const symbols = new Symbols(["aws:username"]);
  const ours = rulesOf(now, symbols, at);
  const theirs = rulesOf(approved, symbols, at);
  if (ours.problems !== undefined) return ours.problems.map((found) => ({ kind: "unreadable", side: "now", ...found }));
  if (theirs.problems !== undefined)
    return theirs.problems.map((found) => ({ kind: "unreadable", side: "approved", ...found }));
  const open = openQuestions(ours.rules, theirs.rules);
  if (open.allows.length === 0) return [];
  return new Comparison(catalogue ?? actionCatalogue(), ours.rules, theirs.rules, open, symbols, at).run();
}

function sameDocuments(a: SessionPolicies, b: SessionPolicies): boolean {
  // A document that is not known (undefined) is never the same as another, not even as another unknown one.
  return (
    a.policies.length === b.policies.length &&
    a.policies.every(({ document }, i) => document !== undefined && sameValue(document, b.policies[i]!.document)) &&
    sameValue(a.boundary?.document, b.boundary?.document) &&
    (a.boundary === undefined) === (b.boundary === undefined)
  );
}

/** What is left to compare when statements that mean the same on both sides are set aside. */
interface Open {
  /** The Allow statements of now that have to be compared. */
  readonly allows: readonly Rule[];
  /** The approved Deny statements that the policies of now do not have. */
  readonly denies: readonly Rule[];
  /** True when the approved boundary has to be compared. */
  readonly bounds: boolean;
}

function openQuestions(now: Rules, approved: Rules): Open {
  const known = (rules: readonly Rule[]): Set<string> => new Set(rules.map(meaningOf));
  const lacking = (rules: readonly Rule[], of: Set<string>): Rule[] => rules.filter((rule) => !of.has(meaningOf(rule)));
  const denies = lacking(approved.denies, known(now.denies));
  const bounds =
    approved.bounds !== undefined &&
    (now.bounds === undefined || lacking(now.bounds, known(approved.bounds)).length > 0);
  return {
    denies,
    bounds,
    allows: denies.length > 0 || bounds ? now.allows : lacking(now.allows, known(approved.allows)),
  };
}

/**
 * What one Allow of now allows for one class of actions: the resources in each of the clauses, under these conditions.
 */
interface Grant {
  readonly rule: Rule;
  readonly within: readonly Clause[];
  readonly conditions: readonly Condition[];
}

class Comparison {
  private readonly budget: Budget = { left: COMPARISON_BUDGET };
  private readonly findings: Findings;
  private readonly calls: Calls;
  /** The index of each rule's listing of actions in the list that {@link actionClasses} gets. */
  private readonly places = new Map<Rule, number>();

  constructor(
    private readonly catalogue: ActionCatalogue,
    private readonly now: Rules,
    private readonly approved: Rules,
    private readonly open: Open,
    private readonly symbols: Symbols,
    at: Date,
  ) {
    this.findings = new Findings(catalogue);
    this.calls = { at, present: ALWAYS_PRESENT };
  }

  run(): readonly PermissionBeyond[] {
    const classes = this.classes();
    if (classes === undefined) return [{ kind: "undecided" }];
    for (const one of classes) for (const rule of this.named(this.open.allows, one)) this.ask(rule, one);
    return this.findings.list();
  }

  private classes(): readonly ActionClass[] | undefined {
    const { now, approved, open } = this;
    const listings = new Map<string, { place: number; rule: Rule }>();
    const place = (rule: Rule): void => {
      const { not, values } = rule.actions;
      const key = `${not} ${JSON.stringify([...new Set(values.map((value) => value.toLowerCase()))].sort())}`;
      const known = listings.get(key) ?? { place: listings.size, rule };
      listings.set(key, known);
      this.places.set(rule, known.place);
    };
    open.allows.forEach(place);
    const chosen = listings.size;
    [...now.denies, ...(now.bounds ?? []), ...approved.allows, ...(approved.bounds ?? []), ...open.denies].forEach(
      place,
    );
    return actionClasses(
      this.catalogue,
      [...listings.values()].map(({ rule }) => rule.actions),
      chosen,
      this.budget,
    );
  }

  private named<Some extends Rule>(rules: readonly Some[], { named }: ActionClass): Some[] {
    return rules.filter((rule) => named[this.places.get(rule)!]);
  }

  /**
   * Compares one statement for one class of actions. First as it stands; when that is too much, cut down by the
   * boundary and with each combination of its condition values by itself.
   */
  private ask(rule: Rule, one: ActionClass): void {
    if (this.budget.left <= 0) return this.findings.addUndecided(rule);
    const grant: Grant = { rule, within: [rule.clause], conditions: rule.conditions };
    if (this.beyond(grant, one, false)) return;
    const bounded =
      this.now.bounds === undefined
        ? [grant]
        : this.named(this.now.bounds, one).map((bound): Grant => ({
            rule,
            within: [rule.clause, bound.clause],
            conditions: [...rule.conditions, ...bound.conditions],
          }));
    for (const each of bounded) {
      if (this.budget.left <= 0) return this.findings.addUndecided(rule);
      if (this.beyond(each, one, false)) continue;
      for (const conditions of combinations(each.conditions)) this.beyond({ ...each, conditions }, one, true);
    }
  }

  /** True when nothing of the grant is beyond what was approved. With `note`, adds what is beyond to the findings. */
  private beyond(grant: Grant, one: ActionClass, note: boolean): boolean {
    // What may or may not apply takes nothing away now, and approved nothing.
    const sure = <Some extends Rule>(rules: readonly Some[]): Some[] =>
      this.named(rules, one).filter(({ unresolved }) => !unresolved);
    const denies = sure(this.now.denies);
    const conditions = this.strengthened(grant, denies);
    const surely = (given: readonly Condition[]): Clause[] =>
      denies.filter((deny) => this.met(given, deny)).map(({ clause }) => clause);
    const denied = surely(conditions);
    const allows = sure(this.approved.allows);
    const uncertain = [...denies, ...allows].some((rule) => rule.conditions.length > 0) || grant.conditions.length > 0;
    let nothing = true;
    const look = (
      within: readonly Clause[],
      without: readonly Clause[],
      why: (resource: string) => WhyBeyond | undefined,
    ): void => {
      const found = resourcesIn(within, without, this.symbols, this.budget);
      if (found.length === 0) return;
      nothing = false;
      if (!note) return;
      const by = { rule: grant.rule, actions: one, certain: !uncertain };
      if (found === "undecided") this.findings.addUndecided(grant.rule);
      else for (const resource of found) this.findings.add({ ...by, resource, why: why(resource) });
    };
    look(grant.within, [...denied, ...this.clausesMet(allows, conditions)], (resource) =>
      conditionsBeyond(grant.conditions, allows, resource, (condition) => implies(conditions, condition, this.calls)),
    );
    if (this.open.bounds && nothing) {
      const bounds = sure(this.approved.bounds!);
      look(grant.within, [...denied, ...this.clausesMet(bounds, conditions)], () => ({ kind: "boundary" }));
    }
    for (const deny of this.named(this.open.denies, one)) {
      if (deny.conditions.some((condition) => excludes(conditions, condition, this.calls))) continue;
      look([...grant.within, deny.clause], surely([...conditions, ...deny.conditions]), () => ({
        kind: "denied",
        by: placeOf(deny),
        conditions: entries(deny.conditions),
      }));
    }
    return nothing;
  }

  private met(given: readonly Condition[], rule: Rule): boolean {
    return rule.conditions.every((condition) => implies(given, condition, this.calls));
  }

  private clausesMet(rules: readonly Rule[], given: readonly Condition[]): Clause[] {
    return rules.filter((rule) => this.met(given, rule)).map(({ clause }) => clause);
  }

  /**
   * Adds conditions that follow from the Deny statements of now. When a Deny covers the whole grant and has one
   * condition, a request gets past it only by not meeting that condition.
   */
  private strengthened({ within, conditions }: Grant, denies: readonly Rule[]): readonly Condition[] {
    return denies.reduce<readonly Condition[]>((given, deny) => {
      const [only, ...more] = deny.conditions.filter((condition) => !implies(given, condition, this.calls));
      if (only === undefined || more.length > 0) return given;
      const opposite = negation(only);
      return opposite !== undefined && resourcesIn(within, [deny.clause], this.symbols, this.budget).length === 0
        ? [...given, ...opposite]
        : given;
    }, conditions);
  }
}
