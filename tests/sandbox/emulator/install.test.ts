import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    Object.assign(process.env, { PATH: `${join(directory, "bin")}:/usr/bin:/bin`, XDG_CACHE_HOME: join(directory, "cache"), FAKE_LOG: log });
  });
  afterEach(() => {
    for (const name of ["FAKE_LOG", "FAKE_VERSION", "FAKE_NO_VENV", "FAKE_NO_NETWORK", "XDG_CACHE_HOME"]) delete process.env[name];
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
    await assert.rejects(installEmulator(), { message: /pip could not install the packages pinned in .*requirements\.txt: without a network.*Temporary failure in name resolution/ });
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
    await assert.rejects(installEmulator(), { message: /^Python 3\.10 or newer is needed and was not found on PATH \(python3 is 3\.9\.1\)\. Install it/ });
  });

  it("says that there is no Python", async () => {
    process.env["PATH"] = join(directory, "cache");
    await assert.rejects(installEmulator(), { message: /there is no python3 and no python/ });
  });

  it("says what a Python without ensurepip lacks", async () => {
    process.env["FAKE_NO_VENV"] = "yes";
    await assert.rejects(installEmulator(), { message: /cannot make a virtual environment; on Debian and Ubuntu, `apt install python3-venv` adds what is missing/ });
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
    assert.deepEqual(outcomes.map(({ status }) => status), ["rejected", "fulfilled", "fulfilled"]);
    assert.deepEqual(readdirSync(directory), []);
    rmSync(directory, { recursive: true });
  });
});
