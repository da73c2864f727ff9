import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { formats } from "../../../cli/review/formats/format";

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
    mkdirSync(join(directory, "project", "a folder"), { recursive: true });
    writeFileSync(join(directory, "project", "Pulumi.yaml"), "name: cross-account-access\n");
    for (const stack of ["trusted", "third", hostile.replaceAll("/", "_")])
      writeFileSync(join(directory, "project", `Pulumi.${stack}.yaml`), "");
    writeFileSync(join(directory, "credentials"), `[alice]\n[bob builder]\n[${hostile}]\n`);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  afterEach(() => assert.ok(!existsSync(touched), "a name is never evaluated"));

  const shell = (name: string, script: string) =>
    spawnSync(name, ["-c", script], { encoding: "utf8", env, timeout: 60_000, cwd: join(directory, "project") });

  /** What fits each place, whatever other subcommands have under the same option. */
  const places: readonly (readonly [line: string, offered: readonly string[]])[] = [
    ["assume --format ", ["env", "fish", "powershell", "cmd", "json", "process", "profile"]],
    ["check --format ", ["table", "json", "sarif"]],
    ["review --format ", [...formats].sort()],
    ["assume --stack t", ["third", "trusted", "trusting"]],
    ["review --stack tru", ["trusted", "trusting"]],
    ["review --approve d", ["deploy"]],
    ["review --profile al", ["alice"]],
    ["review --output Pulumi.th", ["Pulumi.third.yaml"]],
    ["assume --project a", ["a folder/"]],
    ["trust a", ["a folder/"]],
    ["check Pulumi.th", ["Pulumi.third.yaml"]],
    ["assume --region e", []],
    ["assume --duration ", []],
    ["review --by ", []],
    ["review d", []],
    ["completion ", ["bash", "zsh", "fish"]],
  ];

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
    it("what fits each place", () => {
      const lines = [
        ...places,
        ["review --stack trusting tru", ["trusted", "trusting"]] as const,
        ["assume --format = p", ["powershell", "process", "profile"]] as const,
        ["assume --format =", ["env", "fish", "powershell", "cmd", "json", "process", "profile"]] as const,
      ];
      const script = lines.map(([line]) => {
        const words = `cross-account ${line}`.split(" ");
        return `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _cross_account; printf '%s|' "\${COMPREPLY[@]}"; echo`;
      });
      const { stdout } = shell(
        "bash",
        `cd ${directory}/project; eval "$(cross-account completion bash)"; ${script.join("\n")}`,
      );
      const found = stdout
        .trim()
        .split("\n")
        .map((line) => line.split("|").filter(Boolean).sort());
      assert.deepEqual(
        lines.map(([line], at) => [line, found[at]]),
        // Outside of a completion, bash does not mark folders.
        lines.map(([line, offered]) => [line, offered.map((word) => word.replace(/\/$/, "")).sort()]),
      );
    });
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
    it("what fits each place", () => {
      const script = places.map(
        ([line]) => `string join "|" (complete -C 'cross-account ${line}' | cut -f1); echo "<end>"`,
      );
      const { stdout } = shell(
        "fish",
        `cd ${directory}/project; cross-account completion fish | source; ${script.join("\n")}`,
      );
      const found = stdout.split("<end>\n").map((text) => text.trim().split("|").filter(Boolean).sort());
      assert.deepEqual(
        places.map(([line], at) => [line, found[at]]),
        places.map(([line, offered]) => [line, [...offered].sort()]),
      );
    });
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
    for (const [line, completed] of [
      ["check --format t", "check --format table"],
      ["assume --stack th", "assume --stack third"],
      ["review --approve d", "review --approve deploy"],
      ["trust a", "trust a\\ folder/"],
      ["assume --format t", "assume --format t"],
    ] as const)
      it(`what fits its place: ${line}`, () =>
        assert.equal(complete(`cross-account ${line}`), `cross-account ${completed}`));
  });
});
