import { draw } from "../../seed";
import { faults, type Fault } from "./kinds";
import type { Point, Rehearsed } from "./stage";
import type { Trial } from "./trial";

/** Which trials are wanted; all of them unless something is said. */
export interface Choice {
  readonly kinds?: readonly string[] | undefined;
  /** A part of the call's key, with `#n` for one that comes again. */
  readonly at?: string | undefined;
  /** The first so many trials of each operation. */
  readonly first?: number | undefined;
  /** One of so many trials of each operation. */
  readonly every?: number | undefined;
  /** So many trials in all, drawn. */
  readonly points?: number | undefined;
  readonly seed: number;
}

/** The trials of a choice, in the order of operations, calls and kinds. */
export function chooseTrials(
  rehearsals: readonly Rehearsed[],
  { kinds, at, first, every = 1, points, seed }: Choice,
): Trial[] {
  const wanted = kinds === undefined ? faults : kinds.map(faultCalled);
  const all = rehearsals.flatMap((rehearsed) => {
    const own = rehearsed.points
      .filter((point) => at === undefined || nameOf(point).includes(at))
      .flatMap((point) => wanted.map((fault) => ({ rehearsed, point, fault })));
    return own.slice(0, first).filter((_, index) => index % every === 0);
  });
  return draw(all, points, seed);
}

/** A call's key, and which of its kind it is where there are several. */
export function nameOf({ key, earlier }: Point): string {
  return earlier > 0 ? `${key}#${earlier}` : key;
}

function faultCalled(name: string): Fault {
  const found = faults.find((fault) => fault.name === name);
  if (!found)
    throw new Error(`--kinds: found ${name}, expected some of ${faults.map((fault) => fault.name).join(", ")}`);
  return found;
}
