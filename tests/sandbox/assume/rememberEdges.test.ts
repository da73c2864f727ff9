import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, roleArn, trust, trusted } from "./accounts";
import { atTerminal, type AtTerminal, type Reaction } from "./terminal";

describe("assume --remember, where something comes between", function () {
  this.timeout(180_000);
  const accounts = new Accounts();
  const users = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"];
  const prompt = "MFA code of arn:aws:iam::222222222222:mfa/";
  const fresh = (seconds: number) => ({
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    NumericLessThan: { "aws:MultiFactorAuthAge": String(seconds) },
  });
  const [one, two, strict] = [roleArn("one"), roleArn("two"), roleArn("strict")];
  let runtime: string;
  before(async () => {
    await accounts.open(users);
    for (const name of ["one", "two"]) await accounts.role(name, [trust(fresh(3600))]);
    await accounts.role("strict", [trust(fresh(900))]);
    for (const user of users) await accounts.grant(user, allow("*", ["sts:AssumeRole", "iam:ListMFADevices"]));
  });
  after(() => accounts.close());
  beforeEach(() => void (runtime = mkdtempSync(join(tmpdir(), "rt-"))));
  afterEach(async () => {
    accounts.relay.headers = {};
    accounts.relay.bodies.length = 0;
    await execute(command, ["forget"], { env: env() });
    rmSync(runtime, { recursive: true });
  });

  const env = (more: NodeJS.ProcessEnv = {}) => accounts.env({ XDG_RUNTIME_DIR: runtime, ...more });
  const ask = (
    profile: string,
    args: readonly string[],
    reactions: readonly Reaction[],
    more: NodeJS.ProcessEnv = {},
  ): Promise<AtTerminal> => {
    const words = [command, "assume", ...args, "--source-profile", profile, "--format", "json"];
    return atTerminal(words, env(more), prompt, reactions);
  };
  const quietly = (profile: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    accounts.run([...args, "--source-profile", profile, "--format", "json"], env(more));
  const signIn = (user: string) => ask(user, [one, "--remember"], [() => accounts.code(user)]);
  const codes = () => accounts.relay.bodies.filter((body) => body.includes("TokenCode")).length;
  const socket = () => join(runtime, "cross-account-access", "agent-1");
  /** What the code is for, and one sentence with the next step: nothing is kept, and nobody is there to be asked. */
  const needsCode = (user: string) =>
    new RegExp(
      "^MFA for \\S+ in the account \\d+\ncross-account assume: A code of " +
        `\\S+mfa/${user} is needed: there is no terminal to ask at\\. Use --mfa-token <6 digits>\\.\n$`,
    );

  describe("a source profile that stands for a role, with mfa_serial", () => {
    let files: NodeJS.ProcessEnv;
    before(async () => {
      const first = await accounts.role("first", [trust(fresh(3600), trusted)], {
        account: trusted,
        policies: [allow("*")],
      });
      for (const name of ["next", "other"]) await accounts.role(name, [trust()]);
      const profiles = ["alice", "bob"].map(
        (user) =>
          `[profile way-of-${user}]\nrole_arn = ${first}\nsource_profile = ${user}\nmfa_serial = ${accounts.serial(user)}\n`,
      );
      // The first role's session cannot take a code: it came with a sign-in, or it has none.
      profiles.push(`[profile far]\nrole_arn = ${roleArn("next")}\nsource_profile = way-of-alice\n`);
      files = { AWS_CONFIG_FILE: join(accounts.directory, "ways") };
      writeFileSync(files["AWS_CONFIG_FILE"]!, profiles.join("\n"));
    });

    it("one code for all, told what it is for; after forget it asks again", async () => {
      const first = await ask("way-of-alice", [roleArn("next"), "--remember"], [() => accounts.code("alice")], files);
      assert.deepEqual([first.ended, first.terminal.split(prompt).length - 1], [0, 1], first.terminal);
      assert.match(first.terminal, /^MFA for arn:aws:iam::222222222222:role\/first in the account 222222222222\r?\n/);
      assert.match(first.terminal, /This sign-in with MFA is remembered for 1 h/);
      assert.doesNotMatch(first.terminal, /carries no MFA/);
      for (const role of ["next", "other"]) {
        const ran = await quietly("way-of-alice", [roleArn(role)], files);
        assert.deepEqual([ran.code, ran.stderr], [0, ""]);
        assert.match(ran.stdout, new RegExp(`assumed-role/${role}/alice`));
      }
      assert.equal((await quietly("way-of-bob", [roleArn("next")], files)).code, 3, "another user's is not used");
      assert.equal(codes(), 1);
      assert.equal((await execute(command, ["forget"], { env: env() })).stderr, "Forgotten: one sign-in.\n");
      const last = await quietly("way-of-alice", [roleArn("next")], files);
      assert.equal(last.code, 3);
      assert.match(last.stderr, needsCode("alice"));
    });

    it("without the option nothing is kept, and --mfa-token is for it; --explain asks nobody", async () => {
      const asked = await ask("way-of-bob", [roleArn("next"), "--explain"], [], files);
      assert.equal(asked.ended, 3, asked.terminal);
      assert.match(
        asked.terminal,
        /way-of-bob needs a code of \S+mfa\/bob, and --explain asks nobody\. Use --mfa-token/,
      );
      const typed = ["--mfa-token", accounts.code("bob")];
      const ran = await quietly("way-of-bob", [roleArn("next"), ...typed], files);
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual([codes(), existsSync(socket())], [1, false]);
      const body = accounts.relay.bodies.find((one) => one.includes("TokenCode"))!;
      assert.match(body, /role%2Ffirst/);
    });
  });

  describe("a clock of this machine that jumps", () => {
    let agent: ChildProcess;
    let shift: string;
    /** The agent, with a clock that a file moves by some seconds. */
    async function startAgent(): Promise<void> {
      shift = join(runtime, "shift");
      writeFileSync(shift, "0");
      const clock = join(runtime, "clock.cjs");
      const read = `Number(require("node:fs").readFileSync(${JSON.stringify(shift)}, "utf8"))`;
      writeFileSync(clock, `const real = Date.now;\nDate.now = () => real() + 1000 * ${read};\n`);
      agent = spawn(process.execPath, ["-r", clock, command, "agent"], {
        env: env(),
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(agent.stdout!, "data");
    }
    afterEach(async () => {
      if (agent.exitCode !== null) return;
      agent.kill();
      await once(agent, "exit");
    });

    for (const [user, title, seconds, kept] of [
      ["carol", "by two hours", 7200, false],
      ["dave", "back by an hour", -3600, false],
      ["erin", "back by some seconds, as time servers do", -20, true],
    ] as const)
      it(`${title}: the sign-in is ${kept ? "used still" : "forgotten, and a code asked for"}`, async () => {
        await startAgent();
        assert.equal((await signIn(user)).ended, 0);
        assert.equal((await quietly(user, [two])).code, 0);
        writeFileSync(shift, String(seconds));
        const ran = await quietly(user, [two, "--mfa-serial", accounts.serial(user)]);
        assert.equal(ran.code, kept ? 0 : 3, ran.stderr);
        assert.match(ran.stderr, kept ? /^$/ : needsCode(user));
      });
  });

  it("a call with what is kept loads no more than it needs", async () => {
    assert.equal((await signIn("heidi")).ended, 0);
    const [hook, list] = [join(runtime, "hook.cjs"), join(runtime, "loaded")];
    writeFileSync(
      hook,
      `const vm = require("node:vm"), { appendFileSync } = require("node:fs"), { basename } = require("node:path");\n` +
        `vm.Script = class extends vm.Script { constructor(text, options) { super(text, options); ` +
        `appendFileSync(${JSON.stringify(list)}, basename(options.filename).replace(/\\..*/, "") + "\\n"); } };\n`,
    );
    const ran = await quietly("heidi", [two], { NODE_OPTIONS: `--require ${hook}` });
    assert.equal(ran.code, 0, ran.stderr);
    const loaded = readFileSync(list, "utf8").trim().split("\n");
    assert.deepEqual(loaded, ["main", "commander", "assume", "assume-remember-remembered"]);
  });

  it("a role that wants a fresher sign-in, as AWS alone knows: it is forgotten, and a code asked for", async () => {
    assert.equal((await signIn("frank")).ended, 0);
    accounts.relay.headers = { "x-emulator-time": new Date(Date.now() + 20 * 60_000).toISOString() };
    assert.equal((await quietly("frank", [two])).code, 0, "another role takes it");
    const device = ["--mfa-serial", accounts.serial("frank")];
    const seen = await ask("frank", [strict, ...device], [{ keys: "\u0003" }]);
    assert.match(seen.terminal, /AWS does not take that sign-in for this role, so it is forgotten\./);
    assert.equal(seen.terminal.split(prompt).length - 1, 1);
    const ran = await quietly("frank", [two, ...device]);
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, needsCode("frank"));
  });

  it("an agent that stands still is told, with what to do; one that ended is replaced", async () => {
    const device = ["--mfa-serial", accounts.serial("grace")];
    const agent = spawn(process.execPath, [command, "agent"], { env: env(), stdio: ["ignore", "pipe", "inherit"] });
    await once(agent.stdout, "data");
    agent.kill("SIGSTOP");
    const [ran, reused, forgotten] = await Promise.all([
      quietly("grace", [two, "--remember", ...device]),
      quietly("grace", [two, "--reuse", ...device]),
      execute(command, ["forget"], { env: env() }),
    ]);
    const told = `The agent of ${socket()} does not answer. End its process (cross-account agent) and run the command again.\n`;
    assert.deepEqual([ran.code, ran.stderr], [3, `cross-account assume: --remember: ${told}`]);
    assert.deepEqual([reused.code, reused.stderr], [3, `cross-account assume: --reuse: ${told}`]);
    assert.deepEqual([forgotten.code, forgotten.stderr], [3, `cross-account forget: ${told}`]);
    agent.kill("SIGKILL");
    await once(agent, "exit");
    const first = await ask("grace", [two, "--remember"], [() => accounts.code("grace")]);
    assert.equal(first.ended, 0, first.terminal);
    assert.equal((await quietly("grace", [one])).code, 0);
  });

  it("a code that is used twice is told as that, with the time to wait", async () => {
    const code = accounts.code("grace", new Date(Date.now() + 30_000));
    const words = [one, "--mfa-token", code, "--mfa-serial", accounts.serial("grace")];
    assert.equal((await quietly("grace", words)).code, 0);
    const ran = await quietly("grace", [...words, "--remember"]);
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /mfa-code \[caller\]: AWS refused the MFA code: .*used[^]*-> Wait for the next code/);
    assert.equal(existsSync(socket()), true, "the agent waits for a sign-in");
    assert.equal((await execute(command, ["forget"], { env: env() })).stderr, "Nothing was remembered.\n");
  });
});
