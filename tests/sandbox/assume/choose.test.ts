import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, published, trust } from "./accounts";
import { atTerminal, type Reaction } from "./terminal";

describe("assume without a role", function () {
  this.timeout(60_000);
  const accounts = new Accounts();
  let env: NodeJS.ProcessEnv;
  const names = ["audit", "database-reader", "deploy"];
  before(async () => {
    await accounts.open(["alice"]);
    const offered: Record<string, object> = {};
    for (const name of names) offered[name] = published(await accounts.role(name, [trust()]), trust(), false);
    await accounts.grant("alice", allow("*"));
    const project = join(accounts.directory, "project");
    mkdirSync(project);
    writeFileSync(join(project, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeFileSync(
      join(project, "Pulumi.trusting.yaml"),
      'config:\n  aws:allowedAccountIds: ["111111111111"]\n  cross-account-access:roles: {}\n',
    );
    writeFileSync(join(project, "pulumi"), `#!/bin/sh\necho '${JSON.stringify(offered)}'\n`, { mode: 0o755 });
    const PATH = `${project}${delimiter}${process.env["PATH"]}`;
    env = accounts.env({ CROSS_ACCOUNT_PROJECT: project, PATH, AWS_PROFILE: "alice", NO_COLOR: "1" });
  });
  after(() => accounts.close());

  /** Reacts first when the question is there, and then when what was typed has left `first` as the first role. */
  const choose = (first: string, ...reactions: readonly Reaction[]) =>
    atTerminal(
      [command, "assume", "--format", "json"],
      env,
      new RegExp(`Which role\\?\\r\\n\\r\\n|Which role\\? \\w+\\r\\n❯ ${first} `),
      reactions,
    );
  const gotten = (output: string) => /assumed-role\/([\w-]+)\//.exec(output)?.[1];

  it("at a terminal the person chooses, by some of its letters", async () => {
    for (const [letters, name] of [
      ["dbr", "database-reader"],
      ["loy", "deploy"],
    ] as const) {
      const seen = await choose(name, { keys: letters }, { keys: "\r" });
      assert.deepEqual([seen.ended, gotten(seen.output), seen.asBefore], [0, name, true], seen.terminal);
      assert.match(seen.terminal, /❯ audit {2}arn:aws:iam::111111111111:role\/audit {2}\(stack trusting\)/);
    }
  });

  it("Ctrl-C ends it, with the terminal as it was and no call", async () => {
    accounts.relay.bodies.length = 0;
    const seen = await choose("audit", { keys: "\u0003" });
    assert.deepEqual([seen.ended, seen.output, seen.asBefore, accounts.relay.bodies], ["SIGINT", "", true, []]);
  });

  it("where nobody reads or types, it is told what is missing", async () => {
    const message =
      /^cross-account assume: role: found nothing, expected a name from the stack's outputs or an ARN \(assume --list shows them\)\r?\n$/;
    const ran = await execute(command, ["assume"], { env, detached: true });
    assert.deepEqual([ran.code, ran.stdout], [2, ""]);
    assert.match(ran.stderr, message);
    // Standard input is a pipe, though there is a terminal.
    const piped = await atTerminal(["sh", "-c", `echo deploy | ${command} assume`], env, /Which role/, []);
    assert.equal(piped.ended, 2);
    assert.match(piped.terminal, message);
  });
});
