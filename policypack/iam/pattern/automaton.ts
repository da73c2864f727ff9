/**
 * A pattern as an automaton that reads a text character by character. Its places are made when they are first reached.
 * They are kept with the pattern, so that all questions about it share them.
 */
import { ANY_RUN, charactersOf, isVariable, type Pattern, standsFor } from "./pattern";

/** The work that one analysis may still do: `left` counts steps of automata, or work that takes as long. */
export interface Budget {
  left: number;
}

/** A state of the automaton: the positions in the pattern that the text so far can lead to. */
export interface Place {
  /** Unique among the places of all patterns. */
  readonly id: number;
  readonly positions: readonly number[];
  /** The characters and variables that the pattern tells apart here; all others lead to the same place. */
  readonly named: ReadonlySet<number>;
  /** Of them, those that the pattern spells out; the others are of sets. */
  readonly spelled: ReadonlySet<number>;
  readonly sets: readonly ReadonlySet<number>[];
  /** True when the pattern matches the text so far. */
  readonly accepts: boolean;
  /** True when the pattern matches whatever follows. */
  readonly settled: boolean;
  readonly next: Map<number, Place>;
}

/** Stands for all characters that are not named. */
const UNNAMED = -1;
/** Stands for all variables that are not named. */
const UNNAMED_VARIABLE = Number.MAX_SAFE_INTEGER;
const automata = new WeakMap<Pattern, Automaton>();
let places = 0;

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

  /** The place after one more character or variable. A new place costs one step for each of its positions. */
  step(from: Place, code: number, budget: Budget): Place {
    const read = from.named.has(code) ? code : isVariable(code) ? UNNAMED_VARIABLE : UNNAMED;
    let next = from.next.get(read);
    if (next === undefined) {
      budget.left -= 1 + from.positions.length;
      const positions: number[] = [];
      for (const at of from.positions) {
        const token = this.pattern.tokens[at];
        if (token === ANY_RUN) this.reach(positions, at);
        else if (token !== undefined && standsFor(token, read)) this.reach(positions, at + 1);
      }
      from.next.set(read, (next = this.place(positions)));
    }
    return next;
  }

  private place(positions: readonly number[]): Place {
    const key = positions.join();
    let place = this.places.get(key);
    if (place === undefined) this.places.set(key, (place = placeAt(positions, this.pattern.tokens)));
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

function placeAt(positions: readonly number[], tokens: readonly number[]): Place {
  const spelled = new Set<number>();
  let named = spelled;
  const sets: ReadonlySet<number>[] = [];
  for (const at of positions) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (token >= 0) spelled.add(token);
    const characters = charactersOf(token);
    if (characters === undefined) continue;
    sets.push(characters);
    if (named === spelled) named = new Set();
    for (const code of characters) named.add(code);
  }
  if (named !== spelled) for (const code of spelled) named.add(code);
  const end = tokens.length;
  return {
    id: places++,
    positions,
    named,
    spelled,
    sets,
    accepts: positions.at(-1) === end,
    settled: end > 0 && tokens[end - 1] === ANY_RUN && positions.includes(end - 1),
    next: new Map(),
  };
}
