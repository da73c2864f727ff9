import { IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { mfaCode, openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { Accounts, allow, command, policy, region, roleArn, trust, trusted, trusting } from "./accounts";

describe("roles by their names", () => {
  const accounts = new Accounts();
  let project: string;
  let state: string;
  let engine: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    await accounts.open(["alice", "bob"]);
    const conditions = {
      open: undefined,
      guarded: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      identified: { StringLike: { "sts:SourceIdentity": "?*" } },
      over: { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } },
    };
    const roles: Record<string, object> = {};
    for (const [name, condition] of Object.entries(conditions)) {
      const statements = [trust(condition, trusted, ["sts:AssumeRole", "sts:SetSourceIdentity"])];
      roles[name] = {
        version: 1,
        arn: await accounts.role(name, statements),
        accountId: trusting,
        maxSessionDuration: 3600,
        mfa: { required: name === "guarded" },
        trustPolicy: JSON.parse(policy(...statements)) as object,
      };
    }
    await accounts.grant("alice", allow("*", ["sts:*", "iam:Get*", "iam:List*"]));
    // A stand-in for the engine that counts how often it is asked: what is tested here is when that happens.
    project = join(accounts.directory, "project");
    state = join(accounts.directory, "state", ".pulumi", "stacks", "cross-account-access", "trusting.json");
    engine = join(accounts.directory, "engine");
    for (const folder of [project, engine, join(state, "..")]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(project, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeFileSync(
      join(project, "Pulumi.trusting.yaml"),
      `config:\n  aws:allowedAccountIds: ["${trusting}"]\n  cross-account-access:roles: {}\n`,
    );
    writeFileSync(join(project, "Pulumi.trusted.yaml"), "config:\n  cross-account-access:grants: {}\n");
    writeFileSync(state, "{}");
    writeFileSync(join(engine, "roles.json"), JSON.stringify(roles));
    writeFileSync(join(engine, "asked"), "");
    writeFileSync(
      join(engine, "pulumi"),
      `#!/bin/sh\necho "$@" >> ${engine}/asked\n[ "$1" = org ] && { cat ${engine}/organization; exit; }\ncat ${engine}/roles.json\n`,
    );
    chmodSync(join(engine, "pulumi"), 0o755);
    env = {
      AWS_PROFILE: "alice",
      CROSS_ACCOUNT_PROJECT: project,
      PULUMI_BACKEND_URL: `file://${join(accounts.directory, "state")}`,
      PATH: `${engine}${delimiter}${process.env["PATH"]}`,
    };
  });
  after(() => accounts.close());

  const asked = () => readFileSync(join(engine, "asked"), "utf8").trim().split("\n").filter(Boolean);

  it("the engine is asked once, until the stack changes", async () => {
    assert.equal((await accounts.run(["open"], env)).code, 0);
    assert.deepEqual(
      asked(),
      ["stack output roles --json --stack trusting --non-interactive --color never"],
      "only stacks that offer roles are asked",
    );
    assert.equal((await accounts.run(["open"], env)).code, 0);
    assert.equal(asked().length, 1);
    utimesSync(state, new Date(), new Date(Date.now() + 5000));
    assert.equal((await accounts.run(["open"], env)).code, 0);
    assert.equal(asked().length, 2, "a deployment changes the state");
    assert.equal((await accounts.run(["open", "--refresh"], env)).code, 0);
    assert.equal(asked().length, 3);
  });

  it("project/stack is a stack of the organization that Pulumi takes for granted, or of a backend that knows none", async () => {
    const [before, stack] = [asked().length, "cross-account-access/trusting"];
    assert.equal((await accounts.run(["open", "--stack", stack], env)).code, 0);
    writeFileSync(join(engine, "organization"), "acme\n");
    assert.equal((await accounts.run(["open", "--stack", stack, "--refresh"], env)).code, 0);
    const stacks = asked()
      .slice(before)
      .flatMap((line) => /--stack (\S+)/.exec(line)?.[1] ?? []);
    assert.deepEqual(stacks, ["organization/cross-account-access/trusting", "acme/cross-account-access/trusting"]);
  });

  it(
    "what a stack publishes of another account, or in another form, is refused before AWS is asked; the ARN " +
      "works all the same",
    async () => {
      const roles = readFileSync(join(engine, "roles.json"), "utf8");
      const open = (JSON.parse(roles) as { open: object }).open;
      const lies: [object, RegExp][] = [
        [
          { ...open, arn: "arn:aws:iam::999999999999:role/open", accountId: "999999999999" },
          /publishes open as arn:aws:iam::999999999999:role\/open, and its file allows the account 111111111111 alone\./,
        ],
        [
          { ...open, arn: `arn:aws:iam::${trusting}:role/*` },
          /roles\.open\.arn: found "arn:aws:iam::111111111111:role\/\*", expected the ARN of one role/,
        ],
        [
          { ...open, accountId: "999999999999" },
          /roles\.open\.accountId: found "999999999999", expected "111111111111", the account in its arn/,
        ],
        [{ ...open, version: 2 }, /roles\.open\.version: found 2, expected 1/],
      ];
      try {
        for (const [role, problem] of lies) {
          writeFileSync(join(engine, "roles.json"), JSON.stringify({ ...(JSON.parse(roles) as object), open: role }));
          accounts.relay.bodies.length = 0;
          const ran = await accounts.run(["open", "--refresh"], env);
          assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
          assert.match(ran.stderr, problem);
          assert.deepEqual(accounts.relay.bodies, []);
        }
        assert.equal((await accounts.run([roleArn("open")], env)).code, 0);
      } finally {
        writeFileSync(join(engine, "roles.json"), roles);
      }
    },
  );

  it("a stack whose file does not say its account is refused", async () => {
    const file = join(project, "Pulumi.trusting.yaml");
    const text = readFileSync(file, "utf8");
    try {
      writeFileSync(file, text.replace(/ {2}aws:allowedAccountIds.*\n/, ""));
      const ran = await accounts.run(["open", "--refresh"], env);
      assert.equal(ran.code, 2);
      assert.match(
        ran.stderr,
        /Nothing here says which account the roles of the stack trusting are in: the file of the stack trusting does not say under aws:allowedAccountIds a list of exactly one account id.* give the role's ARN\./,
      );
    } finally {
      writeFileSync(file, text);
    }
  });

  it("a name that nobody offers is told with those that there are", async () => {
    const ran = await accounts.run(["opne"], env);
    assert.equal(ran.code, 2);
    assert.match(
      ran.stderr,
      /No role "opne" is offered\. Did you mean open\? There are: open, guarded, identified, over\./,
    );
  });

  it("without an engine the ARN is asked for", async () => {
    const ran = await accounts.run(["open", "--refresh"], { ...env, PATH: join(process.execPath, "..") });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /no `pulumi` on the PATH\. Install it, or give the role's ARN/);
  });

  it("what is published is known before the call: MFA, the longest session", async () => {
    accounts.relay.bodies.length = 0;
    const mfa = await accounts.run(["guarded", "--session-name", "alice"], env);
    assert.equal(mfa.code, 3);
    assert.match(mfa.stderr, /code of \S+mfa\/alice is needed: there is no terminal/);
    const long = await accounts.run(["open", "--duration", "2h", "--session-name", "alice"], env);
    assert.equal(long.code, 5);
    assert.match(long.stderr, /asked for 2 h, which is longer than the role allows: at most 1 h/);
    assert.ok(!accounts.relay.bodies.some((body) => body.includes("Action=AssumeRole")));
  });

  it("a source identity that the role requires is the caller's name", async () => {
    const ran = await accounts.run(["identified", "--format", "json"], env);
    assert.equal((JSON.parse(ran.stdout) as { SourceIdentity: string }).SourceIdentity, "alice", ran.stderr);
  });

  it("the published trust policy stands in for one that may not be read", async () => {
    const ran = await accounts.run(["over"], env);
    assert.equal(ran.code, 4);
    assert.match(ran.stderr, /window-over \[trusting account\].*as the stack trusting published it/);
  });

  it("--list tells which roles are for me, and on which conditions", async () => {
    const ran = await accounts.run(["--list", "--format", "json"], env);
    const listed = JSON.parse(ran.stdout) as { name: string; verdict: string; notes: string[] }[];
    assert.deepEqual(Object.fromEntries(listed.map(({ name, verdict }) => [name, verdict])), {
      open: "yes",
      guarded: "on conditions",
      identified: "on conditions",
      over: "no",
    });
    assert.match(listed.find(({ name }) => name === "guarded")!.notes.join(), /multi-factor/);
    const bob = await accounts.run(["--list"], { ...env, AWS_PROFILE: "bob" });
    assert.match(bob.stdout, /open {2}arn.*\n {2}may I: undetermined\n.*not read: .*iam:/);
  });

  it("completion offers them", async () => {
    const ran = await execute(command, ["completion", "--words", "roles"], { env: accounts.env(env) });
    assert.deepEqual(ran.stdout.trim().split("\n"), ["open", "guarded", "identified", "over"]);
  });
});

describe("a role by its name, on the genuine engine", () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openTemporarySandbox();
  });
  after(() => sandbox?.remove());

  it("deployed, it is assumed as typed", async () => {
    const project = await copyProject(join(sandbox.directory, "project"));
    const env = { ...sandbox.env, XDG_CACHE_HOME: join(sandbox.directory, "cache"), AWS_PROFILE: "alice" };
    const assume = (...args: string[]) => execute(command, ["assume", ...args], { cwd: project, env });
    const before = await assume("deploy");
    assert.equal(before.code, 2);
    assert.match(before.stderr, /stack trusting gave no roles.*pulumi up --stack trusting/);
    const up = await execute("pulumi", ["up", "--stack", "trusting", "--yes", "--non-interactive"], {
      cwd: project,
      env: sandbox.env,
    });
    assert.equal(up.code, 0, up.stdout + up.stderr);
    const early = await assume("deploy", "--explain", "--explain-with", "trusted");
    assert.equal(early.code, 4);
    assert.match(early.stderr, /no-grant \[trusted account\]/);
    const people = new IAMClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, "trusted") });
    await people.send(
      new PutUserPolicyCommand({
        UserName: "alice",
        PolicyName: "grant",
        PolicyDocument: policy(allow(roleArn("deploy"))),
      }),
    );
    const ran = await assume("deploy", "--mfa-token", mfaCode(person(sandbox, "alice")), "--format", "json");
    assert.match(ran.stdout, /assumed-role\/deploy\/alice/, ran.stderr);
  });
});
