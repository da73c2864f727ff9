import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { inParallel, unlessAborted } from "../../../../cli/review/evidence/parallel";

describe("many at once", () => {
  it("at most so many, all of them, in their order", async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([5, 1, 4, 2, 3, 0], 2, async (turns) => {
      most = Math.max(most, ++running);
      for (let at = 0; at < turns; at++) await turn();
      running--;
      return turns * 10;
    });
    assert.deepEqual(results, [50, 10, 40, 20, 30, 0]);
    assert.equal(most, 2);
    assert.deepEqual(await inParallel([], 2, () => Promise.reject(new Error("nobody calls this"))), []);
  });

  it("one that fails is the last to be begun", async () => {
    const begun: number[] = [];
    const failing = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await turn();
      if (item === 2) throw new Error("two");
    });
    await assert.rejects(failing, /two/);
    await turn();
    await turn();
    assert.ok(!begun.includes(5), begun.join());
  });

  it("a signal ends the waiting, not the work that is done", async () => {
    const ended = new AbortController();
    const never = new Promise(() => {});
    const waiting = unlessAborted(ended.signal, never);
    ended.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
    assert.equal(await unlessAborted(new AbortController().signal, Promise.resolve(1)), 1);
    assert.equal(await unlessAborted(undefined, Promise.resolve(2)), 2);
  });
});
