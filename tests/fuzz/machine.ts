/** Tries many inputs of all kinds, and makes those that something is wrong with as small as it can. */
import * as fc from "fast-check";
import type { Complaint } from "./judge";
import type { Kind, Outcome } from "./kind";
import type { Trier } from "./pool";

/** What to try. */
export interface Plan {
  readonly inputs: number;
  readonly seed: number;
  readonly kinds: readonly Kind[];
  readonly trier: Pick<Trier, "attempt">;
  /** Told after each input. */
  readonly progress?: (done: number, failures: number) => void;
}

/** An input that something is wrong with. */
export interface Failure extends Complaint {
  readonly kind: string;
  readonly input: unknown;
}

/** How many inputs of a kind were taken, were refused, and had something wrong with them. */
export type Counts = Record<Outcome | "wrong", number>;

/** What came of it. */
export interface Report {
  readonly counts: Readonly<Record<string, Counts>>;
  /** The smallest input that was found for each fault; one fault is named once. */
  readonly failures: readonly Failure[];
}

/** Inputs in a row that share a seed: one that fails ends its row. */
const row = 40;
/** Tries to make an input smaller, and how long they may take in all, in milliseconds. */
const shrinking = { tries: 400, time: 60_000 };
/** Faults after which a kind is tried no more. */
const enough = 12;

/** Tries inputs. The same plan tries the same inputs, as long as the same of them fail. */
export async function tryAll({ inputs, seed, kinds, trier, progress }: Plan): Promise<Report> {
  const total = kinds.reduce((sum, { share }) => sum + share, 0);
  const counts: Record<string, Counts> = {};
  const failures: Failure[] = [];
  let done = 0;
  for (const [at, kind] of kinds.entries()) {
    const count = (counts[kind.name] = { taken: 0, refused: 0, wrong: 0 });
    const known = new Set<string>();
    let left = Math.max(1, Math.round((inputs * kind.share) / total));
    for (let rows = 0; left > 0 && known.size < 2 * enough; rows++) {
      const failure = await tryRow(
        kind,
        trier,
        known,
        { seed: seed + at * 1_000_003 + rows * 7_919, runs: Math.min(row, left) },
        (outcome) => {
          count[typeof outcome === "string" ? outcome : "wrong"]++;
          left--;
          progress?.(++done, failures.length);
        },
      );
      if (failure !== undefined) failures.push(failure);
    }
  }
  return { counts, failures };
}

/** Tries the inputs that each kind says have to be taken. */
export async function tryRight(kinds: readonly Kind[], trier: Pick<Trier, "attempt">): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const { name, right } of kinds) {
    for (const input of right) {
      const outcome = await trier.attempt(name, input);
      if (outcome === "refused")
        failures.push({ kind: name, input, property: "what is right is taken", detail: "it was refused" });
      else if (outcome !== "taken") failures.push({ kind: name, input, ...outcome });
    }
  }
  return failures;
}

/** Tries a row of inputs up to the first fault that is not known yet, and makes that one small. */
async function tryRow(
  kind: Kind,
  trier: Pick<Trier, "attempt">,
  known: Set<string>,
  { seed, runs }: { seed: number; runs: number },
  told: (outcome: Outcome | Complaint) => void,
): Promise<Failure | undefined> {
  let smallest: Failure | undefined;
  let left = shrinking.tries;
  let since = 0;
  const property = fc.asyncProperty(kind.inputs, async (input) => {
    // What is left is as small as it gets for the time that it may take.
    if (smallest && (left-- <= 0 || Date.now() - since > shrinking.time)) return true;
    const outcome = await trier.attempt(kind.name, input);
    if (smallest === undefined) told(outcome);
    if (typeof outcome === "string") return true;
    // Smaller by another fault would be another fault; one that is known already need not be made small again.
    if (smallest ? smallest.property !== outcome.property : known.has(nameOf(outcome))) return true;
    since ||= Date.now();
    known.add(nameOf(outcome));
    smallest = { kind: kind.name, input, ...outcome };
    return false;
  });
  await fc.check(property, { seed, numRuns: runs });
  return smallest;
}

/** What makes two failures one fault: the property, and the first words of what was seen without what varies. */
function nameOf({ property, detail }: Complaint): string {
  return `${property} ${detail
    .slice(0, 200)
    .replace(/[\d\W]+/g, " ")
    .slice(0, 60)}`;
}
