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
import { ANY_RUN, isVariable, type Pattern, PINNED_NAME } from "../pattern/pattern";
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
  if (
    region.within.some(
      ({ not, patterns }) => !not && patterns.length > 0 && patterns.every((one) => differs(template, one)),
    )
  )
    return "none";
  const product = new RegionProduct(region, budget);
  const { tokens } = template;
  const reader = new Reader(template, product, hasOwnName(region));
  const answer = search(
    product,
    {
      from: placeOf(0, true),
      key: (place) => place,
      moves: (place, state, last) => reader.moves(place, state, last),
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
 * True when a pattern surely matches no text of a template, since what it spells out before its first wildcard is of
 * another service, region, account or type. Most questions are about such pairs, and need no search.
 */
function differs({ tokens }: Template, pattern: Pattern): boolean {
  const asked = pattern.tokens;
  let at = 0;
  for (const token of tokens) {
    const next = asked[at];
    if (next !== undefined && (next < 0 || isVariable(next))) return false;
    if (token >= 0) {
      if (next !== token) return true;
      at++;
    } else if (token === SCOPE_ONE) {
      if (next === DOLLAR) return false;
      if (next === undefined || next === COLON) return true;
      at++;
    } else if (token === SCOPE) {
      while (asked[at] !== undefined && asked[at] !== COLON) {
        const code = asked[at]!;
        if (code < 0 || code === DOLLAR || isVariable(code)) return false;
        at++;
      }
    } else return false;
  }
  return at < asked.length && asked.slice(at).some((token) => token !== ANY_RUN);
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
const DOLLAR = 36;
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
    /** True when a colon may belong to {@link OWN_NAME}. */
    private readonly ownNames: boolean,
  ) {
    this.literals = literalsOf(template);
    const generated = GENERATED.test(template.text);
    this.wide = (characters) => isWide(characters, generated);
  }

  moves(place: Place, state: State, last: (count: number) => readonly number[]): Move<Place>[] {
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
      if (code === COLON && this.endsAtColon(token) && !(this.ownNames && inOwnName(last(OWN_NAME.length)))) continue;
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

/** The start of `${aws:username}`, which stands for a name, so that the colon that follows is none. */
const OWN_NAME = "${aws";

function hasOwnName({ within, without }: Region): boolean {
  return [...within, ...without].some(({ patterns }) => patterns.some(({ source }) => source.includes(OWN_NAME)));
}

function inOwnName(last: readonly number[]): boolean {
  return String.fromCharCode(...last.slice(-OWN_NAME.length)) === OWN_NAME;
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
