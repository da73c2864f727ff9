import {
  AddUserToGroupCommand,
  type IAMClient,
  paginateGetGroup,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { text, texts } from "../values";

/**
 * All members of a group. The next deployment removes any other member.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/groupmembership/
 */
export const type: ResourceType = {
  token: "aws:iam/groupMembership:GroupMembership",
  noun: "IAM group membership",
  naming: { property: "name", maxLength: 128 },
  inputs: {
    group: { kind: "string", required: true, replaces: true },
    name: { kind: "string", replaces: true, computed: true },
    users: { kind: "set", required: true },
  },
  outputs: {},
  async create(aws, inputs, created) {
    const [id, group] = [text(inputs, "name"), text(inputs, "group")];
    const users: string[] = [];
    for (const UserName of texts(inputs, "users")) {
      await aws.iam().send(new AddUserToGroupCommand({ GroupName: group, UserName }));
      users.push(UserName);
      created(id, { users: [...users] });
    }
    return id;
  },
  async read(aws, id, state) {
    if (state?.group === undefined)
      throw new Error("a group membership cannot be imported, since its id does not name the group");
    const group = text(state, "group");
    const users = await unlessGone(members(aws.iam(), group));
    return users === undefined ? undefined : { group, name: id, users };
  },
  async update(aws, _id, state, inputs) {
    const [iam, GroupName] = [aws.iam(), text(inputs, "group")];
    const [before, after] = [texts(state, "users"), texts(inputs, "users")];
    for (const user of before.filter((one) => !after.includes(one))) await leave(iam, GroupName, user);
    for (const UserName of after.filter((one) => !before.includes(one)))
      await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
  },
  async delete(aws, _id, state) {
    for (const user of texts(state, "users")) await leave(aws.iam(), text(state, "group"), user);
  },
};

async function members(client: IAMClient, GroupName: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { Users = [] } of paginateGetGroup({ client }, { GroupName }))
    names.push(...Users.flatMap(({ UserName }) => UserName ?? []));
  return names;
}

/** Removes a user from a group. It is no error when either is gone, or the user was not a member. */
export async function leave(iam: IAMClient, GroupName: string, UserName: string): Promise<void> {
  await unlessGone(iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName })));
}
