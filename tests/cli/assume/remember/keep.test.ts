import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Keep } from "../../../../cli/assume/remember/keep";
import { seed } from "../../../seed";

describe("what the agent keeps", () => {
  let [wall, steady] = [0, 0];
  let keep: Keep;
  const minutes = (count: number) => count * 60_000;
  beforeEach(() => {
    [wall, steady] = [Date.UTC(2026, 10, 26), 5000];
    keep = new Keep({ wall: () => wall, steady: () => steady });
    keep.set({ op: "set", key: "alice", name: "sign-in of alice", value: "secret", seconds: 3600 });
  });
  const pass = (ms: number) => ([wall, steady] = [wall + ms, steady + ms]);
  const found = (maxAge = 3600) => keep.get("alice", maxAge)?.value;

  it("until its end, and not a moment longer", () => {
    pass(minutes(60) - 1);
    assert.equal(found(), "secret");
    pass(1);
    assert.equal(found(), undefined);
    assert.equal(keep.size, 0);
  });
  it("not for a role that wants a fresher sign-in, and still for others", () => {
    pass(minutes(20));
    assert.equal(found(minutes(20) / 1000), undefined);
    assert.equal(found(minutes(20) / 1000 + 1), "secret");
  });
  it("no longer than the strictest of the roles that were asked for", () => {
    assert.equal(found(900), "secret");
    pass(minutes(15));
    assert.equal(found(3600), undefined);
    assert.equal(keep.size, 0);
  });
  it("a role that is refused its sign-in does not shorten it", () => {
    pass(minutes(20));
    found(900);
    assert.equal(found(), "secret");
  });
  for (const [title, change, kept] of [
    ["the machine slept: only one clock went on", () => (wall += minutes(61)), false],
    ["somebody set the clock forward by two hours", () => (wall += minutes(120)), false],
    ["somebody set the clock back by an hour", () => (wall -= minutes(60)), false],
    ["the clock was set back by some seconds, as time servers do", () => (wall -= 20_000), true],
    [
      "somebody set the clock back bit by bit",
      () => {
        steady += minutes(61);
        wall -= 30_000;
      },
      false,
    ],
  ] as const)
    it(`${kept ? "still" : "no more"} when ${title}`, () => {
      change();
      assert.equal(found(), kept ? "secret" : undefined);
    });
  it("its names, with their times, and never its values", () => {
    pass(minutes(10));
    assert.deepEqual(keep.names(), [{ name: "sign-in of alice", age: 600, left: 3000 }]);
    assert.deepEqual(keep.forget(), { forgotten: 1, sessions: 0 });
    assert.deepEqual([keep.names(), found()], [[], undefined]);
  });

  it("never gives a value that is older than was asked or than it lasts, whatever the clocks do", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            wall: fc.integer({ min: -90, max: 90 }),
            steady: fc.nat({ max: 90 }),
            maxAge: fc.integer({ min: 1, max: 200 }),
          }),
          { maxLength: 20 },
        ),
        (steps) => {
          let [now, on] = [1_000_000_000, 0];
          const one = new Keep({ wall: () => now, steady: () => on });
          one.set({ op: "set", key: "k", name: "n", value: "v", seconds: 100 });
          let strictest = 100;
          for (const step of steps) {
            [now, on] = [now + step.wall * 1000, on + step.steady * 1000];
            const given = one.get("k", step.maxAge);
            if (given === undefined) continue;
            assert.ok(on / 1000 < Math.min(strictest, step.maxAge), JSON.stringify(given));
            assert.ok(given.age < step.maxAge && given.left >= 0);
            strictest = Math.min(strictest, step.maxAge);
          }
        },
      ),
      { seed },
    ));

  it("a session of a role goes with the process that it was got for, and not with another one of its number", () => {
    let running: { pid: number; started: string } | undefined = { pid: 7, started: "100" };
    const both = new Keep(
      { wall: () => wall, steady: () => steady },
      [],
      (leader) =>
        Object.entries(running ?? {}).every(([name, value]) => leader[name as keyof typeof leader] === value) &&
        running !== undefined,
    );
    const set = { op: "set", name: "n", value: "secret", seconds: 3600 } as const;
    for (const [key, started] of [
      ["session", "100"],
      ["other", "99"],
    ] as const)
      both.set({ ...set, key, leader: { pid: 7, started } });
    both.set({ ...set, key: "sign-in" });
    assert.deepEqual(
      ["session", "other", "sign-in"].map((key) => both.get(key, 3600)?.value),
      ["secret", undefined, "secret"],
    );
    running = undefined;
    assert.deepEqual(
      ["session", "sign-in"].map((key) => both.get(key, 3600)?.value),
      [undefined, "secret"],
    );
    assert.deepEqual(both.forget(), { forgotten: 1, sessions: 0 });
  });
});
