import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../../sandbox/emulator/emulator";
import { installEmulator } from "../../../sandbox/emulator/install";
import { withLock } from "../../../sandbox/emulator/lock";

/** A Python in name only: it notes what it is asked to do, and can be told to fail. */
const fakePython = `#!/bin/sh
case "$*" in
  *python_version*) echo "\${FAKE_VERSION:-3.12.1}" ;;
  "-m venv "*) echo venv >> "$FAKE_LOG"; test -z "$FAKE_NO_VENV" || { echo "No module named ensurepip" >&2; exit 1; }; sleep 0.3; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  "-m pip "*) echo pip >> "$FAKE_LOG"; test -z "$FAKE_NO_NETWORK" || { echo "Temporary failure in name resolution" >&2; exit 1; } ;;
esac
`;

describe("installEmulator", () => {
  const before_ = { ...process.env };
  let directory: string;
  let log: string;
  const cache = () => join(directory, "cache", "cross-account-access");
  const done = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "emulator-install-"));
    log = join(directory, "log");
    mkdirSync(join(directory, "bin"));
    writeFileSync(join(directory, "bin", "python3"), fakePython);
    chmodSync(join(directory, "bin", "python3"), 0o755);
    Object.assign(process.env, {
      PATH: `${join(directory, "bin")}:/usr/bin:/bin`,
      XDG_CACHE_HOME: join(directory, "cache"),
      FAKE_LOG: log,
    });
  });
  afterEach(() => {
    for (const name of ["FAKE_LOG", "FAKE_VERSION", "FAKE_NO_VENV", "FAKE_NO_NETWORK", "XDG_CACHE_HOME"])
      delete process.env[name];
    Object.assign(process.env, before_);
    rmSync(directory, { recursive: true });
  });

  it("installs once, and later runs reuse it", async () => {
    const python = await installEmulator();
    assert.ok(python.startsWith(join(cache(), "emulator-")));
    assert.equal(await installEmulator(), python);
    assert.deepEqual(done(), ["venv", "pip"]);
  });

  it("installs once when two start at the same time", async () => {
    const [one, two] = await Promise.all([installEmulator(), installEmulator()]);
    assert.equal(one, two);
    assert.deepEqual(done(), ["venv", "pip"]);
  });

  it("removes what was left half done, and a lock whose process is gone", async () => {
    process.env["FAKE_NO_NETWORK"] = "yes";
    await assert.rejects(installEmulator(), {
      message:
        /pip could not install the packages pinned in .*requirements\.txt: without a network.*Temporary failure in name resolution/,
    });
    assert.deepEqual(readdirSync(cache()), []);
    delete process.env["FAKE_NO_NETWORK"];
    const python = await installEmulator();
    const home = join(python, "..", "..");
    rmSync(join(home, "installed"));
    writeFileSync(join(home, "rubbish"), "");
    writeFileSync(`${home}.lock`, "999999999");
    await installEmulator();
    assert.ok(!existsSync(join(home, "rubbish")));
  });

  it("says which Python is too old", async () => {
    process.env["FAKE_VERSION"] = "3.9.1";
    process.env["PATH"] = join(directory, "bin");
    await assert.rejects(installEmulator(), {
      message: /^Python 3\.10 or newer is needed and was not found on PATH \(python3 is 3\.9\.1\)\. Install it/,
    });
  });

  it("says that there is no Python", async () => {
    process.env["PATH"] = join(directory, "cache");
    await assert.rejects(installEmulator(), { message: /there is no python3 and no python/ });
  });

  it("says what a Python without ensurepip lacks", async () => {
    process.env["FAKE_NO_VENV"] = "yes";
    await assert.rejects(installEmulator(), {
      message:
        /cannot make a virtual environment; on Debian and Ubuntu, `apt install python3-venv` adds what is missing/,
    });
  });
});

/** A Python in name only whose environments have two packages, and whose emulator says what `start` in the folder says. */
const furnishedPython = `#!/bin/sh
case "$*" in
  *python_version*) echo 3.12.1 ;;
  "-m venv "*) echo venv >> "$FAKE_LOG"; mkdir -p "$3/bin" "$3/lib/python3.12/site-packages"; cp "$0" "$3/bin/python"; echo "$3" > "$FAKE_LOG.venv" ;;
  "-m pip "*)
    cd "$(cat "$FAKE_LOG.venv")/lib/python3.12/site-packages"
    for name in moto-5.2.1 PyYAML-6.0.3; do
      mkdir -p $name.dist-info $name/data; echo "print(1)" > $name/a.py; echo "{}" > $name/data/b,c.json
      { echo "../../../bin/$name,sha256=x,0"; echo "$name.dist-info/RECORD,,"; echo "$name/__pycache__/a.pyc,,"; echo "$name/a.py,sha256=x,9"; echo "\\"$name/data/b,c.json\\",sha256=x,3"; } > $name.dist-info/RECORD
      : > "../../../bin/$name"
    done ;;
  *launcher.py*) . "$FAKE_LOG.start" ;;
esac
`;

describe("the emulator's packages", () => {
  const before_ = { ...process.env };
  const printed = console.error;
  let directory: string;
  let log: string;
  let home: string;
  const said: string[] = [];
  const installed = () => readFileSync(log, "utf8").trim().split("\n").length;
  const packages = () => join(home, "lib", "python3.12", "site-packages");

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "emulator-packages-"));
    log = join(directory, "log");
    mkdirSync(join(directory, "bin"));
    writeFileSync(join(directory, "bin", "python3"), furnishedPython, { mode: 0o755 });
    Object.assign(process.env, {
      PATH: `${join(directory, "bin")}:/usr/bin:/bin`,
      XDG_CACHE_HOME: join(directory, "cache"),
      FAKE_LOG: log,
    });
    said.length = 0;
    console.error = (line: string) => said.push(line);
    home = join(await installEmulator(), "..", "..");
    assert.deepEqual([await installEmulator(), installed(), said], [join(home, "bin", "python"), 1, []]);
  });
  afterEach(() => {
    console.error = printed;
    for (const name of ["FAKE_LOG", "XDG_CACHE_HOME"]) delete process.env[name];
    Object.assign(process.env, before_);
    rmSync(directory, { recursive: true });
  });

  const inPackages = (...parts: string[]) => join(packages(), ...parts);
  const damages: readonly (readonly [what: string, damage: () => void, said: RegExp])[] = [
    [
      "moto is gone",
      () => ["moto-5.2.1", "moto-5.2.1.dist-info"].forEach((name) => rmSync(inPackages(name), { recursive: true })),
      /\(moto-5\.2\.1 is missing\)/,
    ],
    [
      "what describes moto is gone",
      () => rmSync(inPackages("moto-5.2.1.dist-info"), { recursive: true }),
      /\(moto-5\.2\.1 is missing\)/,
    ],
    ["a file of moto is gone", () => rmSync(inPackages("moto-5.2.1", "a.py")), /\(moto-5\.2\.1\/a\.py is missing\)/],
    [
      "a folder of moto is gone",
      () => rmSync(inPackages("moto-5.2.1", "data"), { recursive: true }),
      /\(moto-5\.2\.1\/data\/b,c\.json is missing\)/,
    ],
    [
      "a file is cut",
      () => truncateSync(inPackages("PyYAML-6.0.3", "data", "b,c.json"), 1),
      /\(PyYAML-6\.0\.3\/data\/b,c\.json is cut\)/,
    ],
    ["a file is empty", () => truncateSync(inPackages("moto-5.2.1", "a.py"), 0), /a\.py is cut/],
    [
      "a list of files is gone",
      () => rmSync(inPackages("moto-5.2.1.dist-info", "RECORD")),
      /\(moto-5\.2\.1\.dist-info\/RECORD is missing or cut\)/,
    ],
    [
      "a list of files is cut",
      () => truncateSync(inPackages("moto-5.2.1.dist-info", "RECORD"), 100),
      /RECORD is missing or cut/,
    ],
    [
      "a list of files is empty",
      () => truncateSync(inPackages("moto-5.2.1.dist-info", "RECORD"), 0),
      /RECORD is missing or cut/,
    ],
    [
      "a program is gone",
      () => rmSync(join(home, "bin", "moto-5.2.1")),
      /\(\.\.\/\.\.\/\.\.\/bin\/moto-5\.2\.1 is missing\)/,
    ],
    ["Python is gone", () => rmSync(join(home, "bin", "python")), /\(bin\/python is missing\)/],
    [
      "Python is a link to one that is gone",
      () => (rmSync(join(home, "bin", "python")), symlinkSync("/nowhere/python", join(home, "bin", "python"))),
      /\(bin\/python is missing\)/,
    ],
    ["all packages are gone", () => rmSync(packages(), { recursive: true }), /is missing\)/],
    ["the stamp is empty", () => truncateSync(join(home, "installed"), 0), /\(installed is empty\)/],
    [
      "the stamp is of an earlier version, and packages that are pinned are not there",
      () => writeFileSync(join(home, "installed"), "3.12.1\n"),
      /\(blinker-1\.9\.0 is missing\)/,
    ],
  ];
  for (const [what, damage, message] of damages) {
    it(`are installed anew, and that is said: ${what}`, async () => {
      damage();
      await installEmulator();
      assert.equal(said.length, 1);
      assert.match(said[0]!, message);
      assert.match(
        said[0]!,
        /^The emulator's packages in .*emulator-[0-9a-f]{16} are damaged \(.*\): installing them anew\.$/,
      );
      assert.deepEqual([installed(), await installEmulator(), installed()], [2, join(home, "bin", "python"), 2]);
    });
  }

  const world = { accounts: [{ id: "111111111111" }] };
  it("are installed anew where the emulator cannot load them, whatever the lists of files say", async () => {
    writeFileSync(
      `${log}.start`,
      `[ "$(wc -l < "$FAKE_LOG")" = 2 ] || { printf 'emulator: the Python packages cannot be loaded ` +
        `(EOFError: \\033[2J)\\n' >&2; exit 3; }\necho '{"endpoint": "http://127.0.0.1:1", "pid": 1}'\nexec ` +
        `sleep 60\n`,
    );
    const emulator = await startEmulator(world);
    await emulator.stop();
    assert.equal(installed(), 2);
    assert.equal(said.length, 1);
    assert.match(
      said[0]!,
      /are damaged \(The emulator did not start \(exit code 3\)\. It said: emulator: the Python packages cannot be loaded \(EOFError: \\u001b\[2J\)\): installing them anew\.$/,
    );
  });

  it("are installed anew once: where that does not help, it is said what the emulator said", async () => {
    writeFileSync(`${log}.start`, "echo 'emulator: no' >&2; exit 3\n");
    await assert.rejects(startEmulator(world), {
      message: "The emulator did not start (exit code 3). It said: emulator: no",
    });
    assert.equal(installed(), 2);
  });

  it("are left alone where something else keeps the emulator from starting", async () => {
    writeFileSync(`${log}.start`, "echo 'emulator: no' >&2; exit 4\n");
    await assert.rejects(startEmulator(world), {
      message: "The emulator did not start (exit code 4). It said: emulator: no",
    });
    assert.deepEqual([installed(), said], [1, []]);
  });
});

describe("withLock", () => {
  it("lets one in at a time, and the next even when the first fails", async () => {
    const directory = mkdtempSync(join(tmpdir(), "emulator-lock-"));
    const file = join(directory, "lock");
    let inside = 0;
    const work = async (fails: boolean) => {
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside -= 1;
      if (fails) throw new Error("on purpose");
    };
    const outcomes = await Promise.allSettled([true, false, false].map((fails) => withLock(file, () => work(fails))));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["rejected", "fulfilled", "fulfilled"],
    );
    assert.deepEqual(readdirSync(directory), []);
    rmSync(directory, { recursive: true });
  });
});
