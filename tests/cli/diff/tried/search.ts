import { difference } from "../../../../cli/diff/compare";
import { AccessError } from "../../../../settings/accessError";
import { Chance } from "../../../sandbox/lifecycle/random";
import type { Stacks } from "../pairs";
import { sideOf } from "../sides";
import { at, contradiction, deployed, type Contradiction, type Deployed } from "./judge";
import { Referee } from "./referee";
import { changed, reordered, world } from "./worlds";

/** What came of a search. */
export interface Found {
  readonly tried: number;
  /** How many pairs had each verdict. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly failed?: Contradiction & { readonly before: Stacks; readonly now: Stacks };
}

/**
 * Tries pairs until one is contradicted. Pairs that the settings' own checks or a preview refuse are drawn again.
 *
 * @param told called after each pair with their number so far
 */
export async function search(seed: number, pairs: number, told?: (tried: number) => void): Promise<Found> {
  const referee = await Referee.start();
  const chance = new Chance(seed);
  const verdicts: Record<string, number> = {};
  try {
    for (let tried = 0; tried < pairs;) {
      const before = world(chance);
      const rewritten = chance.often(0.15);
      const now = rewritten ? reordered(before) : changed(chance, before);
      const sides = [sideAs(before), sideAs(now)] as const;
      if (sides[0] === undefined || sides[1] === undefined) continue;
      tried++;
      told?.(tried);
      const found = difference(sideOf(before), sideOf(now), "0".repeat(40), [], at);
      verdicts[found.verdict] = (verdicts[found.verdict] ?? 0) + 1;
      const failed = await contradiction([before, now], [sides[0], sides[1]], found, referee, chance);
      if (rewritten && found.verdict !== "same")
        return { tried, verdicts, failed: { what: "only the order was changed", where: found.verdict, before, now } };
      if (failed !== undefined) return { tried, verdicts, failed: { ...failed, before, now } };
    }
    return { tried: pairs, verdicts };
  } finally {
    referee.stop();
  }
}

function sideAs(stacks: Stacks): Deployed | undefined {
  try {
    return deployed(stacks);
  } catch (error) {
    if (error instanceof AccessError) return undefined;
    throw error;
  }
}
