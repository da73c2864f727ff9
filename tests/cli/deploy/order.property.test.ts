import fc from "fast-check";
import assert from "node:assert/strict";
import { orderOf, reversed, type StackReferences } from "../../../cli/deploy/order";
import { exitCode, held, ready, type Ended, type State } from "../../../cli/deploy/schedule";
import { seed } from "../../seed";

const names = ["a", "b", "c", "d", "e", "f", "g"];
const project: fc.Arbitrary<StackReferences[]> = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) =>
        fc
          .array(
            fc.record({ stack: fc.constantFrom(...names, "elsewhere"), later: fc.boolean(), path: fc.constant("p") }),
            {
              maxLength: 4,
            },
          )
          .map((references) => ({ name, references })),
      ),
    ),
  );
const endings = fc.dictionary(
  fc.constantFrom(...names),
  fc.constantFrom<Ended>("done", "done", "failed", "refused", "locked"),
);

describe("any project", () => {
  it("has an order in which nothing comes before what it needs, or a circle that is one", () => {
    fc.assert(
      fc.property(project, (stacks) => {
        const of = new Map(stacks.map(({ name, references }) => [name, references]));
        const { needs, circle } = orderOf(stacks);
        if (circle !== undefined) {
          circle.forEach(({ stack }, at) => {
            const next = circle[(at + 1) % circle.length]!.stack;
            // A reference that may be later never makes a circle.
            assert.ok(of.get(stack)!.some((one) => one.stack === next && !one.later));
          });
          return;
        }
        for (const [name, references] of of) {
          const before = new Set(needs.get(name));
          for (const { stack, later } of references)
            if (of.has(stack) && stack !== name && !later) assert.ok(before.has(stack));
          for (const one of before) assert.ok(references.some(({ stack }) => stack === one));
        }
        // What is left out is left out for a reason: the other one needs this one, by whichever way.
        const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
          (of.get(from) ?? []).some(({ stack }) => {
            if (stack === to) return true;
            if (seen.has(stack) || !of.has(stack)) return false;
            seen.add(stack);
            return reaches(stack, to, seen);
          });
        for (const [name, references] of of)
          for (const { stack } of references)
            if (of.has(stack) && stack !== name && !needs.get(name)!.includes(stack)) assert.ok(reaches(stack, name));
      }),
      { seed },
    );
  });

  it("is run to an end in which each stack has one, within the bound, and none after one that failed", () => {
    fc.assert(
      fc.property(
        project,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        endings,
        fc.infiniteStream(fc.nat()),
        (stacks, parallel, destroy, ends, picks) => {
          const found = orderOf(stacks);
          if (found.circle !== undefined) return;
          const needs = destroy ? reversed(found.needs) : found.needs;
          const states = new Map<string, State>([...needs.keys()].map((name) => [name, "waiting"]));
          const began: string[] = [];
          for (;;) {
            for (const name of held(needs, states).keys()) states.set(name, "held");
            for (const name of ready(needs, states, parallel)) {
              for (const one of needs.get(name)!) assert.equal(states.get(one), "done");
              states.set(name, "running");
              began.push(name);
            }
            const running = [...states].flatMap(([name, state]) => (state === "running" ? [name] : []));
            assert.ok(running.length <= parallel);
            if (running.length === 0) break;
            const name = running[(picks.next().value as number) % running.length]!;
            states.set(name, ends[name] ?? "done");
          }
          assert.equal(new Set(began).size, began.length);
          for (const [name, state] of states) {
            assert.notEqual(state, "waiting");
            assert.equal(state === "held", !began.includes(name));
            if (state === "held") assert.ok(needs.get(name)!.some((one) => states.get(one) !== "done"));
          }
          const all = [...states.values()];
          assert.equal(
            exitCode(states) === 0,
            all.every((state) => state === "done"),
          );
        },
      ),
      { seed },
    );
  });
});
