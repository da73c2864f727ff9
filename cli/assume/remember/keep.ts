/**
 * What is kept, and for how long. Pure but for the clocks that it is given: one that people set, and one that only goes
 * on.
 */
import { runs as runsHere, type Leader } from "./processTree";
import type { KeptName, Question, Reply } from "./speech";

/** Two clocks, in milliseconds. `steady` may stand still while the machine sleeps; `wall` may be set. */
export interface Clocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

/** Both clocks of this machine. The steady one begins anew with the machine, so it never says too much of an age. */
export const clocks: Clocks = { wall: Date.now, steady: () => Number(process.hrtime.bigint() / 1_000_000n) };

/** A value with when it came. */
export interface Kept {
  readonly name: string;
  readonly value: unknown;
  readonly wall: number;
  readonly steady: number;
  /** Milliseconds after it came. */
  lasts: number;
  /** The process with which it ends; undefined when it ends with none. */
  readonly leader?: Leader;
}

/** How far a clock may go back before nothing is believed of it, in milliseconds. */
const allowedBack = 60_000;

/** Values that are forgotten at their end, whichever of the clocks says so first. */
export class Keep {
  private readonly all: Map<string, Kept>;

  /**
   * @param before what was kept already, by its key
   * @param runs whether a process still runs
   */
  constructor(
    private readonly clocks: Clocks,
    before: Iterable<readonly [string, Kept]> = [],
    private readonly runs: (leader: Leader) => boolean = runsHere,
  ) {
    this.all = new Map(before);
  }

  /** How many values are kept now. */
  get size(): number {
    this.expire();
    return this.all.size;
  }

  set({ key, name, value, seconds, leader }: Extract<Question, { op: "set" }>): void {
    const now = { wall: this.clocks.wall(), steady: this.clocks.steady() };
    this.all.set(key, { name, value, ...now, lasts: seconds * 1000, ...(leader && { leader }) });
  }

  /** What is kept, if it is younger than this number of seconds. From then on it is kept no longer than that. */
  get(key: string, maxAge: number): Reply["found"] {
    this.expire();
    const kept = this.all.get(key);
    if (kept === undefined || this.ageOf(kept) >= maxAge * 1000) return undefined;
    kept.lasts = Math.min(kept.lasts, maxAge * 1000);
    return { value: kept.value, ...this.timesOf(kept) };
  }

  /** All that is kept now, by its key. */
  entries(): readonly (readonly [string, Kept])[] {
    this.expire();
    return [...this.all];
  }

  drop(key: string): void {
    this.all.delete(key);
  }

  names(): KeptName[] {
    this.expire();
    return [...this.all.values()].map((kept) => ({ name: kept.name, ...this.timesOf(kept) }));
  }

  /** Forgets everything. @returns how many sign-ins and sessions that were */
  forget(): { readonly forgotten: number; readonly sessions: number } {
    this.expire();
    const sessions = [...this.all.values()].filter(({ leader }) => leader !== undefined).length;
    const forgotten = this.all.size - sessions;
    this.all.clear();
    return { forgotten, sessions };
  }

  /** Forgets what is over, and what came before a clock was set back. */
  private expire(): void {
    for (const [key, kept] of this.all) {
      const back = this.clocks.wall() < kept.wall - allowedBack;
      const over = this.ageOf(kept) >= kept.lasts || (kept.leader !== undefined && !this.runs(kept.leader));
      if (back || over) this.all.delete(key);
    }
  }

  private ageOf({ wall, steady }: Kept): number {
    return Math.max(0, this.clocks.wall() - wall, this.clocks.steady() - steady);
  }

  private timesOf(kept: Kept): { age: number; left: number } {
    const age = this.ageOf(kept);
    return { age: Math.floor(age / 1000), left: Math.floor((kept.lasts - age) / 1000) };
  }
}
