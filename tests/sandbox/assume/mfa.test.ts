import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Accounts, allow, command, trust } from "./accounts";
import { atTerminal, type Reaction } from "./terminal";

describe("assume with MFA", () => {
  const accounts = new Accounts();
  const prompt = "MFA code of arn:aws:iam::222222222222:mfa/";
  let guarded: string;
  before(async () => {
    await accounts.open(["alice", "bob", "carol", "dave", "erin"]);
    guarded = await accounts.role("guarded", [trust({ Bool: { "aws:MultiFactorAuthPresent": "true" } })]);
    for (const user of ["alice", "bob", "carol", "dave"])
      await accounts.grant(user, allow("*", ["sts:AssumeRole", "iam:ListMFADevices"]));
  });
  after(() => accounts.close());
  afterEach(() => void (accounts.relay.bodies.length = 0));

  const ask = (user: string, reactions: readonly Reaction[], ...more: string[]) =>
    atTerminal([command, "assume", guarded, "--source-profile", user, ...more], accounts.env(), prompt, reactions);

  it("--mfa-token alone: the device is found by asking IAM", async () => {
    const ran = await accounts.run([guarded, "--mfa-token", accounts.code("alice"), "--format", "json"], {
      AWS_PROFILE: "alice",
    });
    assert.equal(ran.code, 0, ran.stderr);
  });

  it("asked for at the terminal, with standard output elsewhere; after a wrong code again", async () => {
    const wrong = "000000";
    const seen = await ask("bob", [wrong, () => accounts.code("bob")], "--format", "json");
    assert.match(seen.terminal, /MFA code of \S+bob: [^]*refused the MFA code: it is wrong[^]*MFA code of \S+bob: /);
    assert.match(seen.output, /assumed-role\/guarded\/bob"/);
    assert.deepEqual([seen.ended, seen.asBefore], [0, true]);
  });

  it("the code is not shown, and one of another form is not sent", async () => {
    const code = accounts.code("carol");
    const seen = await ask("carol", ["31415", () => code], "--format", "json");
    assert.match(seen.terminal, /of another form: expected the 6 digits/);
    assert.doesNotMatch(seen.terminal, new RegExp(`31415|${code}`));
    assert.match(seen.output, /assumed-role\/guarded\/carol"/);
    assert.equal(accounts.relay.bodies.filter((body) => body.includes("TokenCode")).length, 1);
  });

  it("a second question says why on the terminal itself, where a tool keeps standard error", async () => {
    const seen = await atTerminal(
      [
        "sh",
        "-c",
        `exec "$@" 2>/dev/null`,
        "sh",
        command,
        "assume",
        guarded,
        "--source-profile",
        "carol",
        "--format",
        "process",
      ],
      accounts.env(),
      prompt,
      ["000000", "12", { keys: "\u0003" }],
    );
    assert.match(seen.terminal, /MFA for \S+guarded in the account 111111111111/);
    assert.match(
      seen.terminal,
      /mfa-code \[caller\]: AWS refused the MFA code: it is wrong[^]*-> Wait for the next code/,
    );
    assert.match(seen.terminal, /The MFA code is of another form: expected the 6 digits[^]*MFA code of \S+carol: /);
    assert.doesNotMatch(seen.terminal, /000000/);
  });

  for (const [title, reaction, ended] of [
    ["Ctrl-C", { keys: "12\u0003" }, "SIGINT"],
    ["SIGTERM", { signal: "SIGTERM" }, "SIGTERM"],
    ["SIGHUP", { signal: "SIGHUP" }, "SIGHUP"],
  ] as const) {
    it(`${title} at the question ends the command, and the terminal is as before`, async () => {
      const seen = await ask("dave", [reaction]);
      assert.deepEqual([seen.ended, seen.asBefore, seen.output], [ended, true, ""]);
      assert.doesNotMatch(seen.terminal, /needed|report/);
    });
  }

  it("Ctrl-D gives no code", async () => {
    const seen = await ask("dave", [{ keys: "\u0004" }]);
    assert.deepEqual([seen.ended, seen.asBefore], [3, true]);
    assert.match(seen.terminal, /mfa\/dave is needed: none was given\. Use --mfa-token/);
  });

  it("where AWS does not say why it refused and the device is not known, the refusal stays what is told", async () => {
    const seen = await ask("erin", []);
    assert.equal(seen.ended, 4);
    assert.match(
      seen.terminal,
      /undetermined[^]*MFA may be what is missing, and could not be tried: IAM does not tell which MFA device you have/,
    );
  });

  it("mfa_serial of the profile: no terminal and no code is a refusal before any call", async () => {
    appendFileSync(join(accounts.directory, "config"), `[profile carol]\nmfa_serial = ${accounts.serial("carol")}\n`);
    const ran = await accounts.run([guarded, "--source-profile", "carol", "--session-name", "carol"]);
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /no terminal to ask at\. Use --mfa-token/);
    assert.equal(accounts.relay.bodies.length, 0);
  });
});
