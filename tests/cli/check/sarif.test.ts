import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readInput } from "../../../cli/check/input";
import { judgeAll } from "../../../cli/check/results";
import { asSarif } from "../../../cli/check/sarif";

/** The schema as OASIS publishes it; a development dependency brings it along. */
const packaged = join(dirname(require.resolve("@datadog/datadog-ci-plugin-sarif/package.json")), "dist", "json-schema", "sarif-schema-2.1.0.json");
const now = new Date("2026-11-24T12:00:00Z");
const allow = (action: string, resource: string) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] });

describe("SARIF", () => {
  let valid: ValidateFunction;

  before(() => {
    // The schema's patterns are written for regular expressions without the u flag.
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    (addFormats as unknown as { default(ajv: Ajv): void }).default(ajv);
    valid = ajv.compile(JSON.parse(readFileSync(packaged, "utf8")) as object);
  });

  const logOf = (input: unknown, file: string) => JSON.parse(asSarif(judgeAll(readInput(JSON.stringify(input), file), now), "/work")) as Record<string, unknown>;

  for (const [what, input, file] of [
    ["of findings of every level", [allow("*", "*"), allow("s3:PutObject", "*"), allow("logs:PutLogEvents", "*")], "/work/policies/a b.json"],
    ["of a policy that cannot be proven", [{ name: "r", policies: ["arn:aws:iam::111111111111:policy/unknown"] }], "/work/r.json"],
    ["of hostile names", [{ name: '<script>"\u202e', policies: [allow("*", "*")] }], "/work/%2e%2e/<x>.json"],
    ["without findings", [allow("s3:GetObject", "arn:aws:s3:::shop/*")], "-"],
  ] as const) {
    it(`is valid by the published schema: ${what}`, () => {
      assert.equal(valid(logOf(input, file)), true, JSON.stringify(valid.errors));
    });
  }

  it("would not be with a level that does not exist, or without the tool's name", () => {
    const log = logOf(allow("*", "*"), "/work/p.json") as { runs: [{ tool: { driver: { name?: string } }; results: [{ level: string }] }] };
    const wrongLevel = structuredClone(log);
    wrongLevel.runs[0].results[0].level = "mandatory";
    assert.equal(valid(wrongLevel), false);
    const nameless = structuredClone(log);
    delete nameless.runs[0].tool.driver.name;
    assert.equal(valid(nameless), false);
  });
});
