import assert from "node:assert/strict";
import { readYaml, YamlError } from "../../settings/yamlText";

const repeat = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join("");

describe("YAML that people write", () => {
  const read: readonly (readonly [text: string, value: unknown])[] = [
    ["", null],
    ["# nothing\n", null],
    ["\ufeffa: 1\r\nb: [x, 'y', \"z\"]\r\n", { a: 1, b: ["x", "y", "z"] }],
    ["a: &a { b: 1 }\nc: *a\n", { a: { b: 1 }, c: { b: 1 } }],
    ["a: yes\nb: 2027-05-01\nc: 0o17\nd: ~\n", { a: "yes", b: "2027-05-01", c: 15, d: null }],
    ["%YAML 1.1\n---\na: yes\n", { a: "yes" }],
    ["1: a\ntrue: b\n", { 1: "a", true: "b" }],
    ["---\na: |\n  two\n  lines\n...\n", { a: "two\nlines\n" }],
    [`${"[".repeat(90)}${"]".repeat(90)}`, JSON.parse(`${"[".repeat(90)}${"]".repeat(90)}`)],
  ];
  for (const [text, value] of read)
    it(`${JSON.stringify(text.slice(0, 60))} is read`, () => assert.deepEqual(readYaml(text), value));

  it("a key that JavaScript has a meaning for is a key", () => {
    const { a } = readYaml("a: { __proto__: { x: 1 }, constructor: 2 }\n") as { a: object };
    assert.deepEqual(Object.keys(a), ["__proto__", "constructor"]);
    assert.equal(Object.getPrototypeOf(a), Object.prototype);
  });

  it("ten thousands of keys are read in a moment", () =>
    assert.equal(Object.keys(readYaml(repeat(30_000, (i) => `k${i}: v\n`)) as object).length, 30_000));
});

describe("YAML that can be read in two ways, or without end, is refused with its line", () => {
  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ["a: 1\na: 2\n", /^line 2, column 1: found the key "a" a second time, expected each once$/],
    ["a: { b: 1, 'b': 2 }\n", /^line 1, column 12: found the key "b" a second time/],
    ["1: a\n'1': b\n", /^line 2, column 1: found the key "1" a second time/],
    ["? [a]\n: b\n", /^line 1, column 3: found a list as a key, expected text$/],
    ["{ { a: b }: c }\n", /found an object as a key/],
    ["~: a\n", /found nothing as a key/],
    [": a\n", /found nothing as a key/],
    ["a: &a b\n*a : c\n", /found an alias as a key/],
    ["a: !x b\n", /^line 1, column 4: Unresolved tag: !x$/],
    ["a: !!js/function 'f'\n", /Unresolved tag/],
    ["a: 1\n---\nb: 2\n", /^line 2, column 1: found a second document, expected one$/],
    ["a: &a [*a]\n", /^line 1, column 8: found \*a within &a, so that it would have itself in it$/],
    ["a: &a\n  b: { c: *a }\n", /found \*a within &a/],
    ["a: *b\n", /Unresolved alias/],
    [
      `a: &a [x, x, x]\n${repeat(20, (i) => `a${i}: &a${i} [${"*a, *a"}${i > 0 ? `, *a${i - 1}, *a${i - 1}, *a${i - 1}` : ""}]\n`)}`,
      /Excessive alias count/,
    ],
    ["a: b\u0000c\n", /^line 1, column 5: found "\\u0000", which YAML does not allow$/],
    ['a: "\u0085b"\n', /found "\\u0085", which is a line break to some readers/],
    ["a: b\u2028c\n", /found "\\u2028", which is a line break to some readers/],
    ["a: \u001b[2J\n", /found "\\u001b", which YAML does not allow/],
    ["a: \ud800\n", /found "\\ud800", which YAML does not allow/],
    ['a: "\\ud800"\n', /^line 1, column 4: found "\\ud800", which has half of a character in it$/],
    ["[".repeat(200), /^line 1, column \d+: found more than 100 levels, expected fewer$/],
    ["[".repeat(5_000_000), /found more than 100 levels/],
    ['{"a":'.repeat(5_000), /found more than 100 levels/],
    ["- ".repeat(5_000), /found more than 100 levels/],
    [repeat(300, (i) => `${" ".repeat(i)}a:\n`), /found more than 100 levels/],
    ["x".repeat(5 * 1024 * 1024 + 1), /^line 1, column 1: found 5242881 characters, expected at most 5242880$/],
    ["a: .nan\n", /^line 1, column 4: found .nan, expected a number$/],
    ["a: [-.inf]\n", /found -.inf, expected a number/],
    ["a: b: c\n", /^line 1, column 4: Nested mappings are not allowed/],
  ];
  for (const [text, message] of refused) {
    it(JSON.stringify(text.slice(0, 40)), () =>
      assert.throws(
        () => readYaml(text),
        (error) => (error instanceof YamlError && message.test(error.message) ? true : assert.fail(String(error))),
      ),
    );
  }
});
