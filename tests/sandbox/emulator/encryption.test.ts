import assert from "node:assert/strict";
import { CreateRoleCommand, PutRolePolicyCommand, type IAMClient } from "@aws-sdk/client-iam";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { presetDocument } from "../../../documents/presets/document";
import { presetSettings } from "../../../settings/presets";
import { allowed, refused } from "./refusal";
import { sessionKeys } from "./sessionKeys";
import { send } from "./signedRequest";
import { clients, keysOf, policy, trusted, trusting, userArn } from "./world";

const Bucket = "encrypted-artifacts";
const place = { partition: "aws", id: trusting, region: "eu-west-1" } as const;

describe("A bucket that a customer's key encrypts", () => {
  let iam: IAMClient;
  let owner: S3Client;
  let key: string;
  let other: string;

  async function makeKey(): Promise<string> {
    const { status, body } = await send({
      keys: keysOf("admin-1"),
      service: "kms",
      text: "{}",
      headers: { "x-amz-target": "TrentService.CreateKey" },
    });
    assert.equal(status, 200, body);
    return (JSON.parse(body) as { KeyMetadata: { Arn: string } }).KeyMetadata.Arn;
  }

  const encrypt = (KMSMasterKeyID: string, BucketKeyEnabled: boolean) =>
    owner.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            { BucketKeyEnabled, ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID } },
          ],
        },
      }),
    );

  before(async () => {
    const administrator = await clients(keysOf("admin-1"));
    iam = administrator.iam;
    owner = administrator.s3;
    [key, other] = [await makeKey(), await makeKey()];
    await owner.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    await encrypt(key, false);
    await owner.send(new PutObjectCommand({ Bucket, Key: "releases/1.zip", Body: "1" }));
    await owner.send(new PutObjectCommand({ Bucket, Key: "secret/key", Body: "x" }));
  });

  let roles = 0;
  /** A session of a role with exactly this policy. */
  async function session(document: object): Promise<S3Client> {
    const RoleName = `encrypted-${++roles}`;
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: trusted } }),
      }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "a", PolicyDocument: JSON.stringify(document) }));
    const { sts } = await clients(keysOf("admin-2"));
    const issued = await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "kms" }));
    return (await clients(sessionKeys(issued))).s3;
  }
  const preset = (settings: object) => session(presetDocument(presetSettings.parse(settings), place));
  const read = (s3: S3Client, Key = "releases/1.zip") => s3.send(new GetObjectCommand({ Bucket, Key }));
  const write = (s3: S3Client, Key = "releases/2.zip", more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: "2", ...more }));
  const denied = (action: string, arn = key) => ({
    code: "AccessDenied",
    message: new RegExp(`is not authorized to perform: ${action} on resource: "?${arn}"?`),
  });

  it("is readable with readBuckets and its keys, and not without them", async () => {
    const without = await preset({ readBuckets: { buckets: [Bucket], prefix: "releases/" } });
    await refused(read(without), denied("kms:Decrypt"));
    await allowed(without.send(new ListObjectsV2Command({ Bucket, Prefix: "releases/" })));
    await refused(
      read(await preset({ readBuckets: { buckets: [Bucket], prefix: "releases/", keys: [other] } })),
      denied("kms:Decrypt"),
    );
    const reader = await preset({ readBuckets: { buckets: [Bucket], prefix: "releases/", keys: [key] } });
    await allowed(read(reader));
    await refused(read(reader, "secret/key"), { code: "AccessDenied", message: /s3:GetObject/ });
    await refused(write(reader), { code: "AccessDenied", message: /s3:PutObject/ });
  });

  it("is writable with deployToBuckets and its keys, in parts too, and not without them", async () => {
    await refused(write(await preset({ deployToBuckets: { buckets: [Bucket] } })), denied("kms:GenerateDataKey"));
    const writer = await preset({ deployToBuckets: { buckets: [Bucket], prefix: "releases/", keys: [key] } });
    await allowed(write(writer));
    await allowed(read(writer, "releases/2.zip"));
    const Key = "releases/large.zip";
    const { UploadId } = await allowed(writer.send(new CreateMultipartUploadCommand({ Bucket, Key })));
    const part = await allowed(
      writer.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "large" })),
    );
    await allowed(
      writer.send(
        new CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
        }),
      ),
    );
    await allowed(
      writer.send(new CopyObjectCommand({ Bucket, Key: "releases/copy.zip", CopySource: `${Bucket}/releases/1.zip` })),
    );
    await refused(
      write(writer, "releases/3.zip", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: other }),
      denied("kms:GenerateDataKey", other),
    );
  });

  it("uses the key through S3 alone, and for its own objects alone", async () => {
    const objects = {
      Effect: "Allow",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
    };
    const use = (Condition: object) =>
      session({
        Version: "2012-10-17",
        Statement: [
          objects,
          { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: key, Condition },
        ],
      });
    const context = (text: string) => ({ StringLike: { "kms:EncryptionContext:aws:s3:arn": text } });
    await allowed(read(await use(context(`arn:aws:s3:::${Bucket}/releases/*`))));
    await refused(read(await use(context("arn:aws:s3:::other/*"))), denied("kms:Decrypt"));
    await refused(
      read(await use({ StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } })),
      denied("kms:Decrypt"),
    );
    await refused(
      read(await use({ StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } })),
      denied("kms:Decrypt"),
    );
  });

  it("names the bucket in the context where it has a key of its own", async () => {
    await encrypt(key, true);
    const writer = await preset({ deployToBuckets: { buckets: [Bucket], prefix: "releases/", keys: [key] } });
    await allowed(write(writer, "releases/4.zip"));
    await allowed(read(writer, "releases/4.zip"));
    const [, , use] = presetDocument(
      presetSettings.parse({ deployToBuckets: { buckets: [Bucket], keys: [key] } }),
      place,
    ).Statement;
    const narrow = {
      ...use!,
      Condition: { StringLike: { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${Bucket}/*` } },
    };
    const objects = { Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/*` };
    await refused(
      write(await session({ Version: "2012-10-17", Statement: [objects, narrow] }), "releases/5.zip"),
      denied("kms:GenerateDataKey"),
    );
  });

  it("is closed where the key's own policy does not let the role in, whatever the role's policies say", async () => {
    const reader = await preset({ readBuckets: { buckets: [Bucket], prefix: "releases/", keys: [key] } });
    const lets = async (...who: readonly string[]) => {
      const Statement = { Effect: "Allow", Principal: { AWS: who }, Action: "kms:*", Resource: "*" };
      const { status, body } = await send({
        keys: keysOf("admin-1"),
        service: "kms",
        text: JSON.stringify({ KeyId: key, PolicyName: "default", Policy: policy(Statement) }),
        headers: { "x-amz-target": "TrentService.PutKeyPolicy" },
      });
      assert.equal(status, 200, body);
    };
    await lets(userArn("admin-1"));
    await refused(read(reader), denied("kms:Decrypt"));
    await lets(userArn("admin-1"), `arn:aws:iam::${trusting}:role/encrypted-${roles}`);
    await allowed(read(reader));
    await lets(`arn:aws:iam::${trusting}:root`);
    await allowed(read(reader));
  });

  it("needs a key that exists", async () => {
    await encrypt(key.replace(/[^/]+$/, "01234567-89ab-cdef-0123-456789abcdef"), false);
    await refused(write(owner), { code: "KMS.NotFoundException", message: /does not exist$/ });
    await encrypt(key, false);
    await allowed(write(owner));
  });
});
