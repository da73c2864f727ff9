import assert from "node:assert/strict";
import { wrap } from "../../cli/wrap";

describe("text in lines", () => {
  for (const [text, width, lines] of [
    ["", 5, [""]],
    ["one two three", 7, ["one two", "three"]],
    ["one two three", 8, ["one two", "three"]],
    ["extraordinary one", 5, ["extraordinary", "one"]],
    ["日本 日本 a", 9, ["日本 日本", "a"]],
    ["日本 日本 a", 8, ["日本", "日本 a"]],
  ] as const)
    it(`${JSON.stringify(text)} in ${width} places`, () => assert.deepEqual(wrap(text, width), lines));
  for (const [text, width, lines] of [
    ["a  b", 4, ["a  b"]],
    ["extraordinary one", 5, ["extra", "ordin", "ary", "one"]],
    ["日本語 a", 4, ["日本", "語 a"]],
  ] as const)
    it(`${JSON.stringify(text)} in a column of ${width} places`, () =>
      assert.deepEqual(wrap(text, width, { split: true }), lines));
});
