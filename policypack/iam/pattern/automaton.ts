/**
 * A pattern as an automaton that reads a text character by character. Its places are made when they are first reached.
 * They are kept with the pattern, so that all questions about it share them.
 */
import { ANY_ONE, ANY_RUN, type Pattern } from "./pattern";

/** The work that one analysis may still do: `left` counts steps of automata, or work that takes as long. */
export interface Budget {
  left: number;
}

/** A state of the automaton: the positions in the pattern that the text so far can lead to. */
export interface Place {
  /** Unique among the places of one pattern. */
  readonly id: number;
  readonly positions: readonly number[];
  /** The characters that the pattern names here; all others lead to the same place. */
  readonly named: ReadonlySet<number>;
  /** True when the pattern matches the text so far. */
  readonly accepts: boolean;
  readonly next: Map<number, Place>;
}

const UNNAMED = -1;
const automata = new WeakMap<Pattern, Automaton>();

/** The automaton of a pattern. */
export function automatonOf(pattern: Pattern): Automaton {
  let known = automata.get(pattern);
  if (known === undefined) automata.set(pattern, (known = new Automaton(pattern)));
  return known;
}

/** The automaton of one pattern; get it with {@link automatonOf}. */
export class Automaton {
  /** The place before the first character. */
  readonly start: Place;
  private readonly places = new Map<string, Place>();

  constructor(private readonly pattern: Pattern) {
    const positions: number[] = [];
    this.reach(positions, 0);
    this.start = this.place(positions);
  }

  /** The place after one more character. A new place costs one step for each of its positions. */
  step(from: Place, code: number, budget: Budget): Place {
    const read = from.named.has(code) ? code : UNNAMED;
    let next = from.next.get(read);
    if (next === undefined) {
      budget.left -= 1 + from.positions.length;
      const positions: number[] = [];
      for (const at of from.positions) {
        const token = this.pattern.tokens[at];
        if (token === ANY_RUN) this.reach(positions, at);
        else if (token === ANY_ONE || token === read) this.reach(positions, at + 1);
      }
      from.next.set(read, (next = this.place(positions)));
    }
    return next;
  }

  private place(positions: readonly number[]): Place {
    const key = positions.join();
    let place = this.places.get(key);
    if (place === undefined) {
      const { tokens } = this.pattern;
      const named = new Set<number>();
      for (const at of positions) {
        const token = tokens[at];
        if (token !== undefined && token >= 0) named.add(token);
      }
      place = { id: this.places.size, positions, named, accepts: positions.at(-1) === tokens.length, next: new Map() };
      this.places.set(key, place);
    }
    return place;
  }

  /** Adds a position. A run may be empty, so the positions after a run are added too. They come in rising order. */
  private reach(result: number[], first: number): void {
    for (let at = first; ; at++) {
      if (result.length === 0 || result[result.length - 1]! < at) result.push(at);
      if (this.pattern.tokens[at] !== ANY_RUN) return;
    }
  }
}
