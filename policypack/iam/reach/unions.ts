/** Grants on patterns that together match what no one of them does: the union of them is a grant, too. */
import { ActionSet } from "../catalogue/actionSet";
import { distinct } from "../distinct";
import type { Limit } from "../condition/values";
import type { Statement } from "../document/document";
import type { Budget } from "../pattern/automaton";
import type { Clause } from "../pattern/clause";
import { within } from "../pattern/relations";
import { isWide, type Part, startOfName, unionsOf } from "../pattern/unions";
import { type Pattern, patternOf, sourceOf } from "../pattern/pattern";

/** What a grant has that decides about its unions. */
interface Joined {
  readonly statement: Statement;
  readonly actions: ActionSet;
  readonly strangers: readonly string[];
  readonly within: readonly Clause[];
  readonly everywhere: boolean;
  readonly narrowing: readonly Limit[];
  readonly passing: readonly Limit[];
  readonly barred: readonly Pattern[];
  readonly unproven: readonly string[];
}

/** Actions that all of some grants allow, or several of them between them. */
interface Shared<Grant> {
  readonly actions: ActionSet;
  readonly grants: readonly Grant[];
}

/** Limit of the heads of ARNs (partition, service, region and account) that are tried. */
const MAXIMUM_HEADS = 12;

/** The grants on unions of what the given ones allow. Conditions of theirs count only when all of them have them. */
export function unionGrants<Grant extends Joined>(grants: readonly Grant[], budget: Budget): Grant[] {
  const heads = new Map<string, Part<Shared<Grant>>[]>();
  for (const grant of grants) {
    if (grant.narrowing.length > 0 || grant.everywhere) continue;
    const [clause, ...more] = grant.within;
    if (clause === undefined || clause.not || more.length > 0) continue;
    for (const { tokens } of clause.patterns) {
      const end = startOfName(tokens);
      const head = tokens.slice(0, end).join();
      const parts = heads.get(head) ?? [];
      heads.set(head, parts);
      parts.push({ tokens: tokens.slice(end), value: { actions: grant.actions, grants: [grant] } });
    }
  }
  return [...heads.keys()].slice(0, MAXIMUM_HEADS).flatMap((head) => {
    const own = tokensOf(head);
    const parts = [...heads].flatMap(([other, some]) =>
      other === head || (heads.size <= MAXIMUM_HEADS && within(asPattern(own), [asPattern(tokensOf(other))], budget))
        ? some
        : [],
    );
    return unionsOf(parts, { wide: (characters) => isWide(characters, true), join }, budget).map(({ tokens, value }) =>
      grantOn([...own, ...tokens], value),
    );
  });
}

function join<Grant>(
  values: ReadonlyMap<number, readonly Shared<Grant>[]>,
): { characters: ReadonlySet<number>; value: Shared<Grant> }[] {
  const sets = [...values].map(([character, some]) => {
    const actions = new ActionSet(some[0]!.actions.size);
    for (const one of some) actions.addAll(one.actions);
    return { character, actions, grants: some.flatMap(({ grants }) => grants) };
  });
  const all = new ActionSet(sets[0]!.actions.size);
  for (const { actions } of sets) all.addAll(actions);
  // Actions that the same characters allow stay together.
  const groups = new Map<string, { characters: Set<number>; value: Shared<Grant> }>();
  for (const action of all) {
    const having = sets.filter(({ actions }) => actions.has(action));
    const key = having.map(({ character }) => character).join();
    let group = groups.get(key);
    if (group === undefined) {
      const value = { actions: new ActionSet(all.size), grants: [...new Set(having.flatMap(({ grants }) => grants))] };
      groups.set(key, (group = { characters: new Set(having.map(({ character }) => character)), value }));
    }
    group.value.actions.add(action);
  }
  return [...groups.values()];
}

function grantOn<Grant extends Joined>(tokens: readonly number[], { actions, grants }: Shared<Grant>): Grant {
  const [first, ...others] = grants as [Grant, ...Grant[]];
  const text = (entry: unknown): string => JSON.stringify(entry);
  const conditions = first.statement.conditions.filter((entry) =>
    others.every(({ statement }) => statement.conditions.some((other) => text(other) === text(entry))),
  );
  return {
    ...first,
    statement: { ...first.statement, conditions },
    actions,
    strangers: [],
    within: [{ not: false, patterns: [patternOf(tokens, sourceOf(tokens))] }],
    passing: others.every(({ passing }) => passing.length > 0) ? grants.flatMap(({ passing }) => passing) : [],
    barred: first.barred.filter((one) =>
      others.every(({ barred }) => barred.some(({ source }) => source === one.source)),
    ),
    unproven: distinct(grants.flatMap(({ unproven }) => unproven)),
  };
}

function tokensOf(head: string): number[] {
  return head === "" ? [] : head.split(",").map(Number);
}

function asPattern(tokens: readonly number[]): Pattern {
  return patternOf(tokens, "");
}
