/** Is there a resource that is in all of some clauses and in none of others? */
import type { Budget } from "../pattern/automaton";
import { type Clause, coversAll, inClause, sameClause } from "../pattern/clause";
import { ANY_ONE, ANY_RUN, hasVariable, literalPattern, type Pattern, samePattern } from "../pattern/pattern";
import { textIn } from "../pattern/relations";
import type { Symbols } from "./symbols";

/** Resources that were found, as text; empty when there is none. */
export type Found = readonly string[] | "undecided";

/**
 * Finds resources that are in every clause of `within` and in none of `without`: one for each pattern that reaches any.
 */
export function resourcesIn(
  within: readonly Clause[],
  without: readonly Clause[],
  symbols: Symbols,
  budget: Budget,
): Found {
  if (without.some((clause) => coversAll(clause) || within.some((other) => sameClause(clause, other)))) return [];
  const wanted = [
    ...within.filter(({ not }) => !not),
    ...without.flatMap(({ not, patterns }) => (not ? [{ not: false, patterns }] : [])),
  ].filter((clause) => !coversAll(clause));
  const unwanted = [...within.filter(({ not }) => not), ...without.filter(({ not }) => !not)].flatMap(
    ({ patterns }) => patterns,
  );
  if (wanted.length > 1 && wanted.some(({ patterns }) => patterns.some(hasVariable)))
    return eachAlone(wanted, unwanted, symbols, budget);
  return search(wanted, unwanted, symbols, budget);
}

/**
 * Searches each clause by itself. A variable may have the very value that another clause spells out, so clauses with
 * variables cannot be read side by side. But when one clause alone leaves no resource, all of them leave none.
 */
function eachAlone(wanted: readonly Clause[], unwanted: readonly Pattern[], symbols: Symbols, budget: Budget): Found {
  let found: Found = [];
  for (const clause of wanted) {
    found = search([clause], unwanted, symbols, budget);
    if (found.length === 0) return [];
  }
  return found;
}

function search(wanted: readonly Clause[], unwanted: readonly Pattern[], symbols: Symbols, budget: Budget): Found {
  const [first, ...rest] = [...wanted].sort((a, b) => a.patterns.length - b.patterns.length).reverse();
  // Each pattern is searched by itself. So the automata stay small, and every pattern that reaches a resource is found.
  const parts =
    first === undefined
      ? [[]]
      : first.patterns
          .filter((pattern) => !unwanted.some((other) => samePattern(pattern, other)))
          .map((pattern) => [{ not: false, patterns: [pattern] }]);
  const texts: string[] = [];
  let undecided = false;
  for (const part of parts) {
    const clauses = [...part, ...rest];
    const text = plainIn(clauses, unwanted);
    const read = text ?? textIn({ within: clauses, without: [{ not: false, patterns: unwanted }] }, budget);
    if (read === "undecided") undecided = true;
    else if (read !== "none") texts.push(typeof read === "string" ? read : symbols.text(read));
  }
  return undecided && texts.length === 0 ? "undecided" : [...new Set(texts)];
}

/** A resource that people can read: a pattern with `x` in place of each wildcard, when that is in the region. */
function plainIn(wanted: readonly Clause[], unwanted: readonly Pattern[]): string | undefined {
  const patterns = wanted.length === 0 ? [EVERYTHING] : wanted.flatMap((clause) => clause.patterns.slice(0, 20));
  return patterns
    .filter((pattern) => !hasVariable(pattern))
    .map(filled)
    .find(
      (text) => wanted.every((clause) => inClause(clause, text)) && !inClause({ not: false, patterns: unwanted }, text),
    );
}

const EVERYTHING = literalPattern("*");

function filled({ tokens }: Pattern): string {
  return tokens.map((token) => (token === ANY_RUN || token === ANY_ONE ? "x" : String.fromCharCode(token))).join("");
}
