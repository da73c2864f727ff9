import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws";
import { AwsCallError, hasCode, unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { ownTags, tagList, type Tags, tagsFrom } from "../tags";
import { type Bag, optionalText, text, textMap } from "../values";

/** https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/ */
export const type: ResourceType = {
  token: "aws:s3/bucket:Bucket",
  noun: "S3 bucket",
  naming: { property: "bucket", prefix: "bucketPrefix", maxLength: 63 },
  inputs: {
    bucket: { kind: "string", replaces: true, computed: true },
    bucketPrefix: { kind: "string", replaces: true, computed: true, local: true },
    forceDestroy: { kind: "boolean", default: false, local: true },
    region: { kind: "string", replaces: true, computed: true },
    tags: { kind: "tags" },
  },
  outputs: { arn: [], bucketDomainName: [], bucketRegion: [], bucketRegionalDomainName: [] },
  create,
  read,
  async update(aws, bucket, state, inputs, changed) {
    if (changed.has("tagsAll"))
      await writeTags(aws.s3(optionalText(state, "region")), bucket, textMap(inputs, "tagsAll"));
  },
  async delete(aws, Bucket, state) {
    const s3 = aws.s3(optionalText(state, "region"));
    if (state.forceDestroy === true) await unlessGone(empty(s3, Bucket));
    await unlessGone(s3.send(new DeleteBucketCommand({ Bucket })));
  },
};

async function create(aws: Aws, inputs: Bag, created: (id: string, otherwise?: Bag) => void): Promise<string> {
  const Bucket = text(inputs, "bucket");
  const region = optionalText(inputs, "region") ?? aws.region;
  const s3 = aws.s3(region);
  // In us-east-1, S3 answers with success when somebody creates a bucket that they already own. That would take it over
  // without asking.
  if ((await unlessGone(s3.send(new HeadBucketCommand({ Bucket })))) !== undefined) {
    throw new AwsCallError(
      "s3:CreateBucket",
      "BucketAlreadyOwnedByYou",
      "this account has a bucket of this name already",
      undefined,
    );
  }
  const LocationConstraint = region as BucketLocationConstraint;
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
    }),
  );
  created(Bucket, { tags: {}, tagsAll: {} });
  const tags = textMap(inputs, "tagsAll");
  if (Object.keys(tags).length > 0) await writeTags(s3, Bucket, tags);
  return Bucket;
}

async function read(aws: Aws, Bucket: string, state: Bag | undefined): Promise<Bag | undefined> {
  const s3 = aws.s3(optionalText(state ?? {}, "region"));
  const head = await unlessGone(s3.send(new HeadBucketCommand({ Bucket })));
  if (head === undefined) return undefined;
  const region = head.BucketRegion ?? optionalText(state ?? {}, "region") ?? aws.region;
  const tagsAll = await readTags(s3, Bucket);
  return {
    arn: `arn:${aws.partition}:s3:::${Bucket}`,
    bucket: Bucket,
    bucketDomainName: `${Bucket}.s3.amazonaws.com`,
    bucketRegion: region,
    bucketRegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com`,
    region,
    tags: ownTags(tagsAll, aws.defaultTags, textMap(state ?? {}, "tags")),
    tagsAll,
  };
}

async function readTags(s3: S3Client, Bucket: string): Promise<Tags> {
  try {
    return tagsFrom((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet);
  } catch (error) {
    if (hasCode(error, "NoSuchTagSet")) return {};
    throw error;
  }
}

// S3 only replaces all tags of a bucket at once.
async function writeTags(s3: S3Client, Bucket: string, tags: Tags): Promise<void> {
  await (Object.keys(tags).length > 0
    ? s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagList(tags) } }))
    : s3.send(new DeleteBucketTaggingCommand({ Bucket })));
}

async function empty(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000 }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [refused] = Errors;
    if (refused !== undefined)
      throw new AwsCallError(
        "s3:DeleteObjects",
        refused.Code ?? "Unknown",
        `${refused.Key}: ${refused.Message}`,
        undefined,
      );
  }
}
