import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyringMayKeep } from "../../../../cli/assume/remember/agentFolder";
import { NoKeyring, openKeyring, type Library } from "../../../../cli/assume/remember/keyring";

/** A keyring in memory, which can be locked. */
class Fake {
  readonly entries = new Map<string, string>();
  locked = false;
  readonly library: Library;
  constructor() {
    const usable = <T>(work: () => T): Promise<T> =>
      this.locked ? Promise.reject(new Error("Secret Service: unlock prompt was dismissed")) : Promise.resolve(work());
    const { entries } = this;
    class AsyncEntry {
      private readonly key: string;
      constructor(service: string, account: string, options: unknown) {
        assert.equal(service, "cross-account-access");
        assert.deepEqual(options, { linux: { store: "secret-service" } });
        this.key = account;
      }
      getPassword = () => usable(() => entries.get(this.key) ?? null);
      setPassword = (text: string) => usable(() => void entries.set(this.key, text));
      deleteCredential = () => usable(() => entries.delete(this.key));
    }
    this.library = {
      AsyncEntry,
      findCredentialsAsync: () => usable(() => [...entries].map(([account, password]) => ({ account, password }))),
    } as unknown as Library;
  }
}

describe("the system's keyring", () => {
  const folder = mkdtempSync(join(tmpdir(), "keyring-"));
  const env = { XDG_CACHE_HOME: folder };
  const value = { accessKeyId: "ASIA1", secretAccessKey: "secret", sessionToken: "token" };
  const set = { op: "set", key: "alice@sts", name: "sign-in of alice", value, seconds: 3600 } as const;
  const get = { op: "get", key: "alice@sts", maxAge: 3600, claim: true } as const;
  let fake: Fake;
  beforeEach(() => (fake = new Fake()));
  afterEach(() => rmSync(join(folder, "cross-account-access"), { recursive: true, force: true }));
  after(() => rmSync(folder, { recursive: true }));
  const open = () => openKeyring(env, () => fake.library)!;

  it("keeps a value for another process, and says with an empty file that it does", async () => {
    assert.equal(keyringMayKeep(env), false);
    const keyring = open();
    assert.deepEqual(await keyring.ask(get), { claimed: true });
    await keyring.ask(set);
    keyring.close();
    const { found } = await open().ask(get);
    assert.deepEqual(found?.value, value);
    assert.equal(keyringMayKeep(env), true);
    const cache = join(folder, "cross-account-access", "cli");
    assert.deepEqual(readdirSync(cache), ["keyring"], "no lock is left");
    assert.equal(readFileSync(join(cache, "keyring"), "utf8"), "");
    assert.deepEqual(await open().ask({ op: "get", key: "bob@sts", maxAge: 3600 }), {}, "it is alice's alone");
  });

  it("binds it to the strictest role, also for other processes", async () => {
    await open().ask(set);
    await open().ask({ ...get, maxAge: 900 });
    const { kept } = await open().ask({ op: "status" });
    assert.deepEqual(
      kept!.map(({ name, left }) => [name, left <= 900]),
      [["sign-in of alice", true]],
    );
  });

  const kept = (more: object) => JSON.stringify({ name: "n", value, wall: Date.now(), steady: 0, lasts: 1e9, ...more });
  for (const [title, text, held] of [
    ["one that is over", kept({ wall: Date.now() - 2000, lasts: 1000 }), false],
    ["one from before the clock was set back", kept({ wall: Date.now() + 3600_000 }), false],
    ["one that is none", "not JSON", false],
    ["one of another form", JSON.stringify({ name: 1, value: "x" }), false],
    ["one that lasts", kept({ steady: Number.MAX_SAFE_INTEGER }), true],
  ] as const)
    it(`${title} is ${held ? "" : "not "}used`, async () => {
      fake.entries.set("alice@sts", text);
      const reply = await open().ask({ ...get, maxAge: 1e9, claim: false });
      assert.equal(reply.found !== undefined, held);
      const { forgotten } = await open().ask({ op: "forget" });
      assert.deepEqual([forgotten, fake.entries.size], [held ? 1 : 0, 0], "and forgotten, whatever it is");
    });

  it("what one brings, another waits for", async () => {
    const [first, second] = [open(), open()];
    assert.deepEqual(await first.ask(get), { claimed: true });
    const waiting = second.ask(get);
    await first.ask(set);
    assert.deepEqual((await waiting).found?.value, value);
    first.close();
    second.close();
  });

  it("when one goes without bringing it, the next is to bring it", async () => {
    const [first, second] = [open(), open()];
    await first.ask(get);
    const waiting = second.ask(get);
    first.close();
    assert.deepEqual(await waiting, { claimed: true });
    second.close();
  });

  it("a locked one says so, and keeps nothing", async () => {
    await open().ask(set);
    fake.locked = true;
    for (const question of [get, set, { op: "status" }, { op: "forget" }] as const)
      await assert.rejects(open().ask(question), { name: "NoKeyring", message: "it is locked" });
    assert.equal(keyringMayKeep(env), true, "what it kept, it may keep still");
    fake.locked = false;
    await open().ask({ op: "forget" });
    assert.equal(keyringMayKeep(env), false);
  });

  it("without the library, without a service, and switched off", () => {
    assert.equal(
      openKeyring(env, () => undefined),
      undefined,
    );
    assert.equal(
      openKeyring({ ...env, CROSS_ACCOUNT_KEYRING: "off" }, () => assert.fail("it is not loaded")),
      undefined,
    );
    class AsyncEntry {
      constructor() {
        throw new Error("Platform failure: no bus");
      }
    }
    const dead = { AsyncEntry } as unknown as Library;
    assert.throws(() => openKeyring(env, () => dead), new NoKeyring("none answers here"));
    assert.throws(
      () => openKeyring({ ...env, CROSS_ACCOUNT_KEYRING: "no" }, () => fake.library),
      new NoKeyring('CROSS_ACCOUNT_KEYRING is "no", expected off or nothing'),
    );
    assert.equal(existsSync(join(folder, "cross-account-access")), false);
  });
});
