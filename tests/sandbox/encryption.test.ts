import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { join } from "node:path";
import { changeSettings, copyProject } from "../../sandbox/project";
import { openTemporarySandbox, person, type Sandbox } from "../../sandbox/sandbox";
import { refused } from "./emulator/refusal";
import { sessionKeys } from "./emulator/sessionKeys";
import { Engine } from "./lifecycle/engine";
import { send } from "./emulator/signedRequest";

const region = "eu-west-1";
const Bucket = "encrypted-releases";
const role = "arn:aws:iam::111111111111:role/deploy";

describe("a bucket under a customer's key, from the settings to the object", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  let engine: Engine;
  let key: string;

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "encryption"));
    engine = await Engine.start(project, sandbox.env);
    const administrator = person(sandbox, "trusting");
    const made = await send({
      keys: administrator,
      service: "kms",
      text: "{}",
      headers: { "x-amz-target": "TrentService.CreateKey" },
      endpoint: sandbox.endpoint,
    });
    key = (JSON.parse(made.body) as { KeyMetadata: { Arn: string } }).KeyMetadata.Arn;
    const owner = new S3Client({
      endpoint: sandbox.endpoint,
      region,
      credentials: administrator,
      forcePathStyle: true,
    });
    await owner.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key } as const;
    const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
    await owner.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const roles = ["cross-account-access:roles", "deploy"];
    await changeSettings(project, "trusting", [...roles, "mfa"], {
      required: false,
      reason: "The test types no codes",
    });
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });

  async function deployed(stack: string, preset: object): Promise<S3Client> {
    const policies = { presets: { releases: { deployToBuckets: { buckets: [Bucket], ...preset } } } };
    await changeSettings(project, "trusting", ["cross-account-access:roles", "deploy", "policies"], policies);
    for (const name of ["trusting", ...(stack === "both" ? ["trusted"] : [])]) {
      const pack = ["--policy-pack", join(project, "policypack")];
      const { code, stdout, stderr } = await engine.pulumi("up", name, "--yes", "--skip-preview", ...pack);
      assert.equal(code, 0, stdout + stderr);
    }
    const sts = new STSClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, "alice") });
    const issued = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "alice" }));
    return new S3Client({ endpoint: sandbox.endpoint, region, credentials: sessionKeys(issued), forcePathStyle: true });
  }
  const write = (s3: S3Client) => s3.send(new PutObjectCommand({ Bucket, Key: "releases/1.zip", Body: "1" }));

  it("is refused without keys, and open with them", async () => {
    await refused(write(await deployed("both", {})), {
      code: "AccessDenied",
      message: /is not authorized to perform: kms:GenerateDataKey on resource/,
    });
    const session = await deployed("trusting", { keys: [key] });
    await write(session);
    const read = await session.send(new GetObjectCommand({ Bucket, Key: "releases/1.zip" }));
    assert.equal(await read.Body?.transformToString(), "1");
  });
});
