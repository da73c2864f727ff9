import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmulator } from "../../../sandbox/emulator/emulator";
import type { World } from "../../../sandbox/emulator/world";

const user = { name: "admin", accessKeyId: "AKIAADMIN00000000000", secretAccessKey: "the-secret-of-admin" };
const world: World = { accounts: [{ id: "111111111111", users: [user] }] };
const root = join(__dirname, "..", "..", "..");
const module_ = join(root, "sandbox", "emulator", "emulator");
const register = join(root, "sandbox", "register.cjs");

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ends(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 5_000; waited += 50) {
    if (!lives(pid)) return true;
    await pause(50);
  }
  return false;
}

describe("startEmulator", () => {
  it("listens on 127.0.0.1, and is gone when it is stopped, twice if need be", async () => {
    const emulator = await startEmulator(world);
    assert.match(emulator.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(lives(emulator.pid));
    await emulator.stop();
    await emulator.stop();
    assert.ok(!lives(emulator.pid));
    await assert.rejects(fetch(emulator.endpoint));
  });

  it("removes the file with the secrets", async () => {
    // A folder of its own: tests run side by side, and others start emulators too.
    const folder = mkdtempSync(join(tmpdir(), "emulator-test-"));
    const former = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    const emulator = await startEmulator(world).finally(() => {
      if (former === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = former;
    });
    const left = readdirSync(folder, { recursive: true }).map(String);
    await emulator.stop();
    rmSync(folder, { recursive: true });
    assert.deepEqual(
      left.filter((name) => name.endsWith("world.json")),
      [],
    );
  });

  it("says which port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      await assert.rejects(startEmulator(world, { port }), {
        message:
          `The emulator did not start (exit code 4). It said: emulator: port ${port} on 127.0.0.1 is taken or ` +
          "not permitted: stop what uses it, or choose another one",
      });
    } finally {
      server.close();
    }
  });

  const bad: [string, unknown, RegExp][] = [
    [
      "an account id that is a number",
      { accounts: [{ id: 111111111111 }] },
      /exit code 2\)\. It said: emulator: accounts\[0\]\.id: 111111111111 is not a text of 12 digits/,
    ],
    [
      "an unknown field",
      { accounts: [{ id: "111111111111", user: [] }] },
      /accounts\[0\]: unknown user; known are alias, id, organization, partition, quotas, roles, users/,
    ],
    [
      "an assignment in an account that is none",
      {
        accounts: [{ id: "111111111111" }],
        identityCenter: {
          instance: "ssoins-1234567890abcdef",
          store: "d-1234567890",
          region: "eu-west-1",
          owner: "111111111111",
          permissionSets: [
            {
              id: "ps-1234567890abcdef",
              name: "Own",
              assignments: [{ account: "222222222222", user: "00000000-0000-4000-8000-000000000001" }],
            },
          ],
        },
      },
      /identityCenter\.permissionSets\[0\]\.assignments\[0\]\.account: no account of the world/,
    ],
    [
      "a key id of another form",
      { accounts: [{ id: "111111111111", users: [{ ...user, accessKeyId: "AKIA1" }] }] },
      /accounts\[0\]\.users\[0\]\.accessKeyId: expected AKIA and 16 capital letters or digits/,
    ],
    [
      "two users with one key",
      { accounts: [{ id: "111111111111", users: [user, { ...user, name: "other" }] }] },
      /accounts\[0\]\.users\[1\]: the name or the access key is already taken/,
    ],
    [
      "an MFA seed that is not base32",
      { accounts: [{ id: "111111111111", users: [{ ...user, mfaSeed: "1!" }] }] },
      /accounts\[0\]\.users\[0\]\.mfaSeed: expected base32/,
    ],
    [
      "a quota that nobody knows",
      { accounts: [{ id: "111111111111", quotas: { roles: 5 } }] },
      /accounts\[0\]\.quotas: unknown roles; known are managedPoliciesPerRole, trustPolicyLength/,
    ],
    ["a delay that is none", { ...world, propagation: "long" }, /propagation: 'long' is not a number of seconds/],
    ["an issuer's secret that is short", { ...world, issuers: { "a.example": "short" } }, /issuers: expected secrets/],
    ["no account", { accounts: [] }, /accounts: at least one, and each id once/],
  ];
  for (const [title, given, message] of bad) {
    it(`refuses a world with ${title}`, async () => {
      await assert.rejects(startEmulator(given as World), { message });
    });
  }

  it("leaves no process behind when its parent is killed", async () => {
    const script =
      `require(${JSON.stringify(register)}); require(${JSON.stringify(module_)}).startEmulator(${JSON.stringify(world)}` +
      ").then((e) => { console.log(e.pid); setInterval(() => {}, 1000); });";
    const parent = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: root,
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(line).trim());
    assert.ok(lives(pid));
    parent.kill("SIGKILL");
    assert.ok(await ends(pid), "the emulator outlived its parent");
  });

  it("lives on when it is detached, and writes its log to a file of this user's", async () => {
    const directory = mkdtempSync(join(tmpdir(), "emulator-test-"));
    const logFile = join(directory, "emulator.log");
    const script =
      `require(${JSON.stringify(register)}); require(${JSON.stringify(module_)}).startEmulator(${JSON.stringify(world)}` +
      `, { detached: true, logFile: ${JSON.stringify(logFile)} }).then((e) => console.log(e.pid));`;
    const parent = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: root,
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(line).trim());
    await once(parent, "exit");
    try {
      await pause(300);
      assert.ok(lives(pid));
      assert.equal(statSync(logFile).mode & 0o77, 0);
      assert.doesNotMatch(readFileSync(logFile, "utf8"), /the-secret-of/);
    } finally {
      process.kill(pid, "SIGTERM");
      assert.ok(await ends(pid));
      rmSync(directory, { recursive: true });
    }
  });

  it("ignores a request's own idea of the time unless the world allows it", async () => {
    const emulator = await startEmulator(world);
    try {
      const { STSClient, GetSessionTokenCommand, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
      const settings = { endpoint: emulator.endpoint, region: "eu-west-1", maxAttempts: 1 };
      const long = new STSClient({ ...settings, credentials: user });
      const { Credentials } = await long.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
      const session = new STSClient({
        ...settings,
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? "",
          secretAccessKey: Credentials?.SecretAccessKey ?? "",
          sessionToken: Credentials?.SessionToken ?? "",
        },
      });
      session.middlewareStack.add(
        (next) => (args) => {
          Object.assign((args.request as { headers: object }).headers, { "x-emulator-time": "2099-01-01T00:00:00Z" });
          return next(args);
        },
        { step: "build" },
      );
      assert.ok((await session.send(new GetCallerIdentityCommand({}))).Arn);
    } finally {
      await emulator.stop();
    }
  });
});
