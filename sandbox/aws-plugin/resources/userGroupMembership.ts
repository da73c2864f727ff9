import { AddUserToGroupCommand, type IAMClient, paginateListGroupsForUser } from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import { prefixedName } from "../naming";
import { type ResourceType, wrongId } from "../resourceType";
import { type Bag, text, texts } from "../values";
import { leave } from "./groupMembership";

/**
 * Says that a user is a member of these groups. Other groups of the user stay as they are.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/usergroupmembership/
 */
export const type: ResourceType = {
  token: "aws:iam/userGroupMembership:UserGroupMembership",
  noun: "IAM user's group membership",
  inputs: {
    groups: { kind: "set", required: true },
    user: { kind: "string", required: true, replaces: true },
  },
  outputs: {},
  async create(aws, inputs, created) {
    const id = prefixedName("terraform-"); // as the genuine plugin: nothing in AWS stands for this resource
    await join(aws.iam(), text(inputs, "user"), texts(inputs, "groups"), (groups) => created(id, { groups }));
    return id;
  },
  async read(aws, id, state) {
    const { user, groups } = state === undefined ? imported(id) : wanted(state);
    const held = await unlessGone(groupsOf(aws.iam(), user));
    if (held === undefined) return undefined;
    return { user, groups: groups.filter((group) => held.includes(group)) };
  },
  either: (state, inputs) => ({
    ...state,
    groups: [...new Set([...texts(state, "groups"), ...texts(inputs, "groups")])],
  }),
  async update(aws, _id, state, inputs) {
    const [iam, user] = [aws.iam(), text(inputs, "user")];
    const [before, after] = [texts(state, "groups"), texts(inputs, "groups")];
    for (const group of before.filter((one) => !after.includes(one))) await leave(iam, group, user);
    await join(
      iam,
      user,
      after.filter((one) => !before.includes(one)),
    );
  },
  async delete(aws, _id, state) {
    for (const group of texts(state, "groups")) await leave(aws.iam(), group, text(state, "user"));
  },
};

function wanted(state: Bag): { user: string; groups: string[] } {
  return { user: text(state, "user"), groups: texts(state, "groups") };
}

function imported(id: string): { user: string; groups: string[] } {
  const [user, ...groups] = id.split("/");
  if (!user || groups.length === 0 || groups.includes("")) throw wrongId(type, id, "<user name>/<group name>/…");
  return { user, groups };
}

async function join(
  iam: IAMClient,
  UserName: string,
  groups: readonly string[],
  joined?: (groups: string[]) => void,
): Promise<void> {
  for (const [at, GroupName] of groups.entries()) {
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    joined?.(groups.slice(0, at + 1));
  }
}

async function groupsOf(client: IAMClient, UserName: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { Groups = [] } of paginateListGroupsForUser({ client }, { UserName }))
    names.push(...Groups.flatMap(({ GroupName }) => GroupName ?? []));
  return names;
}
