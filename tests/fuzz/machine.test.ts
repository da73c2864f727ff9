import assert from "node:assert/strict";
import * as fc from "fast-check";
import { edited, type Json } from "./change/edits";
import { ranComplaint, textComplaint } from "./judge";
import { kind } from "./kind";
import { tryAll, tryRight } from "./machine";

describe("the machine that tries inputs", () => {
  const inputs = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 20 });
  const planted = kind({ name: "planted", share: 1, inputs, right: [[1]], attempt: () => "taken" as const });
  const trier = {
    attempt: (_: string, input: unknown) => {
      const list = input as number[];
      const wrong = list.some((one) => one >= 500);
      return Promise.resolve(
        wrong
          ? { property: "small", detail: "too large" }
          : list.length > 0
            ? ("taken" as const)
            : ("refused" as const),
      );
    },
  };

  it("finds what is wrong, once, and makes it as small as it gets", async () => {
    const { failures, counts } = await tryAll({ inputs: 200, seed: 1, kinds: [planted], trier });
    assert.deepEqual(failures, [{ kind: "planted", input: [500], property: "small", detail: "too large" }]);
    const { taken, refused, wrong } = counts["planted"]!;
    assert.equal(taken + refused + wrong, 200);
    assert.ok(wrong > 1 && taken > 1);
  });

  it("tries the same inputs with the same seed", async () => {
    const seen = async (seed: number): Promise<string[]> => {
      const all: string[] = [];
      const attempt = (_: string, input: unknown) =>
        Promise.resolve((all.push(JSON.stringify(input)), "taken" as const));
      await tryAll({ inputs: 50, seed, kinds: [planted], trier: { attempt } });
      return all;
    };
    assert.deepEqual(await seen(7), await seen(7));
    assert.notDeepEqual(await seen(7), await seen(8));
  });

  it("says when what is right is refused", async () => {
    const refusing = { attempt: () => Promise.resolve("refused" as const) };
    assert.deepEqual(
      (await tryRight([planted], refusing)).map(({ property }) => property),
      ["what is right is taken"],
    );
    assert.deepEqual(await tryRight([planted], trier), []);
  });
});

describe("what the machine objects to", () => {
  const of = (text: string, given = ""): string | undefined => textComplaint(text, given)?.property;

  it("is a trace, words of a defect, and what is hidden", () => {
    assert.equal(of("Error: x\n    at f (/a/b.js:1:2)"), "no stack trace");
    for (const text of ["TypeError: x", "found undefined", "x is not a function", "[object Object]", "NaN s"])
      assert.equal(of(text), "no words of a defect");
    for (const hidden of ["\u001b[2J", "\u202e", "\u200b", "\ud800", "\r", "\t"])
      assert.equal(of(`a${hidden}b`), "hidden characters are shown");
  });

  it("is nothing else, and no words that stand in the input", () => {
    assert.equal(of('roles.deploy: found "x",\n  expected y at line 3'), undefined);
    assert.equal(of('found "NaN"', "x: NaN"), undefined);
  });

  it("is an exit code that is not documented, and a refusal without words", () => {
    const ran = { code: 2, stdout: "", stderr: "no" };
    assert.equal(ranComplaint(ran, [0, 2], ""), undefined);
    assert.equal(ranComplaint({ ...ran, code: 1 }, [0, 2], "")?.property, "a documented exit code");
    assert.equal(ranComplaint({ ...ran, stderr: "" }, [0, 2], "")?.property, "a refusal says why");
  });
});

describe("edits of a value", () => {
  const value: Json = { a: [1, "two"], b: { c: true } };
  const cases: readonly (readonly [Parameters<typeof edited>[1][number], Json])[] = [
    [{ at: 1, act: "drop" }, { b: { c: true } }],
    [
      { at: 3, act: "replace", by: null },
      { a: [1, null], b: { c: true } },
    ],
    [
      { at: 5, act: "rename", to: "d" },
      { a: [1, "two"], b: { d: true } },
    ],
    [
      { at: 1, act: "add", key: "x", value: 3 },
      { a: [1, "two", 3], b: { c: true } },
    ],
    [
      { at: 5, act: "wrap", levels: 2 },
      { a: [1, "two"], b: { c: [[true]] } },
    ],
    [
      { at: 5, act: "recase", to: "upper" },
      { a: [1, "two"], b: { C: true } },
    ],
    [
      { at: 3, act: "recase", to: "capital" },
      { a: [1, "Two"], b: { c: true } },
    ],
    [
      { at: 2, act: "copy", from: 4 },
      { a: [{ c: true }, "two"], b: { c: true } },
    ],
  ];
  for (const [edit, expected] of cases) it(edit.act, () => assert.deepEqual(edited(value, [edit]), expected));

  it("a prototype's name is a key", () => {
    const made = edited(value, [{ at: 5, act: "rename", to: "__proto__" }]) as { b: object };
    assert.deepEqual(Object.keys(made.b), ["__proto__"]);
  });
});
