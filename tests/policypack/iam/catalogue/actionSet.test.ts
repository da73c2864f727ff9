import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ActionSet } from "../../../../policypack/iam/catalogue/actionSet";
import { seed } from "../../../seed";

const SIZE = 300;

/** What is done to a set, one after the other: an action is added, or a range of actions. */
const steps = fc.array(
  fc.oneof(
    fc.nat(SIZE - 1).map((at) => [at, at + 1] as const),
    fc.tuple(fc.nat(SIZE), fc.nat(SIZE)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  ),
  { maxLength: 6 },
);

interface Both {
  readonly set: ActionSet;
  readonly plain: Set<number>;
}

function made(ranges: readonly (readonly [number, number])[]): Both {
  const set = new ActionSet(SIZE);
  const plain = new Set<number>();
  for (const [first, end] of ranges) {
    if (end === first + 1) set.add(first);
    else set.addRange(first, end);
    for (let action = first; action < end; action++) plain.add(action);
  }
  return { set, plain };
}

function same(set: ActionSet, plain: ReadonlySet<number>): void {
  assert.deepEqual(
    [...set],
    all.filter((action) => plain.has(action)),
  );
  assert.equal(set.count(), plain.size);
  assert.equal(set.empty, plain.size === 0);
  for (let action = 0; action < SIZE; action++) {
    assert.equal(set.has(action), plain.has(action));
    assert.equal(
      set.next(action),
      all.find((other) => other >= action && plain.has(other)),
    );
  }
}

const all = Array.from({ length: SIZE }, (_, action) => action);
const chosen = (keep: (action: number) => boolean): Set<number> => new Set(all.filter(keep));

describe(`sets of actions (seed ${seed})`, () => {
  it("are what sets of numbers are", () => {
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const [a, b] = [made(first), made(second)];
        same(a.set, a.plain);
        same(
          a.set.complement(),
          chosen((action) => !a.plain.has(action)),
        );
        same(
          a.set.and(b.set),
          chosen((action) => a.plain.has(action) && b.plain.has(action)),
        );
        same(
          a.set.minus(b.set),
          chosen((action) => a.plain.has(action) && !b.plain.has(action)),
        );
        assert.equal(
          a.set.meets(b.set),
          [...a.plain].some((action) => b.plain.has(action)),
        );
        assert.equal(
          a.set.within(b.set),
          [...a.plain].every((action) => b.plain.has(action)),
        );
        const [before, other] = [a.set.and(a.set), [...b.set]];
        a.set.addAll(b.set);
        same(a.set, new Set([...a.plain, ...b.plain]));
        same(before, a.plain);
        assert.deepEqual([...b.set], other);
      }),
      { seed },
    );
  });
});
