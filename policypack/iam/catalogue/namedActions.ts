/** Finds the actions that an `Action` or `NotAction` element names. */
import type { Listing } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { compilePattern, matches, matchesEverything } from "../pattern/pattern";
import { ActionSet } from "./actionSet";
import type { ActionCatalogue } from "./actions";

/** What an `Action` or `NotAction` element names. */
export interface NamedActions {
  readonly set: ActionSet;
  /**
   * Values that name no action of the catalogue: with or without wildcards, they may name an action that AWS adds
   * later. Empty for `NotAction`.
   */
  readonly strangers: readonly string[];
  /** True when the budget ran out: the set is then too small or, for `NotAction`, too large. */
  readonly cut: boolean;
}

const UNBOUNDED: Budget = { left: Infinity };

/** What one value names, and what it costs to find that out. */
interface Named {
  readonly ranges: readonly (readonly [number, number])[];
  readonly cost: number;
}

const CACHE_LIMIT = 4_000;
const caches = new WeakMap<ActionCatalogue, Map<string, Named>>();

/** Resolves an `Action` or `NotAction` element against the catalogue, as far as the budget allows. */
export function namedActions(catalogue: ActionCatalogue, listing: Listing, budget = UNBOUNDED): NamedActions {
  const set = new ActionSet(catalogue.size);
  const ranges: (readonly [number, number])[] = [];
  const strangers: string[] = [];
  let cut = false;
  const known = cacheOf(catalogue);
  for (const value of listing.values) {
    let named = known.get(value);
    const cost = named?.cost ?? costOf(catalogue, value);
    if (cost > 1 && budget.left <= 0) {
      cut = true;
      continue;
    }
    budget.left -= cost;
    if (named === undefined) {
      if (known.size >= CACHE_LIMIT) known.clear();
      known.set(value, (named = { ranges: find(catalogue, value.toLowerCase()), cost }));
    }
    ranges.push(...named.ranges);
    if (named.ranges.length === 0) strangers.push(value);
  }
  let [first, last] = [catalogue.size, 0];
  for (const [from, end] of ranges) {
    if (from < first) first = from;
    if (end > last) last = end;
  }
  set.reserve(first, last);
  for (const [from, end] of ranges) set.addRange(from, end);
  return listing.not ? { set: set.complement(), strangers: [], cut } : { set, strangers, cut };
}

/**
 * The number of names that a value has to be compared with; 1 when it is looked up. It is the same whether the answer
 * is already kept or not, so that a result never depends on earlier questions.
 */
function costOf(catalogue: ActionCatalogue, value: string): number {
  if (value === "*" || !/[*?]/.test(value)) return 1;
  const service = catalogue.service(/^([^*?:]+):/.exec(value.toLowerCase())?.[1] ?? "");
  return 1 + (service === undefined ? catalogue.size : service.end - service.first);
}

function cacheOf(catalogue: ActionCatalogue): Map<string, Named> {
  let cache = caches.get(catalogue);
  if (cache === undefined) caches.set(catalogue, (cache = new Map<string, Named>()));
  return cache;
}

function find(catalogue: ActionCatalogue, text: string): (readonly [number, number])[] {
  const exact = /[*?]/.test(text) ? undefined : catalogue.number(text);
  if (exact !== undefined) return [[exact, exact + 1]];
  if (!/[*?]/.test(text)) return [];
  const pattern = compilePattern(text);
  if (matchesEverything(pattern)) return [[0, catalogue.size]];
  const prefix = /^([^*?:]+):/.exec(text)?.[1];
  const service = prefix === undefined ? undefined : catalogue.service(prefix);
  if (prefix !== undefined && service === undefined) return [];
  const ranges: [number, number][] = [];
  for (const { first, lowerNames } of service === undefined ? catalogue.services : [service])
    lowerNames.forEach((name, i) => {
      if (!matches(pattern, name)) return;
      const last = ranges.at(-1);
      if (last?.[1] === first + i) last[1]++;
      else ranges.push([first + i, first + i + 1]);
    });
  return ranges;
}
