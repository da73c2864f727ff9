import type { ValidateFunction } from "ajv";
import assert from "node:assert/strict";
import { readInput } from "../../../cli/check/input";
import { judgeAll } from "../../../cli/check/results";
import { asSarif } from "../../../cli/check/sarif";
import { sarifValidator } from "../sarifSchema";

const now = new Date("2026-11-24T12:00:00Z");
const allow = (action: string, resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});

describe("SARIF", () => {
  let valid: ValidateFunction;

  before(() => {
    valid = sarifValidator();
  });

  const logOf = (input: unknown, file: string) =>
    JSON.parse(asSarif(judgeAll(readInput(JSON.stringify(input), file), now), "/project")) as Record<string, unknown>;

  for (const [what, input, file] of [
    [
      "of findings of every level",
      [allow("*", "*"), allow("s3:PutObject", "*"), allow("logs:PutLogEvents", "*")],
      "/project/policies/a b.json",
    ],
    [
      "of a policy that cannot be proven",
      [{ name: "r", policies: ["arn:aws:iam::111111111111:policy/unknown"] }],
      "/project/r.json",
    ],
    ["of hostile names", [{ name: '<script>"\u202e', policies: [allow("*", "*")] }], "/project/%2e%2e/<x>.json"],
    ["without findings", [allow("s3:GetObject", "arn:aws:s3:::shop/*")], "-"],
  ] as const) {
    it(`is valid by the published schema: ${what}`, () => {
      assert.equal(valid(logOf(input, file)), true, JSON.stringify(valid.errors));
    });
  }

  it("would not be with a level that does not exist, or without the tool's name", () => {
    const log = logOf(allow("*", "*"), "/project/p.json") as {
      runs: [{ tool: { driver: { name?: string } }; results: [{ level: string }] }];
    };
    const wrongLevel = structuredClone(log);
    wrongLevel.runs[0].results[0].level = "mandatory";
    assert.equal(valid(wrongLevel), false);
    const nameless = structuredClone(log);
    delete nameless.runs[0].tool.driver.name;
    assert.equal(valid(nameless), false);
  });
});
