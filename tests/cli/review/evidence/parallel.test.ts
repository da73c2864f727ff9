import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import pMap from "p-map";

/** What the reading of accounts relies on. */
describe("many at once", () => {
  it("at most so many, all of them, in their order", async () => {
    let running = 0;
    let most = 0;
    const results = await pMap(
      [5, 1, 4, 2, 3, 0],
      async (turns) => {
        most = Math.max(most, ++running);
        for (let at = 0; at < turns; at++) await turn();
        running--;
        return turns * 10;
      },
      { concurrency: 2 },
    );
    assert.deepEqual(results, [50, 10, 40, 20, 30, 0]);
    assert.equal(most, 2);
    assert.deepEqual(await pMap([], () => Promise.reject(new Error("nobody calls this")), { concurrency: 2 }), []);
  });

  it("one that fails is the last to be begun", async () => {
    const begun: number[] = [];
    const failing = pMap(
      [1, 2, 3, 4, 5, 6],
      async (item) => {
        begun.push(item);
        await turn();
        if (item === 2) throw new Error("two");
      },
      { concurrency: 2 },
    );
    await assert.rejects(failing, /two/);
    await turn();
    await turn();
    assert.ok(!begun.includes(5), begun.join());
  });

  it("a signal ends the waiting at once, and nothing more is begun; without one all is done", async () => {
    const ended = new AbortController();
    const never = new Promise(() => {});
    let begun = 0;
    const waiting = pMap([1, 2, 3], () => (begun++, never), { concurrency: 2, signal: ended.signal });
    await turn();
    ended.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
    assert.equal(begun, 2);
    const { signal } = new AbortController();
    assert.deepEqual(await pMap([1, 2], (one) => Promise.resolve(one), { concurrency: 1, signal }), [1, 2]);
  });
});
