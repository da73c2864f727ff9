import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execute, type Outcome } from "../../../sandbox/execute";
import { Accounts, allow, command, published, trust } from "./accounts";
import { stsError } from "../../../sandbox/emulator/relay";
import { atTerminal, type AtTerminal, type Reaction } from "./terminal";

describe("assume --remember", function () {
  this.timeout(180_000);
  const accounts = new Accounts();
  const prompt = "MFA code of arn:aws:iam::222222222222:mfa/";
  const fresh = (seconds: number) => ({
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    NumericLessThan: { "aws:MultiFactorAuthAge": String(seconds) },
  });
  /** Short, since a socket's path may be: it is the person's folder for what runs. */
  let runtime: string;
  let project: string;
  const roles: string[] = [];

  before(async () => {
    await accounts.open(["alice", "bob", "carol", "dave", "erin"]);
    runtime = mkdtempSync(join(tmpdir(), "rt-"));
    for (const name of ["one", "two", "three", "four"]) roles.push(await accounts.role(name, [trust(fresh(3600))]));
    await accounts.role("strict", [trust(fresh(900))]);
    await accounts.role("open", [trust()], { policies: [allow("*")] });
    for (const user of ["alice", "bob", "carol", "dave", "erin"])
      await accounts.grant(user, allow("*", ["sts:AssumeRole", "iam:ListMFADevices"]));
    project = join(accounts.directory, "project");
    mkdirSync(project);
    writeFileSync(join(project, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeFileSync(
      join(project, "Pulumi.trusting.yaml"),
      'config:\n  aws:allowedAccountIds: ["111111111111"]\n  cross-account-access:roles: {}\n',
    );
    const offered = (name: string, maxAge: number) => ({
      ...published(`arn:aws:iam::111111111111:role/${name}`, trust(fresh(maxAge)), true),
      mfa: { required: true, maxAge },
    });
    writeFileSync(
      join(project, "pulumi"),
      `#!/bin/sh\necho '${JSON.stringify({
        two: offered("two", 3600),
        strict: offered("strict", 900),
        open: published("arn:aws:iam::111111111111:role/open", trust(), false),
      })}'\n`,
      { mode: 0o755 },
    );
  });
  after(async () => {
    await forget();
    await accounts.close();
    rmSync(runtime, { recursive: true });
  });
  afterEach(() => void (accounts.relay.bodies.length = 0));

  const env = (more: NodeJS.ProcessEnv = {}) =>
    accounts.env({
      XDG_RUNTIME_DIR: runtime,
      XDG_CONFIG_HOME: join(accounts.directory, "config-home"),
      CROSS_ACCOUNT_PROJECT: project,
      PATH: `${project}${delimiter}${process.env["PATH"]}`,
      ...more,
    });
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
  /** In a session without a terminal: it cannot ask anybody. */
  const quietly = (user: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
    accounts.run([...args, "--source-profile", user, "--format", "json"], env(more));
  const forget = (more: NodeJS.ProcessEnv = {}) => execute(command, ["forget"], { env: env(more) });
  const asked = ({ terminal }: AtTerminal) => terminal.split(prompt).length - 1;
  const socket = () => join(runtime, "cross-account-access", "agent-1");

  it("one code, four roles, and no call with a code after the first; forgotten, the next asks again", async () => {
    const first = await ask("alice", [roles[0]!, "--remember"], [() => accounts.code("alice")]);
    assert.deepEqual([first.ended, asked(first)], [0, 1], first.terminal);
    assert.match(first.terminal, /This sign-in with MFA is remembered for 1 h \(.* forget forgets it\)/);
    for (const role of roles) {
      const next = await quietly("alice", [role]);
      assert.equal(next.code, 0, next.stderr);
      assert.equal(next.stderr, "", "nothing is said where there is no terminal");
    }
    assert.equal(accounts.relay.bodies.filter((body) => body.includes("TokenCode")).length, 1);
    const told = await ask("alice", [roles[1]!], []);
    assert.match(told.terminal, /Using the sign-in with MFA of (just now|\d+ min ago); 59 min are left/);
    const forgotten = await forget();
    assert.deepEqual([forgotten.code, forgotten.stderr], [0, "Forgotten: one sign-in.\n"]);
    const last = await quietly("alice", ["two"]);
    assert.equal(last.code, 3);
    assert.match(last.stderr, /there is no terminal to ask at/);
    assert.equal(existsSync(socket()), false);
    assert.equal((await forget()).stderr, "Nothing was remembered.\n");
  });

  it("without the option nothing is kept, and no agent is started", async () => {
    const seen = await ask("bob", [roles[0]!], [() => accounts.code("bob")]);
    assert.equal(seen.ended, 0, seen.terminal);
    assert.deepEqual(
      existsSync(join(runtime, "cross-account-access")) ? readdirSync(join(runtime, "cross-account-access")) : [],
      [],
    );
  });

  it("is bound to the strictest role that was asked for, and by whom it was", async () => {
    const first = await ask("carol", ["two", "--remember"], [() => accounts.code("carol")]);
    assert.match(first.terminal, /remembered for 1 h/);
    const strict = await ask("carol", ["strict"], []);
    assert.equal(strict.ended, 0, strict.terminal);
    const after = await ask("carol", ["two"], []);
    assert.match(after.terminal, /1[0-4] min( \d+ s)? are left/);
    const other = await quietly("dave", ["two"]);
    assert.equal(other.code, 3, "another user's sign-in is not used");
    await forget();
  });

  it("two at once: one asks, and the other waits for its sign-in", async () => {
    let second: Promise<Outcome> | undefined;
    const first = await ask(
      "dave",
      [roles[0]!, "--remember"],
      [
        () => {
          second = quietly("dave", [roles[1]!, "--remember"]);
          return accounts.code("dave");
        },
      ],
    );
    assert.equal(first.ended, 0, first.terminal);
    const { code, stderr } = await second!;
    assert.equal(code, 0, stderr);
    assert.equal(accounts.relay.bodies.filter((body) => body.includes("TokenCode")).length, 1);
    await forget();
  });

  it("a session that AWS does not know any more is forgotten, and a code asked for", async () => {
    await ask("alice", [roles[0]!, "--remember"], [() => accounts.code("alice", new Date(Date.now() + 30_000))]);
    accounts.relay.instead = (body, response) =>
      body.includes("Action=AssumeRole") &&
      !body.includes("TokenCode") &&
      stsError(response, 403, "ExpiredToken", "over");
    const seen = await quietly("alice", ["two"]);
    accounts.relay.instead = undefined;
    assert.equal(seen.code, 3);
    assert.match(seen.stderr, /there is no terminal to ask at/);
    assert.equal((await forget()).stderr, "Nothing was remembered.\n");
  });

  it("a locked screen ends it, where the system tells", async () => {
    const tools = join(accounts.directory, "tools");
    mkdirSync(tools);
    const locked = join(tools, "locked");
    // What gdbus shows of logind: first something else, then a lock.
    writeFileSync(
      join(tools, "gdbus"),
      `#!/bin/sh
case "$*" in *login1*) ;; *) exit 1 ;; esac
echo '/org/freedesktop/login1: org.freedesktop.login1.Manager.SessionNew (3, objectpath /a)'
while [ ! -e ${locked} ]; do sleep 0.1; done
echo '/org/freedesktop/login1/session/_32: org.freedesktop.login1.Session.Lock ()'
`,
      { mode: 0o755 },
    );
    const PATH = `${tools}${delimiter}${env()["PATH"]}`;
    const seen = await ask("erin", ["two", "--remember"], [() => accounts.code("erin")], { PATH });
    assert.equal(seen.ended, 0, seen.terminal);
    assert.equal((await quietly("erin", ["two"])).code, 0);
    writeFileSync(locked, "");
    while (existsSync(socket())) await sleep(50);
    assert.equal((await quietly("erin", ["two"])).code, 3);
  });

  describe("where it cannot be kept well, or there is nothing to keep", () => {
    const place = () => join(runtime, "cross-account-access");
    beforeEach(() => rmSync(place(), { recursive: true, force: true }));

    const foreign: readonly (readonly [title: string, make: () => void, message: RegExp])[] = [
      ["a folder that others may enter", () => (mkdirSync(place()), chmodSync(place(), 0o755)), /others may reach it/],
      ["a link in its place", () => symlinkSync(accounts.directory, place()), /neither a folder nor a socket/],
      [
        "a file in the socket's place",
        () => (mkdirSync(place(), { mode: 0o700 }), writeFileSync(socket(), "")),
        /agent-1 cannot be used, since it is neither a folder nor a socket/,
      ],
    ];
    for (const [title, make, message] of foreign)
      it(`${title} is refused before a code is asked for`, async () => {
        make();
        const ran = await quietly("bob", ["two", "--remember"]);
        assert.equal(ran.code, 3);
        assert.match(
          ran.stderr,
          /^cross-account assume: --remember: \/.* Set XDG_RUNTIME_DIR to a folder of your own\.\n$/,
        );
        assert.match(ran.stderr, message);
        const forgotten = await forget();
        assert.deepEqual([forgotten.code, message.test(forgotten.stderr)], [3, true], forgotten.stderr);
      });

    it("another user's folder", async function () {
      if (process.getuid?.() !== 0) return this.skip();
      mkdirSync(place(), { mode: 0o700 });
      chownSync(place(), 54321, 54321);
      const ran = await quietly("bob", ["two", "--remember"]);
      assert.equal(ran.code, 3);
      assert.match(ran.stderr, /cannot be used, since it belongs to another user\. Set XDG_RUNTIME_DIR/);
    });

    it("what an agent left behind that was killed is replaced", async () => {
      await ask("bob", ["two", "--remember"], [() => accounts.code("bob", new Date(Date.now() + 30_000))]);
      const agent = agentOf(socket());
      process.kill(agent, "SIGKILL");
      for (const end = Date.now() + 20_000; existsSync(`/proc/${agent}`) && Date.now() < end;) await sleep(50);
      assert.ok(existsSync(socket()), "its socket is left");
      assert.equal((await quietly("bob", ["two"])).code, 3, "and what it kept is gone");
      assert.equal((await forget()).stderr, "Nothing was remembered.\n");
    });

    it("a role that asks for no MFA, and a session that carries none", async () => {
      const open = "arn:aws:iam::111111111111:role/open";
      const session = await accounts.roleSession("alice", open);
      const next = await accounts.role("next", [trust(undefined, "111111111111")]);
      const ran = await execute(command, ["assume", next, "--remember", "--format", "json"], {
        env: env(session),
        detached: true,
      });
      assert.equal(ran.code, 0);
      assert.match(ran.stderr, /^--remember: the environment.* carries no MFA that could be remembered\. What .*\.\n$/);
      const none = await quietly("alice", ["open", "--remember"]);
      assert.deepEqual(
        [none.code, none.stderr],
        [0, "--remember: the role asks for no MFA, so there is nothing to remember.\n"],
      );
      assert.deepEqual(existsSync(socket()), false);
    });

    it("the person's own settings: remember: true; what is wrong with them is told by its line", async () => {
      const folder = join(accounts.directory, "config-home", "cross-account-access");
      mkdirSync(folder, { recursive: true });
      const file = join(folder, "config.yaml");
      writeFileSync(file, "remember: true\n", { mode: 0o600 });
      const first = await ask("carol", ["two"], [() => accounts.code("carol", new Date(Date.now() + 30_000))]);
      assert.match(first.terminal, /remembered for 1 h/);
      assert.equal((await quietly("carol", ["two"])).code, 0);
      await forget();
      for (const [text, mode, message] of [
        ["remember: often\n", 0o600, /config\.yaml:1: remember: found "often", expected/],
        ["\nrembmer: true\n", 0o600, /config\.yaml:2: rembmer/],
        ["remember: true\n", 0o666, /others may have written it/],
      ] as const) {
        writeFileSync(file, text);
        chmodSync(file, mode);
        const ran = await quietly("carol", ["two"]);
        assert.equal(ran.code, 2, ran.stderr);
        assert.match(ran.stderr, message);
      }
      rmSync(folder, { recursive: true });
    });
  });
});

/** The process that listens on a socket. */
function agentOf(socket: string): number {
  const inode = readFileSync("/proc/net/unix", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[7] !== undefined && dirname(fields[7]) === dirname(socket))?.[6];
  const found = readdirSync("/proc").find(
    (pid) =>
      /^\d+$/.test(pid) &&
      readableFolder(`/proc/${pid}/fd`).some((fd) => readLink(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`),
  );
  assert.ok(found !== undefined, "the agent runs");
  return Number(found);
}

function readableFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
