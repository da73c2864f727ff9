import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { Suite } from "mocha";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { Accounts, allow, command, root, trust } from "./accounts";
import { missingForKeyring, SecretService } from "./secretService";
import { atTerminal, type AtTerminal, type Reaction } from "./terminal";

const title = "assume --remember, with the system's keyring";
if (missingForKeyring.length > 0)
  describe.skip(`${title} (skipped: this machine has no ${missingForKeyring.join(" and no ")})`, tests);
else describe(title, tests);

function tests(this: Suite): void {
  this.timeout(180_000);
  const accounts = new Accounts();
  const service = new SecretService();
  const prompt = "MFA code of arn:aws:iam::222222222222:mfa/";
  const users = ["alice", "bob", "carol", "dave", "erin"];
  let runtime: string;
  let roles: string[];
  before(async () => {
    await accounts.open(users);
    await service.open();
    runtime = mkdtempSync(join(tmpdir(), "rt-"));
    const guarded = trust({ Bool: { "aws:MultiFactorAuthPresent": "true" } });
    roles = [await accounts.role("one", [guarded]), await accounts.role("two", [guarded])];
    for (const user of users) await accounts.grant(user, allow("*", ["sts:AssumeRole", "iam:ListMFADevices"]));
  });
  after(async () => {
    await service.unlock();
    await forget();
    await service.close();
    await accounts.close();
    rmSync(runtime, { recursive: true });
  });
  afterEach(() => void (accounts.relay.bodies.length = 0));

  const env = (more: NodeJS.ProcessEnv = {}) => accounts.env({ XDG_RUNTIME_DIR: runtime, ...service.env, ...more });
  const ask = (
    user: string,
    args: readonly string[],
    reactions: readonly Reaction[],
    more: NodeJS.ProcessEnv = {},
  ): Promise<AtTerminal> =>
    atTerminal(
      [command, "assume", ...args, "--source-profile", user, "--format", "json"],
      env(more),
      prompt,
      reactions,
    );
  const signIn = (user: string, more: NodeJS.ProcessEnv = {}) =>
    ask(user, [roles[0]!, "--remember"], [() => accounts.code(user)], more);
  const quietly = (user: string, args: readonly string[]): Promise<Outcome> =>
    accounts.run([...args, ...device(user), "--format", "json"], env());
  const forget = () => execute(command, ["forget"], { env: env() });
  const status = async () => (await execute(command, ["assume", "--status"], { env: env() })).stdout;
  const device = (user: string) => ["--mfa-serial", accounts.serial(user), "--source-profile", user];
  const codes = () => accounts.relay.bodies.filter((body) => body.includes("TokenCode")).length;
  /** What the keyring holds, told by its library. */
  async function held(): Promise<string[]> {
    const script =
      'require("@napi-rs/keyring").findCredentialsAsync("cross-account-access").then((all) => console.log(JSON.stringify(all)))';
    const told = await execute(process.execPath, ["-e", script], { env: env(), cwd: root });
    return (JSON.parse(told.stdout) as { password: string }[]).map(({ password }) => password);
  }
  const agentRuns = () => existsSync(join(runtime, "cross-account-access", "agent-1"));

  it("keeps the sign-in, of which nothing is in a file, an argument or an environment; forget takes it out", async () => {
    const first = await signIn("alice");
    assert.equal(first.ended, 0, first.terminal);
    assert.match(
      first.terminal,
      /This sign-in with MFA is remembered for 1 h \(.*\)\.\r?\nThe system's keyring keeps it\./,
    );
    const next = await quietly("alice", [roles[1]!]);
    assert.deepEqual([next.code, next.stderr, codes(), agentRuns()], [0, "", 1, false]);
    assert.match(await status(), /remembered: sign-in with MFA of the profile alice: \d+ min/);

    const kept = await held();
    const { value } = JSON.parse(kept[0]!) as { value: Record<string, string> };
    const secrets = [...Object.values(value), accounts.keys("alice").secretAccessKey];
    assert.equal(secrets.length, 4);
    const files = [accounts.directory, service.home, runtime].flatMap((folder) => filesBelow(folder));
    assert.ok(
      files.some(([path]) => path.endsWith(".keyring")) && files.some(([path]) => path.endsWith("cli/keyring")),
    );
    const places = [...files, ...processes(), ["the terminal", first.terminal] as const];
    assert.deepEqual(
      places.filter(([, text]) => secrets.some((secret) => text.includes(secret))).map(([place]) => place),
      [],
    );

    assert.equal((await quietly("bob", [roles[1]!])).code, 3, "another user's sign-in is not used");
    assert.equal((await forget()).stderr, "Forgotten: one sign-in.\n");
    assert.deepEqual([await held(), (await quietly("alice", [roles[1]!])).code], [[], 3]);
    assert.equal((await forget()).stderr, "Nothing was remembered.\n");
  });

  it("two at once with a keyring: one asks, and the other waits for its sign-in", async () => {
    let second: Promise<Outcome> | undefined;
    const first = await ask(
      "bob",
      [roles[0]!, "--remember"],
      [
        () => {
          second = quietly("bob", [roles[1]!, "--remember"]);
          return accounts.code("bob");
        },
      ],
    );
    assert.equal(first.ended, 0, first.terminal);
    assert.deepEqual([(await second!).code, codes()], [0, 1]);
    await forget();
  });

  it("locked before: an agent keeps it, which is said in one sentence", async () => {
    await service.lock();
    const first = await signIn("carol");
    assert.equal(first.ended, 0, first.terminal);
    assert.match(
      first.terminal,
      /\nAn agent keeps it in its memory: the system's keyring is not used, since it is locked\.\r?\n/,
    );
    assert.deepEqual([(await quietly("carol", [roles[1]!])).code, codes(), agentRuns()], [0, 1, true]);
    assert.equal((await forget()).stderr, "Forgotten: one sign-in.\n");
    assert.equal((await quietly("carol", [roles[1]!])).code, 3);
    await service.unlock();
  });

  it("locked since: a code is asked for; forget says that it cannot forget, and what to do", async () => {
    assert.equal((await signIn("dave")).ended, 0);
    await service.lock();
    const next = await ask("dave", [roles[1]!], [{ keys: "\u0003" }]);
    assert.match(next.terminal, /The system's keyring is not used, since it is locked\./);
    assert.equal(next.terminal.split(prompt).length - 1, 1);
    const forgotten = await forget();
    assert.equal(forgotten.code, 3);
    assert.match(
      forgotten.stderr,
      /^cross-account forget: The system's keyring keeps a sign-in and cannot be used here, since it is locked\. Make it usable and run this again, .*\n$/,
    );
    await service.unlock();
    assert.deepEqual([(await forget()).stderr, await held()], ["Forgotten: one sign-in.\n", []]);
  });

  it("no keyring: an agent keeps it, which is said in one sentence", async () => {
    const none = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, "none")}` };
    const first = await signIn("erin", none);
    assert.match(
      first.terminal,
      /\nAn agent keeps it in its memory: the system's keyring is not used, since none answers/,
    );
    assert.deepEqual([first.ended, agentRuns(), await held()], [0, true, []]);
    assert.equal((await forget()).stderr, "Forgotten: one sign-in.\n");
  });

  function filesBelow(folder: string): (readonly [string, string])[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "credentials")
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, "latin1")] as const);
  }
}

/** The arguments and the environments of all processes that may be looked at. */
function processes(): (readonly [string, string])[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) =>
      ["cmdline", "environ"].flatMap((file) => {
        try {
          return [[`${file} of ${pid}`, readFileSync(`/proc/${pid}/${file}`, "utf8")] as const];
        } catch {
          return [];
        }
      }),
    );
}
