/** Several patterns read side by side, as one automaton. All questions about more than one pattern are asked here. */
import { type Automaton, automatonOf, type Budget, type Place } from "./automaton";
import type { Region } from "./clause";
import { charactersOf, type Pattern } from "./pattern";

/** What was read so far leads to these places. A pattern that can no longer match has none. */
export interface State {
  /** Equal for states of one product that what follows cannot tell apart; an integer. */
  readonly id: number;
  /** The patterns that may still match, by their place in the list, in rising order. */
  readonly alive: readonly number[];
  /** The place of each pattern in `alive`. */
  readonly places: readonly Place[];
}

/** The automaton of a list of patterns. */
export class Product {
  /** A character that no pattern names, so that only wildcards match it. */
  readonly other: number;
  /** Before anything is read. */
  readonly start: State;
  private readonly automata: readonly Automaton[];
  private readonly ids = new Map<string, number>();

  constructor(
    patterns: readonly Pattern[],
    private readonly budget: Budget,
  ) {
    for (const { tokens } of patterns) budget.left -= 1 + (tokens.length >> 3);
    this.automata = patterns.map(automatonOf);
    this.other = unnamedCharacter(patterns);
    this.start = this.stateOf(
      patterns.map((_, index) => index),
      this.automata.map(({ start }) => start),
    );
  }

  /** The state after one more character or variable. */
  step({ alive, places }: State, code: number): State {
    this.budget.left -= 1 + (places.length >> 2);
    const next: Place[] = [];
    const left: number[] = [];
    for (let i = 0; i < places.length; i++) {
      const place = this.automata[alive[i]!]!.step(places[i]!, code, this.budget);
      if (place.positions.length === 0) continue;
      next.push(place);
      left.push(alive[i]!);
    }
    return this.stateOf(left, next);
  }

  /** The characters and variables that a pattern tells apart here. All others lead to the same state as `other`. */
  named({ places }: State): ReadonlySet<number> {
    if (places.length === 1) return places[0]!.named;
    const codes = new Set<number>();
    for (const { named } of places) for (const code of named) codes.add(code);
    return codes;
  }

  /** True when a pattern asks for this character here: spells it out, or has it in a set that is not wide. */
  fixes({ places }: State, code: number, wide: (characters: ReadonlySet<number>) => boolean): boolean {
    return places.some(
      ({ spelled, sets }) =>
        spelled.has(code) || (sets.length > 0 && sets.some((set) => set.has(code)) && !sets.some(wide)),
    );
  }

  /** The ids of places are unique, so a state of one place has its id. Those of other states are negative. */
  private stateOf(alive: readonly number[], places: readonly Place[]): State {
    if (places.length === 1) return { id: places[0]!.id, alive, places };
    const key = places.map(({ id }) => id).join();
    let id = this.ids.get(key);
    if (id === undefined) this.ids.set(key, (id = -1 - this.ids.size));
    return { id, alive, places };
  }

  /** The patterns that match what was read. */
  matched({ alive, places }: State): readonly number[] {
    return alive.filter((_, i) => places[i]!.accepts);
  }
}

const FILLERS = "xqzjkvwybpgfhmdcultnrsieao0123456789XQZJKV-_";

/** A plain letter when one is left. */
function unnamedCharacter(patterns: readonly Pattern[]): number {
  const named = new Set<number>();
  for (const { tokens } of patterns)
    for (const token of tokens) {
      named.add(token);
      for (const code of charactersOf(token) ?? []) named.add(code);
    }
  for (let i = 0; i < FILLERS.length; i++) if (!named.has(FILLERS.charCodeAt(i))) return FILLERS.charCodeAt(i);
  let code = 0x4e00;
  while (named.has(code)) code++;
  return code;
}

/** The product of all patterns of a region. It knows which texts are in the region, and when none can follow. */
export class RegionProduct extends Product {
  /** For each pattern the number of its list, of which a text has to match one each; -1 for one that it must not match. */
  private readonly lists: readonly number[];
  private readonly wanted: number;

  constructor({ within, without }: Region, budget: Budget) {
    const patterns: Pattern[] = [];
    const lists: number[] = [];
    let wanted = 0;
    const add = (list: readonly Pattern[], number: number): void => {
      for (const pattern of list) {
        patterns.push(pattern);
        lists.push(number);
      }
    };
    // Not to be in a clause with `not` is to match one of its patterns.
    for (const { not, patterns: list } of within) if (!not) add(list, wanted++);
    for (const { not, patterns: list } of without) if (not) add(list, wanted++);
    for (const { not, patterns: list } of within) if (not) add(list, -1);
    for (const { not, patterns: list } of without) if (!not) add(list, -1);
    super(patterns, budget);
    this.lists = lists;
    this.wanted = wanted;
  }

  /** True when no text of the region goes on from here. */
  hopeless({ alive, places }: State): boolean {
    let lists = 0;
    let last = -1;
    for (let i = 0; i < alive.length; i++) {
      const list = this.lists[alive[i]!]!;
      if (list < 0) {
        if (places[i]!.settled) return true;
      } else if (list !== last) {
        last = list;
        lists++;
      }
    }
    return lists < this.wanted;
  }

  /** True when what was read is in the region. */
  holds({ alive, places }: State): boolean {
    let lists = 0;
    let last = -1;
    for (let i = 0; i < alive.length; i++) {
      if (!places[i]!.accepts) continue;
      const list = this.lists[alive[i]!]!;
      if (list < 0) return false;
      if (list !== last) {
        last = list;
        lists++;
      }
    }
    return lists === this.wanted;
  }
}
