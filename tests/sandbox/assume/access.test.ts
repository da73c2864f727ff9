import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { send } from "../emulator/signedRequest";
import { Accounts, allow, policy, region, roleArn, trust, trusted, type Rule } from "./accounts";

const Bucket = "shop-of-the-people";
const object = `arn:aws:s3:::${Bucket}/releases/1.zip`;

interface Access {
  readonly outcome: string;
  readonly checks: readonly {
    readonly action: string;
    readonly outcome: string;
    readonly reasons: readonly { readonly side: string; readonly missing?: object }[];
  }[];
  readonly missing: readonly string[];
}

describe("assume --explain --action --resource", () => {
  const accounts = new Accounts();
  let s3: S3Client;
  let key: string;
  const deploy = roleArn("deploy");
  const lets = (Action: string, who = deploy, Resource = "*"): Rule => ({
    Effect: "Allow",
    Principal: { AWS: who },
    Action,
    Resource,
  });

  /** Asks a service of the resources' account. */
  async function ask<T>(service: string, target: string, body: object): Promise<T> {
    const { status, body: text } = await send({
      keys: accounts.keys("admin"),
      service,
      text: JSON.stringify(body),
      headers: { "x-amz-target": target },
      endpoint: accounts.relay.url,
    });
    assert.equal(status, 200, text);
    return (text === "" ? {} : JSON.parse(text)) as T;
  }
  const keyPolicy = (...statements: readonly Rule[]) =>
    ask("kms", "TrentService.PutKeyPolicy", {
      KeyId: key,
      PolicyName: "default",
      Policy: policy(lets("kms:*", `arn:aws:iam::${trusted}:root`), ...statements),
    });
  const bucketPolicy = (...statements: readonly Rule[]) =>
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));

  before(async () => {
    await accounts.open(["alice"]);
    const may = (Action: string | string[], Resource: string): Rule => ({ Effect: "Allow", Action, Resource });
    const grants = [
      may("s3:GetObject", `arn:aws:s3:::${Bucket}/*`),
      may("s3:ListBucket", `arn:aws:s3:::${Bucket}`),
      may("kms:Decrypt", `arn:aws:kms:${region}:${trusted}:key/*`),
      may(["iam:Get*", "iam:List*", "sqs:*"], "*"),
    ];
    await accounts.role("deploy", [trust()], { policies: grants });
    await accounts.grant("alice", allow(deploy));
    s3 = new S3Client({ endpoint: accounts.relay.url, region, credentials: accounts.keys("admin") });
    key = (await ask<{ KeyMetadata: { Arn: string } }>("kms", "TrentService.CreateKey", {})).KeyMetadata.Arn;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
    const Rules = [{ ObjectOwnership: "BucketOwnerEnforced" as const }];
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key } }],
        },
      }),
    );
    await bucketPolicy(lets("s3:GetObject", deploy, `arn:aws:s3:::${Bucket}/*`));
    await keyPolicy(lets("kms:Decrypt"));
  });
  after(async () => {
    s3?.destroy();
    await accounts.close();
  });

  const run = (args: readonly string[], readers = ["admin"]) =>
    accounts.run([deploy, "--explain", ...args, ...readers.flatMap((one) => ["--explain-with", one])], {
      AWS_PROFILE: "alice",
    });
  async function asked(args: readonly string[], readers?: string[]): Promise<{ code: number | null; access: Access }> {
    const { code, stdout, stderr } = await run([...args, "--format", "json"], readers);
    assert.notEqual(stdout, "", stderr);
    return { code, access: (JSON.parse(stdout) as { access: Access }).access };
  }
  const read = ["--action", "s3:GetObject", "--resource", object];

  it("allowed: both sides and the key let the session in", async () => {
    const { code, access } = await asked(read);
    assert.equal(access.outcome, "allowed", JSON.stringify(access, undefined, 1));
    assert.equal(code, 0);
    assert.deepEqual(
      access.checks.map(({ action, outcome }) => `${action} ${outcome}`),
      ["s3:GetObject allowed", "kms:Decrypt allowed"],
    );
    // What the organization forbids was not read, and that is said.
    assert.deepEqual(access.missing.length, 1);
  });

  it("denied: the key does not, and the statement that is missing is printed and mends it", async () => {
    await keyPolicy();
    const missing = { Effect: "Allow", Principal: { AWS: deploy }, Action: "kms:Decrypt", Resource: "*" };
    const { code, access } = await asked(read);
    assert.equal(code, 4);
    assert.deepEqual(
      access.checks.map(({ outcome, reasons }) => [outcome, reasons.map((one) => [one.side, one.missing])]),
      [
        ["allowed", []],
        ["denied", [["the resource's account", missing]]],
      ],
    );
    const words = await run(read);
    assert.equal(words.code, 4);
    assert.match(words.stderr, /may not do s3:GetObject on arn:aws:s3:::shop-of-the-people\/releases\/1\.zip/);
    assert.ok(words.stderr.includes(JSON.stringify(missing)), words.stderr);
    await keyPolicy(missing);
    assert.equal((await asked(read)).access.outcome, "allowed");
  });

  it("denied: the bucket does not, and neither does the role do more than it says", async () => {
    await bucketPolicy(lets("s3:GetObject", `${deploy}-2`, `arn:aws:s3:::${Bucket}/*`));
    const { access } = await asked(read);
    assert.deepEqual(
      access.checks.map(({ outcome }) => outcome),
      ["denied", "allowed"],
    );
    await bucketPolicy(lets("s3:*", deploy, `arn:aws:s3:::${Bucket}/*`));
    const write = await asked(["--action", "s3:PutObject", "--resource", object]);
    assert.deepEqual(
      write.access.checks.map(({ action, outcome, reasons }) => [action, outcome, reasons.map(({ side }) => side)]),
      [
        ["s3:PutObject", "denied", ["the role's account"]],
        ["kms:GenerateDataKey", "denied", ["the role's account", "the resource's account"]],
      ],
    );
  });

  it("undetermined: nobody may read the bucket's policy, and that is said", async () => {
    const { code, access } = await asked(read, ["alice"]);
    assert.equal(code, 4);
    assert.equal(access.outcome, "undetermined");
    assert.ok(
      access.missing.some((text) => text.startsWith(`the policy of the bucket ${Bucket}, and whose it is: `)),
      access.missing.join("\n"),
    );
  });

  describe("what else lets the session in, as trying it shows", () => {
    const list = ["--action", "s3:ListBucket", "--resource", `arn:aws:s3:::${Bucket}`];
    /** Tries it as the session: what the emulator's own evaluation says. */
    async function tried(service: "kms" | "s3"): Promise<"allowed" | "denied"> {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: deploy, RoleSessionName: "alice" }));
      const keys = {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      };
      const { status, body } = await send({
        keys,
        service,
        endpoint: accounts.relay.url,
        ...(service === "s3"
          ? { method: "GET", path: `/${Bucket}` }
          : {
              text: JSON.stringify({ KeyId: key, CiphertextBlob: cipher }),
              headers: { "x-amz-target": "TrentService.Decrypt" },
            }),
      });
      assert.ok(status === 200 || /AccessDenied/.test(body), body);
      return status === 200 ? "allowed" : "denied";
    }
    const agree = async (args: readonly string[], service: "kms" | "s3", outcome: string, really = outcome) => {
      const { access } = await asked(args);
      assert.deepEqual([access.outcome, await tried(service)], [outcome, really], JSON.stringify(access, undefined, 1));
      return access;
    };
    let sts: STSClient;
    let cipher: string;
    before(async () => {
      sts = new STSClient({ endpoint: accounts.relay.url, region, credentials: accounts.keys("alice") });
      cipher = (await ask<{ CiphertextBlob: string }>("kms", "TrentService.Encrypt", { KeyId: key, Plaintext: "eA==" }))
        .CiphertextBlob;
    });
    after(() => sts?.destroy());

    it("a grant of the key, to the role and not to another, and only as far as it goes", async () => {
      const decrypt = ["--action", "kms:Decrypt", "--resource", key];
      await keyPolicy();
      await agree(decrypt, "kms", "denied");
      const grant = (GranteePrincipal: string, more: object = {}) =>
        ask<{ GrantId: string }>("kms", "TrentService.CreateGrant", {
          KeyId: key,
          GranteePrincipal,
          Operations: ["Decrypt"],
          ...more,
        });
      await grant(`${deploy}-2`);
      await grant(deploy, { Operations: ["Encrypt"] });
      await grant(deploy, { Constraints: { EncryptionContextSubset: { shop: "1" } } });
      const limited = await asked(decrypt);
      // What the encryption context of a call will be, nobody knows before.
      assert.equal(limited.access.outcome, "undetermined");
      assert.equal(await tried("kms"), "denied");
      await grant(deploy);
      await agree(decrypt, "kms", "allowed");
    });

    it("the bucket's access control list, where lists count and public access is not blocked", async () => {
      const ownership = (ObjectOwnership: "BucketOwnerEnforced" | "ObjectWriter") =>
        s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }));
      const block = (IgnorePublicAcls: boolean) =>
        s3.send(
          new PutPublicAccessBlockCommand({
            Bucket,
            PublicAccessBlockConfiguration: { IgnorePublicAcls, RestrictPublicBuckets: false },
          }),
        );
      await ownership("ObjectWriter");
      await block(false);
      await agree(list, "s3", "denied");
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
      await agree(list, "s3", "allowed");
      await block(true);
      await agree(list, "s3", "denied");
      await block(false);
      await ownership("BucketOwnerEnforced");
      await agree(list, "s3", "denied");
    });

    it("a public policy of the bucket, unless the bucket or its account restricts public access", async () => {
      const block = (RestrictPublicBuckets: boolean) =>
        s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets } }));
      const account = async (restricts: boolean) => {
        const xmlns = "http://awss3control.amazonaws.com/doc/2018-08-20/";
        const { status, body } = await send({
          keys: accounts.keys("admin"),
          service: "s3",
          method: "PUT",
          path: "/v20180820/configuration/publicAccessBlock",
          headers: { "x-amz-account-id": trusted },
          text:
            `<PublicAccessBlockConfiguration xmlns="${xmlns}"><RestrictPublicBuckets>${restricts}` +
            "</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
          endpoint: accounts.relay.url,
        });
        assert.ok(status < 300, body);
      };
      await bucketPolicy(lets("s3:ListBucket", "*", `arn:aws:s3:::${Bucket}`));
      await block(false);
      await agree(list, "s3", "allowed");
      await account(true);
      await agree(list, "s3", "denied");
      await account(false);
      await agree(list, "s3", "allowed");
      await block(true);
      await agree(list, "s3", "denied");
    });

    it("tags of the resource count", async () => {
      const tagged = (value: string) => ({
        ...lets("kms:Decrypt"),
        Condition: { StringEquals: { "aws:ResourceTag/stage": value } },
      });
      for (const { GrantId } of (
        await ask<{ Grants: { GrantId: string }[] }>("kms", "TrentService.ListGrants", { KeyId: key })
      ).Grants)
        await ask("kms", "TrentService.RevokeGrant", { KeyId: key, GrantId });
      await ask("kms", "TrentService.TagResource", { KeyId: key, Tags: [{ TagKey: "stage", TagValue: "live" }] });
      const decrypt = ["--action", "kms:Decrypt", "--resource", key];
      await keyPolicy(tagged("test"));
      await agree(decrypt, "kms", "denied");
      await keyPolicy(tagged("live"));
      await agree(decrypt, "kms", "allowed");
    });
  });

  it("tells of a queue, a topic and a secret", async () => {
    const queue = `arn:aws:sqs:${region}:${trusted}:jobs`;
    await ask("sqs", "AmazonSQS.CreateQueue", {
      QueueName: "jobs",
      Attributes: { Policy: policy(lets("sqs:SendMessage", deploy, queue)) },
    });
    const { ARN } = await ask<{ ARN: string }>("secretsmanager", "secretsmanager.CreateSecret", {
      Name: "db",
      SecretString: "x",
    });
    const topic = await send({
      keys: accounts.keys("admin"),
      service: "sns",
      parameters: { Action: "CreateTopic", Version: "2010-03-31", Name: "news" },
      endpoint: accounts.relay.url,
    });
    assert.equal(topic.status, 200, topic.body);
    for (const [action, resource, outcome] of [
      ["sqs:SendMessage", queue, "allowed"],
      ["sqs:ReceiveMessage", queue, "denied"],
      ["sns:Publish", `arn:aws:sns:${region}:${trusted}:news`, "denied"],
      ["secretsmanager:GetSecretValue", ARN, "denied"],
    ] as const) {
      const { access } = await asked(["--action", action, "--resource", resource]);
      assert.equal(access.outcome, outcome, `${action}: ${JSON.stringify(access, undefined, 1)}`);
    }
  });

  it("refuses what it does not know", async () => {
    for (const [args, says] of [
      [["--action", "s3:GetObjekt", "--resource", object], /did you mean s3:GetObject\?/],
      [
        ["--action", "s3:GetObject", "--resource", "arn:aws:dynamodb:eu-west-1:111111111111:table/x"],
        /--resource: found/,
      ],
      [["--action", "sqs:SendMessage", "--resource", object], /expected an action of s3/],
      [["--action", "s3:GetObject"], /found --action alone/],
    ] as const) {
      const { code, stderr } = await run(args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
    }
  });
});
