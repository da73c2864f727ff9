import assert from "node:assert/strict";
import * as fc from "fast-check";
import { JsonError, MAXIMUM_CHARACTERS, MAXIMUM_DEPTH, parseJson } from "../../../../policypack/iam/document/parseJson";
import { seed } from "../../../seed";

/** What a reader makes of a text; undefined when it refuses it. */
function read(reader: (text: string) => unknown, text: string): string | undefined {
  try {
    return JSON.stringify(reader(text));
  } catch {
    return undefined;
  }
}

/** True when an object has a key twice: the only thing that JSON.parse takes and this does not. */
function hasKeyTwice(text: string): boolean {
  let twice = false;
  try {
    parseJson(text);
  } catch (error) {
    twice = error instanceof JsonError && error.message.includes("written twice");
  }
  return twice;
}

describe(`a text of JSON (seed ${seed})`, () => {
  it("is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), undefined, indent);
        assert.equal(read(parseJson, spaced), read(JSON.parse, spaced));
      }),
      { seed, numRuns: 200 },
    );
  });

  it("is taken where JSON.parse takes it, when it was changed in one place", () => {
    const document = '{ "a\\u00e9" : [1, -0.5e+3, true,\r\n\tfalse, null, {"b":{}}, [], "x\\\\\\"y"] , "c":0 }';
    fc.assert(
      fc.property(
        fc.nat({ max: document.length }),
        fc.nat({ max: 2 }),
        fc.constantFrom(..."{}[]:,\"'\\/ \t\n\r\f\v\b\u00a0\u0000\u001f01-+.eEx", "", "//", "true", '"c"', "\ufeff"),
        (at, length, added) => {
          const text = document.slice(0, at) + added + document.slice(at + length);
          if (hasKeyTwice(text)) return;
          assert.equal(read(parseJson, text), read(JSON.parse, text), JSON.stringify(text));
        },
      ),
      { seed, numRuns: 3_000 },
    );
  });

  const refused: [text: string, message: string][] = [
    ["", "line 1, column 1: expected a value, found the end of the text"],
    ["\n\n  x", 'line 3, column 3: expected a value, found "x"'],
    ["{} x", 'line 1, column 4: expected the end of the text, found "x"'],
    ["{} /* x */", "line 1, column 4: expected the end of the text, found a comment, which JSON does not have"],
    ["{} //", "line 1, column 4: expected the end of the text, found a comment, which JSON does not have"],
    ["{} /x", 'line 1, column 4: expected the end of the text, found "/"'],
    ["{} /", 'line 1, column 4: expected the end of the text, found "/"'],
    ["{a:1}", 'line 1, column 2: expected a key in double quotes, found "a"'],
    ['{"a" 1}', 'line 1, column 6: expected ":" after the key "a", found "1"'],
    ['{"a":1 "b":2}', 'line 1, column 8: expected "," or "}", found "\\""'],
    ["[1 2]", 'line 1, column 4: expected "," or "]", found "2"'],
    ["[1", 'line 1, column 3: expected "," or "]", found the end of the text'],
    ['["a\nb"]', "line 1, column 2: a string that does not end, or has a control character or an unknown escape"],
    [
      '{"a":1,\n "b":{"c":1,"c":2}}',
      'line 2, column 13: the key "c" is written twice in one object; IAM and readers disagree on which counts',
    ],
    [
      '{"a":1,"\\u0061":2}',
      'line 1, column 8: the key "a" is written twice in one object; IAM and readers disagree on which counts',
    ],
    ["\ufeff{}", "line 1, column 1: a byte order mark stands before the document; save it as UTF-8 without one"],
  ];
  for (const [text, message] of refused)
    it(`is refused: ${JSON.stringify(text).slice(0, 30)}`, () =>
      assert.throws(() => parseJson(text), { name: "JsonError", message }));

  it("is refused with the place in fields of its own", () =>
    assert.throws(() => parseJson("[\n ?"), { line: 2, column: 2 }));

  it("may be so deep and so long, and no more", () => {
    const lists = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    const objects = (depth: number): string => '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
    assert.ok(parseJson(lists(MAXIMUM_DEPTH + 1)) !== undefined && parseJson(objects(MAXIMUM_DEPTH)) !== undefined);
    assert.throws(() => parseJson(lists(MAXIMUM_DEPTH + 2)), /nested more than 64 levels deep/);
    assert.throws(() => parseJson(objects(MAXIMUM_DEPTH + 1)), /nested more than 64 levels deep/);
    const text = (length: number): string => `"${"a".repeat(length - 2)}"`;
    assert.equal((parseJson(text(MAXIMUM_CHARACTERS)) as string).length, MAXIMUM_CHARACTERS - 2);
    assert.throws(
      () => parseJson(text(MAXIMUM_CHARACTERS + 1)),
      /line 1, column 1: the text has 4194305 characters, more than the 4194304 that are read/,
    );
  });

  it("makes objects whose fields are like any others", () => {
    assert.deepEqual(Object.getOwnPropertyDescriptor(parseJson('{"__proto__":1}'), "__proto__"), {
      value: 1,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  });
});
