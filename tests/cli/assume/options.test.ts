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
  describe("what is about the console, a shell or the session that is there", () => {
    for (const [words, typed, message] of [
      [["deploy"], { open: true, console: true }, /found --console and --open, expected one of them/],
      [["deploy"], { shell: true, list: true }, /found --list and --shell/],
      [["deploy"], { destination: "s3" }, /--destination: found without --console or --open/],
      [["deploy"], { console: true, container: "a" }, /--container: found without --open/],
      [["deploy"], { open: true, container: "a\nb" }, /--container: found "a\\nb"/],
      [["deploy"], { status: true }, /found the role deploy with --status/],
      [["deploy"], { unset: true }, /found the role deploy with --unset/],
      [[], { unset: true, format: "json" }, /--format json: found with --unset, expected the format of a shell/],
      [[], { status: true, format: "json" }, /--format json: not with --status/],
      [["deploy"], { shell: true, format: "env" }, /--format env: not with --shell/],
      [["deploy"], { remember: true, list: true }, /--remember: found with --list, which asks for no code/],
      [["deploy"], { reuse: true, explain: true }, /--reuse: found with --explain, which hands out no session/],
    ] as const)
      it(`${words.join()} ${JSON.stringify(typed)} is refused`, () => refused([...words], undefined, typed, message));
    for (const [words, typed] of [
      [[], { status: true }],
      [[], { unset: true, format: "fish" }],
      [["deploy"], { open: true, destination: "s3", container: "deploy shop" }],
      [["deploy"], { shell: true, remember: true }],
      [["deploy"], { shell: true, reuse: true }],
    ] as const)
      it(`${words.join()} ${JSON.stringify(typed)} is taken`, () => void readRequest([...words], undefined, typed));
  });
  describe("session policies", () => {
    const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    for (const [typed, message] of [
      [{ readOnly: true, scope: ["s3:Get*"] }, /found --scope and --read-only, expected one of them/],
      [{ policyFile: "a", scope: ["s3:Get*"] }, /found --policy-file and --scope, expected one of them/],
      [{ readOnly: true, policyArn: [arn] }, /found --read-only and --policy-arn, .*session policies add up/],
      [{ policyArn: ["ReadOnlyAccess"] }, /--policy-arn: found "ReadOnlyAccess", expected the ARN of a managed policy/],
      [{ policyArn: ["arn:aws:iam::111111111111:role/a"] }, /expected the ARN of a managed policy/],
      [{ policyArn: Array<string>(11).fill(arn) }, /found 11 of them, expected at most 10/],
      [{ readOnly: true, list: true }, /--read-only: found with --list/],
    ] as const)
      it(`${JSON.stringify(typed).slice(0, 80)} is refused`, () => refused(["deploy"], undefined, typed, message));
    for (const typed of [{ policyFile: "a", policyArn: [arn] }, { scope: ["s3:Get*"] }, { readOnly: true }] as const)
      it(`${JSON.stringify(typed)} is taken`, () =>
        assert.deepEqual(
          { ...readRequest(["deploy"], undefined, typed), ...typed, role: "", tags: {} },
          { ...typed, role: "", tags: {} },
        ));
  });
  describe("less than the session that is there", () => {
    const less: TypedOptions = { scopeDown: true, scope: ["s3:Get*"] };
    const cases: readonly (readonly [words: readonly string[], typed: TypedOptions, message: RegExp])[] = [
      [["deploy"], less, /found the role deploy with --scope-down, which is about the session that is there/],
      [[], { scopeDown: true }, /--scope-down: found nothing that makes the session less, expected --read-only/],
      [[], { ...less, format: "profile" }, /--format profile: found with --scope-down/],
      ...(
        [
          ["--policy-arn", { policyArn: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }],
          ["--mfa-token", { mfaToken: "123456" }],
          ["--remember", { remember: true }],
          ["--reuse", { reuse: true }],
          ["--tag", { tag: ["a=b"] }],
          ["--session-name", { sessionName: "ci" }],
          ["--open", { open: true }],
          ["--explain", { explain: true }],
          ["--stack", { stack: "trusting" }],
        ] as const
      ).map(
        ([option, typed]) => [[], { ...less, ...typed }, new RegExp(`${option}: found with --scope-down`)] as const,
      ),
    ];
    for (const [words, typed, message] of cases)
      it(`${words.join()} ${JSON.stringify(typed)} is refused`, () => refused([...words], undefined, typed, message));
    it("a second to 36 hours, which is more and less than a role's", () => {
      for (const [duration, seconds] of [
        ["1s", 1],
        ["36h", 129_600],
      ] as const)
        assert.equal(readRequest([], undefined, { scopeDown: true, duration }).duration, seconds);
      for (const [typed, message] of [
        [{ scopeDown: true, duration: "37h" }, /expected 1s to 36h, which is what AWS takes/],
        [{ duration: "1s" }, /expected 15m to 12h, which is what AWS takes/],
      ] as const)
        assert.throws(
          () => readRequest("scopeDown" in typed ? [] : ["deploy"], undefined, typed),
          (error) => error instanceof Failure && error.exitCode === 5 && message.test(error.message),
        );
    });
  });
  describe("an MFA device", () => {
    const arn = "arn:aws:iam::222222222222:mfa/alice";
    for (const mfaSerial of [
      arn,
      "arn:aws:iam::222222222222:mfa/team/alice-phone",
      "arn:aws-us-gov:iam::222222222222:mfa/alice@example.com",
      "arn:aws-eusc:iam::222222222222:mfa/a",
      "GAHT12345678",
    ])
      it(`may be ${mfaSerial}`, () =>
        assert.equal(readRequest(["deploy"], undefined, { mfaSerial }).mfaSerial, mfaSerial));
    const wrong: [mfaSerial: string, message: RegExp][] = [
      ["alice", /^--mfa-serial: found "alice", expected the ARN of a virtual device, arn:aws:iam::<account>:mfa/],
      ["mfa/alice", /found "mfa\/alice", expected the ARN/],
      ["", /found "", expected the ARN/],
      ["arn:aws:iam::222222222222:user/alice", /a user's ARN, .*did you mean arn:aws:iam::222222222222:mfa\/alice\?$/],
      ["arn:aws:iam::222222222222:user/team/alice", /did you mean arn:aws:iam::222222222222:mfa\/alice\?$/],
      ["arn:aws:iam::222222222222:u2f/user/alice/key", /a security key or passkey, which AWS takes for no API call/],
      ["arn:aws:iam::2222:mfa/alice", /found "arn:aws:iam::2222:mfa\/alice", expected the ARN/],
      ["arn:aws:iam::222222222222:role/alice", /expected the ARN of a virtual device/],
      [`${arn} `, /expected the ARN of a virtual device/],
      ["123456", /found "123456", expected/],
    ];
    for (const [mfaSerial, message] of wrong)
      it(`is not ${JSON.stringify(mfaSerial)}`, () => refused(["deploy"], undefined, { mfaSerial }, message));
  });

  describe("an option of the AWS CLI is told by its name here", () => {
    const cases: [typed: Record<string, unknown>, message: RegExp][] = [
      [{ profile: "alice" }, /^--profile: no option of assume; expected --source-profile alice$/],
      [{ profile: "my profile" }, /expected --source-profile 'my profile'$/],
      [{ profile: true }, /expected --source-profile <profile>$/],
      [
        { roleArn: "arn:aws:iam::111111111111:role/deploy" },
        /^--role-arn: no option of assume; expected the role without an option, as in assume arn:aws:iam::111111111111:role\/deploy$/,
      ],
      [{ roleSessionName: "ci" }, /^--role-session-name: no option of assume; expected --session-name ci$/],
      [{ durationSeconds: "5400" }, /^--duration-seconds: no option of assume; expected --duration 1h30m$/],
      [{ durationSeconds: "900" }, /expected --duration 15m$/],
      [{ durationSeconds: true }, /expected --duration 1h$/],
      [
        { serialNumber: "arn:aws:iam::222222222222:mfa/alice" },
        /expected --mfa-serial arn:aws:iam::222222222222:mfa\/alice$/,
      ],
      [{ tokenCode: "123456" }, /^--token-code: no option of assume; expected --mfa-token <6 digits>$/],
      [{ output: "json" }, /expected --format json$/],
      [
        { endpointUrl: "http://localhost:4566" },
        /expected AWS_ENDPOINT_URL=http:\/\/localhost:4566 in the environment$/,
      ],
    ];
    for (const [typed, message] of cases)
      it(JSON.stringify(typed), () => refused(["deploy"], undefined, typed, message));
    it("all at once, and the role is not missed where it stood behind one of them", () =>
      refused(
        [],
        undefined,
        { roleArn: "deploy", tokenCode: "1" } as TypedOptions,
        /^--role-arn: .*\n--token-code: [^\n]*$/,
      ));
    it("region is called the same", () =>
      assert.equal(readRequest(["deploy"], undefined, { region: "eu-west-1" }).region, "eu-west-1"));
  });

  it("everything wrong is told at once", () =>
    refused([], undefined, { sessionName: "?", tag: ["x"] }, /role:.*\n.*--session-name:.*\n.*--tag:/));
});
