/** Grants on patterns that together match what no one of them does: the union of them is a grant, too. */
import { ActionSet } from "../catalogue/actionSet";
import { distinct } from "../distinct";
import type { Budget } from "../pattern/automaton";
import { within } from "../pattern/relations";
import { type Joining, isWide, type Part, startOfName, unionsOf } from "../pattern/unions";
import { type Pattern, patternOf, sourceOf } from "../pattern/pattern";
import type { Grant } from "./grants";

/** Actions that all of some grants allow, or several of them between them. */
interface Shared {
  readonly actions: ActionSet;
  readonly grants: readonly Grant[];
}

/** Limit of the heads of ARNs (partition, service, region and account) that are tried. */
const MAXIMUM_HEADS = 12;

/** The grants on unions of what the given ones allow. Conditions of theirs count only when all of them have them. */
export function unionGrants(grants: readonly Grant[], budget: Budget): Grant[] {
  const heads = new Map<string, Part<Shared>[]>();
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
    return unionsOf(parts, JOINING, budget).map(({ tokens, value }) => grantOn([...own, ...tokens], value));
  });
}

const JOINING: Joining<Shared> = { wide: (characters) => isWide(characters, true), join };

function join(values: ReadonlyMap<number, readonly Shared[]>): { characters: ReadonlySet<number>; value: Shared }[] {
  const sets = [...values].map(([character, some]) => {
    const actions = new ActionSet(some[0]!.actions.size);
    for (const one of some) actions.addAll(one.actions);
    return { character, actions, grants: some.flatMap(({ grants }) => grants) };
  });
  const all = new ActionSet(sets[0]!.actions.size);
  for (const { actions } of sets) all.addAll(actions);
  // Actions that the same characters allow stay together.
  const groups = new Map<string, { characters: Set<number>; value: Shared }>();
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

function grantOn(tokens: readonly number[], { actions, grants }: Shared): Grant {
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
