/** Lists of patterns, as `Resource` and `NotResource` are, and what several of them leave. */
import { matches, matchesEverything, type Pattern, samePattern } from "./pattern";

/** A list of patterns: a text is in it when one matches or, with `not`, when none does. */
export interface Clause {
  readonly not: boolean;
  readonly patterns: readonly Pattern[];
}

/** The texts in every clause of `within` and in none of `without`. */
export interface Region {
  readonly within: readonly Clause[];
  readonly without: readonly Clause[];
}

/** True when the text is in the clause. */
export function inClause({ not, patterns }: Clause, text: string): boolean {
  return patterns.some((pattern) => matches(pattern, text)) !== not;
}

/** True when every text is surely in the clause. */
export function coversAll({ not, patterns }: Clause): boolean {
  return not ? patterns.length === 0 : patterns.some(matchesEverything);
}

/** True when both have the same patterns, in any order and each however often. */
export function sameClause(a: Clause, b: Clause): boolean {
  return a.not === b.not && allAmong(a.patterns, b.patterns) && allAmong(b.patterns, a.patterns);
}

function allAmong(some: readonly Pattern[], all: readonly Pattern[]): boolean {
  return some.every((one) => all.some((other) => samePattern(one, other)));
}
