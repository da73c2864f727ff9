/** Sets of actions, with one bit for each action of the catalogue. */

const NO_WORDS = new Int32Array(0);

/**
 * A set of the catalogue's actions. Most sets are of few services, whose actions have neighbouring numbers. So only the
 * words from the first to the last one that may have bits are kept.
 */
export class ActionSet {
  /** @param from the number of the first word that is kept */
  constructor(
    readonly size: number,
    private words = NO_WORDS,
    private from = 0,
  ) {}

  /** Adds one action. */
  add(action: number): void {
    const word = action >>> 5;
    if (word < this.from || word >= this.from + this.words.length) this.keep(word, word + 1);
    this.words[word - this.from]! |= 1 << (action & 31);
  }

  /** True when the action is in the set. */
  has(action: number): boolean {
    const at = (action >>> 5) - this.from;
    return at >= 0 && at < this.words.length && (this.words[at]! & (1 << (action & 31))) !== 0;
  }

  /** True when no action is in the set. */
  get empty(): boolean {
    for (const word of this.words) if (word !== 0) return false;
    return true;
  }

  /** Adds the actions from `first` up to, but without, `end`. */
  addRange(first: number, end: number): void {
    this.reserve(first, end);
    for (let action = first; action < end;) {
      const next = Math.min(end, (action | 31) + 1);
      const bits = next - action;
      this.words[(action >>> 5) - this.from]! |= bits === 32 ? -1 : ((1 << bits) - 1) << (action & 31);
      action = next;
    }
  }

  /** Adds all actions of another set. */
  addAll(other: ActionSet): void {
    if (other.words.length === 0) return;
    this.keep(other.from, other.from + other.words.length);
    const shift = other.from - this.from;
    for (let i = 0; i < other.words.length; i++) this.words[i + shift]! |= other.words[i]!;
  }

  /** The actions that are not in this set. */
  complement(): ActionSet {
    const all = new ActionSet(this.size);
    all.addRange(0, this.size);
    return all.minus(this);
  }

  /** The actions in both sets. */
  and(other: ActionSet): ActionSet {
    const from = Math.max(this.from, other.from);
    const end = Math.min(this.from + this.words.length, other.from + other.words.length);
    if (from >= end) return new ActionSet(this.size);
    const words = this.words.slice(from - this.from, end - this.from);
    for (let i = 0; i < words.length; i++) words[i]! &= other.words[i + from - other.from]!;
    return new ActionSet(this.size, words, from);
  }

  /** The actions of this set that are not in the other. */
  minus(other: ActionSet): ActionSet {
    const words = this.words.slice();
    const shift = other.from - this.from;
    const end = Math.min(words.length, shift + other.words.length);
    for (let i = Math.max(0, shift); i < end; i++) words[i]! &= ~other.words[i - shift]!;
    return new ActionSet(this.size, words, this.from);
  }

  /** True when both have an action in common. */
  meets(other: ActionSet): boolean {
    const from = Math.max(this.from, other.from);
    const end = Math.min(this.from + this.words.length, other.from + other.words.length);
    for (let i = from; i < end; i++) if ((this.words[i - this.from]! & other.words[i - other.from]!) !== 0) return true;
    return false;
  }

  /** The first action of the set from `first` on; undefined when there is none. */
  next(first: number): number | undefined {
    let i = Math.max(0, (first >>> 5) - this.from);
    // The word of `first` also has actions before it, which do not count.
    let word = (this.words[i] ?? 0) & (i + this.from === first >>> 5 ? -1 << (first & 31) : -1);
    while (word === 0) {
      if (++i >= this.words.length) return undefined;
      word = this.words[i]!;
    }
    return (i + this.from) * 32 + 31 - Math.clz32(word & -word);
  }

  /** True when every action of this set is in the other. */
  within(other: ActionSet): boolean {
    const shift = this.from - other.from;
    for (let i = 0; i < this.words.length; i++) {
      const at = i + shift;
      const there = at >= 0 && at < other.words.length ? other.words[at]! : 0;
      if ((this.words[i]! & ~there) !== 0) return false;
    }
    return true;
  }

  /** How many actions are in the set. */
  count(): number {
    let total = 0;
    for (const word of this.words) {
      // The bits are added in pairs, then in fours, then in bytes.
      let sum = word - ((word >>> 1) & 0x55555555);
      sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
      total += Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    return total;
  }

  /** The actions in the set, in order. */
  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      let rest = this.words[i]!;
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest & -rest);
        yield (i + this.from) * 32 + bit;
        rest &= rest - 1;
      }
    }
  }

  /** Makes room for the actions from `first` up to, but without, `end`, which are added later. */
  reserve(first: number, end: number): void {
    if (first < end) this.keep(first >>> 5, ((end - 1) >>> 5) + 1);
  }

  /** Makes room for the words from `first` up to, but without, `end`. A set that grows does so by a half at least. */
  private keep(first: number, end: number): void {
    const length = this.words.length;
    const last = this.from + length;
    if (length > 0 && first >= this.from && end <= last) return;
    const limit = (this.size + 31) >>> 5;
    const spare = length >> 1;
    const from =
      length === 0 ? first : first >= this.from ? this.from : Math.max(0, Math.min(first, this.from - spare));
    const to = length === 0 ? end : end <= last ? last : Math.min(limit, Math.max(end, last + spare));
    const words = new Int32Array(to - from);
    if (length > 0) words.set(this.words, this.from - from);
    this.words = words;
    this.from = from;
  }
}
