import assert from "node:assert/strict";
import { isTooFar, latestDay } from "../../policypack/latestDay";
import { readDeclarations } from "../../policypack/declarations";

describe("the latest possible day", () => {
  const now = new Date("2026-11-25T23:59:59Z");
  it("is ten years ahead", () => assert.equal(latestDay(now), "2036-11-25"));
  for (const [moment, far] of [["2036-11-25", false], ["2036-11-25T23:59:59Z", false], ["2036-11-26", true], ["2036-11-26T00:00:00Z", true], ["9999-12-31", true], ["2026-01-01", false]] as const) {
    it(`${moment} is ${far ? "too far" : "not too far"}`, () => assert.equal(isTooFar(moment, now), far));
  }
  it("holds for exceptions", () => {
    const read = (until: string) => readDeclarations({ exceptions: [{ role: "deploy", rule: "unbounded-write", reason: "r", approvedBy: "a", until }] }, ["unbounded-write"], now);
    assert.deepEqual([read("2036-11-25").exceptions.length, read("9999-12-31").exceptions.length], [1, 0]);
    assert.deepEqual(read("9999-12-31").problems, ['exceptions[0].until: found "9999-12-31", which is more than ten years away; the latest possible day is 2036-11-25']);
  });
});
