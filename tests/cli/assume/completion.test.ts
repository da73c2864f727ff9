import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const command = join(__dirname, "..", "..", "..", "cli", "bin", "cross-account.cjs");

/** Each shell completes a line: with its own machinery, and with the names that the command knows. */
describe("completion", () => {
  const directory = mkdtempSync(join(tmpdir(), "completion-"));
  const touched = join(directory, "touched");
  const hostile = `$(touch ${touched})`;
  const env = {
    ...process.env,
    PATH: `${directory}${delimiter}${process.env["PATH"]}`,
    XDG_CACHE_HOME: directory,
    AWS_CONFIG_FILE: join(directory, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
    TERM: "dumb",
  };
  before(() => {
    symlinkSync(command, join(directory, "cross-account"));
    const cache = join(directory, "cross-account-access", "cli");
    mkdirSync(cache, { recursive: true });
    const roles = Object.fromEntries(
      ["deploy", "audit", hostile].map((name) => [name, { arn: "arn:aws:iam::111111111111:role/deploy" }]),
    );
    writeFileSync(
      join(cache, "roles.json"),
      JSON.stringify({ "/project": { trusting: { backend: "", stamp: "", readAt: "", roles } } }),
    );
    writeFileSync(join(directory, "credentials"), `[alice]\n[bob builder]\n[${hostile}]\n`);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  afterEach(() => assert.ok(!existsSync(touched), "a name is never evaluated"));

  const shell = (name: string, script: string) =>
    spawnSync(name, ["-c", script], { encoding: "utf8", env, timeout: 15_000 });

  describe("in bash", () => {
    before(function () {
      if (shell("bash", "true").error) this.skip();
    });
    const complete = (...words: string[]) => {
      const quoted = words.map((word) => `'${word}'`).join(" ");
      return shell(
        "bash",
        `eval "$(cross-account completion bash)"; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; ` +
          `$(complete -p cross-account | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' "\${COMPREPLY[@]}"`,
      )
        .stdout.trim()
        .split("\n");
    };
    it("subcommands", () => assert.deepEqual(complete("cross-account", "as"), ["assume"]));
    it("options", () =>
      assert.deepEqual(complete("cross-account", "assume", "--so"), ["--source-profile", "--source-identity"]));
    it("formats", () =>
      assert.deepEqual(complete("cross-account", "assume", "--format", "p"), ["powershell", "process", "profile"]));
    it("roles", () => assert.deepEqual(complete("cross-account", "assume", "d"), ["deploy"]));
    it("profiles, quoted where they need it", () =>
      assert.deepEqual(complete("cross-account", "assume", "--source-profile", ""), [
        "alice",
        "bob\\ builder",
        `\\$\\(touch\\ ${touched}\\)`,
      ]));
    it("commands after --", () =>
      assert.ok(complete("cross-account", "assume", "deploy", "--", "ech").includes("echo")));
  });

  describe("in fish", () => {
    before(function () {
      if (shell("fish", "true").error) this.skip();
    });
    const complete = (line: string) =>
      shell("fish", `cross-account completion fish | source; complete -C '${line}'`)
        .stdout.trim()
        .split("\n")
        .map((found) => found.split("\t")[0]!);
    it("subcommands, and no files", () => assert.deepEqual(complete("cross-account as"), ["assume"]));
    it("options", () =>
      assert.deepEqual(complete("cross-account assume --so").sort(), ["--source-identity", "--source-profile"]));
    it("formats", () =>
      assert.deepEqual(complete("cross-account assume --format p").sort(), ["powershell", "process", "profile"]));
    it("roles", () => assert.deepEqual(complete("cross-account assume d"), ["deploy"]));
    it("profiles", () =>
      assert.deepEqual(
        complete("cross-account assume --source-profile ").sort(),
        [hostile, "alice", "bob builder"].sort(),
      ));
    it("commands after --", () => assert.ok(complete("cross-account assume deploy -- ech").includes("echo")));
  });

  describe("in zsh", () => {
    before(function () {
      if (shell("zsh", "zmodload zsh/zpty").status !== 0) this.skip();
    });
    /** What the line is after Tab was pressed, in a zsh of its own. */
    const complete = (line: string) => {
      const script = `
zmodload zsh/zpty; zpty z zsh -f -i
say() { zpty -w z "$1"; }
until_seen() { local out=""; while zpty -r z chunk; do out+=$chunk; [[ $out == *$1* ]] && break; done; }
say 'PS1=; autoload -Uz compinit; compinit -D -u; eval "$(cross-account completion zsh)"; show() { print -r -- "<$BUFFER>" > ${directory}/line; zle -I; print shown }; zle -N show; bindkey "^X" show; print re""ady'
until_seen ready
zpty -w -n z ${JSON.stringify(line).replaceAll("$", "\\$")}$'\\t'$'\\x18'
until_seen shown
read -r line < ${directory}/line; print -r -- $line`;
      return /^<(.*)>$/m.exec(shell("zsh", script).stdout)?.[1]?.trimEnd();
    };
    it("subcommands", () => assert.equal(complete("cross-account as"), "cross-account assume"));
    it("options", () =>
      assert.equal(complete("cross-account assume --source-p"), "cross-account assume --source-profile"));
    it("formats", () =>
      assert.equal(complete("cross-account assume --format proc"), "cross-account assume --format process"));
    it("roles", () => assert.equal(complete("cross-account assume d"), "cross-account assume deploy"));
    it("profiles, quoted where they need it", () =>
      assert.equal(
        complete("cross-account assume --source-profile b"),
        "cross-account assume --source-profile bob\\ builder",
      ));
    it("commands after --", () =>
      assert.equal(complete("cross-account assume deploy -- printen"), "cross-account assume deploy -- printenv"));
  });
});
