/** Sets of actions, with one bit for each action of the catalogue. */

/** A set of the catalogue's actions. */
export class ActionSet {
  private readonly words: Uint32Array;

  constructor(
    readonly size: number,
    words?: Uint32Array,
  ) {
    this.words = words ?? new Uint32Array((size + 31) >>> 5);
  }

  /** Adds one action. */
  add(action: number): void {
    this.words[action >>> 5]! |= 1 << (action & 31);
  }

  /** True when the action is in the set. */
  has(action: number): boolean {
    return (this.words[action >>> 5]! & (1 << (action & 31))) !== 0;
  }

  /** Adds the actions from `first` up to, but without, `end`. */
  addRange(first: number, end: number): void {
    for (let action = first; action < end; action++) this.add(action);
  }

  /** Adds all actions of another set. */
  addAll(other: ActionSet): void {
    for (let i = 0; i < this.words.length; i++) this.words[i]! |= other.words[i]!;
  }

  /** The actions that are not in this set. */
  complement(): ActionSet {
    const words = this.words.map((word) => ~word);
    const spare = this.size & 31;
    if (spare !== 0) words[words.length - 1]! &= (1 << spare) - 1;
    return new ActionSet(this.size, words);
  }

  /** The actions in both sets. */
  and(other: ActionSet): ActionSet {
    const words = this.words.slice();
    for (let i = 0; i < words.length; i++) words[i]! &= other.words[i]!;
    return new ActionSet(this.size, words);
  }

  /** The actions of this set that are not in the other. */
  minus(other: ActionSet): ActionSet {
    const words = this.words.slice();
    for (let i = 0; i < words.length; i++) words[i]! &= ~other.words[i]!;
    return new ActionSet(this.size, words);
  }

  /** True when both have an action in common. */
  meets(other: ActionSet): boolean {
    for (let i = 0; i < this.words.length; i++) if ((this.words[i]! & other.words[i]!) !== 0) return true;
    return false;
  }

  /** True when every action of this set is in the other. */
  within(other: ActionSet): boolean {
    return this.words.every((word, i) => (word & ~other.words[i]!) === 0);
  }

  /** How many actions are in the set. */
  count(): number {
    let total = 0;
    for (const word of this.words) {
      let rest = word;
      while (rest !== 0) {
        rest &= rest - 1;
        total++;
      }
    }
    return total;
  }

  /** The actions in the set, in order. */
  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      let rest = this.words[i]!;
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest & -rest);
        yield i * 32 + bit;
        rest &= rest - 1;
      }
    }
  }
}
