import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws";
import { hasCode, unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { type Bag, optionalText, text } from "../values";

/** https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucketpolicy/ */
export const type: ResourceType = {
  token: "aws:s3/bucketPolicy:BucketPolicy",
  noun: "policy of an S3 bucket",
  inputs: {
    bucket: { kind: "string", required: true, replaces: true },
    policy: { kind: "document", required: true },
    region: { kind: "string", replaces: true, computed: true },
  },
  outputs: {},
  async create(aws, inputs) {
    const Bucket = text(inputs, "bucket");
    await put(aws, Bucket, inputs);
    return Bucket;
  },
  async read(aws, Bucket, state) {
    const region = optionalText(state ?? {}, "region") ?? aws.region;
    const policy = await policyOf(aws.s3(region), Bucket);
    return policy === undefined ? undefined : { bucket: Bucket, policy, region };
  },
  async update(aws, Bucket, _state, inputs) {
    await put(aws, Bucket, inputs);
  },
  async delete(aws, Bucket, state) {
    await unlessGone(aws.s3(optionalText(state, "region")).send(new DeleteBucketPolicyCommand({ Bucket })));
  },
};

async function put(aws: Aws, Bucket: string, inputs: Bag): Promise<void> {
  const s3 = aws.s3(optionalText(inputs, "region"));
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: text(inputs, "policy") }));
}

async function policyOf(s3: S3Client, Bucket: string): Promise<string | undefined> {
  try {
    return (await unlessGone(s3.send(new GetBucketPolicyCommand({ Bucket }))))?.Policy;
  } catch (error) {
    if (hasCode(error, "NoSuchBucketPolicy")) return undefined;
    throw error;
  }
}
