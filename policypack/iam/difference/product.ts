/**
 * Several patterns read side by side, as one automaton. A state is the set of places that the patterns may have
 * reached. A pattern that can no longer match has no place in it.
 */
import { ANY_ONE, ANY_RUN, type Pattern } from "../pattern/pattern";
import { unnamedCharacter } from "../pattern/relations";
import { isVariable } from "./compiledValue";

/** Places in all patterns. They are numbered across all patterns and come in rising order. */
export type Places = readonly number[];

const END = -9;

/** The automaton of a list of patterns. */
export class Product {
  /** The number of the first place of each pattern. */
  private readonly first: number[] = [];
  private readonly tokens: number[] = [];
  private readonly owner: number[] = [];
  /** A character that no pattern names. */
  readonly other: number;

  constructor(patterns: readonly Pattern[]) {
    patterns.forEach((pattern, index) => {
      this.first.push(this.tokens.length);
      for (const token of [...pattern.tokens, END]) {
        this.tokens.push(token);
        this.owner.push(index);
      }
    });
    this.other = unnamedCharacter(patterns);
  }

  /** The places before anything is read. */
  start(): Places {
    const places: number[] = [];
    for (const at of this.first) this.reach(places, at);
    return places;
  }

  /** The places after one more character or variable. Only `*` and the same variable match a variable; `?` does not. */
  step(places: Places, code: number): Places {
    const next: number[] = [];
    for (const at of places) {
      const token = this.tokens[at]!;
      if (token === ANY_RUN) this.reach(next, at);
      else if (token === code || (token === ANY_ONE && !isVariable(code))) this.reach(next, at + 1);
    }
    return next;
  }

  /** The characters and variables that a pattern names here. All others lead to the same places as {@link other}. */
  named(places: Places): Set<number> {
    const codes = new Set<number>();
    for (const at of places) if (this.tokens[at]! >= 0) codes.add(this.tokens[at]!);
    return codes;
  }

  /** The patterns that may still match. */
  alive(places: Places): Set<number> {
    return new Set(places.map((at) => this.owner[at]!));
  }

  /** The patterns that match what was read. */
  matched(places: Places): number[] {
    return places.filter((at) => this.tokens[at] === END).map((at) => this.owner[at]!);
  }

  /** The patterns that match whatever follows. */
  settled(places: Places): number[] {
    return places
      .filter((at) => this.tokens[at] === ANY_RUN && this.tokens[at + 1] === END)
      .map((at) => this.owner[at]!);
  }

  /** Adds a place. A run may be empty, so the places after a run are added too. They come in rising order. */
  private reach(places: number[], from: number): void {
    for (let at = from; ; at++) {
      if (places.length === 0 || places[places.length - 1]! < at) places.push(at);
      if (this.tokens[at] !== ANY_RUN) return;
    }
  }
}
