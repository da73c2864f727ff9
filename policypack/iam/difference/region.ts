/** Is there a resource that is in all of some clauses and in none of others? */
import type { Budget } from "../pattern/automaton";
import { ANY_ONE, ANY_RUN, literalPattern, matchesEverything, type Pattern } from "../pattern/pattern";
import { inClause } from "../reach/grants";
import type { Clause } from "../reach/reach";
import { hasVariable, type Variables } from "./compiledValue";
import { Product, type Places } from "./product";

/** Limit of the states that one question may visit. Beyond it the answer is `undecided`. */
const STATE_CAP = 20_000;

/** Resources that were found, as text; empty when there is none. */
export type Found = readonly string[] | "undecided";

/**
 * Finds resources that are in every clause of `within` and in none of `without`: one for each pattern that reaches any.
 */
export function resourcesIn(
  within: readonly Clause[],
  without: readonly Clause[],
  variables: Variables,
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
    return eachAlone(wanted, unwanted, variables, budget);
  return search(wanted, unwanted, variables, budget);
}

/** True when every resource is in the clause. */
export function coversAll({ not, patterns }: Clause): boolean {
  return not ? patterns.length === 0 : patterns.some(matchesEverything);
}

function sameClause(a: Clause, b: Clause): boolean {
  return (
    a === b ||
    (a.not === b.not &&
      a.patterns.length === b.patterns.length &&
      a.patterns.every((pattern) => b.patterns.some((other) => samePattern(pattern, other))))
  );
}

function samePattern(a: Pattern, b: Pattern): boolean {
  return a.tokens.length === b.tokens.length && a.tokens.every((token, i) => token === b.tokens[i]);
}

/**
 * Searches each clause by itself. A variable may have the very value that another clause spells out, so clauses with
 * variables cannot be read side by side. But when one clause alone leaves no resource, all of them leave none.
 */
function eachAlone(
  wanted: readonly Clause[],
  unwanted: readonly Pattern[],
  variables: Variables,
  budget: Budget,
): Found {
  let found: Found = [];
  for (const clause of wanted) {
    found = search([clause], unwanted, variables, budget);
    if (found.length === 0) return [];
  }
  return found;
}

function search(wanted: readonly Clause[], unwanted: readonly Pattern[], variables: Variables, budget: Budget): Found {
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
    const text = plainIn(clauses, unwanted) ?? automaton(clauses, unwanted, variables, budget);
    if (text === "undecided") undecided = true;
    else if (text !== undefined) texts.push(text);
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

function automaton(
  wanted: readonly Clause[],
  unwanted: readonly Pattern[],
  variables: Variables,
  budget: Budget,
): string | undefined {
  const patterns = [...wanted.flatMap((clause) => clause.patterns), ...unwanted];
  const product = new Product(patterns);
  let from = 0;
  const ranges = wanted.map((clause) => ({ from, to: (from += clause.patterns.length) }));
  const inEach = (found: Iterable<number>): boolean => {
    const list = [...found];
    return ranges.every((range) => list.some((index) => index >= range.from && index < range.to));
  };
  const unwantedIn = (found: readonly number[]): boolean => found.some((index) => index >= from);
  const seen = new Set<string>();
  const queue: { places: Places; read: readonly number[] }[] = [];
  const visit = (places: Places, read: readonly number[]): void => {
    const key = places.join();
    if (seen.has(key) || !inEach(product.alive(places)) || unwantedIn(product.settled(places))) return;
    seen.add(key);
    queue.push({ places, read });
  };
  visit(product.start(), []);
  for (let head = 0; head < queue.length; head++) {
    const { places, read } = queue[head]!;
    const matched = product.matched(places);
    if (inEach(matched) && !unwantedIn(matched)) return variables.text(read);
    if (head >= STATE_CAP || budget.left <= 0) return "undecided";
    budget.left -= 1 + places.length;
    for (const code of [product.other, ...product.named(places)]) visit(product.step(places, code), [...read, code]);
  }
  return undefined;
}
