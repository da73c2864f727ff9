/** Reads what decides who may use a bucket. */
import { parseArn } from "../../../policypack/iam";
import { child, parseXml, textOf } from "../../assume/network/xml";
import type { Endpoint } from "../../assume/network/region";
import { askS3, Refused, type Asker } from "./ask";
import { readAcl, unreadLists } from "./bucketAcl";
import type { ResourceEvidence, Unread } from "./evidence";
import { Malformed, partOf, policyOf, usedKey, whyNot } from "./parts";

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

/** Public access that is blocked; undefined where that is not known. */
interface Block {
  readonly restricts: boolean | undefined;
  readonly ignoresLists: boolean | undefined;
}

const unknownBlock: Block = { restricts: undefined, ignoresLists: undefined };

async function settings(
  arn: string,
  bucket: string,
  asker: Asker,
  endpoint: Endpoint,
): Promise<Pick<ResourceEvidence, "key" | "restrictsPublic" | "alsoLets" | "otherWays" | "unread">> {
  const unread: Unread[] = [];
  const part = partOf(asker, unread);
  const its = <T>(name: keyof typeof absent, what: string, read: (text: string | undefined) => T) =>
    part(`${what} of the bucket ${bucket}`, async () => read(await setting(bucket, name, asker, endpoint)));
  const [key, own, whole, listed] = await Promise.all([
    its("encryption", "the key", (text) => {
      const rule = child(parseXml(text ?? ""), "ServerSideEncryptionConfiguration", "Rule");
      const named = textOf(rule, "ApplyServerSideEncryptionByDefault", "KMSMasterKeyID");
      const algorithm = textOf(rule, "ApplyServerSideEncryptionByDefault", "SSEAlgorithm") ?? "";
      if (!algorithm.startsWith("aws:kms")) return null;
      const bucketKey = textOf(rule, "BucketKeyEnabled") === "true";
      const used = usedKey(named, arn, { region: endpoint.region, account: asker.account });
      return { arn: used?.arn, bucketKey };
    }),
    its("publicAccessBlock", "whether it restricts public access", blockIn),
    part(`whether the account ${asker.account} restricts public access`, () => blockOfAccount(asker, endpoint)),
    its("ownershipControls", "the use of access control lists", (text) => {
      const rule = child(parseXml(text ?? ""), "OwnershipControls", "Rule");
      return textOf(rule, "ObjectOwnership") !== "BucketOwnerEnforced";
    }),
  ]);
  const blocks = [own ?? unknownBlock, whole ?? unknownBlock];
  const ignores = either(blocks.map(({ ignoresLists }) => ignoresLists));
  const lists =
    listed === false
      ? { alsoLets: [], otherWays: false }
      : ((await part(`the access control list of the bucket ${bucket}`, async () => {
          const list = readAcl(bucket, parseXml(await askS3(`/${bucket}?acl`, asker, endpoint)), ignores);
          if (list === undefined) throw new Malformed("the list has a form that is not known here");
          return list;
        })) ?? unreadLists);
  return { key, restrictsPublic: either(blocks.map(({ restricts }) => restricts)), ...lists, unread };
}

/** Whether one of them is true; undefined where that is not known. */
function either(all: readonly (boolean | undefined)[]): boolean | undefined {
  return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
}

function blockIn(text: string | undefined): Block {
  const xml = parseXml(text ?? "");
  const is = (name: string) => textOf(xml, "PublicAccessBlockConfiguration", name) === "true";
  return { restricts: is("RestrictPublicBuckets"), ignoresLists: is("IgnorePublicAcls") };
}

const blocksOfAccounts = new WeakMap<Asker, Promise<Block>>();

/**
 * What an account blocks for all of its buckets; asked once.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
function blockOfAccount(asker: Asker, { region }: Endpoint): Promise<Block> {
  let known = blocksOfAccounts.get(asker);
  if (known === undefined) {
    known = askAccount(asker, region);
    blocksOfAccounts.set(asker, known);
  }
  return known;
}

async function askAccount(asker: Asker, region: string): Promise<Block> {
  const { url, ...endpoint } = asker.place("s3-control", region);
  const place = new URL(url);
  // An address of one's own has no name for each account.
  if (place.hostname.startsWith("s3-control")) place.hostname = `${asker.account}.${place.hostname}`;
  try {
    const path = "/v20180820/configuration/publicAccessBlock";
    return blockIn(await askS3(path, asker, { ...endpoint, url: place }, { "x-amz-account-id": asker.account }));
  } catch (error) {
    if (error instanceof Refused && error.code === absent.publicAccessBlock) return blockIn(undefined);
    throw error;
  }
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
