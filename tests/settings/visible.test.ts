import assert from "node:assert/strict";
import { cut, visible, visibleJson } from "../../settings/visible";

describe("hidden characters", () => {
  for (const [what, text, shown] of [
    ["an ANSI escape", "\u001b[31m", "\\u001b[31m"],
    ["a right-to-left override", "a\u202eb", "a\\u202eb"],
    ["a right-to-left mark", "\u200f", "\\u200f"],
    ["a zero-width space and joiner", "\u200b\u200d", "\\u200b\\u200d"],
    ["line breaks and tabs", "\r\n\t", "\\r\\n\\t"],
    ["line and paragraph separators", "\u2028\u2029", "\\u2028\\u2029"],
    ["a no-break space", "\u00a0", "\\u00a0"],
    ["a filler that is a letter to Unicode", "\u3164", "\\u3164"],
    ["a tag character", "\u{e0041}", "\\u{e0041}"],
    ["halves of a surrogate pair", "\ud800x\udc00", "\\ud800x\\udc00"],
    ["a character that is for private use", "\ue000", "\\ue000"],
  ] as const) {
    it(`${what} is shown as ${shown}`, () => assert.equal(visible(text), shown));
  }

  it("others are left as they are", () => {
    const text = "deploy +=,.@_- \\ <b> äöü é 漢字 ℝ 👩 \u0301";
    assert.equal(visible(text), text);
  });

  it("are escapes in JSON, which means the same", () => {
    const value = { "\u202e": "\u2028 \u{e0041} \ud800 \u001b é" };
    const json = visibleJson(JSON.stringify(value, undefined, 1));
    assert.match(json, /^\{\n "\\u202e": "\\u2028 \\udb40\\udc41 \\ud800 \\u001b é"\n\}$/);
    assert.deepEqual(JSON.parse(json), value);
  });

  it("a text is cut between characters, and what is not shown is counted", () => {
    assert.equal(cut("abc", 3), "abc");
    assert.equal(cut("abcd", 3), "abc… (1 more characters)");
    assert.equal(cut("ab👩c", 3), "ab… (3 more characters)");
  });
});
