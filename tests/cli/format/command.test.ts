import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackFile } from "../../../cli/review/evidence/stacks/stackFiles";
import { readProject } from "../../../settings/projectFiles";
import { execute, type Outcome } from "../../../sandbox/execute";

const root = join(__dirname, "..", "..", "..");
const command = join(root, "cli", "bin", "cross-account.cjs");

describe("cross-account format --split", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "format-test-"));
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      cpSync(join(root, name), join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]): Promise<Outcome> => execute(command, ["format", ...args], { cwd: folder });
  const files = () =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => /\.yaml$/.test(name))
      .sort();
  const settings = () => ["trusting", "trusted"].map((stack) => readStackFile(readProject(folder), stack));
  const text = (path: string) => readFileSync(join(folder, path), "utf8");

  it("says first what it would write, then writes it, and then has nothing to do", async () => {
    const [before, had] = [settings(), files()];
    const told = await run("--split", "--dry-run");
    assert.equal(told.code, 0, told.stderr);
    assert.deepEqual(files(), had);
    const done = await run("--split");
    assert.equal(done.code, 0, done.stderr);
    assert.equal(done.stdout, told.stdout);
    assert.deepEqual(
      done.stdout.trim().split("\n").sort(),
      files().filter((name) => name !== "Pulumi.yaml"),
    );
    assert.deepEqual(settings(), before);
    assert.match(
      text("access/trusting/roles/deploy.yaml"),
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/\.\.\/settings\/role\.schema\.json\n/,
    );
    assert.doesNotMatch(text("Pulumi.trusting.yaml"), /:roles/);
    const again = await run("--split");
    assert.deepEqual([again.code, again.stdout], [0, ""]);
    assert.match(again.stderr, /every entry has a file of its own already/);
  });

  it("carries on after it was interrupted", async () => {
    const [trusting, before] = [text("Pulumi.trusting.yaml"), settings()];
    assert.equal((await run("--split", "--stack", "trusting")).code, 0);
    writeFileSync(join(folder, "Pulumi.trusting.yaml"), trusting);
    const { code, stdout } = await run("--split", "--stack", "trusting");
    assert.deepEqual([code, stdout], [0, "Pulumi.trusting.yaml\n"]);
    assert.deepEqual(settings(), before);
  });

  const refused: Readonly<Record<string, readonly [change: (text: string) => string, expected: RegExp]>> = {
    "an anchor that others use": [
      (all) => all.replace("mfa: { maxAge", "mfa: &mfa { maxAge").concat("    read: { mfa: *mfa }\n"),
      /Pulumi\.trusting\.yaml, roles\.read: cannot be read by itself, .*\. Nothing was changed\.\n$/,
    ],
    "an encrypted value": [
      (all) => all.replace("Publishes releases of the web shop", "{ secure: v1:abc }"),
      /found an encrypted value in roles\.deploy, which has to stay/,
    ],
    "a name that is a path": [(all) => all.replace("deploy:", "../deploy:"), /found the name "\.\.\/deploy"/],
    "two names that are one file": [
      (all) => all.replace("deploy:", "Deploy: {}\n    deploy:"),
      /access\/trusting\/roles\/deploy\.yaml and access\/trusting\/roles\/Deploy\.yaml are one file on some systems/,
    ],
    "what is no YAML": [(all) => `${all}  - a\n`, /Pulumi\.trusting\.yaml: .* line \d+/],
  };
  for (const [name, [change, expected]] of Object.entries(refused))
    it(`refuses ${name}, and changes nothing`, async () => {
      const changed = change(text("Pulumi.trusting.yaml"));
      writeFileSync(join(folder, "Pulumi.trusting.yaml"), changed);
      const { code, stderr } = await run("--split");
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.deepEqual([files().length, text("Pulumi.trusting.yaml")], [3, changed]);
    });

  it("refuses to overwrite an entry that says something else, a stack without a file, and no --split", async () => {
    mkdirSync(join(folder, "access/trusting/roles"), { recursive: true });
    writeFileSync(join(folder, "access/trusting/roles/deploy.yaml"), "description: other\n");
    const there = await run("--split");
    assert.equal(there.code, 2);
    assert.match(
      there.stderr,
      /access\/trusting\/roles\/deploy\.yaml is there already, and Pulumi\.trusting\.yaml says something else/,
    );
    const none = await run("--split", "--stack", "nobody");
    assert.deepEqual([none.code, /there is no Pulumi\.nobody\.yaml/.test(none.stderr)], [2, true]);
    assert.equal((await run()).code, 2);
  });
});
