import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const root = join(__dirname, "..", "..");
const node = dirname(process.execPath);

/** Where a checkout may be. */
const names = ["plain", "with space", 'it\'s $HOME `x` "q"', "-n", "ends with a line break\n", "[*]?"];

describe("the launcher", function () {
  before(function () {
    if (process.platform === "win32") this.skip();
  });
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "launcher-")));
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** A checkout whose command tells where it is and what it was given. */
  function checkout(name: string): string {
    const folder = join(directory, name);
    mkdirSync(join(folder, "cli", "bin"), { recursive: true });
    cpSync(join(root, "cross-account"), join(folder, "cross-account"));
    writeFileSync(
      join(folder, "cli", "bin", "cross-account.cjs"),
      "console.log(JSON.stringify([__dirname, process.cwd(), process.argv.slice(2)])); process.exitCode = 7;",
    );
    return folder;
  }
  const words = ["assume", "a b", "", "*", "it's", "--", "$x"];
  const run = (file: string, cwd: string, env: NodeJS.ProcessEnv = process.env) => {
    const { status, stdout, stderr } = spawnSync(file, words, { cwd, env, encoding: "utf8" });
    assert.deepEqual([status, stderr], [7, ""]);
    return JSON.parse(stdout) as unknown;
  };

  for (const name of names) {
    it(`in ${JSON.stringify(name)}: from any folder, by a path, the PATH, and links of links, with its words and exit code`, () => {
      const folder = checkout(name);
      const told = (cwd: string) => [join(folder, "cli", "bin"), cwd, words];
      const elsewhere = mkdtempSync(join(directory, "elsewhere-"));
      assert.deepEqual(run("./cross-account", folder), told(folder));
      assert.deepEqual(run("../../cross-account", join(folder, "cli", "bin")), told(join(folder, "cli", "bin")));
      assert.deepEqual(run(join(folder, "cross-account"), elsewhere), told(elsewhere));
      symlinkSync(join(folder, "cross-account"), join(elsewhere, "one"));
      mkdirSync(join(elsewhere, "links"));
      symlinkSync("../one", join(elsewhere, "links", "cross-account"));
      assert.deepEqual(run("links/cross-account", elsewhere), told(elsewhere));
      assert.deepEqual(
        run("cross-account", directory, {
          ...process.env,
          PATH: `${join(elsewhere, "links")}${delimiter}${process.env["PATH"]}`,
        }),
        told(directory),
      );
      const byShell = spawnSync("sh", ["cross-account", ...words], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, CDPATH: directory },
      });
      assert.deepEqual(JSON.parse(byShell.stdout), told(folder), byShell.stderr);
    });
  }

  it("without Node.js it says what to install, and fails", () => {
    const empty = mkdtempSync(join(directory, "path-"));
    for (const program of ["sh", "readlink"])
      symlinkSync(spawnSync("which", [program], { encoding: "utf8" }).stdout.trim(), join(empty, program));
    const { status, stdout, stderr } = spawnSync(join(root, "cross-account"), ["check", "-"], {
      env: { PATH: empty },
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /no `node` on the PATH\. Install Node\.js .* run `npm ci` in /);
  });

  it("in a clone in which npm ci has not run it says so, and nothing else", () => {
    const folder = join(directory, "clone");
    for (const part of ["cross-account", "cli", "package.json"])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    mkdirSync(join(folder, ".git"));
    const { status, stdout, stderr } = spawnSync(join(folder, "cross-account"), ["check", "-"], { encoding: "utf8" });
    assert.deepEqual(
      [status, stdout, stderr],
      [
        2,
        "",
        `cross-account: the packages that it is made with are not there: run \`npm ci\` in ${folder}, then the command again.\n`,
      ],
    );
  });

  it("the one of Windows starts the same file", () =>
    assert.match(
      readFileSync(join(root, "cross-account.cmd"), "utf8"),
      /^@node "%~dp0cli\\bin\\cross-account\.cjs" %\*$/m,
    ));

  describe("what people are told to type starts it again", () => {
    const bin = mkdtempSync(join(directory, "bin-"));
    before(() => symlinkSync(join(root, "cross-account"), join(bin, "cross-account")));
    const other = mkdtempSync(join(directory, "other-"));
    before(() => {
      writeFileSync(join(other, "cross-account"), "#!/bin/sh\nexit 42\n");
      chmodSync(join(other, "cross-account"), 0o755);
    });
    const system = `${node}${delimiter}/usr/bin${delimiter}/bin`;

    for (const [title, path, cwd, expected] of [
      ["installed: by its name", `${bin}${delimiter}${system}`, tmpdir(), "cross-account"],
      ["in the checkout: by the launcher", system, root, "./cross-account"],
      ["below it: by the launcher above", system, join(root, "cli"), "../cross-account"],
      ["beside it: by its whole path", system, directory, join(root, "cross-account")],
      [
        "another one of that name is first on the PATH: by the launcher",
        `${other}${delimiter}${bin}${delimiter}${system}`,
        root,
        "./cross-account",
      ],
      [
        "npm's own folder is on the PATH: by the launcher, since no other shell has it",
        `${join(root, "node_modules", ".bin")}${delimiter}${system}`,
        root,
        "./cross-account",
      ],
      ["a relative folder is on the PATH: by the launcher", `.${delimiter}${system}`, root, "./cross-account"],
    ] as const) {
      it(title, () => {
        const shell = (command: string) =>
          spawnSync("sh", ["-c", command], { cwd, env: { ...process.env, PATH: path }, encoding: "utf8" });
        const help = shell(`'${join(root, "cross-account")}' check --help`);
        assert.equal(/^Here it is typed as (.*)\.$/m.exec(help.stdout)?.[1] ?? "cross-account", expected, help.stderr);
        const again = shell(`${expected} check --help`);
        assert.equal(again.status, 0, again.stderr);
        const completion = shell(`'${join(root, "cross-account")}' completion bash`);
        assert.ok(
          completion.stdout.includes(
            `< <(${expected === "cross-account" ? expected : join(root, "cross-account")} completion --words roles`,
          ),
          completion.stderr,
        );
      });
    }
  });
});
