import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  paginateListPolicyVersions,
  type PolicyVersion,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws";
import { hasCode, unlessGone, whilePropagating } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { ownTags, tagChanges, tagList, tagsFrom } from "../tags";
import { type Bag, defined, optionalText, text, textMap } from "../values";

/** How many versions of a managed policy IAM keeps: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const maxVersions = 5;

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/policy/ */
export const type: ResourceType = {
  token: "aws:iam/policy:Policy",
  noun: "IAM policy",
  naming: { property: "name", prefix: "namePrefix", maxLength: 128 },
  inputs: {
    description: { kind: "string", replaces: true },
    name: { kind: "string", replaces: true, computed: true },
    namePrefix: { kind: "string", replaces: true, computed: true, local: true },
    path: { kind: "string", replaces: true, default: "/" },
    policy: { kind: "document", required: true },
    tags: { kind: "tags" },
  },
  outputs: { arn: [], attachmentCount: [], policyId: [] },
  create,
  read,
  update,
  delete: remove,
  importId: ({ partition, accountId }, inputs) =>
    `arn:${partition}:iam::${accountId}:policy${text(inputs, "path")}${text(inputs, "name")}`,
};

async function create(aws: Aws, inputs: Bag): Promise<string> {
  const { Policy } = await aws.iam().send(
    new CreatePolicyCommand({
      PolicyName: text(inputs, "name"),
      PolicyDocument: text(inputs, "policy"),
      Description: optionalText(inputs, "description"),
      Path: text(inputs, "path"),
      Tags: tagList(textMap(inputs, "tagsAll")),
    }),
  );
  return Policy?.Arn ?? "";
}

async function read(aws: Aws, id: string, state: Bag | undefined): Promise<Bag | undefined> {
  if (!id.startsWith("arn:")) throw wrongId(type, id, "the policy's ARN");
  const iam = aws.iam();
  const { Policy } = (await unlessGone(iam.send(new GetPolicyCommand({ PolicyArn: id })))) ?? {};
  if (Policy === undefined) return undefined;
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: id, VersionId: Policy.DefaultVersionId }),
  );
  const tagsAll = tagsFrom(Policy.Tags);
  return defined({
    arn: id,
    attachmentCount: Policy.AttachmentCount,
    description: Policy.Description,
    name: Policy.PolicyName,
    path: Policy.Path,
    policy: decodeURIComponent(PolicyVersion?.Document ?? ""),
    policyId: Policy.PolicyId,
    tags: ownTags(tagsAll, aws.defaultTags, textMap(state ?? {}, "tags")),
    tagsAll,
  });
}

async function update(
  aws: Aws,
  PolicyArn: string,
  state: Bag,
  inputs: Bag,
  changed: ReadonlySet<string>,
): Promise<void> {
  const iam = aws.iam();
  if (changed.has("policy")) {
    await makeRoomForVersion(iam, PolicyArn);
    await iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: text(inputs, "policy"), SetAsDefault: true }),
    );
  }
  if (changed.has("tagsAll")) {
    const { write, remove } = tagChanges(textMap(state, "tagsAll"), textMap(inputs, "tagsAll"));
    if (remove.length > 0) await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: remove }));
    if (write.length > 0) await iam.send(new TagPolicyCommand({ PolicyArn, Tags: write }));
  }
}

async function remove(aws: Aws, PolicyArn: string): Promise<void> {
  const iam = aws.iam();
  await unlessGone(
    (async () => {
      for (const { VersionId } of (await versions(iam, PolicyArn)).filter(
        (version) => version.IsDefaultVersion !== true,
      )) {
        await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
      }
      const detaching = (error: unknown) => hasCode(error, "DeleteConflict");
      await whilePropagating(() => iam.send(new DeletePolicyCommand({ PolicyArn })), detaching, 2);
    })(),
  );
}

async function makeRoomForVersion(iam: IAMClient, PolicyArn: string): Promise<void> {
  const held = await versions(iam, PolicyArn);
  if (held.length < maxVersions) return;
  const age = ({ VersionId = "v0" }: PolicyVersion) => Number(VersionId.slice(1));
  const [oldest] = held
    .filter((version) => version.IsDefaultVersion !== true)
    .sort((one, other) => age(one) - age(other));
  if (oldest !== undefined) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
}

async function versions(client: IAMClient, PolicyArn: string): Promise<PolicyVersion[]> {
  const all: PolicyVersion[] = [];
  for await (const { Versions = [] } of paginateListPolicyVersions({ client }, { PolicyArn })) all.push(...Versions);
  return all;
}
