/**
 * Reads the policies of resources, with whoever may. What may not be read is told, not thrown. Nothing is ever written.
 * At most four requests are sent for a resource by each who asks, and more only where a bucket is in another region.
 */
import { parseArn, resourceKind } from "../../../policypack/iam";
import { child, textOf, type Xml } from "../../assume/network/xml";
import { askJson, askSns, type Asker } from "./ask";
import { readBucket } from "./bucket";
import type { ResourceEvidence } from "./evidence";
import { policyOf, usedKey, whyNot } from "./parts";

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
  try {
    const { Grants } = await askJson("kms", "ListGrants", { KeyId: key, Limit: 100 }, asker, endpoint);
    return { arn: key, policy, key: null, otherWays: !Array.isArray(Grants) || Grants.length > 0 };
  } catch (error) {
    const unread = [{ what: `the grants of the key ${key}`, why: whyNot(error, asker) }];
    return { arn: key, policy, key: null, otherWays: true, unread };
  }
}

async function readQueue(arn: string, asker: Asker, region: string): Promise<Read> {
  const { account, resource } = parseArn(arn)!;
  const endpoint = asker.place("sqs", region);
  const QueueUrl = new URL(`/${account}/${resource}`, endpoint.url).href;
  const asked = { QueueUrl, AttributeNames: ["Policy", "KmsMasterKeyId"] };
  const { Attributes } = await askJson("sqs", "GetQueueAttributes", asked, asker, endpoint);
  const found = (Attributes ?? {}) as { Policy?: unknown; KmsMasterKeyId?: unknown };
  const policy =
    found.Policy === undefined || found.Policy === ""
      ? null
      : policyOf(`the policy of the queue ${resource}`, found.Policy);
  return { policy, key: usedKey(found.KmsMasterKeyId, arn) };
}

async function readTopic(arn: string, asker: Asker, region: string): Promise<Read> {
  const result = await askSns("GetTopicAttributes", { TopicArn: arn }, asker, asker.place("sns", region));
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
  };
}

async function readSecret(arn: string, asker: Asker, region: string): Promise<Read> {
  const endpoint = asker.place("secretsmanager", region);
  const { ResourcePolicy } = await askJson("secretsmanager", "GetResourcePolicy", { SecretId: arn }, asker, endpoint);
  const name = `the policy of the secret ${parseArn(arn)!.resource.replace(/^secret:/, "")}`;
  const policy = ResourcePolicy === undefined || ResourcePolicy === null ? null : policyOf(name, ResourcePolicy);
  try {
    const { KmsKeyId } = await askJson("secretsmanager", "DescribeSecret", { SecretId: arn }, asker, endpoint);
    return { policy, key: usedKey(KmsKeyId, arn) ?? { arn: undefined } };
  } catch (error) {
    return { policy, unread: [{ what: `the key of ${arn}`, why: whyNot(error, asker) }] };
  }
}
