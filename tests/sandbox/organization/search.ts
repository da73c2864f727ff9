import * as fc from "fast-check";
import { openReferee } from "./emulated";
import { byReview } from "./reviewed";
import { cases, type Case } from "./worlds";

/** What a search came to. */
export interface Searched {
  /** The smallest case in which the two do not agree, in words; undefined when there is none. */
  readonly found?: string;
  /** How often somebody could assume a role, and how often not: a search in which one of them is rare shows little. */
  readonly admitted: number;
  /** How many of them were people of permission sets. */
  readonly admittedSets: number;
  readonly refused: number;
}

/** Compares the review with the emulator in random worlds. */
export async function disagreement(worlds: number, seed: number): Promise<Searched> {
  const referee = await openReferee();
  let admitted = 0;
  let admittedSets = 0;
  let asked = 0;
  try {
    const compare = async (one: Case) => {
      const [expected, actual] = [await referee.ask(one), byReview(one)];
      admitted += Object.values(expected).flat().length;
      admittedSets += Object.values(expected)
        .flat()
        .filter((name) => name.includes("/AWSReservedSSO_")).length;
      const sets = one.sets.reduce((sum, { accounts }) => sum + accounts.length, 0);
      asked += Object.values(expected).length * (Object.keys(one.grants).length + sets);
      return { expected, actual };
    };
    const details = await fc.check(
      fc.asyncProperty(cases, async (one) => {
        const { expected, actual } = await compare(one);
        return JSON.stringify(expected) === JSON.stringify(actual);
      }),
      { numRuns: worlds, seed },
    );
    const refused = asked - admitted;
    if (!details.failed) return { admitted, admittedSets, refused };
    const [one] = details.counterexample!;
    const { expected, actual } = await compare(one);
    const found = JSON.stringify({ seed, case: one, emulator: expected, review: actual }, undefined, 1);
    return { found, admitted, admittedSets, refused };
  } finally {
    referee.close();
  }
}
