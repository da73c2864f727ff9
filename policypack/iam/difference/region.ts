/** Is there a resource that is in all of some lists of patterns and in none of others? */
import type { Budget } from "../pattern/automaton";
import { ANY_ONE, ANY_RUN, literalPattern, matchesEverything, type Pattern } from "../pattern/pattern";
import { inClause } from "../reach/grants";
import type { Clause } from "../reach/reach";
import { hasVariable, type Variables } from "./compiledValue";
import { Product, type Places } from "./product";

/** States that one question may visit. */
const STATE_CAP = 20_000;

/** Resources that were found, as text; empty when there is none. */
export type Found = readonly string[] | "undecided";

/** Finds resources that are in every clause of `within` and in none of `without`: one for each pattern that leads to some. */
export function resourcesIn(within: readonly Clause[], without: readonly Clause[], variables: Variables, budget: Budget): Found {
  if (without.some((clause) => coversAll(clause) || within.some((other) => sameClause(clause, other)))) return [];
  const wanted = [...within.filter(({ not }) => !not), ...without.flatMap(({ not, patterns }) => (not ? [{ not: false, patterns }] : []))].filter((clause) => !coversAll(clause));
  const unwanted = [...within.filter(({ not }) => not), ...without.filter(({ not }) => !not)].flatMap(({ patterns }) => patterns);
  if (wanted.length > 1 && wanted.some(({ patterns }) => patterns.some(hasVariable))) return eachAlone(wanted, unwanted, variables, budget);
  return search(wanted, unwanted, variables, budget);
}

/** True when every resource is in the clause. */
export function coversAll({ not, patterns }: Clause): boolean {
  return not ? patterns.length === 0 : patterns.some(matchesEverything);
}

function sameClause(a: Clause, b: Clause): boolean {
  return a === b || (a.not === b.not && a.patterns.length === b.patterns.length && a.patterns.every((pattern) => b.patterns.some((other) => samePattern(pattern, other))));
}

function samePattern(a: Pattern, b: Pattern): boolean {
  return a.tokens.length === b.tokens.length && a.tokens.every((token, i) => token === b.tokens[i]);
}

/**
 * The value of a variable may be what another pattern says in letters, so two lists cannot be read side by side. Nothing is
 * in both where nothing is in one of them.
 */
function eachAlone(wanted: readonly Clause[], unwanted: readonly Pattern[], variables: Variables, budget: Budget): Found {
  let found: Found = [];
  for (const clause of wanted) {
    found = search([clause], unwanted, variables, budget);
    if (found.length === 0) return [];
  }
  return found;
}

function search(wanted: readonly Clause[], unwanted: readonly Pattern[], variables: Variables, budget: Budget): Found {
  const [first, ...rest] = [...wanted].sort((a, b) => a.patterns.length - b.patterns.length).reverse();
  // Each pattern by itself: the automata stay small, and every pattern that leads somewhere is named.
  const parts = first === undefined ? [[]] : first.patterns.filter((pattern) => !unwanted.some((other) => samePattern(pattern, other))).map((pattern) => [{ not: false, patterns: [pattern] }]);
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

/** A resource that people can read: a pattern with plain letters in the place of wildcards. */
function plainIn(wanted: readonly Clause[], unwanted: readonly Pattern[]): string | undefined {
  const patterns = wanted.length === 0 ? [EVERYTHING] : wanted.flatMap((clause) => clause.patterns.slice(0, 20));
  return patterns.filter((pattern) => !hasVariable(pattern)).map(filled).find((text) => wanted.every((clause) => inClause(clause, text)) && !inClause({ not: false, patterns: unwanted }, text));
}

const EVERYTHING = literalPattern("*");

function filled({ tokens }: Pattern): string {
  return tokens.map((token) => (token === ANY_RUN || token === ANY_ONE ? "x" : String.fromCharCode(token))).join("");
}

function automaton(wanted: readonly Clause[], unwanted: readonly Pattern[], variables: Variables, budget: Budget): string | undefined {
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
