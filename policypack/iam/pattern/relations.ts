/**
 * Relations between patterns. An answer that takes too long to find is not given: {@link apart} and {@link within} are
 * true only when that is proven.
 */
import type { Budget } from "./automaton";
import type { Region } from "./clause";
import { ANY_ONE, ANY_RUN, hasVariable, matches, matchesEverything, type Pattern, samePattern } from "./pattern";
import { RegionProduct } from "./product";
import { search } from "./search";

/** Limit of the states that one question may visit. */
export const STATE_CAP = 20_000;

/** Limit of the work of a question that shares no budget with others. */
const OWN_BUDGET = 1_000_000;

/** A text of a region, as tokens, since it may have variables; none, or not decided. */
export function textIn(
  region: Region,
  budget: Budget = { left: OWN_BUDGET },
): readonly number[] | "none" | "undecided" {
  const product = new RegionProduct(region, budget);
  const answer = search(
    product,
    {
      from: 0,
      key: () => 0,
      moves: (at, state) => [product.other, ...product.named(state)].map((code) => ({ at, codes: [code], cost: 0 })),
      hopeless: (state) => product.hopeless(state),
      found: (_, state) => product.holds(state),
      cap: STATE_CAP,
    },
    budget,
  );
  return typeof answer === "string" ? answer : answer.read;
}

/** True when surely no text matches both. What a variable stands for is not known, so it counts as a text of its own. */
export function apart(a: Pattern, b: Pattern, budget: Budget = { left: OWN_BUDGET }): boolean {
  if (budget.left <= 0) return false;
  const [one, other] = a.exact ? [a, b] : [b, a];
  if (one.exact && !hasVariable(one)) return !matches(other, textOf(one));
  return textIn({ within: [only(a), only(b)], without: [] }, budget) === "none";
}

/** True when surely each text that `inner` matches is matched by one of `outers`. */
export function within(inner: Pattern, outers: readonly Pattern[], budget: Budget = { left: OWN_BUDGET }): boolean {
  if (budget.left <= 0) return false;
  budget.left -= outers.length;
  if (outers.some((outer) => matchesEverything(outer) || samePattern(inner, outer))) return true;
  if (inner.exact && !hasVariable(inner)) return outers.some((outer) => matches(outer, textOf(inner)));
  if (outers.length === 1 && spellsOutMore(outers[0]!, inner)) return false;
  return textIn({ within: [only(inner)], without: [{ not: false, patterns: outers }] }, budget) === "none";
}

/** True when one pattern has plain text at its start or end where the other has other text, or a wildcard. */
function spellsOutMore({ tokens }: Pattern, other: Pattern): boolean {
  const more = (at: (tokens: readonly number[], i: number) => number | undefined): boolean => {
    for (let i = 0; ; i++) {
      const token = at(tokens, i);
      const there = at(other.tokens, i);
      if (token === undefined || token < 0) return false;
      if (token !== there) return there === undefined || there >= 0 || there === ANY_ONE || there === ANY_RUN;
    }
  };
  return more((all, i) => all[i]) || more((all, i) => all[all.length - 1 - i]);
}

function only(pattern: Pattern): Region["within"][number] {
  return { not: false, patterns: [pattern] };
}

function textOf({ tokens }: Pattern): string {
  return tokens.map((token) => String.fromCharCode(token)).join("");
}
