import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
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
import { dirname, join } from "node:path";

const root = join(__dirname, "..");
const manifests = ["package.json", "cli/package.json", "policypack/package.json"];
const locks = ["package-lock.json", "policypack/npm-shrinkwrap.json"];
const others = ["sandbox/package.json", "CHANGELOG.md", ".changeset/config.json", ".changeset/version.cjs"];

interface Package {
  readonly version: string;
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

describe("npm run version", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "versions-")));
    for (const file of [...manifests, ...locks, ...others]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(root, file), join(folder, file));
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder });
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "all");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Package;

  for (const [changed, expected] of [
    ["cross-account-access", "0.2.0"],
    ["@cross-account-access/cli", "0.2.0"],
  ] as const)
    it(`raises all packages to one version, and their locks, when ${changed} changes`, () => {
      // Known versions: what this repository is at must not matter.
      for (const file of manifests) {
        const text = readFileSync(join(folder, file), "utf8");
        writeFileSync(join(folder, file), text.replace(/"version": "[^"]+"/, '"version": "0.1.0"'));
      }
      writeFileSync(join(folder, ".changeset", "one.md"), `---\n"${changed}": minor\n---\n\nSomething that is new.\n`);
      execFileSync(process.execPath, [".changeset/version.cjs"], { cwd: folder, stdio: "pipe" });
      assert.deepEqual(
        manifests.map((file) => read(file).version),
        manifests.map(() => expected),
      );
      const [lock, shrinkwrap] = locks.map(read) as [Package, Package];
      assert.deepEqual(
        [lock.version, lock.packages![""]!.version, lock.packages!["cli"]!.version],
        [expected, expected, expected],
      );
      assert.deepEqual([shrinkwrap.version, shrinkwrap.packages![""]!.version], [expected, expected]);
      assert.match(
        readFileSync(join(folder, changed.endsWith("cli") ? "cli/CHANGELOG.md" : "CHANGELOG.md"), "utf8"),
        /Something that is new/,
      );
    });
});
