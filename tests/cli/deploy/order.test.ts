import assert from "node:assert/strict";
import { orderOf, reversed, type StackReferences } from "../../../cli/deploy/order";

/** `a: b c?` is a stack `a` with grants of roles of `b`, and of `c` with `arnUntilDeployed`. */
function stacks(...lines: string[]): StackReferences[] {
  return lines.map((line) => {
    const [name, others = ""] = line.split(":");
    return {
      name: name!,
      references: others
        .split(" ")
        .filter((one) => one !== "")
        .map((one, at) => ({
          stack: one.replace("?", ""),
          later: one.endsWith("?"),
          path: `grants.g.roles[${at}]`,
        })),
    };
  });
}

describe("the order of stacks", () => {
  const cases: readonly (readonly [title: string, stacks: string[], needs: Record<string, string[]> | string])[] = [
    ["nothing", [], {}],
    ["stacks without grants", ["b", "a"], { a: [], b: [] }],
    ["the trusting side first", ["trusted: trusting", "trusting"], { trusted: ["trusting"], trusting: [] }],
    ["several grants of one stack", ["a: b b c b?", "b", "c"], { a: ["b", "c"], b: [], c: [] }],
    ["a chain", ["a: b", "b: c", "c"], { a: ["b"], b: ["c"], c: [] }],
    ["stacks that are not among these", ["a: elsewhere b", "b"], { a: ["b"], b: [] }],
    ["itself", ["a: a"], { a: [] }],
    ["the other first where it need not be", ["a: b?", "b"], { a: ["b"], b: [] }],
    ["a pair of which one may be first", ["a: b?", "b: a"], { a: [], b: ["a"] }],
    ["a pair of which each may be first", ["a: b?", "b: a?"], { a: [], b: [] }],
    ["a circle with one that may be first", ["a: b", "b: c", "c: a?"], { a: ["b"], b: ["c"], c: [] }],
    ["a pair beside what it needs", ["a: b? c?", "b: a", "c"], { a: ["c"], b: ["a"], c: [] }],
    ["a reference twice, once at once", ["a: b? b", "b: a?"], { a: ["b"], b: [] }],
    ["a pair", ["a: b", "b: a"], "a grants.g.roles[0], b grants.g.roles[0]"],
    [
      "a circle",
      ["x", "a: x b", "b: c", "c: d", "d: b"],
      "b grants.g.roles[0], c grants.g.roles[0], d grants.g.roles[0]",
    ],
    ["a circle that one of two references closes", ["a: b", "b: a? a"], "a grants.g.roles[0], b grants.g.roles[1]"],
  ];
  for (const [title, given, expected] of cases)
    it(title, () => {
      const { needs, circle } = orderOf(stacks(...given));
      if (typeof expected === "string")
        assert.equal(circle?.map(({ stack, path }) => `${stack} ${path}`).join(", "), expected);
      else assert.deepEqual(Object.fromEntries(needs ?? []), expected);
    });

  it("is turned around for a removal", () => {
    const { needs } = orderOf(stacks("a: b c", "b: c", "c", "d"));
    assert.deepEqual(Object.fromEntries(reversed(needs!)), { a: [], b: ["a"], c: ["a", "b"], d: [] });
    assert.deepEqual(reversed(reversed(needs!)), needs);
  });
});
