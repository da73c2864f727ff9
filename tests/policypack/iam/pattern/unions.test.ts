import assert from "node:assert/strict";
import { ANY_ONE, ANY_RUN, compilePattern, type Pattern } from "../../../../policypack/iam/pattern/pattern";
import { within } from "../../../../policypack/iam/pattern/relations";
import {
  isOpen,
  isWide,
  LEAST,
  type Part,
  startOfName,
  unionPatterns,
  unionsOf,
} from "../../../../policypack/iam/pattern/unions";

const codes = (text: string): Set<number> => new Set([...text].map((letter) => letter.charCodeAt(0)));
const HEX = "0123456789abcdef";
const each = (letters: string, make: (letter: string) => string): Pattern[] =>
  [...letters].map((letter) => compilePattern(make(letter)));
const wideIf = (count: number) => (characters: ReadonlySet<number>) => characters.size >= count;
const eight = wideIf(8);
/** The unions as they read, and whether each is within what it was made of. */
function unions(patterns: readonly Pattern[], wide = eight): string[] {
  return unionPatterns(patterns, wide).map((union) => {
    assert.ok(within(union, patterns), union.source);
    return union.source;
  });
}

describe("what several patterns match together", () => {
  it("is one of their characters, and what follows all of them", () => {
    assert.deepEqual(unions(each(HEX, (letter) => `i-${letter}*`)), ["i-?*"]);
    assert.deepEqual(unions(each("01234567", (letter) => `i-${letter}*`)), ["i-?*"]);
    assert.deepEqual(unions(each("01234567", (letter) => `${letter}?*-x`)), ["??*-x"]);
    assert.deepEqual(unions(each("01234567", (letter) => `*${letter}`)), ["*?"]);
  });

  it("is none of too few patterns, or of too few characters", () => {
    assert.equal(LEAST, 8);
    assert.deepEqual(
      unions(
        each("0123456", (letter) => `i-${letter}*`),
        wideIf(1),
      ),
      [],
    );
    assert.deepEqual(unions(each("0123456", (letter) => `i-${letter}*`).concat(compilePattern("i-7")), wideIf(1)), []);
    assert.deepEqual(
      unions(
        each("01234567", (letter) => `i-${letter}*`),
        wideIf(9),
      ),
      [],
    );
    assert.deepEqual(
      unions([...each("0123", (letter) => `i-${letter}*`), ...each("0123", (letter) => `j-${letter}*`)]),
      [],
    );
  });

  it("is none of texts without a wildcard, or with a few ?", () => {
    assert.deepEqual(unions(each(HEX, (letter) => `i-${letter}`)), []);
    assert.deepEqual(unions(each(HEX, (letter) => `i-${letter}???`)), []);
    assert.deepEqual(unions(each(HEX, (letter) => `i-${letter}????`)), ["i-?????"]);
  });

  it("needs a wildcard in the name of an ARN, not before it", () => {
    assert.deepEqual(unions(each(HEX, (letter) => `arn:aws:s3:*::b${letter}`)), []);
    assert.deepEqual(unions(each(HEX, (letter) => `arn:aws:s3:::b${letter}*`)), ["arn:aws:s3:::b?*"]);
  });

  it("is found where characters differ in two places", () => {
    const both = [...HEX].flatMap((one) => each(HEX, (other) => `i-${one}${other}*`));
    const found = unions(both);
    assert.ok(found.includes("i-??*"), found.join(" "));
    // With one of them missing, each of the other first characters still has all that follow.
    const missing = unions(both.slice(1), wideIf(16));
    assert.ok(missing.includes("i-1?*") && !missing.includes("i-0?*") && !missing.includes("i-??*"), missing.join(" "));
  });

  it("is found where some patterns match more than the others", () => {
    const more = [...each("0123456", (letter) => `i-${letter}*`), compilePattern("i-7?*"), compilePattern("i-*x*")];
    assert.ok(unions(more).includes("i-??*"), unions(more).join(" "));
    const wider = [...each("0123456", (letter) => `i-${letter}a*`), compilePattern("i-7*")];
    assert.deepEqual(unions(wider), ["i-?a*"]);
    const apart = [...each("0123456", (letter) => `i-${letter}a*`), compilePattern("i-7b*")];
    assert.deepEqual(unions(apart), []);
  });

  it("keeps what ends where others go on", () => {
    const found = unions([...each(HEX, (letter) => `i-${letter}*`), compilePattern("i-*")]);
    assert.deepEqual(found, ["i-?*"]);
  });

  it("has what the characters that it is made of have in common", () => {
    const parts = [..."0123456789"].map((letter): Part<string> => ({
      tokens: compilePattern(`i-${letter}*`).tokens,
      value: letter < "9" ? "low" : "high",
    }));
    const seen: [string, string[]][] = [];
    const found = unionsOf<string>(
      parts,
      {
        wide: eight,
        join: (values) => {
          seen.push(...[...values].map(([at, list]): [string, string[]] => [String.fromCharCode(at), [...list]]));
          return [
            { characters: codes("012345678"), value: "joined" },
            { characters: codes("01"), value: "too few" },
          ];
        },
      },
      { left: 100_000 },
    );
    assert.deepEqual(
      seen,
      [..."0123456789"].map((letter) => [letter, [letter < "9" ? "low" : "high"]]),
    );
    assert.deepEqual(
      found.map(({ value }) => value),
      ["joined"],
    );
  });

  it("costs budget, and is not looked for without any", () => {
    const parts = each(HEX, (letter) => `i-${letter}*`).map(({ tokens }) => ({ tokens, value: undefined }));
    const how = { wide: eight, join: () => [{ characters: codes(HEX), value: undefined }] };
    const budget = { left: 10_000 };
    assert.equal(unionsOf(parts, how, budget).length, 1);
    // 2 for each part, and 2 for each character that the one tail follows.
    assert.equal(10_000 - budget.left, 16 * 2 + 16 * 2);
    assert.deepEqual(unionsOf(parts, how, { left: 0 }), []);
    assert.deepEqual(unionsOf(parts.slice(0, 7), how, budget), []);
  });

  it("is tried for so many tails", () => {
    const tails = Array.from({ length: 60 }, (_, i) => `${String.fromCharCode(0x100 + i)}*`);
    const parts = [..."01234567"].flatMap((letter) => tails.map((tail) => compilePattern(letter + tail)));
    const found = unions(parts, (characters) => characters.has("0".charCodeAt(0)));
    assert.equal(found.length, 48);
  });
});

describe("a pattern that a union can be made of", () => {
  const rows: [source: string, open: boolean][] = [
    ["a*", true],
    ["*", true],
    ["a", false],
    ["a???", false],
    ["a????", true],
    ["?a?b?c?", true],
    ["", false],
  ];
  for (const [source, open] of rows)
    it(`${source || "nothing"}: ${open}`, () => assert.equal(isOpen(compilePattern(source).tokens), open));

  it("has a name after the fifth colon", () => {
    const start = (source: string): number => startOfName(compilePattern(source).tokens);
    assert.equal(start("arn:aws:s3:::b:c"), 13);
    assert.equal(start(":::::"), 5);
    assert.equal(start("::::"), 0);
    assert.equal(start("a"), 0);
    assert.equal(startOfName([ANY_RUN, ANY_ONE]), 0);
  });
});

describe("characters that leave a name open", () => {
  const SMALL = "abcdefghijklmnopqrstuvwxyz0123456789";
  const rows: [characters: string, generated: boolean, wide: boolean][] = [
    [HEX, true, true],
    [HEX, false, true],
    [HEX.slice(0, 8), true, true],
    [HEX.slice(0, 7), true, false],
    [HEX.slice(0, 15), false, false],
    [HEX.slice(0, 8), false, false],
    ["ghijklmnopqrstuvwx", false, true],
    ["ghijklmnopqrstuvw", false, false],
    ["GHIJKLMNOPQRSTUVWX", false, true],
    ["GHIJKLMNOPQRSTUVW", false, false],
    ["ABCDEFGH", true, false],
    [SMALL, false, true],
    ["-_./+=,@!#$%^&()~<>", true, false],
    ["", true, false],
  ];
  for (const [characters, generated, wide] of rows)
    it(`${characters || "none"}${generated ? ", in an id" : ""}: ${wide}`, () =>
      assert.equal(isWide(codes(characters), generated), wide));
});
