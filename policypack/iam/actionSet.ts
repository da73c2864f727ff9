/** Sets of actions as one bit an action, and the actions that a policy's `Action` patterns name. */
import type { ActionCatalogue } from "./actionCatalogue";
import type { Budget } from "./automaton";
import type { Listing } from "./document";
import { compilePattern, matches, matchesEverything } from "./pattern";

/** A set of the catalogue's actions. */
export class ActionSet {
  private readonly words: Uint32Array;

  constructor(readonly size: number, words?: Uint32Array) {
    this.words = words ?? new Uint32Array((size + 31) >>> 5);
  }

  /** Adds one action. */
  add(action: number): void {
    this.words[action >>> 5]! |= 1 << (action & 31);
  }

  /** True when the action is in the set. */
  has(action: number): boolean {
    return (this.words[action >>> 5]! & (1 << (action & 31))) !== 0;
  }

  /** Adds the actions from `first` up to, but without, `end`. */
  addRange(first: number, end: number): void {
    for (let action = first; action < end; action++) this.add(action);
  }

  /** Adds all actions of another set. */
  addAll(other: ActionSet): void {
    for (let i = 0; i < this.words.length; i++) this.words[i]! |= other.words[i]!;
  }

  /** The actions that are not in this set. */
  complement(): ActionSet {
    const words = this.words.map((word) => ~word);
    const spare = this.size & 31;
    if (spare !== 0) words[words.length - 1]! &= (1 << spare) - 1;
    return new ActionSet(this.size, words);
  }

  /** The actions in both sets. */
  and(other: ActionSet): ActionSet {
    const words = this.words.slice();
    for (let i = 0; i < words.length; i++) words[i]! &= other.words[i]!;
    return new ActionSet(this.size, words);
  }

  /** The actions of this set that are not in the other. */
  minus(other: ActionSet): ActionSet {
    const words = this.words.slice();
    for (let i = 0; i < words.length; i++) words[i]! &= ~other.words[i]!;
    return new ActionSet(this.size, words);
  }

  /** True when both have an action in common. */
  meets(other: ActionSet): boolean {
    for (let i = 0; i < this.words.length; i++) if ((this.words[i]! & other.words[i]!) !== 0) return true;
    return false;
  }

  /** True when every action of this set is in the other. */
  within(other: ActionSet): boolean {
    return this.words.every((word, i) => (word & ~other.words[i]!) === 0);
  }

  /** How many actions are in the set. */
  count(): number {
    let total = 0;
    for (const word of this.words) {
      let rest = word;
      while (rest !== 0) {
        rest &= rest - 1;
        total++;
      }
    }
    return total;
  }

  /** The actions in the set, in order. */
  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      let rest = this.words[i]!;
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest & -rest);
        yield i * 32 + bit;
        rest &= rest - 1;
      }
    }
  }
}

/** What an `Action` or `NotAction` element names. */
export interface NamedActions {
  readonly set: ActionSet;
  /**
   * Patterns that name what the catalogue does not have: an action that may exist tomorrow. Without
   * wildcards, or with wildcards that match nothing known. Empty for `NotAction`.
   */
  readonly strangers: readonly string[];
  /** True when the budget ran out: the set is then too small or, for `NotAction`, too large. */
  readonly cut: boolean;
}

const UNBOUNDED: Budget = { left: Infinity };

const CACHE_LIMIT = 4_000;
const caches = new WeakMap<ActionCatalogue, Map<string, readonly (readonly [number, number])[]>>();

/** Resolves an `Action` or `NotAction` element against the catalogue, as far as the budget allows. */
export function namedActions(catalogue: ActionCatalogue, listing: Listing, budget = UNBOUNDED): NamedActions {
  const set = new ActionSet(catalogue.names.length);
  const strangers: string[] = [];
  let cut = false;
  for (const value of listing.values) {
    const cost = costOf(catalogue, value);
    if (cost > 1 && budget.left <= 0) {
      cut = true;
      continue;
    }
    budget.left -= cost;
    const ranges = rangesOf(catalogue, value.toLowerCase());
    for (const [first, end] of ranges) set.addRange(first, end);
    if (ranges.length === 0) strangers.push(value);
  }
  return listing.not ? { set: set.complement(), strangers: [], cut } : { set, strangers, cut };
}

/** Names that a value is compared with, remembered or not, so that what is decided does not depend on what came before; 1 where it is looked up. */
function costOf(catalogue: ActionCatalogue, value: string): number {
  if (value === "*" || !/[*?]/.test(value)) return 1;
  const service = catalogue.service(/^([^*?:]+):/.exec(value.toLowerCase())?.[1] ?? "");
  return 1 + (service === undefined ? catalogue.names.length : service.end - service.first);
}

function rangesOf(catalogue: ActionCatalogue, pattern: string): readonly (readonly [number, number])[] {
  const cache = caches.get(catalogue) ?? new Map<string, readonly (readonly [number, number])[]>();
  caches.set(catalogue, cache);
  let ranges = cache.get(pattern);
  if (ranges === undefined) {
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(pattern, (ranges = find(catalogue, pattern)));
  }
  return ranges;
}

function find(catalogue: ActionCatalogue, text: string): (readonly [number, number])[] {
  const exact = /[*?]/.test(text) ? undefined : catalogue.number(text);
  if (exact !== undefined) return [[exact, exact + 1]];
  if (!/[*?]/.test(text)) return [];
  const pattern = compilePattern(text);
  if (matchesEverything(pattern)) return [[0, catalogue.names.length]];
  const prefix = /^([^*?:]+):/.exec(text)?.[1];
  const service = prefix === undefined ? undefined : catalogue.service(prefix);
  if (prefix !== undefined && service === undefined) return [];
  const ranges: [number, number][] = [];
  for (let i = service?.first ?? 0; i < (service?.end ?? catalogue.names.length); i++) {
    if (!matches(pattern, catalogue.lowerNames[i]!)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else ranges.push([i, i + 1]);
  }
  return ranges;
}
