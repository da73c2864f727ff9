import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buildEngine } from "../../sandbox/engine/build";
import { findEngine } from "../../sandbox/engine/engine";

describe("finding an engine", () => {
  let directory: string;
  const path = process.env["PATH"];
  const cache = process.env["XDG_CACHE_HOME"];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "engine-"));
  });
  afterEach(async () => {
    process.env["PATH"] = path;
    if (cache === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = cache;
    await rm(directory, { recursive: true });
  });

  async function program(name: string, script: string): Promise<void> {
    await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(directory, name), 0o755);
  }

  it("names a pulumi on PATH that is too old, and passes it over", async () => {
    await program("pulumi", "echo v3.100.0");
    process.env["PATH"] = `${directory}:${path}`;
    const notes: string[] = [];
    const engine = await findEngine((line) => notes.push(line));
    assert.notEqual(engine.directory, directory);
    assert.match(
      notes[0] ?? "",
      /\/pulumi is Pulumi 3\.100\.0, older than the 3\.\d+\.\d+ that this project needs: passed over\.$/,
    );
  });

  it("names a pulumi without a language host, and one that does not run", async () => {
    await program("pulumi", "echo v99.0.0");
    process.env["PATH"] = `${directory}:${path}`;
    const notes: string[] = [];
    await findEngine((line) => notes.push(line));
    assert.match(
      notes[0] ?? "",
      /has no pulumi-language-nodejs beside it, which runs Node\.js programs: passed over\.$/,
    );
    await program("pulumi", "echo broken >&2; exit 3");
    const more: string[] = [];
    await findEngine((line) => more.push(line));
    assert.match(more[0] ?? "", /does not answer to `pulumi version` \(broken\): passed over\.$/);
  });

  it("takes a pulumi on PATH that is new enough", async () => {
    await program("pulumi", "echo v99.0.0");
    await program("pulumi-language-nodejs", "exit 0");
    process.env["PATH"] = `${directory}:${path}`;
    assert.deepEqual(await findEngine(assert.fail), { directory, version: "99.0.0" });
  });

  it("builds once when two start at the same time", async () => {
    process.env["PATH"] = `${directory}:${path}`;
    process.env["XDG_CACHE_HOME"] = directory;
    const log = join(directory, "log");
    // A Go in name only: it notes that it is asked to build, and makes the folder that is asked for.
    await program(
      "go",
      `case "$1" in env) echo go1.99.0 ;; build) echo build >> ${log}; sleep 1; while [ "$1" != -o ]; do ` +
        `shift; done; mkdir -p "$2"; touch "$2/pulumi" ;; esac`,
    );
    const notes: string[] = [];
    const built = await Promise.all([
      buildEngine((line) => notes.push(line)),
      new Promise((resolve) => setTimeout(resolve, 300)).then(() => buildEngine((line) => notes.push(line))),
    ]);
    assert.equal(built[0], built[1]);
    assert.equal(await readFile(log, "utf8"), "build\n");
    assert.equal(notes.length, 1);
    assert.match(
      notes[0]!,
      new RegExp(
        `^Waiting for the process ${process.pid}, which is building Pulumi since .* UTC\\. If nothing is ` +
          `under way there any more, delete ${built[0]}\\.lock$`,
      ),
    );
    assert.deepEqual(await readdir(join(directory, "cross-account-access")), [basename(built[0])]);
  });

  describe("that was built and is damaged since", () => {
    let built: string;
    const notes: string[] = [];
    const find = async () => {
      notes.length = 0;
      return (await findEngine((line) => notes.push(line))).directory;
    };
    const builds = async () => (await readFile(join(directory, "log"), "utf8")).split("\n").length - 1;

    beforeEach(async () => {
      process.env["PATH"] = `${directory}:/usr/bin:/bin`;
      process.env["XDG_CACHE_HOME"] = join(directory, "cache");
      // A Go in name only, which makes programs that say what those of an engine say.
      await program("one", "echo v99.0.0");
      await program("two", "echo Usage of this >&2; exit 2");
      await program(
        "go",
        `case "$1" in env) echo go1.99.0 ;; build) echo build >> ${directory}/log; while [ "$1" != -o ]; do ` +
          `shift; done; mkdir -p "$2"; cp ${directory}/one "$2/pulumi"; cp ${directory}/two ` +
          `"$2/pulumi-language-nodejs" ;; esac`,
      );
      built = await find();
      assert.deepEqual([await find(), notes, await builds()], [built, [], 1]);
    });

    const pulumi = () => join(built, "pulumi");
    const host = () => join(built, "pulumi-language-nodejs");
    const damages: readonly (readonly [what: string, damage: () => Promise<void>])[] = [
      ["pulumi is gone", () => rm(pulumi())],
      ["pulumi is empty", () => truncate(pulumi(), 0)],
      ["pulumi is cut, and says its version all the same", () => truncate(pulumi(), "#!/bin/sh\necho v99.0.0".length)],
      ["pulumi cannot be run", () => chmod(pulumi(), 0o644)],
      ["pulumi is a folder", async () => void (await rm(pulumi()), await mkdir(pulumi()))],
      ["the language host is gone", () => rm(host())],
      ["the language host is empty", () => truncate(host(), 0)],
      ["the language host is cut", () => truncate(host(), 12)],
      ["the sizes are cut", () => truncate(join(built, "sizes.json"), 5)],
      ["the sizes are of something else", () => writeFile(join(built, "sizes.json"), "[]")],
      [
        "there are no sizes, as of earlier versions, and pulumi says nothing",
        async () => void (await rm(join(built, "sizes.json")), await truncate(pulumi(), 0)),
      ],
      [
        "there are no sizes, and the language host says nothing",
        async () => void (await rm(join(built, "sizes.json")), await truncate(host(), 0)),
      ],
      ["all of it is a file", async () => void (await rm(built, { recursive: true }), await writeFile(built, ""))],
      ["all of it is an empty folder", async () => void (await rm(built, { recursive: true }), await mkdir(built))],
    ];
    for (const [what, damage] of damages) {
      it(`is built anew, and that is said: ${what}`, async () => {
        await damage();
        assert.equal(await find(), built);
        assert.deepEqual(notes, [`The Pulumi in ${built} is damaged: building it anew.`]);
        assert.deepEqual([await find(), notes, await builds()], [built, [], 2]);
      });
    }

    it("is used as it is where nothing of it is damaged but that there are no sizes", async () => {
      await rm(join(built, "sizes.json"));
      assert.deepEqual([await find(), notes, await builds()], [built, [], 1]);
    });
  });

  it("says what every way lacked where none works", async () => {
    // Nothing on PATH, nothing in the cache, and no script of anybody's is fetched and run.
    const { fetch } = globalThis;
    process.env["PATH"] = directory;
    process.env["XDG_CACHE_HOME"] = directory;
    globalThis.fetch = () => assert.fail("something is fetched");
    try {
      await assert.rejects(
        findEngine(() => {}),
        /^Error: No Pulumi engine could be found or made:\n {2}- Python 3\.10 or newer is needed and was not found on PATH \(there is no python3 and no python\)\..*\nInstall Pulumi 3\.\d+\.\d+ or newer \(https:/s,
      );
    } finally {
      globalThis.fetch = fetch;
    }
  });
});
