import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askAll, openPlaces } from "../../../../cli/assume/remember/places";

describe("where a sign-in may be kept", () => {
  const folder = mkdtempSync(join(tmpdir(), "places-"));
  const env = { XDG_RUNTIME_DIR: folder, XDG_CACHE_HOME: join(folder, "cache"), CROSS_ACCOUNT_KEYRING: "off" };
  const platform = Object.getOwnPropertyDescriptor(process, "platform")!;
  afterEach(() => Object.defineProperty(process, "platform", platform));
  after(() => rmSync(folder, { recursive: true }));

  it("on Windows, where the agent cannot run and no keyring is there, nothing is begun; the next step is told", async () => {
    Object.defineProperty(process, "platform", { ...platform, value: "win32" });
    await assert.rejects(openPlaces(env, true), {
      name: "NoAgent",
      message:
        "On Windows there is no socket that only you can open. Install @napi-rs/keyring beside this command (npm install " +
        "--global @napi-rs/keyring): then the Credential Manager of Windows keeps the sign-in.",
    });
    assert.equal(await openPlaces(env, false), undefined, "a call that asks for nothing goes on as without");
    assert.deepEqual(await askAll(env, "forget"), { kept: [], forgotten: 0, sessions: 0, problems: [] });
  });

  it("a keyring that kept something and cannot be asked any more is told, not passed over", async () => {
    const cache = join(folder, "cache", "cross-account-access", "cli");
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, "keyring"), "");
    for (const op of ["status", "forget"] as const) {
      const { forgotten, problems } = await askAll(env, op);
      assert.equal(forgotten, 0);
      assert.match(
        problems.join("\n"),
        /^The system's keyring keeps a sign-in and cannot be used here, .* yourself\.$/,
      );
    }
  });
});
