import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { execute, type Outcome } from "../../../sandbox/execute";
import { query } from "../../../cli/assume/network/query";
import { textOf } from "../../../cli/assume/network/xml";
import type { Keys } from "../../../cli/assume/session";
import { Accounts, allow, command, policy, region, trust, trusted } from "./accounts";

describe("less than the session that is there (GetScopedCredentials)", function () {
  this.timeout(120_000);
  const accounts = new Accounts();
  const scoped = "sts:GetScopedCredentials";
  const narrowing = ["--scope", "s3:ListBucket", "--format", "json"];
  let shop: string;
  let plain: string;
  before(async () => {
    await accounts.open(["alice"]);
    await accounts.grant("alice", allow("*", ["sts:AssumeRole", "s3:*", scoped]));
    shop = await accounts.role("shop", [trust()], { policies: [allow("*", ["s3:*", scoped])] });
    plain = await accounts.role("plain", [trust()], { policies: [allow("*", "s3:*")] });
    await s3({ ...accounts.keys("owner") }).send(
      new CreateBucketCommand({ Bucket: "shop", CreateBucketConfiguration: { LocationConstraint: region } }),
    );
  });
  after(() => accounts.close());
  afterEach(() => void (accounts.relay.instead = undefined));

  const s3 = (credentials: Keys) =>
    new S3Client({ endpoint: accounts.relay.url, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  const sts = (credentials: Keys) =>
    new STSClient({ endpoint: accounts.relay.url, region, credentials, maxAttempts: 1 });
  const keysOf = (env: NodeJS.ProcessEnv): Keys => ({
    accessKeyId: env["AWS_ACCESS_KEY_ID"]!,
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]!,
    sessionToken: env["AWS_SESSION_TOKEN"]!,
  });
  /** The session in the JSON that the command prints, as the variables that hold it. */
  const given = ({ stdout, stderr }: Outcome): NodeJS.ProcessEnv => {
    assert.notEqual(stdout, "", stderr);
    const { Credentials: keys } = JSON.parse(stdout) as { Credentials: Record<string, string> };
    return {
      AWS_ACCESS_KEY_ID: keys["AccessKeyId"],
      AWS_SECRET_ACCESS_KEY: keys["SecretAccessKey"],
      AWS_SESSION_TOKEN: keys["SessionToken"],
      AWS_CREDENTIAL_EXPIRATION: keys["Expiration"],
    };
  };
  const lists = (keys: Keys) => s3(keys).send(new ListObjectsV2Command({ Bucket: "shop" }));
  const writes = (keys: Keys) => s3(keys).send(new PutObjectCommand({ Bucket: "shop", Key: "a", Body: "a" }));
  const denied = { name: "AccessDenied" };
  const down = (env: NodeJS.ProcessEnv, ...args: string[]) => accounts.run(["--scope-down", ...args], env);

  it("the same session, which may do less, and for less time", async () => {
    const session = await accounts.roleSession("alice", shop);
    const ran = await down(session, ...narrowing, "--duration", "5m");
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stderr, /has less than the role[^]*\nIt has no more than the session that it is made of\.\n$/);
    const less = given(ran);
    const rest = (Date.parse(less["AWS_CREDENTIAL_EXPIRATION"]!) - Date.now()) / 1000;
    assert.ok(rest > 60 && rest <= 300, `${rest} s`);
    const [before, after] = await Promise.all(
      [session, less].map((one) => sts(keysOf(one)).send(new GetCallerIdentityCommand({}))),
    );
    assert.deepEqual([after!.Arn, after!.UserId], [before!.Arn, before!.UserId]);
    await lists(keysOf(less));
    await assert.rejects(writes(keysOf(less)), denied);
    await writes(keysOf(session));
  });

  it("to a command alone, and to one within it, which gets no more", async () => {
    const inner = [command, "assume", "--scope-down", "--scope", "s3:*", "--format", "json"];
    const words = ["--scope", "s3:ListBucket,sts:Get*", "--", ...inner];
    const less = given(await down(await accounts.roleSession("alice", shop), ...words));
    await lists(keysOf(less));
    await assert.rejects(writes(keysOf(less)), denied);
  });

  it("of the session that this command put into the environment, and not of what that came from", async () => {
    const first = await accounts.run([shop, "--source-profile", "alice", "--format", "env"]);
    const printed = `${first.stdout}\n"${command}" assume --scope-down --scope s3:ListBucket --format json`;
    const ran = await execute("sh", ["-ec", printed], { env: accounts.env(), detached: true });
    const { AssumedRoleUser: who } = JSON.parse(ran.stdout) as { AssumedRoleUser: { Arn: string } };
    assert.equal(who.Arn, "arn:aws:sts::111111111111:assumed-role/shop/alice");
    await assert.rejects(writes(keysOf(given(ran))), denied);
  });

  const refused: readonly (readonly [
    title: string,
    args: readonly string[],
    env: () => Promise<NodeJS.ProcessEnv> | NodeJS.ProcessEnv,
    code: number,
    says: RegExp,
  ])[] = [
    [
      "long-lived keys",
      narrowing,
      () => ({ AWS_PROFILE: "alice" }),
      3,
      /the profile alice has long-lived keys, and AWS makes less of temporary ones alone\. Name a role/,
    ],
    [
      "the session of a user",
      narrowing,
      () => accounts.sessionToken("alice", false),
      3,
      /found arn:aws:iam::222222222222:user\/alice, expected the session of a role\.$/m,
    ],
    [
      "a role that may not",
      narrowing,
      () => accounts.roleSession("alice", plain),
      4,
      /not authorized to perform: sts:GetScopedCredentials.*\. The session, and each policy that made it less, has to allow sts:/,
    ],
    [
      "a session policy that does not let it",
      narrowing,
      () => accounts.roleSession("alice", shop, { Policy: policy(allow("*", "s3:*")) }),
      4,
      /no session policy allows .*has to allow sts:GetScopedCredentials/,
    ],
    [
      "longer than the session lasts, as AWS alone knows",
      ["--duration", "2h", "--format", "json"],
      () => accounts.roleSession("alice", shop),
      5,
      /--duration: more than is left, which is what the session that is there lasts\. Ask for less/,
    ],
    [
      "longer than the session lasts, as the environment says",
      ["--duration", "2h"],
      async () => ({
        ...(await accounts.roleSession("alice", shop)),
        AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + 3600_000).toISOString(),
      }),
      5,
      /--duration: found 2 h, expected at most 59 min/,
    ],
    [
      "--read-only where the role's reads are not known",
      ["--read-only"],
      () => accounts.roleSession("alice", shop),
      2,
      /takes no managed policy such as ReadOnlyAccess\. Name actions with --scope/,
    ],
    [
      "the global address of STS",
      narrowing,
      async () => ({
        ...(await accounts.roleSession("alice", shop)),
        AWS_ENDPOINT_URL_STS: "https://sts.amazonaws.com",
      }),
      9,
      /found the address sts\.amazonaws\.com, expected that of a region/,
    ],
    ["a policy that AWS would not take", ["--scope", "s3"], () => accounts.roleSession("alice", shop), 2, /--scope: /],
  ];
  for (const [title, args, env, code, says] of refused)
    it(`is refused, with the next step: ${title}`, async () => {
      const ran = await down(await env(), ...args);
      assert.deepEqual([ran.code, ran.stdout], [code, ""], ran.stderr);
      assert.match(ran.stderr, says);
    });

  it("a fourth policy, one after the other, is refused", async () => {
    let env = await accounts.roleSession("alice", shop);
    for (let count = 1; count <= 3; count++)
      env = given(await down(env, "--scope", "s3:*,sts:Get*", "--format", "json"));
    const ran = await down(env, ...narrowing);
    assert.equal(ran.code, 4);
    assert.match(ran.stderr, /at most three policies can be added one after the other\.\n$/);
    const shorter = await down(env, "--duration", "1m", "--format", "json");
    assert.equal(shorter.code, 0, "less time is no policy");
  });

  describe("the emulator refuses what AWS does", () => {
    const ask = (keys: Keys, parameters: Record<string, string>) => {
      const endpoint = { url: new URL(accounts.relay.url), region };
      return query({ service: "sts", action: "GetScopedCredentials", parameters }, keys, endpoint);
    };
    for (const [title, parameters, code] of [
      ["neither a policy nor a duration", {}, "ValidationError"],
      ["no time at all", { DurationSeconds: "0" }, "ValidationError"],
      ["more than 36 hours", { DurationSeconds: "129601" }, "ValidationError"],
      ["more than is left", { DurationSeconds: "3700" }, "InsufficientSessionLifetime"],
      ["what is no policy", { Policy: "{}" }, "MalformedPolicyDocument"],
      ["a policy that is too long", { Policy: " ".repeat(2049) }, "ValidationError"],
      ["what it cannot judge", { DurationSeconds: "60", MinimumSessionTokenSize: "1" }, "AccessDenied"],
    ] as const)
      it(title, async () => {
        const keys = keysOf(await accounts.roleSession("alice", shop));
        await assert.rejects(ask(keys, parameters), { code });
      });

    it("a user's own keys; a user's session is narrowed, and what it assumes then too", async () => {
      const Policy = policy(allow("*", "s3:ListBucket"));
      const own = accounts.keys("alice");
      await assert.rejects(ask(own, { Policy }), { code: "AccessDenied" });
      const { Credentials: session } = await sts(own).send(new GetSessionTokenCommand({}));
      const keys = {
        accessKeyId: session!.AccessKeyId!,
        secretAccessKey: session!.SecretAccessKey!,
        sessionToken: session!.SessionToken!,
      };
      const answer = await ask(keys, { Policy });
      const part = (name: string) => textOf(answer, "Credentials", name)!;
      const less = {
        accessKeyId: part("AccessKeyId"),
        secretAccessKey: part("SecretAccessKey"),
        sessionToken: part("SessionToken"),
      };
      const assume = new AssumeRoleCommand({ RoleArn: shop, RoleSessionName: "alice" });
      await sts(keys).send(assume);
      await assert.rejects(sts(less).send(assume), denied);
      assert.match(textOf(answer, "SessionInfo", "Arn")!, new RegExp(`^arn:aws:iam::${trusted}:user/alice$`));
    });

    it("a Deny of a scope down policy counts", async () => {
      const keys = keysOf(await accounts.roleSession("alice", shop));
      const deny = { ...allow("*", "s3:PutObject"), Sid: "Deny", Effect: "Deny" };
      const answer = await ask(keys, { Policy: policy(allow("*", "s3:*"), deny) });
      const part = (name: string) => textOf(answer, "Credentials", name)!;
      const less = {
        accessKeyId: part("AccessKeyId"),
        secretAccessKey: part("SecretAccessKey"),
        sessionToken: part("SessionToken"),
      };
      await lists(less);
      await assert.rejects(writes(less), denied);
    });
  });

  it("nothing of it is in a file or on standard error, with --debug", async () => {
    const ran = await down(await accounts.roleSession("alice", shop), ...narrowing, "--debug");
    const { secretAccessKey, sessionToken } = keysOf(given(ran));
    const grepped = await execute("grep", ["-rlF", secretAccessKey, accounts.directory], {});
    assert.equal(grepped.code, 1, grepped.stdout);
    assert.match(ran.stderr, /debug: POST/);
    assert.ok(![secretAccessKey, sessionToken!].some((secret) => ran.stderr.includes(secret)));
  });
});
