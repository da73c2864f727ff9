import assert from "node:assert/strict";
import { readAnswer } from "../../../cli/assume/diagnosis/answerFindings";
import { findingKinds } from "../../../cli/assume/diagnosis/evidence";
import { exitCodes } from "../../../cli/assume/failure";
import { AwsError, StrangeAnswer } from "../../../cli/assume/network/query";
import { denials } from "../../sandbox/assume/denials";
import { table } from "./diagnoseCases";

const context = {
  from: "the profile alice",
  region: "eu-west-1",
  url: "https://sts.eu-west-1.amazonaws.com",
  duration: "1 h",
};

/** Answers of AWS that say by themselves what is wrong. */
const answers: readonly (readonly [error: Error, kind: string, exitCode: number])[] = [
  [new AwsError("ExpiredToken", "It is over", 403, 0, 1), "credentials-expired", exitCodes.credentials],
  [new AwsError("InvalidClientTokenId", "Unknown", 403, 0, 1), "credentials-invalid", exitCodes.credentials],
  [new AwsError("RegionDisabledException", "Not active", 403, 0, 1), "region", exitCodes.network],
  [new AwsError("Throttling", "Rate exceeded", 400, 0, 3), "throttled", exitCodes.network],
  [new AwsError("InternalFailure", "Sorry", 500, 0, 3), "request", exitCodes.network],
  [new AwsError("MalformedInput", "Bad", 400, 0, 1), "request", exitCodes.usage],
  [new AwsError("PackedPolicyTooLarge", "Packed size", 400, 0, 1), "session-policy-size", exitCodes.limits],
  [new StrangeAnswer(context.url, 404), "endpoint", exitCodes.network],
];

describe("the kinds of findings about a refused call", () => {
  for (const [error, kind, exitCode] of answers)
    it(`${error instanceof AwsError ? error.code : "a page of somebody else"} is told as ${kind}`, () => {
      const read = readAnswer(error, context);
      assert.deepEqual([read?.finding.kind, read?.exitCode], [kind, exitCode]);
    });

  it("leave it to the policies when AWS denies", () =>
    assert.equal(readAnswer(new AwsError("AccessDenied", "not authorized", 403, 0, 1), context), undefined));

  it("each stand in a case", () => {
    const shown = new Set<string>([
      ...answers.map(([, kind]) => kind),
      ...table.flatMap(([, , finds]) => (finds instanceof RegExp ? [] : finds)),
      ...denials.flatMap(({ finds }) => finds.map(([kind]) => kind)),
    ]);
    assert.deepEqual(
      findingKinds.filter((kind) => !shown.has(kind)),
      [],
    );
    assert.deepEqual(
      [...shown].filter((kind) => !(findingKinds as readonly string[]).includes(kind)),
      [],
    );
  });
});
