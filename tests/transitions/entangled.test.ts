import assert from "node:assert/strict";
import { entangledPolicies } from "../../transitions/entangled";
import { entangledText } from "../../transitions/words";
import { document, offering, on } from "./example";

const both = (bucket: string) => document(on(bucket), on("secret", "Deny"));
const role = (inline: Record<string, unknown>, more: Record<string, unknown> = {}, sections = {}) =>
  offering({ policies: { inline, ...more } }, sections);

describe("policies of a role that each allow and deny", () => {
  it("are told by their names where an update makes them", () => {
    const after = role({ a: both("one"), b: both("two"), c: document(on("three")) });
    assert.deepEqual(entangledPolicies(undefined, after), [{ role: "deploy", policies: ["a", "b"] }]);
    assert.match(
      entangledText({ role: "deploy", policies: ["a", "b"] }),
      /^roles\.deploy: the policies a, b each allow/,
    );
  });
  it("are told where an update changes one of them", () => {
    const before = role({ a: both("one"), b: both("two") });
    assert.deepEqual(entangledPolicies(before, role({ a: both("one"), b: both("other") })), [
      { role: "deploy", policies: ["a", "b"] },
    ]);
  });
  it("count wherever they are: inline, shared", () => {
    const shared = { policies: { limits: { document: both("one") } } };
    const after = role({ a: both("two") }, { shared: ["limits"] }, shared);
    assert.deepEqual(entangledPolicies(undefined, after), [
      { role: "deploy", policies: ["a", "arn:aws:iam::111111111111:policy/limits"] },
    ]);
  });
  it("are not told again while they stay as they are", () => {
    const after = role({ a: both("one"), b: both("two") });
    assert.deepEqual(entangledPolicies(after, after), []);
  });
  for (const [what, inline] of Object.entries({
    "only one does both": { a: both("one"), b: document(on("two")) },
    "the denials stand alone": { a: document(on("one")), b: document(on("secret", "Deny")), c: document(on("two")) },
    "one does both, and one denies alone": { a: both("one"), b: document(on("secret", "Deny")) },
  })) {
    it(`nothing is told where ${what}`, () => assert.deepEqual(entangledPolicies(undefined, role(inline)), []));
  }
});
