import { GetRoleCommand, IAMClient, ListRolesCommand, TagRoleCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Accounts, allow, published, region, trust, trusted, trusting } from "./accounts";

describe("assume with less than the role", () => {
  const accounts = new Accounts();
  let role: string;
  let env: NodeJS.ProcessEnv;
  const own = { Effect: "Allow", Action: ["iam:GetRole", "iam:ListRoles", "iam:TagRole"], Resource: "*" };

  before(async () => {
    await accounts.open(["alice"]);
    role = await accounts.role("shop", [trust()], { policies: [own] });
    await accounts.grant("alice", allow(role));
    // A project whose settings say what the role allows, and a stand-in for the engine that says that it is published.
    const project = join(accounts.directory, "project");
    mkdirSync(project);
    writeFileSync(join(project, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    const roles = {
      shop: {
        description: "Looks after the shop",
        trusts: [{ account: trusted }],
        mfa: { required: false, reason: "a test" },
        policies: { inline: { own: { Version: "2012-10-17", Statement: [own] } } },
        review: { owner: "platform@example.com", reason: "a test", by: "2027-02-01" },
      },
    };
    writeFileSync(
      join(project, "Pulumi.trusting.yaml"),
      JSON.stringify({
        config: {
          "aws:region": region,
          "aws:allowedAccountIds": [trusting],
          "cross-account-access:roles": roles,
        },
      }),
    );
    writeFileSync(
      join(project, "pulumi"),
      `#!/bin/sh\necho '${JSON.stringify({ shop: published(role, trust(), false) })}'\n`,
      { mode: 0o755 },
    );
    env = {
      AWS_PROFILE: "alice",
      CROSS_ACCOUNT_PROJECT: project,
      PATH: `${project}${delimiter}${process.env["PATH"]}`,
    };
  });
  after(() => accounts.close());

  /** What a session may do, of the three things that the role may. */
  async function may(...args: string[]): Promise<{ reads: boolean; lists: boolean; tags: boolean; said: string }> {
    const ran = await accounts.run([...args, "--format", "json"], env);
    assert.equal(ran.code, 0, ran.stderr);
    const { Credentials } = JSON.parse(ran.stdout) as { Credentials: Record<string, string> };
    const iam = new IAMClient({
      endpoint: accounts.relay.url,
      region,
      credentials: {
        accessKeyId: Credentials["AccessKeyId"]!,
        secretAccessKey: Credentials["SecretAccessKey"]!,
        sessionToken: Credentials["SessionToken"]!,
      },
    });
    const works = (call: Promise<unknown>) =>
      call.then(
        () => true,
        (error: Error) => {
          assert.equal(error.name, "AccessDenied", String(error));
          return false;
        },
      );
    return {
      reads: await works(iam.send(new GetRoleCommand({ RoleName: "shop" }))),
      lists: await works(iam.send(new ListRolesCommand({}))),
      tags: await works(iam.send(new TagRoleCommand({ RoleName: "shop", Tags: [{ Key: "a", Value: "b" }] }))),
      said: ran.stderr,
    };
  }

  it("without an option, the session has the whole role", async () =>
    assert.deepEqual(await may("shop"), { reads: true, lists: true, tags: true, said: "" }));

  for (const [args, expected, said] of [
    [
      ["--read-only"],
      [true, true, false],
      /leaves 2 of 3 actions that the settings of the stack trusting give the role/,
    ],
    [["--scope", "iam:GetRole"], [true, false, false], /leaves 1 of 3 actions/],
    [["--scope", "iam:GetRole=arn:aws:iam::111111111111:role/other"], [false, false, false], /leaves 1 of 3 actions/],
    [
      ["--scope", "iam:TagRole", "--scope", "iam:GetUser,s3:Get*"],
      [false, false, true],
      /leaves 1 of 3 actions.*\d+ of 2,048 characters\.\nAsked for, and not given by the role: iam:GetUser, s3:Get\*\.\n/,
    ],
    [["--policy-arn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"], [true, true, false], /leaves 2 of 3 actions/],
    [
      ["--policy-arn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess", "--scope", "iam:TagRole"],
      [true, true, true],
      /leaves 3 of 3 actions/,
    ],
  ] as const)
    it(args.join(" "), async () => {
      const found = await may("shop", ...args);
      assert.deepEqual([found.reads, found.lists, found.tags], expected, found.said);
      assert.match(found.said, said);
    });

  it("--policy-file; a session never has more than the role, whatever the file allows", async () => {
    const file = join(accounts.directory, "policy.json");
    writeFileSync(
      file,
      JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
    );
    const all = await may("shop", "--policy-file", file);
    assert.deepEqual([all.reads, all.lists, all.tags], [true, true, true]);
    writeFileSync(
      file,
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [own, { Effect: "Deny", Action: "iam:ListRoles", Resource: "*" }],
      }),
    );
    const some = await may("shop", "--policy-file", file);
    assert.deepEqual([some.reads, some.lists, some.tags], [true, false, true]);
    assert.match(some.said, /leaves 2 of 3 actions/);
  });

  it("a role that no stack is known to publish: --read-only is AWS's own policy", async () => {
    await accounts.role("unknown", [trust()], { policies: [own] });
    const arn = "arn:aws:iam::111111111111:role/unknown";
    await accounts.grant("alice", allow("*"));
    const found = await may(arn, "--read-only");
    assert.deepEqual([found.reads, found.lists, found.tags], [true, true, false]);
    assert.match(
      found.said,
      /AWS's own ReadOnlyAccess, since what the role allows is not known: no stack that was asked before publishes it\.\n$/,
    );
  });

  it("what is wrong with a policy is told before the engine or AWS is asked", async () => {
    accounts.relay.bodies.length = 0;
    const ran = await accounts.run(["shop", "--scope", "iam:GetRol"], env);
    assert.deepEqual([ran.code, ran.stdout], [2, ""]);
    assert.match(ran.stderr, /--scope: found "iam:GetRol".*did you mean iam:GetRole\?/);
    assert.equal(accounts.relay.bodies.length, 0);
  });

  it("--format profile keeps the session as small", async () => {
    const ran = await accounts.run(["shop", "--read-only", "--format", "profile", "--source-profile", "alice"], env);
    assert.match(ran.stdout, /assume arn:aws:iam::111111111111:role\/shop .*--read-only\n/, ran.stderr);
  });
});
