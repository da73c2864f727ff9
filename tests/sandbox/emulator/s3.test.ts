import assert from "node:assert/strict";
import {
  CreateRoleCommand,
  DeleteUserPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { allowed, refused } from "./refusal";
import { sessionKeys } from "./sessionKeys";
import { clients, keysOf, policy, trusted, userArn } from "./world";

const Bucket = "web-shop-artifacts-of-tests";
const bucketArn = `arn:aws:s3:::${Bucket}`;

const statementsOf = (text: string) => (JSON.parse(text) as { Statement: object[] }).Statement;

describe("The emulator's S3", () => {
  let owner: S3Client;
  let session: S3Client;

  before(async () => {
    const administrator = await clients(keysOf("admin-1"));
    owner = administrator.s3;
    await owner.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    await owner.send(new PutObjectCommand({ Bucket, Key: "config/shop file.json", Body: "{}" }));
    await owner.send(new PutObjectCommand({ Bucket, Key: "secret/key", Body: "x" }));
    const role = await administrator.iam.send(
      new CreateRoleCommand({
        RoleName: "artifacts",
        AssumeRolePolicyDocument: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: trusted } }),
      }),
    );
    const document = policy(
      { Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/config/*` },
      { Effect: "Allow", Action: "s3:PutObject", Resource: `${bucketArn}/releases/*` },
      { Effect: "Allow", Action: "s3:DeleteObject", Resource: `${bucketArn}/releases/*` },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn,
        Condition: { StringLike: { "s3:prefix": "config/*" } },
      },
    );
    await administrator.iam.send(
      new PutRolePolicyCommand({ RoleName: "artifacts", PolicyName: "artifacts", PolicyDocument: document }),
    );
    const issued = await (
      await clients(keysOf("admin-2"))
    ).sts.send(new AssumeRoleCommand({ RoleArn: role.Role?.Arn, RoleSessionName: "s3" }));
    session = (await clients(sessionKeys(issued))).s3;
  });

  it("judges each object by its ARN", async () => {
    assert.equal(
      await (
        await session.send(new GetObjectCommand({ Bucket, Key: "config/shop file.json" }))
      ).Body?.transformToString(),
      "{}",
    );
    await refused(session.send(new GetObjectCommand({ Bucket, Key: "secret/key" })), {
      code: "AccessDenied",
      message:
        /is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::web-shop-artifacts-of-tests\/secret\/key" because no identity-based policy allows the s3:GetObject action$/,
    });
  });

  it("judges a write under one prefix", async () => {
    await allowed(
      session.send(new PutObjectCommand({ Bucket, Key: "releases/1 ü+&.zip", Body: Buffer.alloc(3_000_000, 7) })),
    );
    await refused(session.send(new PutObjectCommand({ Bucket, Key: "config/x", Body: "x" })), { code: "AccessDenied" });
  });

  it("judges a listing by its prefix", async () => {
    const listed = await session.send(new ListObjectsV2Command({ Bucket, Prefix: "config/" }));
    assert.deepEqual(
      listed.Contents?.map(({ Key }) => Key),
      ["config/shop file.json"],
    );
    await refused(session.send(new ListObjectsV2Command({ Bucket, Prefix: "secret/" })), { code: "AccessDenied" });
    await refused(session.send(new ListObjectsV2Command({ Bucket })), { code: "AccessDenied" });
  });

  it("tells whether an object exists to those alone who may list", async () => {
    await refused(owner.send(new GetObjectCommand({ Bucket, Key: "config/none" })), { code: "NoSuchKey" });
    await refused(session.send(new GetObjectCommand({ Bucket, Key: "config/none" })), {
      code: "AccessDenied",
      message: /s3:ListBucket/,
    });
    const missing = await session
      .send(new HeadObjectCommand({ Bucket, Key: "config/none" }))
      .catch((error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode);
    assert.equal(missing, 403);
  });

  it("judges the source of a copy too", async () => {
    await allowed(
      session.send(
        new CopyObjectCommand({ Bucket, Key: "releases/copy", CopySource: `${Bucket}/config/shop%20file.json` }),
      ),
    );
    await refused(
      session.send(new CopyObjectCommand({ Bucket, Key: "releases/copy", CopySource: `${Bucket}/secret/key` })),
      { code: "AccessDenied", message: /s3:GetObject/ },
    );
  });

  it("judges each object of a deletion", async () => {
    const remove = (...keys: string[]) =>
      session.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    await allowed(remove("releases/copy"));
    await refused(remove("releases/none", "secret/key"), { code: "AccessDenied" });
    await allowed(owner.send(new GetObjectCommand({ Bucket, Key: "secret/key" })));
  });

  it("knows a bucket's settings as actions of their own", async () => {
    await owner.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } }));
    assert.equal((await owner.send(new GetBucketTaggingCommand({ Bucket }))).TagSet?.[0]?.Value, "b");
    await allowed(
      owner.send(
        new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
      ),
    );
    await refused(session.send(new GetBucketTaggingCommand({ Bucket })), {
      code: "AccessDenied",
      message: /s3:GetBucketTagging/,
    });
    await refused(session.send(new ListBucketsCommand({})), { code: "AccessDenied", message: /s3:ListAllMyBuckets/ });
  });

  it("lets another account in only with a bucket policy that names them and a grant", async () => {
    const other = await clients(keysOf("admin-2"));
    const bob = (await clients(keysOf("bob"))).s3;
    const read = (s3: S3Client) => s3.send(new GetObjectCommand({ Bucket, Key: "config/shop file.json" }));
    const allow = (principal: string) =>
      policy({
        Effect: "Allow",
        Principal: { AWS: principal },
        Action: "s3:GetObject",
        Resource: `${bucketArn}/config/*`,
      });
    await refused(read(other.s3), { code: "AccessDenied", message: /no resource-based policy allows/ });
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: allow(userArn("bob")) }));
    await refused(read(bob), { code: "AccessDenied", message: /no identity-based policy allows/ });
    const grant = { UserName: "bob", PolicyName: "read" };
    await other.iam.send(
      new PutUserPolicyCommand({
        ...grant,
        PolicyDocument: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/*` }),
      }),
    );
    try {
      await allowed(read(bob));
      const block = (RestrictPublicBuckets: boolean) =>
        owner.send(
          new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets } }),
        );
      // A policy that lets the public in lets nobody of another account in, named or not, while public access is blocked.
      const named = JSON.parse(allow(userArn("bob"))) as { Statement: object[] };
      const both = JSON.stringify({ ...named, Statement: [...named.Statement, ...statementsOf(allow("*"))] });
      for (const Policy of [allow("*"), both]) {
        await owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
        await block(true);
        await refused(read(bob), { code: "AccessDenied" });
        await block(false);
        await allowed(read(bob));
      }
      await block(true);
      const [everybody] = statementsOf(allow("*"));
      const only = (principal: string) =>
        policy({ ...everybody, Condition: { ArnEquals: { "aws:PrincipalArn": principal } } });
      await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: only(userArn("bob")) }));
      await allowed(read(bob));
      await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: only(userArn("alice")) }));
      await refused(read(bob), { code: "AccessDenied" });
    } finally {
      await other.iam.send(new DeleteUserPolicyCommand(grant));
    }
  });

  it("heeds a bucket policy's Deny in its own account", async () => {
    const deny = policy({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${bucketArn}/secret/*` });
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: deny }));
    await refused(owner.send(new GetObjectCommand({ Bucket, Key: "secret/key" })), {
      code: "AccessDenied",
      message: /with an explicit deny in a resource-based policy$/,
    });
    await allowed(owner.send(new GetObjectCommand({ Bucket, Key: "config/shop file.json" })));
  });
});
