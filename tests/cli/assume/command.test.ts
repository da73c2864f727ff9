import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyCheckout } from "../checkout";

const root = join(__dirname, "..", "..", "..");
const command = join(root, "cli", "bin", "cross-account.cjs");
const run = (args: readonly string[], file = command) =>
  spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });

describe("the command", () => {
  it("--help has examples and the exit codes", () => {
    const { status, stdout } = run(["assume", "--help"]);
    assert.equal(status, 0);
    assert.match(
      stdout,
      /Examples:[^]*eval "\$\(cross-account assume deploy\)"[^]*Exit codes: 0; 2 usage; 3 source credentials or MFA; 4 denied; 5 session limits; 9 network/,
    );
  });
  for (const option of ["--version", "-V"]) {
    it(`${option} prints the version and nothing else`, () => {
      const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
      const { status, stdout, stderr } = run([option]);
      assert.deepEqual([status, stdout, stderr], [0, `${version}\n`, ""]);
    });
  }
  it("somebody without a home is told where to keep what is trusted", function () {
    if (process.getuid?.() !== 0) return this.skip();
    const { PATH } = process.env;
    const { status, stderr } = spawnSync(process.execPath, [command, "trust", "--list"], {
      encoding: "utf8",
      env: { PATH },
      uid: 54321,
      gid: 54321,
      cwd: "/",
    });
    assert.equal(status, 2, stderr);
    assert.match(
      stderr,
      /^cross-account trust: It is not known which projects you trust: you have no home folder\. Set HOME, or XDG_STATE_HOME/,
    );
  });
  for (const HOME of ["", ".", "home"]) {
    it(`HOME=${JSON.stringify(HOME)} does not make a home of the folder that somebody stands in`, () => {
      const folder = mkdtempSync(join(tmpdir(), "home-"));
      try {
        for (const at of [folder, join(folder, "home")]) {
          mkdirSync(join(at, ".aws"), { recursive: true });
          writeFileSync(
            join(at, ".aws", "credentials"),
            "[planted]\naws_access_key_id = A\naws_secret_access_key = B\n",
          );
        }
        const env = { PATH: process.env["PATH"], HOME };
        const here = (args: readonly string[]) =>
          spawnSync(process.execPath, [command, ...args], { encoding: "utf8", env, cwd: folder });
        assert.deepEqual(here(["completion", "--words", "profiles"]).stdout, "");
        const { status, stderr } = here(["trust", root]);
        assert.equal(status, 2, stderr);
        assert.match(stderr, /you have no home folder/);
        assert.deepEqual(readdirSync(folder).sort(), [".aws", "home"]);
        assert.deepEqual(readdirSync(join(folder, "home")), [".aws"]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
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

  it("each problem of what was typed has a line of its own, and what was typed begins none", () => {
    const { status, stderr } = run([
      "assume",
      "a",
      "--mfa-token",
      "1",
      "--session-name",
      "b\ncross-account assume: all is well",
    ]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "cross-account assume: --mfa-token: expected the 6 digits that the device shows\n--session-name: found " +
        '"b\\ncross-account assume: all is well", expected 2 to 64 letters, digits or _+=,.@-\n',
    );
  });

  describe("packed by npm", () => {
    const folder = mkdtempSync(join(tmpdir(), "installed-"));
    const installed = join(folder, "node_modules", "@cross-account-access", "cli");
    const npm = (args: readonly string[], cwd: string) =>
      execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    before(function () {
      this.timeout(120_000);
      const [{ filename }] = JSON.parse(
        npm(["pack", "--json", "--pack-destination", folder], join(root, "cli")).replace(/^[^[]*/, ""),
      ) as [{ filename: string }];
      npm(["install", "--offline", "--no-audit", "--no-fund", "--prefix", folder, join(folder, filename)], folder);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));
    const there = (args: readonly string[], input = "") =>
      spawnSync(join(folder, "node_modules", ".bin", "cross-account"), args, { encoding: "utf8", input, cwd: folder });

    it("it takes less than 10 MB, with nothing beside it", () => {
      assert.deepEqual(
        readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
        ["@cross-account-access"],
      );
      const sizes = readdirSync(installed, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => statSync(join(one.parentPath, one.name)).size);
      const size = sizes.reduce((sum, one) => sum + one, 0);
      assert.ok(size < 10_000_000, `${size}`);
    });
    it("it runs without sources and without other packages", () => {
      assert.deepEqual(readdirSync(installed).sort(), ["bin", "dist", "package.json"]);
      assert.match(there(["--version"]).stdout, /^\d+\.\d+\.\d+\n$/);
      assert.deepEqual([there(["assume", "--help"]).status, there(["completion", "bash"]).status], [0, 0]);
      const none = there(["assume", "arn:aws:iam::111111111111:role/deploy", "--source-profile", "nobody-has-this"]);
      assert.equal(none.status, 3, none.stderr);
    });
    it("and check finds its data", () => {
      const checked = there(
        ["check", "-", "--format", "json"],
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
      );
      assert.equal(checked.status, 7, checked.stderr);
    });
  });

  it("is linked by the line that README and docs/assume.md have for it", function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "global-"));
    try {
      for (const page of ["README.md", "docs/assume.md"]) {
        const [, line] = /^npm (install --global \S+) +#/m.exec(readFileSync(join(root, page), "utf8")) ?? [];
        execFileSync("npm", [...line!.split(" "), "--ignore-scripts", "--prefix", folder], {
          cwd: root,
          stdio: "pipe",
        });
        const { stdout } = spawnSync(join(folder, "bin", "cross-account"), ["--version"], { encoding: "utf8" });
        assert.match(stdout, /^\d+\.\d+\.\d+\n$/, page);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  describe("in a checkout", () => {
    const checkout = mkdtempSync(join(tmpdir(), "checkout-"));
    const copied = join(checkout, "cli", "bin", "cross-account.cjs");
    const messages = join(checkout, "cli", "assume.ts");
    before(() => {
      copyCheckout(checkout);
    });
    after(() => rmSync(checkout, { recursive: true, force: true }));

    it("it is bundled when there is no bundle, and not again", () => {
      const first = run(["assume", "--help"], copied);
      assert.deepEqual([first.status, first.stderr], [0, "cross-account: its sources changed; bundling anew.\n"]);
      assert.deepEqual(
        [run(["assume", "--help"], copied).stderr, existsSync(join(checkout, "cli", "dist", "build.json"))],
        ["", true],
      );
    });
    it("sources of another subcommand are not waited for, and are bundled when that one is typed", () => {
      utimesSync(join(checkout, "cli", "check.ts"), new Date(0), new Date(0));
      assert.deepEqual(
        [run(["assume", "--help"], copied).stderr, run(["check", "--help"], copied).stderr],
        ["", "cross-account: its sources changed; bundling anew.\n"],
      );
    });
    it("what several subcommands are made from counts for each", () => {
      utimesSync(join(checkout, "policypack", "iam", "document", "parse.ts"), new Date(0), new Date(0));
      assert.match(run(["assume", "--help"], copied).stderr, /sources changed/);
    });
    it("a source that changed is never left out", () => {
      writeFileSync(
        messages,
        readFileSync(messages, "utf8").replace("Gets the temporary credentials of a role", "Changed words for a role"),
      );
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
