import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { format, profileBlock } from "../../../cli/assume/output/formats";
import { environmentOf } from "../../../cli/assume/output/environment";
import type { Session } from "../../../cli/assume/session";

/** Everything that a shell might take for its own. */
const hostile = `it's "q" $(echo pwned) \`echo pwned\` $HOME %PATH% ; echo pwned # & | > \\ ! ~ * ‘x’ ‚\n-e end\\`;
const session: Session = {
  keys: { accessKeyId: `id ${hostile}`, secretAccessKey: `secret ${hostile}`, sessionToken: `token ${hostile}` },
  expiration: `2026-11-24T10:00:00Z ${hostile}`,
  roleArn: `arn:aws:iam::111111111111:role/${hostile}/deploy`,
  assumedRoleArn: hostile,
  assumedRoleId: hostile,
  sourceIdentity: hostile,
};
const change = environmentOf(session, { sourceProfile: `profile ${hostile}`, profileRegion: `region ${hostile}` });

describe("the formats with hostile values in every field", () => {
  const print = `"${process.execPath}" -e 'process.stdout.write(JSON.stringify(process.env))'`;
  for (const [shell, kind, evaluate] of [
    ["bash", "env", 'eval "$TEXT"'],
    ["dash", "env", 'eval "$TEXT"'],
    ["zsh", "env", 'eval "$TEXT"'],
    ["fish", "fish", "printf %s $TEXT | source"],
  ] as const) {
    it(`${shell} sets them as they are and runs nothing`, function () {
      if (spawnSync(shell, ["-c", "true"]).error) return this.skip();
      const { stdout, stderr } = spawnSync(shell, ["-c", `${evaluate}; ${print}`], {
        encoding: "utf8",
        env: { ...process.env, AWS_PROFILE: "old", TEXT: format(kind, session, change) },
      });
      const env = JSON.parse(stdout) as Record<string, string>;
      assert.deepEqual(
        Object.fromEntries(Object.keys(change.set).map((name) => [name, env[name]])),
        change.set,
        stderr,
      );
      assert.deepEqual([env["AWS_PROFILE"], stderr], [undefined, ""]);
    });
  }

  it("json and process hold them", () => {
    const { Credentials, SourceIdentity } = JSON.parse(format("json", session, change)) as {
      Credentials: object;
      SourceIdentity: string;
    };
    const expected = {
      AccessKeyId: session.keys.accessKeyId,
      SecretAccessKey: session.keys.secretAccessKey,
      SessionToken: session.keys.sessionToken,
      Expiration: session.expiration,
    };
    assert.deepEqual([Credentials, SourceIdentity], [expected, hostile]);
    assert.deepEqual(JSON.parse(format("process", session, change)), { Version: 1, ...expected });
  });

  it("cmd refuses them by the variable's name", () =>
    assert.throws(
      () => format("cmd", session, change),
      /AWS_ACCESS_KEY_ID: found "'", which cmd\.exe does not take literally/,
    ));
});

describe("the block for ~/.aws/config", () => {
  it("quotes the words of its command as a shell would", () =>
    assert.equal(
      profileBlock("deploy", ["/opt/a b/x", "assume", "it's"]),
      "[profile deploy]\ncredential_process = '/opt/a b/x' assume 'it'\\''s'\n",
    ));
  for (const word of ["team=a\nb", "a\rb", "one # two", "one ;two", "tab\t#x"]) {
    it(`${JSON.stringify(word)} cannot stand there, since the setting would end`, () =>
      assert.throws(() => profileBlock("deploy", ["x", word]), /which ~\/\.aws\/config cannot hold in a setting/));
  }
  it("a # or ; within a word can", () => assert.match(profileBlock("deploy", ["x", "a#b;c"]), /'a#b;c'/));
});
