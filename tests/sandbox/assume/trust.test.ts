import assert from "node:assert/strict";
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, published, trust } from "./accounts";
import { stsError } from "../../../sandbox/emulator/relay";
import { atTerminal, type Reaction } from "./terminal";

describe("a project decides which role a name is when it is trusted, and is not asked before", () => {
  const accounts = new Accounts();
  let [role, open] = ["", ""];
  let engine: string;
  let project: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    await accounts.open(["alice"]);
    const statement = trust({ Bool: { "aws:MultiFactorAuthPresent": "true" } });
    role = await accounts.role("guarded", [statement]);
    open = await accounts.role("open", [trust()]);
    await accounts.grant("alice", allow("*", ["sts:AssumeRole", "iam:Get*", "iam:List*"]));
    // A stand-in for the engine, which tells what it was asked and by which backend.
    engine = join(accounts.directory, "engine");
    mkdirSync(engine);
    writeFileSync(
      join(engine, "pulumi"),
      `#!/bin/sh\necho "$PULUMI_BACKEND_URL $@" >> ${engine}/asked\necho '` +
        `${JSON.stringify({ guarded: published(role, statement, true) })}'\n`,
      { mode: 0o755 },
    );
    project = join(realpathSync(accounts.directory), "come across");
    mkdirSync(project);
    writeFileSync(
      join(project, "Pulumi.trusting.yaml"),
      'config:\n  aws:allowedAccountIds: ["111111111111"]\n  cross-account-access:roles: {}\n',
    );
  });
  after(() => accounts.close());
  let homes = 0;
  beforeEach(() => {
    name("file:///srv/evil");
    writeFileSync(join(engine, "asked"), "");
    accounts.relay.bodies.length = 0;
    const home = join(accounts.directory, `home-${homes++}`);
    env = accounts.env({
      AWS_PROFILE: "alice",
      PATH: `${engine}${delimiter}${process.env["PATH"]}`,
      XDG_STATE_HOME: home,
      XDG_CACHE_HOME: join(home, "cache"),
      PULUMI_HOME: home,
    });
  });
  afterEach(() => (accounts.relay.instead = undefined));

  const name = (backend: string) =>
    writeFileSync(
      join(project, "Pulumi.yaml"),
      `name: cross-account-access\nruntime: nodejs\nbackend:\n  url: ${backend}\n`,
    );
  const asked = () => readFileSync(join(engine, "asked"), "utf8").trim().split("\n").filter(Boolean);
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    execute(command, args, { env: { ...env, ...more }, cwd: project, detached: true });
  const code = () => accounts.code("alice");

  const asksNothing = () =>
    assert.deepEqual([asked(), accounts.relay.bodies], [[], []], "neither the project's backend nor AWS");

  for (const args of [
    ["assume", "guarded", "--mfa-token", "123456"],
    ["assume", "--list"],
    ["assume", "guarded", "--explain"],
    ["assume", "guarded", "--format", "profile"],
    ["assume", "guarded", "--stack", "trusting", "--refresh"],
    ["review"],
    ["review", "--stack", "trusting"],
  ]) {
    it(`${args.join(" ")}: exit code 2, and what to type`, async () => {
      const ran = await run(args);
      assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
      assert.ok(ran.stderr.includes(`The project in ${project} is none that you have trusted`), ran.stderr);
      assert.match(
        ran.stderr,
        /It is the project cross-account-access, whose Pulumi\.yaml names the backend file:\/\/\/srv\/evil\. Look at it, then: \S+cross-account trust '.*'; or, for this once, add --project '.*'\./,
      );
      asksNothing();
    });
  }

  it("what is printed to trust it does, and from then on its backend is asked, and no other", async () => {
    const refused = await run(["assume", "--list"]);
    const words = /then: (.*); or, for this once/.exec(refused.stderr)![1]!;
    const trusting = await execute("sh", ["-c", words], { env, cwd: project });
    assert.equal(trusting.code, 0, trusting.stderr);
    assert.match(
      trusting.stderr,
      /^Trusted: the project cross-account-access, whose Pulumi\.yaml names the backend file:\/\/\/srv\/evil, in /,
    );
    const listed = await run(["assume", "--list"]);
    assert.match(listed.stdout, /^guarded {2}arn:aws:iam::111111111111:role\/guarded/, listed.stderr);
    assert.deepEqual(
      asked().map((line) => line.split(" ").slice(0, 4).join(" ")),
      ["file:///srv/evil stack output roles"],
    );
    // What is remembered is of what was trusted: another backend is neither asked nor answered for.
    name("file:///srv/other");
    const changed = await run(["assume", "--list"]);
    assert.deepEqual([changed.code, changed.stdout, asked().length], [2, "", 1]);
    assert.match(
      changed.stderr,
      /is no longer what you trusted: its backend was file:\/\/\/srv\/evil, and is file:\/\/\/srv\/other/,
    );
  });

  it("what the engine reads is not certain: exit code 2 for each, and no trust", async () => {
    writeFileSync(join(project, "Pulumi.json"), "{}");
    try {
      for (const args of [["assume", "--list"], ["assume", "--list", "--project", "."], ["review"], ["trust"]]) {
        const ran = await run(args);
        assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
        assert.match(ran.stderr, /cannot be used: it has Pulumi\.json beside Pulumi\.yaml/);
      }
      asksNothing();
    } finally {
      rmSync(join(project, "Pulumi.json"));
    }
  });

  it("--project is for once", async () => {
    assert.equal((await run(["assume", "--list", "--project", "."])).code, 0);
    assert.equal((await run(["assume", "--list"])).code, 2);
  });

  it("trust says what is trusted, forgets it, and knows what is none", async () => {
    assert.deepEqual(await run(["trust", "--list"]), { code: 0, stdout: "", stderr: "" });
    await run(["trust"]);
    assert.match(
      (await run(["trust", "--list"])).stdout,
      new RegExp(`^${project} {2}cross-account-access {2}file:///srv/evil {2}trusted 20\\d\\d-\\d\\d-\\d\\d\\n$`),
    );
    assert.equal((await run(["trust", "--forget", project])).stderr, `${project} is trusted no longer.\n`);
    assert.equal((await run(["trust", "--forget"])).stderr, `${project} was not trusted.\n`);
    assert.deepEqual((await run(["trust", "--list"])).stdout, "");
    const none = await run(["trust", accounts.directory]);
    assert.deepEqual(
      [none.code, none.stderr],
      [
        2,
        `cross-account trust: In ${accounts.directory} there is no Pulumi.yaml with the name cross-account-access.\n`,
      ],
    );
    asksNothing();
  });

  it("completion says nothing and asks nothing, and offers what trusted projects were remembered for", async () => {
    assert.deepEqual(await run(["completion", "--words", "roles"]), { code: 0, stdout: "", stderr: "" });
    await run(["assume", "--list", "--project", "."]);
    name("file:///srv/other");
    writeFileSync(join(engine, "asked"), "");
    assert.deepEqual(await run(["completion", "--words", "roles"]), { code: 0, stdout: "guarded\n", stderr: "" });
    assert.deepEqual(asked(), []);
  });

  it("an ARN needs no project, wherever one stands", async () => {
    const ran = await run(["assume", role, "--explain"]);
    assert.doesNotMatch(ran.stderr, /have trusted|y\/N/);
    assert.equal(ran.code, 4);
    assert.deepEqual(asked(), []);
  });

  describe("at a terminal", () => {
    const there = (words: readonly string[]) => ["sh", "-c", 'cd "$0" && exec "$@"', project, command, ...words];
    const ask = (reactions: readonly Reaction[], ...args: string[]) =>
      atTerminal(there(["assume", "guarded", "--format", "json", ...args]), env, /\[y\/N\] |MFA code of/, reactions);

    it("it is asked once, with what it is; the role and its account are shown before a code is asked for", async () => {
      const seen = await ask(["y", () => code()]);
      assert.equal(seen.ended, 0, seen.terminal);
      assert.match(seen.output, /assumed-role\/guarded\/alice/);
      const text = seen.terminal.replaceAll("\r", "");
      assert.match(
        text,
        /folder {3}.*\n {2}project {2}cross-account-access, whose Pulumi\.yaml names the backend file:\/\/\/srv\/evil\n {2}stacks {3}trusting \(111111111111\), by their files\n[^]*\[y\/N\] [^]*y[^]*\nMFA for arn:aws:iam::111111111111:role\/guarded in the account 111111111111, as the stack trusting of .* publishes it\nMFA code of /,
      );
      assert.equal(seen.asBefore, true);
      const again = await ask(["\u0004"]);
      assert.doesNotMatch(again.terminal, /y\/N/);
    });

    for (const [title, reaction] of [
      ["no", "n"],
      ["nothing", ""],
      ["the end of the input", { keys: "\u0004" }],
    ] as const) {
      it(`${title} is no: exit code 2, nothing is asked and nothing kept`, async () => {
        const seen = await ask([reaction]);
        assert.deepEqual([seen.ended, seen.output, seen.asBefore], [2, "", true], seen.terminal);
        asksNothing();
        assert.equal((await run(["trust", "--list"])).stdout, "");
      });
    }

    it("Ctrl-C ends it", async () => {
      const seen = await ask([{ keys: "\u0003" }]);
      assert.deepEqual([seen.ended, seen.asBefore], ["SIGINT", true], seen.terminal);
      asksNothing();
    });

    it("where standard error goes elsewhere, as with tools that keep it, the terminal shows the role all the same", async () => {
      const words = [
        "sh",
        "-c",
        'cd "$0" && exec "$@" 2>/dev/null',
        project,
        command,
        "assume",
        "guarded",
        "--project",
        ".",
      ];
      const seen = await atTerminal(words, env, "MFA code of", [{ keys: "\u0004" }]);
      assert.match(
        seen.terminal.replaceAll("\r", ""),
        /^MFA for arn:aws:iam::111111111111:role\/guarded in the account 111111111111, as .*\nMFA code of /,
      );
    });
  });

  describe("the account is shown before a code is spent", () => {
    for (const [title, args, says] of [
      [
        "by name",
        ["guarded", "--project", "."],
        /^MFA for arn:aws:iam::111111111111:role\/guarded in the account 111111111111, as the stack trusting of .*come across publishes it\n/,
      ],
      [
        "by ARN",
        ["arn:aws:iam::111111111111:role/guarded"],
        /^MFA for arn:aws:iam::111111111111:role\/guarded in the account 111111111111\n/,
      ],
      [
        "with --explain",
        ["guarded", "--project", ".", "--explain"],
        /^MFA for arn:aws:iam::111111111111:role\/guarded in the account 111111111111, as the stack/,
      ],
    ] as const) {
      it(`${title}, with --mfa-token`, async () => {
        let spent = false;
        accounts.relay.instead = (body, response) =>
          body.includes("TokenCode=") && (spent = true) && stsError(response, 403, "AccessDenied", "No.");
        const ran = await run(["assume", ...args, "--mfa-token", "123456"]);
        assert.equal(spent, true, ran.stderr);
        assert.match(ran.stderr, says);
      });
    }
    it("of a profile that stands for another role on the way", async () => {
      const config = join(accounts.directory, "config-way");
      writeFileSync(
        config,
        `[profile way]\nrole_arn = arn:aws:iam::222222222222:role/first\nsource_profile = alice\nmfa_serial ` +
          `= ${accounts.serial("alice")}\n`,
      );
      const ran = await run(["assume", role, "--source-profile", "way"], { AWS_CONFIG_FILE: config });
      assert.equal(ran.code, 3);
      assert.match(ran.stderr, /^MFA for arn:aws:iam::222222222222:role\/first in the account 222222222222\n/);
    });
    it("and nothing is shown where no code is needed", async () => {
      const ran = await run(["assume", open, "--format", "process"]);
      assert.deepEqual([ran.code, ran.stderr], [0, ""]);
    });
  });
});
