/** A source of chance that gives the same for the same seed. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to but not 1: mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** True this often. */
  often(share: number): boolean {
    return this.next() < share;
  }

  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  one<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)]!;
  }

  some<T>(from: readonly T[], least = 0): T[] {
    const chosen = from.filter(() => this.often(0.5));
    return chosen.length >= least ? chosen : [this.one(from)];
  }
}
