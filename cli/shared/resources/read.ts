/**
 * Reads the policies of resources, with whoever may. What may not be read is told, not thrown. Nothing is ever written.
 * At most six requests are sent for a resource by each who asks, more only where a bucket is in another region or a key has
 * more than 100 grants, and one for each account that has buckets.
 */
import { parseArn, resourceKind } from "../../../policypack/iam";
import { child, members, textOf, type Xml } from "../../assume/network/xml";
import { askJson, askSns, type Asker } from "./ask";
import { readBucket } from "./bucket";
import type { ResourceEvidence, Unread } from "./evidence";
import { policyOfGrants } from "./keyGrants";
import { Malformed, partOf, policyOf, usedKey, whyNot } from "./parts";

/**
 * Reads what is known of a resource.
 *
 * @param arn of a bucket or what is in it, a key or an alias, a queue, a topic or a secret
 * @param askers tried one after the other, those of the resource's account first
 * @param region the region in which a bucket is looked for first
 */
export async function readResource(arn: string, askers: readonly Asker[], region: string): Promise<ResourceEvidence> {
  const kind = resourceKind(arn);
  const { account, region: own } = parseArn(arn)!;
  const sorted = [...askers].sort((a, b) => Number(b.account === account) - Number(a.account === account));
  if (kind === "bucket") return readBucket(arn, sorted, region);
  const read = { key: readKey, queue: readQueue, topic: readTopic, secret: readSecret }[kind!];
  const reasons: string[] = [];
  for (const asker of sorted) {
    try {
      return { arn, owner: account, otherWays: false, unread: [], ...(await read(arn, asker, own)) };
    } catch (error) {
      reasons.push(whyNot(error, asker));
    }
  }
  const unread = [{ what: `the policy of ${arn}`, why: reasons[0] ?? "nobody may be asked" }];
  return { arn, owner: account, otherWays: kind === "key", unread };
}

type Read = Partial<ResourceEvidence>;

async function readKey(arn: string, asker: Asker, region: string): Promise<Read> {
  const endpoint = asker.place("kms", region);
  const alias = parseArn(arn)!.resource.startsWith("alias/");
  const described = alias ? await askJson("kms", "DescribeKey", { KeyId: arn }, asker, endpoint) : undefined;
  const found = (described?.["KeyMetadata"] as { Arn?: unknown } | undefined)?.Arn;
  const key = alias ? String(found) : arn;
  const { Policy } = await askJson("kms", "GetKeyPolicy", { KeyId: key, PolicyName: "default" }, asker, endpoint);
  const policy = policyOf(`the policy of the key ${key}`, Policy);
  const base = { arn: key, policy, key: null };
  const unread: Unread[] = [];
  const part = partOf(asker, unread);
  const [grants, tags] = await Promise.all([
    part(`the grants of the key ${key}`, async () => {
      const found = await allOf("Grants", (Marker) =>
        askJson("kms", "ListGrants", { KeyId: key, Limit: 100, ...Marker }, asker, endpoint),
      );
      const granted = policyOfGrants(key, found);
      return granted === undefined ? [] : [granted];
    }),
    part(`the tags of the key ${key}`, async () => {
      const found = await allOf("Tags", (Marker) =>
        askJson("kms", "ListResourceTags", { KeyId: key, ...Marker }, asker, endpoint),
      );
      return tagsIn(found, "TagKey", "TagValue");
    }),
  ]);
  return { ...base, alsoLets: grants ?? [], otherWays: grants === undefined, tags, unread };
}

async function readQueue(arn: string, asker: Asker, region: string): Promise<Read> {
  const { account, resource } = parseArn(arn)!;
  const endpoint = asker.place("sqs", region);
  const QueueUrl = new URL(`/${account}/${resource}`, endpoint.url).href;
  const asked = { QueueUrl, AttributeNames: ["Policy", "KmsMasterKeyId"] };
  const unread: Unread[] = [];
  const part = partOf(asker, unread);
  const [{ Attributes }, tags] = await Promise.all([
    askJson("sqs", "GetQueueAttributes", asked, asker, endpoint),
    part(`the tags of the queue ${resource}`, async () => {
      const { Tags } = await askJson("sqs", "ListQueueTags", { QueueUrl }, asker, endpoint);
      return (Tags ?? {}) as Readonly<Record<string, string>>;
    }),
  ]);
  const found = (Attributes ?? {}) as { Policy?: unknown; KmsMasterKeyId?: unknown };
  const policy =
    found.Policy === undefined || found.Policy === ""
      ? null
      : policyOf(`the policy of the queue ${resource}`, found.Policy);
  return { policy, key: usedKey(found.KmsMasterKeyId, arn), tags, unread };
}

async function readTopic(arn: string, asker: Asker, region: string): Promise<Read> {
  const endpoint = asker.place("sns", region);
  const unread: Unread[] = [];
  const [result, tags] = await Promise.all([
    askSns("GetTopicAttributes", { TopicArn: arn }, asker, endpoint),
    partOf(asker, unread)(`the tags of ${arn}`, async () => {
      const list = await askSns("ListTagsForResource", { ResourceArn: arn }, asker, endpoint);
      return Object.fromEntries(
        members(list, "Tags").map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]),
      );
    }),
  ]);
  const attributes = child(result, "Attributes");
  const entries = typeof attributes === "object" ? (attributes["entry"] ?? []) : [];
  const value = (name: string) =>
    textOf(
      entries.find((entry: Xml) => textOf(entry, "key") === name),
      "value",
    );
  const text = value("Policy");
  return {
    policy:
      text === undefined || text === "" ? null : policyOf(`the policy of the topic ${parseArn(arn)!.resource}`, text),
    key: usedKey(value("KmsMasterKeyId"), arn),
    tags,
    unread,
  };
}

async function readSecret(arn: string, asker: Asker, region: string): Promise<Read> {
  const endpoint = asker.place("secretsmanager", region);
  const { ResourcePolicy } = await askJson("secretsmanager", "GetResourcePolicy", { SecretId: arn }, asker, endpoint);
  const name = `the policy of the secret ${parseArn(arn)!.resource.replace(/^secret:/, "")}`;
  const policy = ResourcePolicy === undefined || ResourcePolicy === null ? null : policyOf(name, ResourcePolicy);
  try {
    const { KmsKeyId, Tags } = await askJson("secretsmanager", "DescribeSecret", { SecretId: arn }, asker, endpoint);
    return { policy, key: usedKey(KmsKeyId, arn) ?? { arn: undefined }, tags: tagsIn(Tags ?? [], "Key", "Value") };
  } catch (error) {
    return { policy, unread: [{ what: `the key and the tags of ${arn}`, why: whyNot(error, asker) }] };
  }
}

/** The most pages of a list of KMS that are read. */
const mostPages = 20;

/** All entries of a list of KMS. @throws Malformed where it does not end, or has another form */
async function allOf(
  name: string,
  read: (marker: { Marker?: unknown }) => Promise<Readonly<Record<string, unknown>>>,
): Promise<unknown[]> {
  const found: unknown[] = [];
  let marker = {};
  for (let page = 0; page < mostPages; page++) {
    const answer = await read(marker);
    const entries = answer[name];
    if (!Array.isArray(entries)) break;
    found.push(...(entries as unknown[]));
    if (answer["Truncated"] !== true) return found;
    marker = { Marker: answer["NextMarker"] };
  }
  throw new Malformed(`the list ${name} has another form, or more than ${mostPages} pages`);
}

/** @throws Malformed */
function tagsIn(list: unknown, key: string, value: string): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) throw new Malformed("the list of tags has another form");
  return Object.fromEntries(
    (list as unknown[]).map((tag) => {
      const fields = (tag ?? {}) as Readonly<Record<string, unknown>>;
      return [String(fields[key]), String(fields[value])];
    }),
  );
}
