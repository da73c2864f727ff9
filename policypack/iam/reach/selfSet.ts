/**
 * Limits that the principal can lift itself: whoever may tag a resource, or give a key an alias, may then do to it what
 * a condition on that tag or alias allows. So the resources that it may mark count as allowed.
 */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue } from "../catalogue/actions";
import { nullAsks } from "../condition/missing";
import { arnPatternParts, parseOperator } from "../condition/operators";
import type { Limit } from "../condition/values";
import type { ConditionEntry } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { type Clause, coversAll } from "../pattern/clause";
import { compilePattern, matchesEverything, type Pattern } from "../pattern/pattern";
import { apart } from "../pattern/relations";
import type { Denial, Grant } from "./grant";

/** Limit of the grants that are added. */
const MOST = 1_000;
const INTRICATE = "whether a session can give a resource the mark that is asked for takes too long to find out";

/** What is allowed and denied. */
interface Said {
  readonly grants: readonly Grant[];
  readonly denials: readonly Denial[];
}

/**
 * What is allowed and denied by a principal that gives the marks itself which are asked for: with what it is allowed on
 * the resources that it can mark, and without the denials that it lifts for them.
 */
export function withOwnMarks(catalogue: ActionCatalogue, said: Said, budget: Budget): Said {
  const asking = said.grants.filter(({ narrowing }) => narrowing.some(isMark));
  const sparing = said.denials.some(sparesMarked);
  if (asking.length === 0 && !sparing) return said;
  const markers = markersAmong(catalogue, once(said.grants));
  if (markers.length === 0) return said;
  return {
    grants: [...said.grants, ...onMarked(catalogue, once(asking), markers, said, budget)],
    denials: sparing ? notLifted(catalogue, markers, said, budget) : said.denials,
  };
}

/** True for a Deny of all but what has a mark. */
function sparesMarked(denial: Denial): denial is Denial & { readonly unless: Limit } {
  return denial.unless !== undefined && isMark(denial.unless);
}

/**
 * For each grant that asks for a mark: what it allows on resources that the principal can give this mark. A grant for which
 * the limit or the budget does not suffice counts as not proven.
 */
function onMarked(
  catalogue: ActionCatalogue,
  asking: readonly Grant[],
  markers: readonly Marker[],
  { grants, denials }: Said,
  budget: Budget,
): readonly Grant[] {
  const found: Grant[] = [];
  for (const grant of asking) {
    // Hundreds of actions may give a mark by one grant: those that allow it on the same resources are one.
    const same = new Map<string, Grant>();
    for (const marker of markers) {
      budget.left -= 1 + denials.length;
      if (budget.left <= 0 || found.length + same.size > MOST) break;
      const one = marked(catalogue, grant, marker, grants, denials);
      const known = one && same.get(one.key);
      if (known !== undefined) known.actions.addAll(one!.grant.actions);
      else if (one !== undefined) same.set(one.key, one.grant);
    }
    found.push(...same.values());
    if (budget.left <= 0 || found.length > MOST)
      found.push({ ...grant, narrowing: [], unproven: [...grant.unproven, INTRICATE] });
  }
  return found;
}

/**
 * The denials without what the principal can lift itself: a Deny of all but what has a mark is none for the resources that it
 * can give this mark.
 */
function notLifted(
  catalogue: ActionCatalogue,
  markers: readonly Marker[],
  { grants, denials }: Said,
  budget: Budget,
): readonly Denial[] {
  return denials.flatMap((denial): Denial[] => {
    if (!sparesMarked(denial)) return [denial];
    const { unless, actions } = denial;
    const giving = markers.filter((marker) => {
      budget.left -= 1;
      if (budget.left <= 0) return false;
      if (!actions.meets(catalogue.sharingTypes(marker.action))) return false;
      budget.left -= denials.length;
      return sets(unless, marker, grants, denials);
    });
    // The budget is used up: nothing says that the mark cannot be given.
    if (budget.left <= 0) return [];
    if (giving.length === 0) return [denial];
    const lifted = new ActionSet(catalogue.size);
    for (const { action } of giving) lifted.addAll(catalogue.sharingTypes(action));
    const unmarked = giving
      .flatMap(({ action }) => denials.filter((one) => one.actions.has(action) && surely(one)))
      .map(({ clause }) => clause);
    return [
      { ...denial, actions: actions.minus(lifted) },
      ...[outside(denial.clause, giving, budget), ...unmarked].map((clause) => ({
        ...denial,
        actions: actions.and(lifted),
        clause,
        everywhere: coversAll(clause),
      })),
    ];
  });
}

/** The part of a clause that no marker reaches; too small rather than too large. */
function outside({ not, patterns }: Clause, markers: readonly Marker[], budget: Budget): Clause {
  const reached = markers.map(({ grant }) => grant.within.find((clause) => !clause.not)?.patterns ?? EVERYTHING).flat();
  if (not) return { not, patterns: [...patterns, ...reached] };
  if (patterns.some(matchesEverything)) return { not: true, patterns: reached };
  return { not, patterns: patterns.filter((one) => reached.every((other) => apart(one, other, budget))) };
}

const EVERYTHING = [compilePattern("*")];

/** The grants without those that say no more than another one with the same words. */
function once(grants: readonly Grant[]): readonly Grant[] {
  const known = new Map<string, ActionSet[]>();
  return grants.filter(({ actions, statement, within, narrowing, unproven }) => {
    const sources = (patterns: readonly Pattern[]): string[] => patterns.map(({ source }) => source);
    const key = JSON.stringify([
      statement.conditions,
      within.map(({ not, patterns }) => [not, ...sources(patterns)]),
      narrowing.map((limit) => [limit.key, ...sources(limit.values)]),
      unproven,
    ]);
    const sets = known.get(key) ?? [];
    known.set(key, sets);
    if (sets.some((one) => actions.within(one))) return false;
    sets.push(actions);
    return true;
  });
}

/** A grant of an action that gives a mark to resources. */
interface Marker {
  readonly action: number;
  readonly grant: Grant;
  readonly alias: boolean;
}

function markersAmong(catalogue: ActionCatalogue, grants: readonly Grant[]): Marker[] {
  let select = marking.get(catalogue);
  if (select === undefined) {
    select = catalogue.selecting((action) => {
      const name = catalogue.name(action);
      return SETS_ALIAS.test(name) || (catalogue.level(action) === "T" && !/:(?:Untag|Delete|Remove)/.test(name));
    });
    marking.set(catalogue, select);
  }
  const found: Marker[] = [];
  for (const grant of grants) {
    if (grant.narrowing.length > 0 || grant.unproven.length > 0) continue;
    for (const action of select(grant.actions))
      found.push({ action, grant, alias: SETS_ALIAS.test(catalogue.name(action)) });
  }
  return found;
}

const SETS_ALIAS = /^kms:(?:Create|Update)Alias$/;

/** Selects the actions that give a resource a mark. */
const marking = new WeakMap<ActionCatalogue, (actions: ActionSet) => ActionSet>();

/** What a grant allows on the resources that a marker marks; `key` says on which, and what is asked for beside the mark. */
function marked(
  catalogue: ActionCatalogue,
  grant: Grant,
  marker: Marker,
  grants: readonly Grant[],
  denials: readonly Denial[],
): { readonly key: string; readonly grant: Grant } | undefined {
  // Only what acts on the same types of resource: who tags policies tags no roles.
  const actions = grant.actions.and(catalogue.sharingTypes(marker.action));
  if (actions.empty) return undefined;
  const narrowing = grant.narrowing.filter((limit) => !sets(limit, marker, grants, denials));
  if (narrowing.length === grant.narrowing.length) return undefined;
  const denied = denials.filter((denial) => denial.actions.has(marker.action) && surely(denial));
  const within = [
    ...grant.within,
    ...marker.grant.within,
    ...denied.map(({ clause }): Clause => ({ ...clause, not: !clause.not })),
  ];
  return {
    key: JSON.stringify([
      grants.indexOf(marker.grant),
      denied.map((one) => denials.indexOf(one)),
      narrowing.map((one) => grant.narrowing.indexOf(one)),
    ]),
    grant: { ...grant, actions, strangers: [], narrowing, within, everywhere: false },
  };
}

/** True when a marker can give what a limit asks for. */
function sets(limit: Limit, marker: Marker, grants: readonly Grant[], denials: readonly Denial[]): boolean {
  if (marker.alias) return setsAlias(limit, marker, grants);
  const against = denials.filter((denial) => denial.actions.has(marker.action));
  return setsTag(limit, marker.grant.statement.conditions, against);
}

/** True for a Deny that applies to every request on its resources. */
function surely({ when, unless }: Denial): boolean {
  return when === undefined && unless === undefined;
}

function isMark({ key }: Limit): boolean {
  return tagOf(key) !== undefined || isAlias(key);
}

/** The name of the tag of a resource that a key is about: of the thing itself, an object, a bucket, a database. */
function tagOf(key: string): string | undefined {
  return /^[a-z0-9-]+:(?!req)[a-z-]*tag\/(.+)$/.exec(key)?.[1];
}

function isAlias(key: string): boolean {
  return key === "kms:resourcealiases" || key === "kms:requestalias";
}

/** True when the conditions let the tag be set to a value that the limit accepts, and no Deny is about that tag. */
function setsTag({ key, values }: Limit, conditions: readonly ConditionEntry[], against: readonly Denial[]): boolean {
  const tag = tagOf(key);
  if (tag === undefined) return false;
  const about = (entry: ConditionEntry): boolean => /:(?:tagkeys$|[a-z-]*tag\/)/.test(entry.key.toLowerCase());
  if (against.some(({ when, unless }) => unless !== undefined || when?.some(about) === true)) return false;
  return conditions.every((entry) => {
    const asked = entry.key.toLowerCase();
    const named = /:(?:request[a-z]*|req-)tag\/(.+)$/.exec(asked)?.[1];
    if (asked !== "aws:tagkeys" && named !== tag) return true;
    const operator = parseOperator(entry.operator);
    if (operator === undefined || operator.negated) return false;
    if (operator.comparison === "null") return nullAsks(entry) === "present" || nullAsks(entry) === "either";
    const accepted = asked === "aws:tagkeys" ? [compilePattern(tag)] : values;
    return entry.values.some((value) => meets(compilePattern(lowered(asked, value)), accepted));
  });
}

/** Tags' names are compared without regard to case here, as in keys of conditions. */
function lowered(key: string, value: string): string {
  return key === "aws:tagkeys" ? value.toLowerCase() : value;
}

/** True when some alias that the limit accepts can be given. */
function setsAlias({ key, values }: Limit, { action }: Marker, grants: readonly Grant[]): boolean {
  if (!isAlias(key)) return false;
  // An ARN's last part is compared by itself, since a wildcard before it may stand for anything.
  const gives = (pattern: Pattern): boolean => meets(arnPatternParts(pattern)?.[5] ?? pattern, values);
  return grants.some(
    (grant) =>
      grant.narrowing.length === 0 &&
      grant.unproven.length === 0 &&
      grant.actions.has(action) &&
      grant.within.every((clause) => clause.not || clause.patterns.some(gives)),
  );
}

function meets(pattern: Pattern, others: readonly Pattern[]): boolean {
  return others.some((other) => !apart(pattern, other));
}
