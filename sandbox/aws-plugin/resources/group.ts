import { CreateGroupCommand, DeleteGroupCommand, GetGroupCommand, UpdateGroupCommand } from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { type Bag, defined, optionalText, text } from "../values";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/group/ */
export const type: ResourceType = {
  token: "aws:iam/group:Group",
  noun: "IAM group",
  naming: { property: "name", maxLength: 128 },
  inputs: {
    name: { kind: "string", computed: true },
    path: { kind: "string", default: "/" },
  },
  outputs: { arn: ["name", "path"], uniqueId: [] },
  async create(aws, inputs) {
    const GroupName = text(inputs, "name");
    await aws.iam().send(new CreateGroupCommand({ GroupName, Path: text(inputs, "path") }));
    return GroupName;
  },
  async read(aws, id, state) {
    const { Group } =
      (await unlessGone(aws.iam().send(new GetGroupCommand({ GroupName: nameNow(id, state), MaxItems: 1 })))) ?? {};
    if (Group === undefined) return undefined;
    return defined({ arn: Group.Arn, name: Group.GroupName, path: Group.Path, uniqueId: Group.GroupId });
  },
  async update(aws, id, state, inputs, changed) {
    const NewGroupName = changed.has("name") ? text(inputs, "name") : undefined;
    const NewPath = changed.has("path") ? text(inputs, "path") : undefined;
    await aws.iam().send(new UpdateGroupCommand({ GroupName: nameNow(id, state), NewGroupName, NewPath }));
  },
  async delete(aws, id, state) {
    await unlessGone(aws.iam().send(new DeleteGroupCommand({ GroupName: nameNow(id, state) })));
  },
};

// The id stays when a group is renamed, so the name comes from the state.
function nameNow(id: string, state: Bag | undefined): string {
  return optionalText(state ?? {}, "name") ?? id;
}
