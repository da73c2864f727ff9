/** Keeps answers that many questions share, so that each is worked out once. */
import { type Template, variantOf } from "../catalogue/arnTemplate";
import type { Budget } from "../pattern/automaton";
import { type Clause, coversAll, type Region } from "../pattern/clause";
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
function answered(template: Template, { within, without }: Region, asked: string, find: () => Reach): Reach {
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
  return answered(template, region, `${below}`, () => {
    // What one pattern alone does not reach, or with so many pinned characters only, is not reached under more of them.
    const parts = region.within.length + region.without.length === 1 ? [] : region.within;
    for (const clause of parts) {
      if (clause.not || clause.patterns.length !== 1) continue;
      const alone = { within: [clause], without: [] };
      if (answered(template, alone, `${below}`, () => leastPinned(template, alone, budget, below)) === "none")
        return "none";
    }
    return leastPinned(template, region, budget, below);
  });
}

/** Clauses without those that all resources are in, and without repeated ones. At least one is left. */
function simplified(clauses: readonly Clause[]): readonly Clause[] {
  const same = (one: Clause, other: Clause): boolean =>
    !one.not &&
    !other.not &&
    one.patterns.length === 1 &&
    one.patterns[0] === other.patterns[0] &&
    other.patterns.length === 1;
  const found: Clause[] = [];
  for (const clause of clauses) if (!coversAll(clause) && !found.some((one) => same(one, clause))) found.push(clause);
  return found.length > 0 ? found : clauses.slice(0, 1);
}

/** The least pinned resource of a type, in any of its forms and in any of some partitions. Answers are kept. */
export function reachIn(
  partitions: readonly string[],
  template: Template,
  { within, without }: Region,
  budget: Budget,
  below: number,
): Reach {
  const region = { within: simplified(within), without };
  return answered(template, region, `${below} ${partitions.join()}`, () => {
    let result: Reach = "none";
    for (const form of formsOf(template)) {
      const whole = region.within.some((clause) => fixesOwner(clause, form));
      for (const partition of partitions) {
        const reach = cachedReach(variantOf(form, partition, whole), region, budget, below);
        if (typeof reach === "object") return reach;
        if (reach === "undecided") result = reach;
      }
    }
    return result;
  });
}
