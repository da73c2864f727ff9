/**
 * Divides actions into classes: two actions are in one class when the same statements name them. Known actions come
 * from the catalogue. A stranger is an action that the catalogue does not have: any other text that the patterns match.
 */
import { ActionSet } from "../catalogue/actionSet";
import type { ActionCatalogue } from "../catalogue/actions";
import { namedActions } from "../catalogue/namedActions";
import type { Listing } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { compilePattern, matches, type Pattern } from "../pattern/pattern";
import { Product } from "../pattern/product";
import { search } from "../pattern/search";

/** Actions that the same listings name. */
export interface ActionClass {
  /** For each listing, in the order in which they were given: whether it names these actions. */
  readonly named: readonly boolean[];
  /** The actions of the class that the catalogue has. */
  readonly known: ActionSet;
  /** An action of the class that the catalogue does not have, in lower case; absent when there is none. */
  stranger?: string;
  /** The patterns that name actions which the catalogue does not have. */
  readonly patterns: Set<string>;
}

const STATE_CAP = 60_000;
const COLON = 58;

/**
 * The classes of all actions that one of the first `chosen` listings names.
 * @returns undefined when the patterns are too many or too intricate
 */
export function actionClasses(
  catalogue: ActionCatalogue,
  listings: readonly Listing[],
  chosen: number,
  budget: Budget,
): readonly ActionClass[] | undefined {
  const classes = new Map<string, ActionClass>();
  const all = new ActionSet(catalogue.size);
  const sets = listings.map((listing) => namedActions(catalogue, listing).set);
  for (const set of sets.slice(0, chosen)) all.addAll(set);
  let parts: { named: boolean[]; known: ActionSet }[] = [{ named: [], known: all }];
  for (const set of sets) {
    parts = parts.flatMap(({ named, known }) =>
      [
        { named: [...named, true], known: known.and(set) },
        { named: [...named, false], known: known.minus(set) },
      ].filter((part) => !part.known.empty),
    );
    if (parts.length > 5_000) return undefined;
  }
  for (const { named, known } of parts) classes.set(named.join(), { named, known, patterns: new Set() });
  return new Strangers(catalogue, listings, chosen, budget, classes).find() ? [...classes.values()] : undefined;
}

class Strangers {
  private readonly patterns: Pattern[];
  private readonly places: Map<string, number>;
  /** For each listing, the indices of its patterns in `patterns`. */
  private readonly ofListing: readonly (readonly number[])[];

  constructor(
    private readonly catalogue: ActionCatalogue,
    private readonly listings: readonly Listing[],
    private readonly chosen: number,
    private readonly budget: Budget,
    private readonly classes: Map<string, ActionClass>,
  ) {
    const texts = [...new Set(listings.flatMap(({ values }) => values.map((value) => value.toLowerCase())))];
    this.patterns = texts.map(compilePattern);
    this.places = new Map(texts.map((text, at) => [text, at]));
    this.ofListing = listings.map(({ values }) => values.map((value) => this.places.get(value.toLowerCase())!));
  }

  /** Adds the strangers to the classes. False when the state cap or the budget did not suffice. */
  find(): boolean {
    const own = this.listings.slice(0, this.chosen);
    const wild = own.some(({ not, values }) => not || values.some((value) => /[*?]/.test(value)));
    for (const value of new Set(own.flatMap(({ values }) => values))) {
      if (/[*?]/.test(value) || this.catalogue.number(value) !== undefined) continue;
      this.note(
        value.toLowerCase(),
        this.patterns.flatMap((pattern, at) => (matches(pattern, value.toLowerCase()) ? [at] : [])),
        [value],
      );
    }
    return !wild || this.explore();
  }

  /** Searches all texts of the form `prefix:name` that one of the chosen listings may name. */
  private explore(): boolean {
    const product = new Product(this.patterns, this.budget);
    const own = this.listings.slice(0, this.chosen);
    const anything = own.some(({ not }) => not);
    const ownPatterns = new Set(own.flatMap(({ not }, at) => (not ? [] : this.ofListing[at]!)));
    const answer = search<Part>(
      product,
      {
        from: Part.Nothing,
        key: (part) => part,
        moves: (part, state) =>
          [...new Set([product.other, COLON, ...product.named(state)])].flatMap((code) => {
            const at = partAfter(part, code);
            return at === undefined ? [] : [{ at, codes: [code], cost: 0 }];
          }),
        hopeless: ({ alive }) => !anything && !alive.some((at) => ownPatterns.has(at)),
        found: (part, state, read) => {
          if (part === Part.Name) this.noteUnknown(String.fromCharCode(...read()), product.matched(state), ownPatterns);
          return false;
        },
        cap: STATE_CAP,
      },
      this.budget,
    );
    return answer === "none";
  }

  private noteUnknown(read: string, matched: readonly number[], own: ReadonlySet<number>): void {
    if (this.catalogue.number(read) !== undefined) return;
    this.note(
      read,
      matched,
      matched.filter((at) => own.has(at)).map((at) => this.patterns[at]!.source),
    );
  }

  private note(text: string, matched: readonly number[], patterns: readonly string[]): void {
    const found = new Set(matched);
    const named = this.listings.map(({ not }, at) => this.ofListing[at]!.some((place) => found.has(place)) !== not);
    if (!named.slice(0, this.chosen).includes(true)) return;
    const key = named.join();
    const one = this.classes.get(key) ?? {
      named,
      known: new ActionSet(this.catalogue.size),
      patterns: new Set<string>(),
    };
    one.stranger ??= text;
    for (const pattern of patterns) if (!one.patterns.has(pattern)) one.patterns.add(pattern);
    this.classes.set(key, one);
  }
}

enum Part {
  Nothing,
  Prefix,
  Colon,
  Name,
}

function partAfter(part: Part, code: number): Part | undefined {
  if (code === COLON) return part === Part.Prefix ? Part.Colon : undefined;
  return part === Part.Nothing || part === Part.Prefix ? Part.Prefix : Part.Name;
}
