/**
 * Is there a resource of a type that a set of patterns reaches, and how much of its name do the patterns fix?
 *
 * The template and the patterns run as automata side by side. A character of the name that only a wildcard matches is
 * free; one that a pattern names is pinned. The search finds the resource with the fewest pinned characters. That
 * number tells wide patterns from narrow ones, and the resource is the witness. Patterns that allow, bound and deny may
 * be mixed.
 */
import { NAME_ONE, NAME_RUN, REST_RUN, SCOPE, SCOPE_ONE, type Template } from "../catalogue/arnTemplate";
import { type Automaton, automatonOf, type Budget, type Place } from "../pattern/automaton";
import { PINNED_NAME, type Pattern } from "../pattern/pattern";
import { unnamedCharacter } from "../pattern/relations";

/** A list of patterns: a resource is in it when one matches or, with `not`, when none does. */
export interface Clause {
  readonly not: boolean;
  readonly patterns: readonly Pattern[];
}

/** Limit of the states that one question may visit. Beyond it the answer is `undecided`. */
export const REACH_STATE_CAP = 4_000;

/** A resource in every clause of `within` and in none of `without`. */
export interface Region {
  readonly within: readonly Clause[];
  readonly without: readonly Clause[];
}

/** Answer of {@link leastPinned}: a resource with its number of pinned characters, none, or not decided. */
export type Reach = { readonly resource: string; readonly pinned: number } | "none" | "undecided";

/** The least pinned resource of a type in a region, if it has fewer than `below` pinned characters. */
export function leastPinned(template: Template, region: Region, budget: Budget, below = PINNED_NAME): Reach {
  if (budget.left <= 0) return "undecided";
  return new Search(template, region, budget, below).run();
}

/** One place for each pattern. */
type Places = readonly Place[];

const COLON = 58;

interface State {
  readonly key: string;
  readonly at: number;
  readonly places: Places;
  readonly text: string;
  /** True at the start of a name, and after a character that a pattern names. */
  readonly fixed: boolean;
}

class Search {
  private readonly automata: Automaton[];
  private readonly other: number;
  private readonly seen = new Set<string>();
  private readonly queues: State[][] = [];

  constructor(
    private readonly template: Template,
    private readonly region: Region,
    private readonly budget: Budget,
    private readonly below: number,
  ) {
    const patterns: Pattern[] = [...region.within, ...region.without].flatMap((clause) => clause.patterns);
    for (const { tokens } of patterns) budget.left -= 1 + (tokens.length >> 3);
    this.automata = patterns.map(automatonOf);
    this.other = unnamedCharacter(patterns);
  }

  run(): Reach {
    this.visit(
      0,
      0,
      this.automata.map(({ start }) => start),
      "",
      true,
    );
    for (let pinned = 0; pinned < this.queues.length; pinned++) {
      const queue = this.queues[pinned] ?? [];
      // The queue grows while it is read. States that pin one more character wait in the next queue.
      for (let head = 0; head < queue.length; head++) {
        const state = queue[head]!;
        if (this.seen.has(state.key)) continue;
        if (this.seen.size >= REACH_STATE_CAP || this.budget.left <= 0) return "undecided";
        this.budget.left -= 1;
        this.seen.add(state.key);
        if (state.at < this.template.tokens.length) this.expand(state, pinned);
        else if (this.accepts(state.places)) return { resource: state.text, pinned };
      }
    }
    return "none";
  }

  private expand(state: State, pinned: number): void {
    const token = this.template.tokens[state.at]!;
    const run = token === SCOPE || token === NAME_RUN || token === REST_RUN;
    const counts = token === NAME_ONE || token === NAME_RUN;
    const one = counts && state.fixed ? pinned + 1 : pinned;
    // The end of a name after a pinned character counts as pinned too: see PINNED_NAME.
    if (run) this.visit(one, state.at + 1, state.places, state.text, true);
    const next = run ? state.at : state.at + 1;
    this.take(state, next, this.other, pinned, false);
    for (const code of this.named(state.places)) {
      if (code === COLON && this.endsAtColon(token, counts) && !state.text.endsWith("${aws")) continue;
      this.take(state, next, code, one, counts);
    }
  }

  /**
   * True for what a colon ends: a partition, region or account, names of IAM, and names that another one decides, but
   * for objects in a bucket. The text `${aws:username}` stands for a name, so its colon is none.
   */
  private endsAtColon(token: number, counts: boolean): boolean {
    const { service } = this.template;
    return token === SCOPE || token === SCOPE_ONE || service === "iam" || (!counts && service !== "s3");
  }

  private take(state: State, at: number, code: number, pinned: number, fixed: boolean): void {
    this.visit(pinned, at, this.stepAll(state.places, code), state.text + String.fromCharCode(code), fixed);
  }

  /** Queues a state. First reads the literal text that comes next in the template, which leaves no choice. */
  private visit(pinned: number, first: number, before: Places, text: string, fixed: boolean): void {
    if (pinned >= this.below) return;
    const { tokens } = this.template;
    let at = first;
    let places = before;
    if (this.dead(places)) return;
    while (at < tokens.length && tokens[at]! >= 0) {
      places = this.stepAll(places, tokens[at++]!);
      if (this.dead(places)) return;
    }
    const start = fixed || at > first;
    const key = `${at}${start ? "" : "-"} ${places.map(({ id }) => id).join()}`;
    if (this.seen.has(key)) return;
    const literal = at === first ? "" : String.fromCharCode(...tokens.slice(first, at));
    (this.queues[pinned] ??= []).push({ at, places, text: text + literal, key, fixed: start });
  }

  private stepAll(places: Places, code: number): Places {
    this.budget.left -= 1 + (places.length >> 2);
    return places.map((place, i) => this.automata[i]!.step(place, code, this.budget));
  }

  private dead(places: Places): boolean {
    let i = 0;
    for (const clause of this.region.within) {
      let alive = clause.not;
      for (let k = 0; k < clause.patterns.length; k++, i++) if (places[i]!.positions.length > 0) alive = true;
      if (!alive) return true;
    }
    return false;
  }

  private accepts(places: Places): boolean {
    let i = 0;
    const holds = (clause: Clause): boolean => {
      let matched = false;
      for (let k = 0; k < clause.patterns.length; k++, i++) if (places[i]!.accepts) matched = true;
      return matched !== clause.not;
    };
    // Every clause has to be evaluated, since `holds` moves the index.
    const within = this.region.within.map(holds);
    const without = this.region.without.map(holds);
    return within.every(Boolean) && !without.some(Boolean);
  }

  private named(places: Places): Set<number> {
    const codes = new Set<number>();
    for (const { named } of places) for (const code of named) codes.add(code);
    return codes;
  }
}
