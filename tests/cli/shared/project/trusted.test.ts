import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UnusableProject } from "../../../../cli/shared/project/find";
import {
  allTrusted,
  forgetTrusted,
  keepTrusted,
  readTrusted,
  trustFolder,
  type TrustedProject,
} from "../../../../cli/shared/project/trusted";

describe("what is kept of trusted projects", () => {
  const directory = mkdtempSync(join(tmpdir(), "trusted-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const project = (folder: string, more: Partial<TrustedProject> = {}): TrustedProject => ({
    folder,
    fingerprint: "f",
    name: "cross-account-access",
    backend: null,
    at: "2026-11-25T00:00:00.000Z",
    ...more,
  });
  let homes = 0;
  const home = () => ({ XDG_STATE_HOME: join(directory, `home-${homes++}`) });
  const fileIn = (env: NodeJS.ProcessEnv) => join(trustFolder(env), readdirSync(trustFolder(env))[0]!);
  const mode = (path: string) => (lstatSync(path).mode & 0o777).toString(8);
  const refused = (why: RegExp, use: () => unknown) =>
    assert.throws(use, (error: Error) => {
      assert.ok(error instanceof UnusableProject);
      assert.match(error.message, why);
      return true;
    });

  it("is read again, of each project what is its own", () => {
    const env = home();
    assert.deepEqual([readTrusted("/a", env), allTrusted(env), forgetTrusted("/a", env)], [undefined, [], false]);
    keepTrusted(project("/b", { backend: "file:///x" }), env);
    keepTrusted(project("/a"), env);
    keepTrusted(project("/a", { fingerprint: "g" }), env);
    assert.deepEqual(
      [readTrusted("/a", env)?.fingerprint, readTrusted("/b", env)?.backend, readTrusted("/c", env)],
      ["g", "file:///x", undefined],
    );
    assert.deepEqual(
      allTrusted(env).map(({ folder }) => folder),
      ["/a", "/b"],
    );
    assert.equal(forgetTrusted("/a", env), true);
    assert.deepEqual([readTrusted("/a", env), readTrusted("/b", env)?.folder], [undefined, "/b"]);
    assert.equal(readdirSync(trustFolder(env)).length, 1, "nothing else is left there");
  });

  it("is where the XDG specification says, and a relative place is none", () => {
    assert.equal(trustFolder({ XDG_STATE_HOME: "/x" }), "/x/cross-account-access/trusted");
    for (const place of [undefined, "", "state", "./state"])
      assert.ok(!trustFolder({ XDG_STATE_HOME: place }).startsWith(process.cwd()));
  });

  describe("nobody else can read or change it", function () {
    before(function () {
      if (process.platform === "win32") this.skip();
    });

    it("files of mode 600 in folders of mode 700, whatever the umask and what was there", () => {
      const env = home();
      const before = process.umask(0);
      try {
        keepTrusted(project("/a"), env);
      } finally {
        process.umask(before);
      }
      const folders = [trustFolder(env), dirname(trustFolder(env))];
      assert.deepEqual([fileIn(env), ...folders].map(mode), ["600", "700", "700"]);
      for (const folder of folders) chmodSync(folder, 0o755);
      assert.equal(readTrusted("/a", env)?.folder, "/a", "what others may only read is believed");
      keepTrusted(project("/b"), env);
      assert.deepEqual(folders.map(mode), ["700", "700"]);
    });

    for (const [title, why, plant] of [
      [
        "the folder is a link",
        /is a link, or no folder/,
        (at, elsewhere) => (renameSync(at.folder, elsewhere), symlinkSync(elsewhere, at.folder)),
      ],
      [
        "the folder above is a link",
        /is a link, or no folder/,
        (at, elsewhere) => (renameSync(dirname(at.folder), elsewhere), symlinkSync(elsewhere, dirname(at.folder))),
      ],
      [
        "the folder is a file",
        /is a link, or no folder/,
        (at) => (rmSync(at.folder, { recursive: true }), writeFileSync(at.folder, "{}")),
      ],
      ["the folder can be written by others", /can be written by others/, (at) => chmodSync(at.folder, 0o777)],
      [
        "the folder above can be written by the group",
        /can be written by others/,
        (at) => chmodSync(dirname(at.folder), 0o770),
      ],
      [
        "the file is a link",
        /is a link/,
        (at, elsewhere) => (renameSync(at.file, elsewhere), symlinkSync(elsewhere, at.file)),
      ],
      [
        "the file is a link to nothing",
        /is a link/,
        (at, elsewhere) => (rmSync(at.file), symlinkSync(elsewhere, at.file)),
      ],
      ["the file can be written by others", /can be written by others/, (at) => chmodSync(at.file, 0o666)],
      ["the file is a folder", /is no file/, (at) => (rmSync(at.file), mkdirSync(at.file))],
      ["the file is a pipe", /is no file/, (at) => (rmSync(at.file), execFileSync("mkfifo", [at.file]))],
    ] as readonly (readonly [string, RegExp, (at: { folder: string; file: string }, elsewhere: string) => unknown])[]) {
      it(`${title}: nothing is believed, and it is said what is wrong`, () => {
        const env = home();
        keepTrusted(project("/a"), env);
        const elsewhere = join(directory, `elsewhere-${homes}`);
        plant({ folder: trustFolder(env), file: fileIn(env) }, elsewhere);
        refused(why, () => readTrusted("/a", env));
        refused(why, () => allTrusted(env));
        refused(why, () => forgetTrusted("/a", env));
      });
    }

    for (const [title, path] of [
      ["the folder", (env: NodeJS.ProcessEnv) => trustFolder(env)],
      ["the folder above", (env: NodeJS.ProcessEnv) => dirname(trustFolder(env))],
      ["the file", fileIn],
    ] as const) {
      it(`${title} belongs to somebody else: nothing is believed`, function () {
        if (process.getuid!() !== 0) return this.skip();
        const env = home();
        keepTrusted(project("/a"), env);
        chownSync(path(env), 4242, 4242);
        refused(/belongs to the user 4242/, () => readTrusted("/a", env));
      });
    }

    for (const [title, plant] of [
      [
        "in place of the file",
        (env: NodeJS.ProcessEnv, target: string) => {
          keepTrusted(project("/a"), env);
          const file = fileIn(env);
          rmSync(file);
          symlinkSync(target, file);
        },
      ],
      [
        "to the file, a hard one",
        (env: NodeJS.ProcessEnv, target: string) => {
          keepTrusted(project("/a"), env);
          const file = fileIn(env);
          rmSync(file);
          linkSync(target, file);
        },
      ],
    ] as const) {
      it(`what a link ${title} points to is not written`, () => {
        const env = home();
        const target = join(directory, `target-${homes}`);
        writeFileSync(target, "precious", { mode: 0o600 });
        plant(env, target);
        keepTrusted(project("/a"), env);
        assert.equal(readFileSync(target, "utf8"), "precious");
        assert.deepEqual([lstatSync(fileIn(env)).isSymbolicLink(), readTrusted("/a", env)?.folder], [false, "/a"]);
      });
    }

    it("a folder that is a link is not written into", () => {
      const env = home();
      const target = join(directory, "target-folder");
      mkdirSync(target);
      mkdirSync(dirname(trustFolder(env)), { recursive: true, mode: 0o700 });
      symlinkSync(target, trustFolder(env));
      refused(/is a link, or no folder/, () => keepTrusted(project("/a"), env));
      assert.deepEqual([readdirSync(target), statSync(target).isDirectory()], [[], true]);
    });

    it("where nothing can be written, that is said", () => {
      const env = { XDG_STATE_HOME: "/proc/nowhere" };
      refused(
        /^\/a cannot be recorded as trusted in \/proc\/nowhere\/.*Set XDG_STATE_HOME to a folder of your own, or use --project each time\.$/,
        () => keepTrusted(project("/a"), env),
      );
      assert.ok(!existsSync("/proc/nowhere"));
    });
  });

  for (const text of [
    "",
    "{",
    "null",
    "[]",
    "{}",
    '"x"',
    '{"folder":"/a"}',
    '{"folder":1,"fingerprint":"f","name":"n","at":"x"}',
    "\0",
    `{"folder":"/a","fingerprint":"f","name":"n","at":"${"x".repeat(70_000)}"}`,
    '{"folder":"/b","fingerprint":"f","name":"n","at":"x"}',
  ]) {
    it(`a damaged file (${JSON.stringify(text.slice(0, 40))}) trusts nothing, and is mended by trusting again`, () => {
      const env = home();
      keepTrusted(project("/a"), env);
      writeFileSync(fileIn(env), text);
      assert.deepEqual([readTrusted("/a", env), allTrusted(env)], [undefined, []]);
      keepTrusted(project("/a"), env);
      assert.equal(readTrusted("/a", env)?.folder, "/a");
    });
  }
});
