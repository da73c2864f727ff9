import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, trust } from "./accounts";

describe("assume --reuse", function () {
  if (process.platform !== "linux") return;
  this.timeout(120_000);
  const accounts = new Accounts();
  let runtime: string;
  let one: string;
  let two: string;
  before(async () => {
    await accounts.open(["alice", "bob"]);
    runtime = mkdtempSync(join(tmpdir(), "rt-"));
    const actions = ["sts:AssumeRole", "sts:TagSession"];
    const open = trust(undefined, "222222222222", actions);
    [one, two] = [await accounts.role("one", [open]), await accounts.role("two", [open])];
    for (const user of ["alice", "bob"]) await accounts.grant(user, allow("*", actions));
  });
  after(async () => {
    await forget();
    await accounts.close();
    rmSync(runtime, { recursive: true });
  });

  const env = (more: NodeJS.ProcessEnv = {}) =>
    accounts.env({ XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: join(accounts.directory, "config-home"), ...more });
  const forget = () => execute(command, ["forget"], { env: env() });
  const socket = () => join(runtime, "cross-account-access", "agent-1");
  /** Runs commands in one process tree, one after another. @returns the id of the key that each got */
  async function tree(...lines: readonly string[]): Promise<string[]> {
    const script = lines.map((line) => (line.startsWith("!") ? line.slice(1) : `${command} assume ${line}`)).join("\n");
    const ran = await execute("sh", ["-ec", script], { env: env(), detached: true });
    assert.equal(ran.code, 0, ran.stderr);
    return [...ran.stdout.matchAll(/"AccessKeyId": "(\w+)"/g)].map(([, id]) => id!);
  }
  const asked = (role: string, user: string, more = "") =>
    `${role} --source-profile ${user} --format json${more && ` ${more}`}`;

  it("gives one process tree the same session, and nothing else the same", async () => {
    const same = asked(one, "alice", "--reuse");
    const calls: readonly (readonly [title: string, line: string])[] = [
      ["another role", asked(two, "alice", "--reuse")],
      ["another user", asked(one, "bob", "--reuse")],
      ["another duration", asked(one, "alice", "--reuse --duration 30m")],
      ["another session policy", asked(one, "alice", "--reuse --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess")],
      ["another name", asked(one, "alice", "--reuse --session-name other")],
      ["a tag", asked(one, "alice", "--reuse --tag a=b")],
      ["not asked for", asked(one, "alice")],
    ];
    const [first, again, ...others] = await tree(same, same, ...calls.map(([, line]) => line), same);
    assert.equal(again, first);
    assert.equal(others.pop(), first, "it is there still");
    assert.deepEqual(
      calls.filter((_, index) => others[index] === first).map(([title]) => title),
      [],
    );
    assert.equal(new Set(others).size, calls.length);
    const [elsewhere] = await tree(same);
    assert.notEqual(elsewhere, first, "another process tree");
  });

  it("a profile that stands for a role is the same source each time, and another role is another", async () => {
    const hop = async (name: string) => {
      const arn = await accounts.role(name, [trust()], { policies: [allow("*")] });
      const block = `[profile ${name}]\nrole_arn = ${arn}\nsource_profile = alice\n`;
      appendFileSync(join(accounts.directory, "config"), block);
    };
    await hop("through-one");
    await hop("through-two");
    const last = await accounts.role("last", [trust(undefined, "111111111111")]);
    const same = asked(last, "through-one", "--reuse");
    const [first, again, other] = await tree(same, same, asked(last, "through-two", "--reuse"));
    assert.equal(again, first);
    assert.notEqual(other, first);
  });

  it("two at once make one call; forget ends it; and so does the end of the tree", async () => {
    const same = asked(one, "alice", "--reuse");
    const at = `!${command} assume ${same}`;
    const [first, second, third] = await tree(`${at} & ${command} assume ${same}; wait`, `!${command} forget`, same);
    assert.equal(second, first);
    assert.notEqual(third, first);
    // The agent ends when it keeps nothing more: nobody has to forget what a shell had.
    while (existsSync(socket())) await sleep(100);
    assert.equal((await forget()).stderr, "Nothing was remembered.\n");
  });

  it("the person's own settings ask for it, too; without them nothing is kept", async () => {
    const plain = asked(one, "alice");
    const [first, second] = await tree(plain, plain);
    assert.notEqual(second, first);
    assert.equal(existsSync(socket()), false);
    const folder = join(accounts.directory, "config-home", "cross-account-access");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "config.yaml"), "reuse: true\n", { mode: 0o600 });
    const [third, fourth, told] = await tree(plain, plain, `!${command} assume --status || true`, plain);
    rmSync(folder, { recursive: true });
    assert.deepEqual([fourth, told], [third, third]);
  });

  it("what cannot be kept well is refused before the call", async () => {
    rmSync(join(runtime, "cross-account-access"), { recursive: true, force: true });
    mkdirSync(join(runtime, "cross-account-access"), { mode: 0o755 });
    accounts.relay.bodies.length = 0;
    const ran = await accounts.run(asked(one, "alice", "--reuse").split(" "), env());
    assert.equal(ran.code, 3);
    assert.match(
      ran.stderr,
      /^cross-account assume: --reuse: .* others may reach it\. Set XDG_RUNTIME_DIR to a folder/,
    );
    assert.equal(accounts.relay.bodies.filter((body) => body.includes("Action=AssumeRole")).length, 0);
  });
});
