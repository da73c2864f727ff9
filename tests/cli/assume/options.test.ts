import assert from "node:assert/strict";
import { Failure } from "../../../cli/assume/failure";
import { readRequest, type TypedOptions } from "../../../cli/assume/options";

const refused = (words: string[], command: string[] | undefined, typed: TypedOptions, message: RegExp) =>
  assert.throws(
    () => readRequest(words, command, typed),
    (error) => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
  );

describe("what is typed", () => {
  it("a role, a duration and tags", () => {
    const request = readRequest(["deploy"], undefined, { duration: "1h30m", tag: ["team=a=b", "empty="] });
    assert.deepEqual(
      [request.role, request.duration, request.tags, request.command],
      ["deploy", 5400, { team: "a=b", empty: "" }, undefined],
    );
  });
  it("a command after --", () =>
    assert.deepEqual(readRequest(["deploy"], ["aws", "s3", "ls"], {}).command, ["aws", "s3", "ls"]));
  it("a list needs no role", () => assert.equal(readRequest([], undefined, { list: true }).role, undefined));

  it("no role", () => refused([], undefined, {}, /role: found nothing/));
  it("a command without --", () =>
    refused(["deploy", "aws", "s3"], undefined, {}, /separated by --, as in: assume deploy -- aws s3/));
  it("nothing after --", () => refused(["deploy"], [], {}, /nothing after --/));
  it("an ARN of something else", () =>
    refused(["arn:aws:iam::111111111111:user/a"], undefined, {}, /expected a name or an ARN/));
  it("two uses at once", () => refused(["deploy"], ["ls"], { console: true }, /found --console and -- command/));
  it("a format for a command", () =>
    refused(["deploy"], ["ls"], { format: "json" }, /--format json: not with a command/));
  it("a format of credentials for an explanation", () =>
    refused(["deploy"], undefined, { explain: true, format: "env" }, /expected json or none/));
  it("a session name with a space", () =>
    refused(["deploy"], undefined, { sessionName: "a b" }, /--session-name: found "a b"/));
  it("an MFA code that is none, without repeating it", () =>
    refused(
      ["deploy"],
      undefined,
      { mfaToken: "12345x" },
      /^--mfa-token: expected the 6 digits that the device shows$/,
    ));
  it("a tag twice", () => refused(["deploy"], undefined, { tag: ["A=1", "a=2"] }, /found a twice/));
  it("a tag without a value", () =>
    refused(["deploy"], undefined, { tag: ["team"] }, /found "team", expected key=value/));
  it("a name for a profile, with its block alone", () => {
    assert.equal(readRequest(["deploy"], undefined, { format: "profile", profileName: "a/b" }).profileName, "a/b");
    refused(["deploy"], undefined, { profileName: "a" }, /--profile-name: found without --format profile/);
    for (const profileName of ["", "a b", "a]", "a\n[b", "x".repeat(129)])
      refused(
        ["deploy"],
        undefined,
        { format: "profile", profileName },
        /--profile-name: found ".*", expected 1 to 128/,
      );
  });
  it("everything wrong is told at once", () =>
    refused([], undefined, { sessionName: "?", tag: ["x"] }, /role:.*\n.*--session-name:.*\n.*--tag:/));
});
