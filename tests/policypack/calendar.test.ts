import assert from "node:assert/strict";
import { isDay, isTooFar, latestDay } from "../../policypack/calendar";
import { readDeclarations } from "../../policypack/declarations";

describe("a day of the calendar", () => {
  for (const text of ["2027-02-01", "2028-02-29", "0001-01-01", "9999-12-31"]) it(text, () => assert.ok(isDay(text)));
  for (const text of [
    "2027-02-29",
    "2027-02-30",
    "2027-13-01",
    "2027-00-10",
    "2027-1-1",
    "2027-02-01T00:00:00Z",
    " 2027-02-01",
    "2027-02-01\n",
    "x",
    "",
  ]) {
    it(`not ${JSON.stringify(text)}`, () => assert.ok(!isDay(text)));
  }
});

describe("the latest possible day", () => {
  const now = new Date("2026-11-25T23:59:59Z");
  it("is ten years ahead", () => assert.equal(latestDay(now), "2036-11-25"));
  for (const [moment, far] of [
    ["2036-11-25", false],
    ["2036-11-25T23:59:59Z", false],
    ["2036-11-26", true],
    ["2036-11-26T00:00:00Z", true],
    ["9999-12-31", true],
    ["2026-01-01", false],
  ] as const) {
    it(`${moment} is ${far ? "too far" : "not too far"}`, () => assert.equal(isTooFar(moment, now), far));
  }
  it("holds for exceptions", () => {
    const read = (until: string) =>
      readDeclarations(
        { exceptions: [{ role: "deploy", rule: "unbounded-write", reason: "r", approvedBy: "a", until }] },
        ["unbounded-write"],
        now,
      );
    assert.deepEqual([read("2036-11-25").exceptions.length, read("9999-12-31").exceptions.length], [1, 0]);
    assert.deepEqual(read("9999-12-31").problems, [
      'exceptions[0].until: found "9999-12-31", which is more than ten years away; the latest possible day is 2036-11-25',
    ]);
  });
});
