import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");
const command = join(root, "bin", "cross-account.cjs");
const run = (args: readonly string[], file = command) => spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });

describe("the command", () => {
  it("--help has examples and the exit codes", () => {
    const { status, stdout } = run(["assume", "--help"]);
    assert.equal(status, 0);
    assert.match(stdout, /Examples:[^]*eval "\$\(cross-account assume deploy\)"[^]*Exit codes: 0; 2 usage; 3 source credentials or MFA; 4 denied; 5 session limits; 9 network/);
  });
  for (const [title, args, message] of [
    ["no role", ["assume"], /role: found nothing/],
    ["an option that is none", ["assume", "deploy", "--duraton", "1h"], /unknown option '--duraton'.*--duration/s],
    ["a format that is none", ["assume", "deploy", "--format", "yaml"], /Allowed choices are env, fish/],
    ["a subcommand that is none", ["asume"], /unknown command 'asume'/],
    ["a shell that is none", ["completion", "tcsh"], /Allowed choices are bash, zsh, fish/],
  ] as const) {
    it(`${title} is wrong usage: exit code 2, told on standard error`, () => {
      const { status, stdout, stderr } = run(args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }

  describe("completion", () => {
    const shell = (name: string, script: string) => spawnSync(name, ["-c", script], { encoding: "utf8" });
    it("bash offers options, formats and subcommands", function () {
      if (shell("bash", "true").error) return this.skip();
      const complete = (words: string, at: number) => shell("bash", `${run(["completion", "bash"]).stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=${at}; _cross_account; echo "\${COMPREPLY[@]}"`).stdout.trim();
      assert.equal(complete("cross-account as", 1), "assume");
      assert.equal(complete("cross-account assume --so", 2), "--source-profile --source-identity");
      assert.equal(complete("cross-account assume --format p", 3), "powershell process profile");
    });
    it("zsh takes the script", function () {
      if (shell("zsh", "true").error) return this.skip();
      const ran = shell("zsh", `autoload -Uz compinit; compinit -D -u\n${run(["completion", "zsh"]).stdout}\nwhence -w _cross_account; print $_comps[cross-account]`);
      assert.equal(ran.stdout, "_cross_account: function\n_cross_account\n", ran.stderr);
    });
    it("fish offers options and formats", function () {
      if (shell("fish", "true").error) return this.skip();
      const ran = shell("fish", `${run(["completion", "fish"]).stdout}\ncomplete -C 'cross-account assume --format p'; complete -C 'cross-account assume --sour'`);
      assert.match(ran.stdout, /process[^]*profile[^]*--source-identity[^]*--source-profile/, ran.stderr);
    });
  });

  describe("in a checkout", () => {
    const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
    const copied = join(checkout, "bin", "cross-account.cjs");
    const messages = join(checkout, "cli", "assume.ts");
    before(() => {
      for (const folder of ["bin", "cli", "components", "policypack", "settings", "settings.ts", "package.json", "package-lock.json", "tsconfig.json"]) cpSync(join(root, folder), join(checkout, folder), { recursive: true });
      symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
      mkdirSync(join(checkout, ".git"));
    });
    after(() => rmSync(checkout, { recursive: true, force: true }));

    it("it is bundled when there is no bundle, and not again", () => {
      const first = run(["assume", "--help"], copied);
      assert.deepEqual([first.status, first.stderr], [0, "cross-account: its sources changed; bundling anew.\n"]);
      assert.deepEqual([run(["assume", "--help"], copied).stderr, existsSync(join(checkout, "dist", "build.json"))], ["", true]);
    });
    it("a source that changed is never left out", () => {
      writeFileSync(messages, readFileSync(messages, "utf8").replace("Gets the temporary credentials of a role", "Changed words for a role"));
      const { stdout, stderr } = run(["assume", "--help"], copied);
      assert.match(stderr, /sources changed/);
      assert.match(stdout, /Changed words/);
    });
    it("sources that cannot be bundled are not run as an older bundle", () => {
      writeFileSync(messages, "export const = broken");
      const { status, stdout, stderr } = run(["assume", "--help"], copied);
      assert.deepEqual([status, stdout], [70, ""]);
      assert.match(stderr, /could not be bundled: [^]*nothing is run/);
    });
    it("installed without a repository, the bundle is what counts", () => {
      rmSync(join(checkout, ".git"), { recursive: true });
      utimesSync(messages, new Date(0), new Date(0));
      assert.deepEqual([run(["assume", "--help"], copied).status, run(["assume", "--help"], copied).stderr], [0, ""]);
    });
  });
});
