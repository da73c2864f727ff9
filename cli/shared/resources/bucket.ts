/** Reads what decides who may use a bucket. */
import { parseArn } from "../../../policypack/iam";
import { child, parseXml, textOf } from "../../assume/network/xml";
import type { Endpoint } from "../../assume/network/region";
import { askS3, Refused, type Asker } from "./ask";
import type { ResourceEvidence, Unread } from "./evidence";
import { policyOf, usedKey, whyNot } from "./parts";

/** What a bucket without a setting of its own is answered with. */
const absent = {
  policy: "NoSuchBucketPolicy",
  encryption: "ServerSideEncryptionConfigurationNotFoundError",
  publicAccessBlock: "NoSuchPublicAccessBlockConfiguration",
  ownershipControls: "OwnershipControlsNotFoundError",
} as const;

/**
 * Reads a bucket. Only its own account may read its policy, so whoever may belongs to it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
export async function readBucket(arn: string, askers: readonly Asker[], region: string): Promise<ResourceEvidence> {
  const bucket = parseArn(arn)!.resource.split("/")[0]!;
  const reasons: string[] = [];
  for (const asker of askers) {
    try {
      const { text, endpoint } = await firstRead(bucket, asker, region);
      const policy = text === undefined ? null : policyOf(`the policy of the bucket ${bucket}`, text);
      return { arn, owner: asker.account, policy, ...(await settings(arn, bucket, asker, endpoint)) };
    } catch (error) {
      reasons.push(whyNot(error, asker));
    }
  }
  const why = reasons[0] ?? "nobody may be asked";
  return { arn, otherWays: true, unread: [{ what: `the policy of the bucket ${bucket}, and whose it is`, why }] };
}

/** Reads the policy, in the region that has the bucket. */
async function firstRead(
  bucket: string,
  asker: Asker,
  region: string,
): Promise<{ readonly text: string | undefined; readonly endpoint: Endpoint }> {
  const endpoint = asker.place("s3", region);
  try {
    return { text: await setting(bucket, "policy", asker, endpoint), endpoint };
  } catch (error) {
    if (!(error instanceof Refused) || error.region === undefined || error.region === region) throw error;
    const there = asker.place("s3", error.region);
    return { text: await setting(bucket, "policy", asker, there), endpoint: there };
  }
}

async function setting(
  bucket: string,
  name: keyof typeof absent,
  asker: Asker,
  endpoint: Endpoint,
): Promise<string | undefined> {
  try {
    return await askS3(`/${bucket}?${name}`, asker, endpoint);
  } catch (error) {
    if (error instanceof Refused && error.code === absent[name]) return undefined;
    throw error;
  }
}

async function settings(
  arn: string,
  bucket: string,
  asker: Asker,
  endpoint: Endpoint,
): Promise<Pick<ResourceEvidence, "key" | "restrictsPublic" | "otherWays" | "unread">> {
  const unread: Unread[] = [];
  const part = async <T>(name: keyof typeof absent, what: string, read: (text: string | undefined) => T) => {
    try {
      return read(await setting(bucket, name, asker, endpoint));
    } catch (error) {
      unread.push({ what: `${what} of the bucket ${bucket}`, why: whyNot(error, asker) });
      return undefined;
    }
  };
  const [key, restrictsPublic, listed] = await Promise.all([
    part("encryption", "the key", (text) => {
      const rule = child(parseXml(text ?? ""), "ServerSideEncryptionConfiguration", "Rule");
      const named = textOf(rule, "ApplyServerSideEncryptionByDefault", "KMSMasterKeyID");
      const algorithm = textOf(rule, "ApplyServerSideEncryptionByDefault", "SSEAlgorithm") ?? "";
      if (!algorithm.startsWith("aws:kms")) return null;
      const bucketKey = textOf(rule, "BucketKeyEnabled") === "true";
      const used = usedKey(named, arn, { region: endpoint.region, account: asker.account });
      return { arn: used?.arn, bucketKey };
    }),
    part("publicAccessBlock", "whether it restricts public access", (text) => {
      const own = textOf(parseXml(text ?? ""), "PublicAccessBlockConfiguration", "RestrictPublicBuckets") === "true";
      // Its account may restrict it too, which is not read.
      return own ? true : undefined;
    }),
    part("ownershipControls", "the use of access control lists", (text) => {
      const rule = child(parseXml(text ?? ""), "OwnershipControls", "Rule");
      return textOf(rule, "ObjectOwnership") !== "BucketOwnerEnforced";
    }),
  ]);
  return { key, restrictsPublic, otherWays: listed ?? true, unread };
}

/** The most pages of an account's buckets that are read, of at most 10,000 each. */
const mostPages = 20;

/**
 * The names of all buckets of an account.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 *
 * @throws Refused, NoAnswer
 */
export async function bucketsOf(asker: Asker, region: string): Promise<string[]> {
  const found: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const path = token === undefined ? "/" : `/?continuation-token=${encodeURIComponent(token)}`;
    const list = child(parseXml(await askS3(path, asker, asker.place("s3", region))), "ListAllMyBucketsResult");
    const buckets = child(list, "Buckets");
    const entries = typeof buckets === "object" ? (buckets["Bucket"] ?? []) : [];
    found.push(...entries.flatMap((bucket) => textOf(bucket, "Name") ?? []));
    token = textOf(list, "ContinuationToken");
    if (token === undefined || token === "") return found;
  }
  throw new Refused("its list of buckets has more than 200,000", 200);
}
