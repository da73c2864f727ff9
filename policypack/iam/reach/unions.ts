/** Grants on patterns that together match what no one of them does: the union of them is a grant, too. */
import { ActionSet } from "../catalogue/actionSet";
import { distinct } from "../distinct";
import type { Budget } from "../pattern/automaton";
import { within } from "../pattern/relations";
import { isOpen, isWide, LEAST, type Part, startOfName, unionsOf } from "../pattern/unions";
import { type Pattern, patternOf, sourceOf } from "../pattern/pattern";
import type { Grant } from "./grant";

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
  let open = 0;
  for (const grant of grants) {
    if (grant.narrowing.length > 0 || grant.everywhere) continue;
    const [clause, ...more] = grant.within;
    if (clause === undefined || clause.not || more.length > 0) continue;
    for (const { tokens } of clause.patterns) {
      const end = startOfName(tokens);
      const head = tokens.slice(0, end).join();
      const parts = heads.get(head) ?? [];
      heads.set(head, parts);
      const name = tokens.slice(end);
      if (!isOpen(name)) continue;
      open++;
      parts.push({ tokens: name, value: { actions: grant.actions, grants: [grant] } });
    }
  }
  if (open < LEAST) return [];
  const all = [...heads].map(([head, parts]) => ({
    tokens: tokensOf(head),
    pattern: asPattern(tokensOf(head)),
    parts,
  }));
  return all.slice(0, MAXIMUM_HEADS).flatMap((own) => {
    const parts = all.flatMap((other) =>
      other === own ||
      (other.parts.length > 0 && all.length <= MAXIMUM_HEADS && within(own.pattern, [other.pattern], budget))
        ? other.parts
        : [],
    );
    return unionsOf(parts, { wide: (characters) => isWide(characters, true), join }, budget).map(({ tokens, value }) =>
      grantOn([...own.tokens, ...tokens], value),
    );
  });
}

/** Actions, and all of the characters that allow each of them. */
interface Group {
  readonly characters: ReadonlySet<number>;
  readonly actions: ActionSet;
}

/** For each choice of characters: the actions that these, and no others, allow. */
function join(values: ReadonlyMap<number, readonly Shared[]>): { characters: ReadonlySet<number>; value: Shared }[] {
  let groups: readonly Group[] = [];
  for (const [character, some] of values) {
    const actions = new ActionSet(some[0]!.actions.size);
    for (const one of new Set(some.map((shared) => shared.actions))) actions.addAll(one);
    groups = divided(groups, character, actions);
  }
  return groups.map(({ characters, actions }) => {
    const grants = [...characters].flatMap((character) => values.get(character)!.flatMap((one) => one.grants));
    return { characters, value: { actions, grants: [...new Set(grants)] } };
  });
}

/** The groups with one more character, which allows these actions. */
function divided(groups: readonly Group[], character: number, actions: ActionSet): Group[] {
  let rest = actions;
  const parts = groups.flatMap((group): Group[] => {
    if (!group.actions.meets(rest)) return [group];
    const common = { characters: new Set([...group.characters, character]), actions: group.actions.and(rest) };
    rest = rest.minus(group.actions);
    return group.actions.within(common.actions)
      ? [common]
      : [common, { ...group, actions: group.actions.minus(common.actions) }];
  });
  const alone = { characters: new Set([character]), actions: rest };
  return rest.empty ? parts : [...parts, alone];
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
