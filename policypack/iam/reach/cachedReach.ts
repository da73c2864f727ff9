import type { Template } from "../catalogue/arnTemplate";
import type { Budget } from "../pattern/automaton";
import type { Region } from "../pattern/clause";
import { leastPinned, type Reach } from "./reach";

/** How many answers a process keeps. */
const MOST_KEPT = 20_000;
const reachesOf = new WeakMap<Template, Map<string, Reach>>();
let kept = 0;

/**
 * {@link leastPinned}, with its answers kept. Policies repeat their patterns, so an answer is kept when it depends on
 * one pattern and one type alone.
 */
export function cachedReach(template: Template, region: Region, budget: Budget, below: number): Reach {
  const [only] = region.within;
  if (region.without.length > 0 || region.within.length !== 1 || only!.not || only!.patterns.length !== 1)
    return leastPinned(template, region, budget, below);
  const known = reachesOf.get(template) ?? new Map<string, Reach>();
  reachesOf.set(template, known);
  const key = `${below} ${only!.patterns[0]!.tokens.join()}`;
  let reach = known.get(key);
  if (reach === undefined) {
    reach = leastPinned(template, region, budget, below);
    // An undecided answer is not kept: a later call may have the budget to decide.
    if (reach !== "undecided" && kept++ < MOST_KEPT) known.set(key, reach);
  }
  return reach;
}
