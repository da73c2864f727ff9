import assert from "node:assert/strict";
import * as fc from "fast-check";
import { automatonOf, type Budget } from "../../../../policypack/iam/pattern/automaton";
import type { Region } from "../../../../policypack/iam/pattern/clause";
import { inClause } from "../../../../policypack/iam/pattern/clause";
import {
  ANY_RUN,
  compilePattern,
  FIRST_VARIABLE,
  oneOf,
  type Pattern,
  patternOf,
} from "../../../../policypack/iam/pattern/pattern";
import { Product, RegionProduct, type State } from "../../../../policypack/iam/pattern/product";
import { apart, STATE_CAP, textIn, within } from "../../../../policypack/iam/pattern/relations";
import { search } from "../../../../policypack/iam/pattern/search";
import { seed } from "../../../seed";

const code = (character: string): number => character.charCodeAt(0);
const codes = (text: string): Set<number> => new Set([...text].map(code));
const plenty = (): Budget => ({ left: 1_000_000 });
const patterns = (sources: string): Pattern[] => sources.split(" ").map(compilePattern);
const aOrB = patternOf([oneOf(codes("ab")), ANY_RUN], "[ab]*");
const variable = patternOf([code("a"), FIRST_VARIABLE], "a${x}");

function read<P extends Product>(product: P, text: string): State {
  return [...text].reduce((state, character) => product.step(state, code(character)), product.start);
}

/** Every text of so many letters at most. */
function textsOf(letters: string, length: number): string[] {
  if (length === 0) return [""];
  const shorter = textsOf(letters, length - 1);
  return ["", ...[...letters].flatMap((letter) => shorter.map((text) => letter + text))];
}

describe(`texts of a region (seed ${seed})`, () => {
  const glob = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 3 }).map((parts) => parts.join(""));
  const clause = fc.record({
    not: fc.boolean(),
    patterns: fc.array(glob, { maxLength: 3 }).map((list) => list.map(compilePattern)),
  });
  const region = fc.record({ within: fc.array(clause, { maxLength: 3 }), without: fc.array(clause, { maxLength: 2 }) });
  const holds = ({ within: all, without }: Region, text: string): boolean =>
    all.every((one) => inClause(one, text)) && !without.some((one) => inClause(one, text));
  // Patterns of three parts tell no more letters apart than these, and no longer texts.
  const texts = textsOf("abc", 5);

  it("are found where there are any", () => {
    fc.assert(
      fc.property(region, (one) => {
        const found = textIn(one);
        assert.notEqual(found, "undecided");
        if (found === "none")
          assert.equal(
            texts.find((text) => holds(one, text)),
            undefined,
          );
        else assert.ok(holds(one, String.fromCharCode(...(found as number[]))));
      }),
      { seed, numRuns: 400 },
    );
  });

  it("are the shortest", () => {
    const shortest = (all: string, none = "x"): string | undefined => {
      const found = textIn({
        within: [{ not: false, patterns: patterns(all) }],
        without: [{ not: false, patterns: patterns(none) }],
      });
      return typeof found === "string" ? undefined : String.fromCharCode(...found);
    };
    assert.equal(shortest("*"), "");
    assert.equal(shortest("abc* ?", "?"), "abc");
    assert.equal(shortest("a*", "a"), "ax");
    assert.equal(shortest("a", "a*"), undefined);
  });
});

describe("several patterns side by side", () => {
  it("read what none of them names as one character: a plain letter while one is left", () => {
    const other = (...list: Pattern[]): string => String.fromCharCode(new Product(list, plenty()).other);
    assert.equal(other(), "x");
    assert.equal(other(...patterns("ax qz")), "j");
    assert.equal(other(patternOf([oneOf(codes("xq"))], "")), "z");
    const all = "xqzjkvwybpgfhmdcultnrsieao0123456789XQZJKV-_";
    assert.equal(other(compilePattern(all)), "\u4e00");
    assert.equal(other(compilePattern(`${all}\u4e00`)), "\u4e01");
    assert.equal(other(compilePattern(all.slice(0, -1))), "_");
  });

  it("tell which match, which may still match, and what they name next", () => {
    const product = new Product(patterns("ab* a? c"), plenty());
    assert.deepEqual(product.matched(read(product, "ab")), [0, 1]);
    assert.deepEqual(product.matched(read(product, "a")), []);
    assert.deepEqual(read(product, "a").alive, [0, 1]);
    assert.deepEqual(read(product, "ac").alive, [1]);
    assert.deepEqual(read(product, "d").alive, []);
    assert.deepEqual([...product.named(product.start)].sort(), [code("a"), code("c")]);
    assert.deepEqual([...product.named(read(product, "a"))], [code("b")]);
    assert.deepEqual([...product.named(read(product, "d"))], []);
    assert.deepEqual([...new Product([aOrB], plenty()).named(new Product([aOrB], plenty()).start)].sort(), [97, 98]);
  });

  it("have equal states exactly where the same may follow", () => {
    const product = new Product(patterns("a*c b*c"), plenty());
    assert.equal(read(product, "ax").id, read(product, "axx").id);
    assert.equal(read(product, "").id, product.start.id);
    const ids = ["", "a", "b", "ac", "bc", "c"].map((text) => read(product, text).id);
    assert.equal(new Set(ids).size, ids.length);
    // One pattern is left: its place is the state. No state of several has the number of a place.
    assert.ok(read(product, "a").id >= 0 && product.start.id < 0 && read(product, "c").id < 0);
  });

  it("fix a character that one spells out, or has in sets that are not wide", () => {
    const product = new Product([compilePattern("a?"), aOrB], plenty());
    const none = (): boolean => false;
    const fixed = (wide: (set: ReadonlySet<number>) => boolean, state = product.start): string =>
      [..."abc"].filter((letter) => product.fixes(state, code(letter), wide)).join("");
    assert.equal(fixed(none), "ab");
    assert.equal(
      fixed(() => true),
      "a",
    );
    assert.equal(fixed(none, read(product, "a")), "");
    const both = new Product([patternOf([oneOf(codes("ab"))], ""), patternOf([oneOf(codes("bc"))], "")], plenty());
    assert.ok(both.fixes(both.start, code("a"), (set) => set.has(code("c"))));
    const one = automatonOf(patternOf([ANY_RUN, oneOf(codes("ab"))], ""));
    assert.deepEqual(one.start.sets, [codes("ab")]);
  });

  it("know when they match whatever follows", () => {
    const settled = (source: string, text: string): boolean => {
      const product = new Product(patterns(source), plenty());
      return read(product, text).places.some((place) => place.settled);
    };
    const rows: [string, string, boolean][] = [
      ["*", "", true],
      ["a*", "", false],
      ["a*", "a", true],
      ["a*b", "ab", false],
      ["a", "a", false],
      ["*a", "a", false],
      ["?*", "b", true],
    ];
    for (const [source, text, expected] of rows) assert.equal(settled(source, text), expected, `${source} ${text}`);
  });

  it("have a variable for a text of its own, which ? does not match", () => {
    const product = new Product([variable, ...patterns("a* a? ?*")], plenty());
    const after = product.step(read(product, "a"), FIRST_VARIABLE);
    assert.deepEqual(product.matched(after), [0, 1, 3]);
    assert.deepEqual(product.matched(product.step(product.start, FIRST_VARIABLE)), []);
    // A variable that no pattern names is not a character that none names.
    assert.deepEqual(product.matched(product.step(read(product, "a"), FIRST_VARIABLE + 1)), [1, 3]);
    assert.deepEqual(product.matched(product.step(read(product, "a"), product.other)), [1, 2, 3]);
  });

  it("give up a region as soon as nothing can follow, and not before", () => {
    const of = (all: string[], none: string[]): RegionProduct =>
      new RegionProduct(
        {
          within: all.map((list) => ({ not: list.startsWith("!"), patterns: patterns(list.replace("!", "")) })),
          without: none.map((list) => ({ not: list.startsWith("!"), patterns: patterns(list.replace("!", "")) })),
        },
        plenty(),
      );
    const rows: [RegionProduct, string, "found" | "open" | "hopeless"][] = [
      [of(["a* b"], []), "", "open"],
      [of(["a* b"], []), "b", "found"],
      [of(["a* b"], []), "c", "hopeless"],
      [of(["a*", "*b"], []), "a", "open"],
      [of(["a*", "*b"], []), "ab", "found"],
      [of(["a*", "*b"], []), "b", "hopeless"],
      [of(["a* ab*", "*c"], []), "ab", "open"],
      [of(["*"], ["a*"]), "a", "hopeless"],
      [of(["*"], ["ab"]), "ab", "open"],
      [of(["*"], ["ab"]), "a", "found"],
      [of(["*", "!a*"], []), "a", "hopeless"],
      [of(["*", "!a"], []), "a", "open"],
      [of(["*"], ["!a*"]), "a", "found"],
      [of(["*"], ["!a*"]), "b", "hopeless"],
      [of([], []), "a", "found"],
      [of([], ["a"]), "b", "found"],
      [of([], ["a"]), "a", "open"],
    ];
    for (const [product, text, expected] of rows) {
      const state = read(product, text);
      const found = product.holds(state) ? "found" : product.hopeless(state) ? "hopeless" : "open";
      assert.equal(found, expected, text);
      assert.equal(product.hopeless(state), expected === "hopeless", text);
    }
  });
});

describe("the work of a question about patterns", () => {
  const cost = (ask: (budget: Budget) => unknown): number => {
    const budget = plenty();
    ask(budget);
    return 1_000_000 - budget.left;
  };
  // Texts of their own, so that no place of their automata was reached before.
  let count = 0;
  const fresh = (source: string): Pattern => compilePattern(source.replaceAll("#", `${count++}`.padStart(4, "0")));

  it("is charged for each pattern by its length, each step, and each place that is new", () => {
    assert.equal(
      cost((budget) => new Product([], budget)),
      0,
    );
    assert.equal(
      cost((budget) => new Product(patterns("a b"), budget)),
      2,
    );
    assert.equal(
      cost((budget) => new Product([compilePattern("x".repeat(16))], budget)),
      3,
    );
    const pattern = fresh("*#");
    const product = new Product([pattern], plenty());
    const step = (character: string): number =>
      cost((budget) => new Product([pattern], budget).step(product.start, code(character)));
    // One for the pattern, one for the step, and for a new place one more and one for each of the two positions.
    assert.equal(step("q"), 5);
    assert.equal(step("q"), 2);
    assert.equal(step("z"), 2);
    const many = patterns("a1 a2 a3 a4 a5 a6 a7 a8");
    const all = new Product(many, plenty());
    all.step(all.start, code("a"));
    assert.equal(
      cost((budget) => new Product(many, budget).step(all.start, code("a"))),
      8 + 1 + 2,
    );
  });

  it("ends in no answer when the budget does not suffice", () => {
    const intricate = { within: [{ not: false, patterns: [fresh("*#a*b*c*")] }], without: [] };
    assert.equal(textIn(intricate, { left: 5 }), "undecided");
    assert.notEqual(textIn(intricate, plenty()), "undecided");
    assert.equal(apart(compilePattern("a"), compilePattern("b"), { left: 0 }), false);
    assert.equal(apart(compilePattern("a"), compilePattern("b"), { left: 1 }), true);
    assert.equal(within(compilePattern("a"), patterns("a"), { left: 0 }), false);
    assert.equal(within(compilePattern("a"), patterns("a"), { left: 1 }), true);
  });

  it("ends in no answer when there are too many states", () => {
    // No text has two characters in one place, but to find that out takes a state for each of 2 ^ n texts.
    const both = (n: number): unknown =>
      textIn(
        {
          within: ["a", "b"].map((letter) => ({ not: false, patterns: patterns(`*${letter}${"?".repeat(n)}`) })),
          without: [],
        },
        { left: 1e9 },
      );
    assert.equal(both(7), "none");
    assert.equal(both(15), "undecided");
    assert.equal(STATE_CAP, 20_000);
  });

  it("is small where the texts at the ends of two patterns tell", () => {
    for (const [inner, outer] of [
      ["*#a*b*c*", "x*"],
      ["*#a*b*c*", "*x"],
      ["?#a*b*c*", "x*"],
      ["a#*b*", "b*"],
      ["a", "a#*"],
    ] as const) {
      const [one, other] = [fresh(inner), fresh(outer)];
      assert.equal(
        cost((budget) => assert.ok(!within(one, [other], budget))),
        1,
        `${inner} ${outer}`,
      );
    }
    assert.ok(cost((budget) => within(aOrB, patterns("a*"), budget)) > 1);
    assert.equal(
      cost((budget) => within(fresh("a*#"), patterns("b *"), budget)),
      2,
    );
    assert.equal(
      cost((budget) => within(compilePattern("ab"), patterns("b* a*"), budget)),
      2,
    );
    assert.equal(
      cost((budget) => apart(compilePattern("ab"), fresh("a*#"), budget)),
      0,
    );
    assert.equal(
      cost((budget) => apart(fresh("a*#"), compilePattern("ab"), budget)),
      0,
    );
  });
});

describe("a search", () => {
  const product = new Product(patterns("*"), plenty());
  /** Numbers are reached from others by `+ 1` for 2, or `* 2` for 3. */
  const find = (goal: number, more: { below?: number; cap?: number; left?: number } = {}): unknown =>
    search<number>(
      product,
      {
        from: 1,
        key: (at) => at,
        moves: (at) =>
          at > goal
            ? []
            : [
                { at: at + 1, codes: [code("+")], cost: 2 },
                { at: at * 2, codes: [code("*"), code("2")], cost: 3 },
              ],
        hopeless: () => false,
        found: (at, _, all) => at === goal && (assert.equal(all().length > 0, goal > 1), true),
        cap: more.cap ?? 1_000,
        ...(more.below !== undefined && { below: more.below }),
      },
      { left: more.left ?? 1_000_000 },
    );
  const way = (text: string, cost: number): unknown => ({ read: [...text].map(code), cost });

  it("finds the cheapest way", () => {
    assert.deepEqual(find(1), way("", 0));
    assert.deepEqual(find(2), way("+", 2));
    assert.deepEqual(find(4), way("+*2", 5));
    assert.deepEqual(find(12), way("++*2*2", 10));
    assert.equal(find(0), "none");
  });

  it("finds only what costs less than a limit", () => {
    assert.equal(find(12, { below: 10 }), "none");
    assert.deepEqual(find(12, { below: 11 }), way("++*2*2", 10));
    assert.equal(find(1, { below: 0 }), "none");
  });

  it("has no answer beyond its limits", () => {
    assert.equal(find(12, { cap: 5 }), "undecided");
    assert.deepEqual(find(2, { cap: 1 }), way("+", 2));
    assert.equal(find(2, { cap: 0 }), "undecided");
    assert.equal(find(12, { left: 3 }), "undecided");
    assert.deepEqual(find(2, { left: 100 }), way("+", 2));
  });

  it("does not begin where nothing can be found, nor go on there", () => {
    const never = { from: 0, key: () => 0, moves: () => [], found: () => true, cap: 10 };
    assert.equal(search(product, { ...never, hopeless: () => true }, plenty()), "none");
    const region = new RegionProduct({ within: [{ not: false, patterns: patterns("a") }], without: [] }, plenty());
    const seen: number[] = [];
    const answer = search<number>(
      region,
      {
        from: 0,
        key: (at) => at,
        moves: (at) =>
          at > 0
            ? []
            : [
                { at: 1, codes: [code("b"), code("a")], cost: 0 },
                { at: 2, codes: [code("a")], cost: 0 },
              ],
        hopeless: (state) => region.hopeless(state),
        found: (at) => (seen.push(at), false),
        cap: 10,
      },
      plenty(),
    );
    assert.equal(answer, "none");
    assert.deepEqual(seen, [0, 2]);
  });

  it("tells what was read last: so much as is asked for, or a little more", () => {
    const told: string[] = [];
    const text = (list: readonly number[]): string => String.fromCharCode(...list);
    search<number>(
      product,
      {
        from: 0,
        key: (at) => at,
        moves: (at, _, last) => {
          told.push([0, 1, 2, 9].map((count) => text(last(count))).join("|"));
          return at === 2 ? [] : [{ at: at + 1, codes: [code("p"), code("q")], cost: 0 }];
        },
        hopeless: () => false,
        found: () => false,
        cap: 10,
      },
      plenty(),
    );
    assert.deepEqual(told, ["|||", "|pq|pq|pq", "|pq|pq|pqpq"]);
  });
});
