/** Keeps answers that many questions share, so that each is worked out once. */
import { type Template, variantOf } from "../catalogue/arnTemplate";
import type { Budget } from "../pattern/automaton";
import type { Region } from "../pattern/clause";
import type { Pattern } from "../pattern/pattern";
import { fixesOwner, formsOf } from "./forms";
import { leastPinned, type Reach } from "./reach";

/** Limit of the answers that are kept. */
const MOST_KEPT = 50_000;
const kept = new WeakMap<Pattern, Map<string, Map<Template, Reach>>>();
let keeping = 0;

/**
 * Keeps the answer to a question about a type, where it depends on one pattern alone. Policies repeat their patterns.
 * @param asked what else the answer depends on
 */
function once(template: Template, { within, without }: Region, asked: string, find: () => Reach): Reach {
  const [only] = within;
  if (without.length > 0 || within.length !== 1 || only!.not || only!.patterns.length !== 1) return find();
  const pattern = only!.patterns[0]!;
  const ofPattern = kept.get(pattern) ?? new Map<string, Map<Template, Reach>>();
  kept.set(pattern, ofPattern);
  const known = ofPattern.get(asked) ?? new Map<Template, Reach>();
  ofPattern.set(asked, known);
  let reach = known.get(template);
  if (reach === undefined) {
    reach = find();
    // An undecided answer is not kept: a later call may have the budget to decide.
    if (reach !== "undecided" && keeping++ < MOST_KEPT) known.set(template, reach);
  }
  return reach;
}

/** {@link leastPinned}, with its answers kept. */
export function cachedReach(template: Template, region: Region, budget: Budget, below: number): Reach {
  return once(template, region, `${below}`, () => leastPinned(template, region, budget, below));
}

/** The least pinned resource of a type, in any of its forms and in any of some partitions. Answers are kept. */
export function reachIn(
  partitions: readonly string[],
  template: Template,
  region: Region,
  budget: Budget,
  below: number,
): Reach {
  return once(template, region, `${below} ${partitions.join()}`, () => {
    let result: Reach = "none";
    for (const form of formsOf(template)) {
      const whole = region.within.some((clause) => fixesOwner(clause, form));
      for (const partition of partitions) {
        const reach = leastPinned(variantOf(form, partition, whole), region, budget, below);
        if (typeof reach === "object") return reach;
        if (reach === "undecided") result = reach;
      }
    }
    return result;
  });
}
