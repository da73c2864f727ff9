import assert from "node:assert/strict";
import {
  ANY_ONE,
  ANY_RUN,
  charactersOf,
  compilePattern,
  FIRST_VARIABLE,
  fixedCharacters,
  hasVariable,
  isVariable,
  literalPattern,
  matchesEverything,
  oneOf,
  patternOf,
  samePattern,
  sharedPattern,
  sourceOf,
  standsFor,
} from "../../../../policypack/iam/pattern/pattern";

const code = (character: string): number => character.charCodeAt(0);
const codes = (text: string): Set<number> => new Set([...text].map(code));
const AB = oneOf(codes("ab"));

describe("tokens of a pattern", () => {
  it("are characters, ? and *, with ? before *", () => {
    assert.deepEqual(compilePattern("a*?b").tokens, [code("a"), ANY_ONE, ANY_RUN, code("b")]);
    assert.deepEqual(compilePattern("**").tokens, [ANY_RUN]);
    assert.deepEqual(compilePattern("??").tokens, [ANY_ONE, ANY_ONE]);
    assert.deepEqual(compilePattern("*a*").tokens, [ANY_RUN, code("a"), ANY_RUN]);
    assert.deepEqual(compilePattern("").tokens, []);
    assert.deepEqual(literalPattern("*?").tokens, [code("*"), code("?")]);
  });

  it("make it exact when they are characters alone", () => {
    const exact = (source: string): boolean => compilePattern(source).exact;
    assert.deepEqual(["", "a", "a*", "?a"].map(exact), [true, true, false, false]);
    assert.ok(patternOf([FIRST_VARIABLE], "").exact && !patternOf([code("a"), AB], "").exact);
    assert.ok(literalPattern("a*").exact);
    assert.ok(patternOf([0], "\u0000").exact);
  });

  it("of sets are the same for the same characters", () => {
    // Codes of different lengths: 9 comes before 10.
    assert.equal(oneOf(new Set([10, 9])), oneOf(new Set([9, 10])));
    assert.equal(oneOf(codes("ba")), AB);
    assert.notEqual(oneOf(codes("ac")), AB);
    assert.notEqual(oneOf(new Set([1, 12])), oneOf(new Set([11, 2])));
    assert.deepEqual(charactersOf(AB), codes("ab"));
    assert.deepEqual(charactersOf(oneOf(codes("xyz"))), codes("xyz"));
    for (const token of [ANY_ONE, ANY_RUN, 0, code("a"), FIRST_VARIABLE]) assert.equal(charactersOf(token), undefined);
  });

  it("of sets are not changed by who gave the characters", () => {
    const given = codes("pq");
    const token = oneOf(given);
    given.add(code("r"));
    assert.deepEqual(charactersOf(token), codes("pq"));
  });

  it("stand for what they name", () => {
    const rows: [token: number, read: number, expected: boolean][] = [
      [code("a"), code("a"), true],
      [code("a"), code("b"), false],
      [ANY_ONE, code("a"), true],
      [ANY_ONE, 0xffff, true],
      [ANY_ONE, FIRST_VARIABLE, false],
      [ANY_RUN, code("a"), false],
      [FIRST_VARIABLE, FIRST_VARIABLE, true],
      [FIRST_VARIABLE, FIRST_VARIABLE + 1, false],
      [AB, code("a"), true],
      [AB, code("b"), true],
      [AB, code("c"), false],
    ];
    for (const [token, read, expected] of rows) assert.equal(standsFor(token, read), expected, `${token} ${read}`);
  });

  it("of variables begin after the last character", () => {
    assert.deepEqual([0xffff, FIRST_VARIABLE, FIRST_VARIABLE + 1].map(isVariable), [false, true, true]);
    assert.ok(hasVariable(patternOf([code("a"), FIRST_VARIABLE], "")) && !hasVariable(compilePattern("a*?")));
  });

  it("are written as text", () => {
    assert.equal(sourceOf([code("a"), ANY_RUN, ANY_ONE, AB]), "a*??");
    assert.equal(sourceOf([0, code("a")]), "\u0000a");
  });
});

describe("two patterns", () => {
  it("are the same token by token", () => {
    const same = (a: string, b: string): boolean => samePattern(compilePattern(a), compilePattern(b));
    assert.ok(same("a*?", "a?*") && same("", ""));
    for (const [a, b] of [
      ["a", "ab"],
      ["ab", "a"],
      ["ab", "cb"],
      ["a", "a*"],
    ] as const)
      assert.ok(!same(a, b), `${a} ${b}`);
  });

  it("of which one is * alone: it matches everything", () => {
    const everything = (source: string): boolean => matchesEverything(compilePattern(source));
    assert.deepEqual(["*", "**", "?*", "*a", "", "?"].map(everything), [true, true, false, false, false, false]);
  });

  it("share an object when they have the same short text", () => {
    const shares = (source: string): boolean => sharedPattern(source) === sharedPattern(source);
    const a = (count: number): string => "a".repeat(count);
    assert.ok(shares("x*") && shares(a(256)) && shares("??*"));
    assert.ok(!shares(a(257)) && !shares("???"));
    assert.deepEqual(sharedPattern("x*?"), compilePattern("x*?"));
    assert.deepEqual(sharedPattern("y???"), compilePattern("y???"));
  });

  it("share no object for ever: what is kept has a limit", () => {
    // Other tests of this process have filled some of it, so as many as fit are kept anew.
    for (const round of ["a", "b"]) {
      const first = sharedPattern(`kept-${round}`);
      assert.equal(sharedPattern(`kept-${round}`), first);
      for (let i = 0; i < 5_000; i++) sharedPattern(`kept-${round}-${i}`);
      assert.notEqual(sharedPattern(`kept-${round}`), first);
    }
  });
});

describe("the characters that a pattern fixes", () => {
  const rows: [source: string, fixed: number][] = [
    ["", 0],
    ["*", 0],
    ["?", 0],
    ["a", 2],
    ["ab", 3],
    ["a*", 1],
    ["*a", 1],
    ["*a*", 0],
    ["*-*-*", 0],
    ["shop-*", 5],
    ["*-shop", 5],
    ["*shop*", 3],
    ["a?b", 2],
    ["ab?c*", 2],
    ["?a?", 0],
  ];
  for (const [source, fixed] of rows)
    it(`${source || "nothing"}: ${fixed}`, () => assert.equal(fixedCharacters(compilePattern(source).tokens), fixed));

  it("counts no set, and the first character too", () => {
    assert.equal(fixedCharacters([AB, code("a"), code("b")]), 2);
    assert.equal(fixedCharacters([0, 0]), 3);
  });
});
