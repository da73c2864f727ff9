/**
 * Is there a resource of a type that a set of patterns reaches, and how much of its name do the patterns fix?
 *
 * The template and the patterns run as automata side by side. A character of the name that only a wildcard matches is
 * free; one that a pattern names is pinned. The search finds the resource with the fewest pinned characters. That
 * number tells wide patterns from narrow ones, and the resource is the witness. Patterns that allow, bound and deny may
 * be mixed.
 */
import {
  LABEL_ONE,
  LABEL_RUN,
  NAME_ONE,
  NAME_RUN,
  REST_RUN,
  SCOPE,
  SCOPE_ONE,
  type Template,
} from "../catalogue/arnTemplate";
import type { Budget } from "../pattern/automaton";
import type { Region } from "../pattern/clause";
import { PINNED_NAME } from "../pattern/pattern";
import { type Product, RegionProduct, type State } from "../pattern/product";
import { type Move, search } from "../pattern/search";
import { isWide } from "../pattern/unions";

/** Limit of the states that one question may visit. Beyond it the answer is `undecided`. */
export const REACH_STATE_CAP = 4_000;

/** Answer of {@link leastPinned}: a resource with its number of pinned characters, none, or not decided. */
export type Reach = { readonly resource: string; readonly pinned: number } | "none" | "undecided";

/** The least pinned resource of a type in a region, if it has fewer than `below` pinned characters. */
export function leastPinned(template: Template, region: Region, budget: Budget, below = PINNED_NAME): Reach {
  if (budget.left <= 0) return "undecided";
  const product = new RegionProduct(region, budget);
  const { tokens } = template;
  const reader = new Reader(template, product);
  const answer = search(
    product,
    {
      from: placeOf(0, true),
      key: (place) => place,
      moves: (place, state, read) => reader.moves(place, state, read),
      hopeless: (state) => product.hopeless(state),
      found: (place, state) => place >> 1 === tokens.length && product.holds(state),
      below,
      cap: REACH_STATE_CAP,
    },
    budget,
  );
  if (typeof answer === "string") return answer;
  return { resource: String.fromCharCode(...answer.read), pinned: answer.cost };
}

/**
 * How far a text is in a template: the next token, and whether a character that is named now counts. It does at the
 * start of a name, and after a character that a pattern spells out.
 */
type Place = number;

function placeOf(at: number, counts: boolean): Place {
  return at * 2 + (counts ? 1 : 0);
}

const COLON = 58;
const DOT = 46;

/** The form of types whose names are generated after a start: `instance/i-${InstanceId}`. */
const GENERATED = /[a-z]-\$\{/;

/** Reads texts that have the form of a template. */
class Reader {
  private readonly literals: readonly (readonly number[])[];
  private readonly wide: (characters: ReadonlySet<number>) => boolean;

  constructor(
    private readonly template: Template,
    private readonly product: Product,
  ) {
    this.literals = literalsOf(template);
    const generated = GENERATED.test(template.text);
    this.wide = (characters) => isWide(characters, generated);
  }

  moves(place: Place, state: State, read: () => readonly number[]): Move<Place>[] {
    const at = place >> 1;
    const token = this.template.tokens[at];
    if (token === undefined) return [];
    if (token >= 0) return [this.move(at, [], 0, false)];
    const run = token === SCOPE || token === NAME_RUN || token === REST_RUN || token === LABEL_RUN;
    const name = token === NAME_ONE || token === NAME_RUN;
    const pinned = name && (place & 1) === 1 ? 1 : 0;
    const next = run ? at : at + 1;
    const moves: Move<Place>[] = [];
    // The end of a name after a pinned character counts as pinned too: see PINNED_NAME.
    if (run) moves.push(this.move(at + 1, [], pinned, true));
    moves.push(this.move(next, [this.product.other], 0, false));
    for (const code of this.product.named(state)) {
      if (code === DOT && (token === LABEL_ONE || token === LABEL_RUN)) continue;
      if (code === COLON && this.endsAtColon(token) && !inOwnName(read())) continue;
      const fixed = this.product.fixes(state, code, this.wide);
      moves.push(this.move(next, [code], fixed ? pinned : 0, fixed && name));
    }
    return moves;
  }

  /**
   * True for what a colon ends: a partition, region or account, names of IAM, and names that another one decides, but
   * for objects in a bucket.
   */
  private endsAtColon(token: number): boolean {
    const { service } = this.template;
    const counts = token === NAME_ONE || token === NAME_RUN;
    return token === SCOPE || token === SCOPE_ONE || service === "iam" || (!counts && service !== "s3");
  }

  /** Reads the literal text that comes next in the template, too, since it leaves no choice. */
  private move(at: number, codes: readonly number[], cost: number, counts: boolean): Move<Place> {
    const literal = this.literals[at]!;
    return literal.length === 0
      ? { at: placeOf(at, counts), codes, cost }
      : { at: placeOf(at + literal.length, true), codes: [...codes, ...literal], cost };
  }
}

/** True after the start of `${aws:username}`, which stands for a name, so that its colon is none. */
function inOwnName(read: readonly number[]): boolean {
  return String.fromCharCode(...read.slice(-5)) === "${aws";
}

const literals = new WeakMap<Template, readonly (readonly number[])[]>();

/** For each place in a template the literal text that starts there. */
function literalsOf(template: Template): readonly (readonly number[])[] {
  let known = literals.get(template);
  if (known === undefined) {
    const { tokens } = template;
    const runs: number[][] = [[]];
    for (let at = tokens.length - 1; at >= 0; at--) runs.unshift(tokens[at]! < 0 ? [] : [tokens[at]!, ...runs[0]!]);
    literals.set(template, (known = runs));
  }
  return known;
}
