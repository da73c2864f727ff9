/**
 * What several patterns match together: `i-00*`, `i-01*` and so on up to `i-0f*` are `i-0` and one of sixteen characters.
 * A union matches nothing that none of its patterns matches.
 */
import type { Budget } from "./automaton";
import { ANY_ONE, ANY_RUN, charactersOf, oneOf, type Pattern, patternOf, sourceOf } from "./pattern";
import { within } from "./relations";

/** A pattern's tokens, and what it stands for. */
export interface Part<Value> {
  readonly tokens: readonly number[];
  readonly value: Value;
}

/** What unions are made of. */
export interface Joining<Value> {
  /** True when the characters are so many that they count as any character. */
  wide(characters: ReadonlySet<number>): boolean;
  /** What all of the characters have in common, for each choice of characters that have something in common. */
  join(values: ReadonlyMap<number, readonly Value[]>): readonly { characters: ReadonlySet<number>; value: Value }[];
}

/** Limits of what is tried at one place of the patterns. Beyond them a union may be missed. */
const MAXIMUM_TAILS = 48;

/** Fewer characters are never wide, and fewer parts make no union. */
export const LEAST = 8;

/** Fewer `?` in the place of `*` name few things. */
const LEAST_ONES = 4;

/** The unions of parts that differ in one character, in two, and so on. Texts without a wildcard make none. */
export function unionsOf<Value>(parts: readonly Part<Value>[], how: Joining<Value>, budget: Budget): Part<Value>[] {
  if (parts.length < LEAST) return [];
  const open = parts.filter(({ tokens }) => isOpen(tokens));
  if (open.length < LEAST || budget.left <= 0) return [];
  const root: Node<Value> = { next: new Map(), values: [] };
  let wide = false;
  for (const { tokens, value } of open) {
    budget.left -= 1 + (tokens.length >> 2);
    let node = root;
    for (const token of tokens) {
      let next = node.next.get(token);
      if (next === undefined) node.next.set(token, (next = { next: new Map(), values: [] }));
      if (node.next.size >= LEAST) wide = true;
      node = next;
    }
    node.values.push(value);
  }
  return wide ? tailsOf(root, how, budget).filter(({ tokens }) => tokens.some((token) => isSet(token))) : [];
}

interface Node<Value> {
  readonly next: Map<number, Node<Value>>;
  /** Those of the parts that end here. */
  readonly values: Value[];
}

function isSet(token: number): boolean {
  return charactersOf(token) !== undefined;
}

/** True for a part that a union can be made of: it has a wildcard for more than a few characters. */
export function isOpen(tokens: readonly number[]): boolean {
  return tokens.includes(ANY_RUN) || tokens.filter((token) => token === ANY_ONE).length >= LEAST_ONES;
}

/** All that may follow, with the unions of it. */
function tailsOf<Value>(from: Node<Value>, how: Joining<Value>, budget: Budget): Part<Value>[] {
  // Most places lead to one other place alone, and these are not worth a call each.
  const read: number[] = [];
  let node = from;
  while (node.next.size === 1 && node.values.length === 0) {
    const [[token, next]] = node.next as unknown as [[number, Node<Value>]];
    read.push(token);
    node = next;
  }
  const tails: Part<Value>[] = node.values.map((value) => ({ tokens: [], value }));
  const after = new Map<number, Part<Value>[]>();
  for (const [token, next] of node.next) {
    const found = tailsOf(next, how, budget);
    for (const { tokens, value } of found) tails.push({ tokens: [token, ...tokens], value });
    if (token >= 0) after.set(token, found.slice(0, MAXIMUM_TAILS));
  }
  if (after.size >= LEAST) tails.push(...joined(after, how, budget));
  return read.length === 0 ? tails : tails.map(({ tokens, value }) => ({ tokens: [...read, ...tokens], value }));
}

/** For each tail that follows so many characters that these are wide: a set of the characters, and the tail. */
function joined<Value>(
  after: ReadonlyMap<number, readonly Part<Value>[]>,
  how: Joining<Value>,
  budget: Budget,
): Part<Value>[] {
  const tails = new Map<string, { readonly tail: readonly number[]; readonly pattern: Pattern }>();
  const lists = [...after].map(([character, list]) => {
    const keyed = list.map(({ tokens, value }) => ({ key: tokens.join(), tokens, value }));
    for (const { key, tokens } of keyed)
      if (!tails.has(key)) tails.set(key, { tail: tokens, pattern: patternOf(tokens, "") });
    return { character, list: keyed };
  });
  const result: Part<Value>[] = [];
  for (const [key, { tail, pattern }] of [...tails].slice(0, MAXIMUM_TAILS)) {
    const values = new Map<number, Value[]>();
    for (const { character, list } of lists) {
      budget.left -= 1 + list.length;
      const covering = list.filter((one) => one.key === key || within(pattern, [tails.get(one.key)!.pattern], budget));
      if (covering.length > 0)
        values.set(
          character,
          covering.map(({ value }) => value),
        );
    }
    if (!how.wide(new Set(values.keys()))) continue;
    for (const { characters, value } of how.join(values))
      if (how.wide(characters)) result.push({ tokens: [oneOf(characters), ...tail], value });
  }
  return result;
}

const COLON = 58;

/** Where the name in an ARN begins: after the fifth colon. 0 when there is none. */
export function startOfName(tokens: readonly number[]): number {
  let colons = 0;
  for (let at = 0; at < tokens.length; at++) if (tokens[at] === COLON && ++colons === 5) return at + 1;
  return 0;
}

/** The unions of patterns that stand for nothing but themselves. */
export function unionPatterns(
  patterns: readonly Pattern[],
  wide: (characters: ReadonlySet<number>) => boolean,
  budget: Budget = { left: 100_000 },
): Pattern[] {
  const join = (values: ReadonlyMap<number, readonly undefined[]>) => [
    { characters: new Set(values.keys()), value: undefined },
  ];
  const parts = patterns
    .filter(({ tokens }) => isOpen(tokens.slice(startOfName(tokens))))
    .map(({ tokens }) => ({ tokens, value: undefined }));
  return unionsOf(parts, { wide, join }, budget).map(({ tokens }) => patternOf(tokens, sourceOf(tokens)));
}

const codes = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const HEX = codes("0123456789abcdef");
const SMALL = codes("abcdefghijklmnopqrstuvwxyz0123456789");
const LARGE = codes("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

/**
 * True when a name that has one of these characters may be nearly any: half of the characters that ids which AWS
 * generates are made of, all of them in other names, or half of those that people use.
 */
export function isWide(characters: ReadonlySet<number>, generated: boolean): boolean {
  const among = (all: readonly number[]): number => all.filter((code) => characters.has(code)).length;
  return among(HEX) >= (generated ? 8 : 16) || among(SMALL) >= 18 || among(LARGE) >= 18;
}
