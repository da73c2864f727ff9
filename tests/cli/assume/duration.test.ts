import assert from "node:assert/strict";
import { durationFinding, parseDuration } from "../../../cli/assume/duration";
import { Failure } from "../../../cli/assume/failure";
import { inWords } from "../../../settings/duration";
import { sessionNameOf, sessionNamePattern } from "../../../cli/assume/sessionName";

describe("the duration of a session", () => {
  for (const [text, seconds] of [
    ["3600", 3600],
    ["3600s", 3600],
    ["1h", 3600],
    ["45m", 2700],
    ["1h30m", 5400],
    ["12h", 43_200],
    ["15m", 900],
  ] as const) {
    it(`${text} is ${seconds} s`, () => assert.equal(parseDuration(text), seconds));
  }
  for (const text of [
    "",
    "1d",
    "h",
    "1.5h",
    "-1h",
    "1h 30m",
    "one",
    "30m1h",
    "100000",
    "100h",
    "1000m",
    "5h7",
    "m",
    "1h1h",
  ]) {
    it(`${JSON.stringify(text)} is wrong usage`, () =>
      assert.throws(
        () => parseDuration(text),
        (error) =>
          error instanceof Failure && error.exitCode === 2 && /expected seconds or such as 45m/.test(error.message),
      ));
  }
  for (const text of ["899", "14m", "12h1m", "99999"]) {
    it(`${text} is outside of the limits`, () =>
      assert.throws(
        () => parseDuration(text),
        (error) => error instanceof Failure && error.exitCode === 5 && /expected 15m to 12h/.test(error.message),
      ));
  }

  it("the role's maximum is said", () => {
    assert.match(
      durationFinding(7200, { roleMaximum: 3600, chained: false })!.text,
      /asked for 2 h, which is longer than the role allows: at most 1 h/,
    );
    assert.equal(durationFinding(3600, { roleMaximum: 3600, chained: false }), undefined);
    assert.equal(durationFinding(7200, { chained: false }), undefined);
  });
  it("chaining ends after an hour, whatever the role's maximum", () => {
    assert.match(
      durationFinding(3601, { roleMaximum: 43_200, chained: true })!.text,
      /lasts 1 h at most.*role chaining/,
    );
    assert.equal(durationFinding(3600, { roleMaximum: 43_200, chained: true }), undefined);
  });
  it("in words", () =>
    assert.deepEqual([0, 59, 3600, 5400, 3661].map(inWords), ["0 s", "59 s", "1 h", "1 h 30 min", "1 h 1 min 1 s"]));
});

describe("the session's name", () => {
  for (const [arn, name] of [
    ["arn:aws:iam::222222222222:user/alice", "alice"],
    ["arn:aws:iam::222222222222:user/team/a/alice.b+c=d,e@f-g_h", "alice.b+c=d,e@f-g_h"],
    [
      "arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice@example.com",
      "alice@example.com",
    ],
    ["arn:aws:iam::222222222222:user/a", "a-"],
    ["arn:aws:iam::222222222222:root", "arn-aws-iam--222222222222-root"],
    [`arn:aws:iam::222222222222:user/${"x".repeat(70)}`, "x".repeat(64)],
  ] as const) {
    it(`${arn.slice(0, 90)} is ${name}`, () => {
      assert.equal(sessionNameOf(arn), name);
      assert.match(sessionNameOf(arn), sessionNamePattern);
    });
  }
});
