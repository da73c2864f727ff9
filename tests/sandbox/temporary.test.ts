import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTemporary, removeTemporary } from "../../sandbox/temporary";

const root = join(__dirname, "..", "..");
/** Somebody else, where this runs as root. */
const stranger = 12_345;
/** No process has it. */
const dead = 999_999_999;

describe("temporary folders", () => {
  const before_ = process.env["TMPDIR"];
  let shared: string;
  let precious: string;
  const own = () => join(shared, `cross-account-access-${process.geteuid!()}`);
  const isRoot = process.geteuid?.() === 0;

  beforeEach(() => {
    delete process.env["TMPDIR"];
    shared = mkdtempSync(join(tmpdir(), "shared-"));
    chmodSync(shared, 0o1777);
    process.env["TMPDIR"] = shared;
    precious = mkdtempSync("/var/tmp/precious-");
    writeFileSync(join(precious, "file"), "precious");
  });
  afterEach(() => {
    assert.equal(readFileSync(join(precious, "file"), "utf8"), "precious");
    if (before_ === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before_;
    rmSync(shared, { recursive: true });
    rmSync(precious, { recursive: true });
  });

  it("are in one of this user's own, for nobody else to look into, which is gone with the last", async () => {
    const [one, two] = [await makeTemporary(), await makeTemporary()];
    assert.ok(one.startsWith(join(own(), `${process.pid}-`)));
    assert.deepEqual(
      [own(), one, two].map((folder) => statSync(folder).mode & 0o777),
      [0o700, 0o700, 0o700],
    );
    await removeTemporary(one);
    assert.deepEqual([existsSync(one), existsSync(two)], [false, true]);
    await removeTemporary(two);
    assert.deepEqual(readdirSync(shared), []);
  });

  it("of processes that were killed are cleared away; what is in links stays, and so does all else", async () => {
    mkdirSync(own(), { mode: 0o700 });
    const [left, living, other, link] = [`${dead}-abcdef`, "1-abcdef", "abcdef", `${dead}-linked`].map((name) =>
      join(own(), name),
    ) as [string, string, string, string];
    for (const folder of [left, living, other]) mkdirSync(join(folder, "deep"), { recursive: true });
    symlinkSync(precious, join(left, "deep", "link"));
    symlinkSync(join(precious, "file"), join(left, "link"));
    symlinkSync(precious, link);
    writeFileSync(join(own(), `${dead}-file`), "");
    const made = await makeTemporary();
    assert.deepEqual(
      [left, living, other, link].map((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined),
      [false, true, true, true],
    );
    await removeTemporary(made);
    assert.ok(existsSync(own()));
  });

  it("of others by the name that this project once gave them are not touched", async () => {
    const theirs = [`cross-account-access-${dead}-abcdef`, `cross-account-access-${dead}`].map((name) =>
      join(shared, name),
    );
    for (const folder of theirs) {
      mkdirSync(folder, { mode: 0o700 });
      writeFileSync(join(folder, "file"), "");
      if (isRoot) chownSync(folder, stranger, stranger);
    }
    await removeTemporary(await makeTemporary());
    assert.ok(theirs.every((folder) => existsSync(join(folder, "file"))));
  });

  /** What somebody may have put where this user's own folder is to be. */
  const planted: readonly (readonly [what: string, plant: (path: string) => void])[] = [
    ["a link to a folder", (path) => symlinkSync(precious, path)],
    ["a link to nothing", (path) => symlinkSync(join(precious, "none"), path)],
    ["a file", (path) => writeFileSync(path, "")],
    ["a folder that others may write", (path) => void (mkdirSync(path), chmodSync(path, 0o777))],
    ["a folder that others may look into", (path) => void (mkdirSync(path), chmodSync(path, 0o755))],
    ...(isRoot
      ? [
          [
            "somebody else's folder",
            (path: string) => void (mkdirSync(path, { mode: 0o700 }), chownSync(path, stranger, stranger)),
          ] as const,
        ]
      : []),
  ];
  for (const [what, plant] of planted) {
    it(`are made elsewhere, and nothing is cleared away, where ${what} has the name`, async () => {
      plant(own());
      if (statSync(own(), { throwIfNoEntry: false })?.isDirectory() && !lstatSync(own()).isSymbolicLink())
        mkdirSync(join(own(), `${dead}-abcdef`));
      const before = statSync(own(), { throwIfNoEntry: false })?.isDirectory() ? readdirSync(own()) : [];
      const made = await makeTemporary();
      assert.ok(made.startsWith(`${own()}-`));
      assert.deepEqual([statSync(made).mode & 0o777, statSync(made).uid], [0o700, process.geteuid!()]);
      await removeTemporary(made);
      assert.ok(lstatSync(own(), { throwIfNoEntry: false }) !== undefined);
      assert.deepEqual(statSync(own(), { throwIfNoEntry: false })?.isDirectory() ? readdirSync(own()) : [], before);
      assert.deepEqual(readdirSync(shared), [`cross-account-access-${process.geteuid!()}`]);
    });
  }

  it("of root do not clear away what is somebody else's, even in root's own", async function () {
    if (!isRoot) return this.skip();
    const theirs = join(own(), `${dead}-abcdef`);
    mkdirSync(theirs, { recursive: true, mode: 0o700 });
    chmodSync(own(), 0o700);
    chownSync(theirs, stranger, stranger);
    await removeTemporary(await makeTemporary());
    assert.ok(existsSync(theirs));
  });

  it("of another user are no trouble to a user who may not look into them", function () {
    if (!isRoot || spawnSync("setpriv", ["--version"]).error) return this.skip();
    const theirs = [`cross-account-access-${dead}-abcdef`, "cross-account-access-0"].map((name) => join(shared, name));
    for (const folder of theirs) mkdirSync(folder, { mode: 0o700 });
    const script =
      "const { makeTemporary, removeTemporary } = require(" +
      `${JSON.stringify(join(root, "sandbox", "temporary.ts"))}); makeTemporary().then(async (made) => { ` +
      "console.log(made); await removeTemporary(made); });";
    const ran = spawnSync(
      "setpriv",
      [
        `--reuid=${stranger}`,
        `--regid=${stranger}`,
        "--clear-groups",
        process.execPath,
        "-r",
        join(root, "sandbox", "register.cjs"),
        "-e",
        script,
      ],
      { encoding: "utf8", cwd: root, env: { ...process.env, HOME: "/nowhere" } },
    );
    assert.match(ran.stdout, new RegExp(`^${join(shared, `cross-account-access-${stranger}`)}/\\d+-`), ran.stderr);
    assert.deepEqual(
      readdirSync(shared)
        .filter((name) => name.startsWith("cross"))
        .sort(),
      ["cross-account-access-0", `cross-account-access-${dead}-abcdef`],
    );
  });
});
