import assert from "node:assert/strict";
import { exitCode, held, ready, type State } from "../../../cli/deploy/schedule";

/** `a>b` is a stack that needs another one. */
const needsOf = (text: string) =>
  new Map(
    text.split(" ").map((one) => {
      const [name, ...others] = one.split(">");
      return [name!, others] as const;
    }),
  );
const statesOf = (states: Record<string, State>) => new Map(Object.entries(states));

describe("the schedule", () => {
  const cases: readonly (readonly [
    title: string,
    needs: string,
    states: Record<string, State>,
    begin: string[],
    held: Record<string, string>,
  ])[] = [
    ["begins with what needs nothing", "a>b b c", { a: "waiting", b: "waiting", c: "waiting" }, ["b", "c"], {}],
    ["begins nothing beyond the bound", "a b c", { c: "waiting", a: "running", b: "waiting" }, ["b"], {}],
    ["begins nothing while the bound is used", "a b c", { a: "running", b: "running", c: "waiting" }, [], {}],
    ["waits for what runs", "a>b b", { a: "waiting", b: "running" }, [], {}],
    ["begins what it was waiting for", "a>b b", { a: "waiting", b: "done" }, ["a"], {}],
    ["waits for each", "a>b>c b c", { a: "waiting", b: "done", c: "running" }, [], {}],
    ["holds what needs a failure", "a>b b c", { a: "waiting", b: "failed", c: "waiting" }, ["c"], { a: "b" }],
    [
      "holds what needs what is held, for the same cause",
      "a>b b>c c",
      { a: "waiting", b: "waiting", c: "refused" },
      [],
      { a: "c", b: "c" },
    ],
    ["holds what needs what was held before", "a>b b", { a: "waiting", b: "held" }, [], { a: "b" }],
    ["holds nothing that runs or is done", "a>c b>c c", { a: "running", b: "done", c: "failed" }, [], {}],
  ];
  for (const [title, needs, states, begin, inVain] of cases)
    it(title, () => {
      assert.deepEqual(ready(needsOf(needs), statesOf(states), 2), begin);
      assert.deepEqual(Object.fromEntries(held(needsOf(needs), statesOf(states))), inVain);
    });

  const codes: readonly (readonly [code: number, ...states: State[]])[] = [
    [0],
    [0, "done", "done"],
    [1, "done", "failed"],
    [1, "done", "locked"],
    [1, "cancelled"],
    [1, "done", "unstarted"],
    [1, "failed", "held"],
    [7, "refused", "done"],
    [7, "refused", "held"],
    [1, "refused", "failed"],
    [1, "refused", "unstarted"],
  ];
  for (const [code, ...states] of codes)
    it(`ends with ${code}: ${states.join(", ") || "nothing"}`, () => {
      assert.equal(exitCode(new Map(states.map((state, at) => [String(at), state]))), code);
    });
});
