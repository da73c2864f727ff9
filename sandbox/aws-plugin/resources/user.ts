import {
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  PutUserPermissionsBoundaryCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws";
import { hasCode, unlessGone, whilePropagating } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { ownTags, tagChanges, tagList, tagsFrom } from "../tags";
import { type Bag, defined, optionalText, text, textMap } from "../values";
import { leaveAllGroups, removeCredentials, removePolicies } from "./userLeftovers";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/user/ */
export const type: ResourceType = {
  token: "aws:iam/user:User",
  noun: "IAM user",
  naming: { property: "name", maxLength: 64 },
  inputs: {
    forceDestroy: { kind: "boolean", default: false, local: true },
    name: { kind: "string", computed: true },
    path: { kind: "string", default: "/" },
    permissionsBoundary: { kind: "string" },
    tags: { kind: "tags" },
  },
  outputs: { arn: ["name", "path"], uniqueId: [] },
  create,
  read,
  update,
  delete: remove,
};

async function create(aws: Aws, inputs: Bag): Promise<string> {
  const UserName = text(inputs, "name");
  await aws.iam().send(
    new CreateUserCommand({
      UserName,
      Path: text(inputs, "path"),
      PermissionsBoundary: optionalText(inputs, "permissionsBoundary"),
      Tags: tagList(textMap(inputs, "tagsAll")),
    }),
  );
  return UserName;
}

async function read(aws: Aws, id: string, state: Bag | undefined): Promise<Bag | undefined> {
  const { User } = (await unlessGone(aws.iam().send(new GetUserCommand({ UserName: nameNow(id, state) })))) ?? {};
  if (User === undefined) return undefined;
  const tagsAll = tagsFrom(User.Tags);
  return defined({
    arn: User.Arn,
    name: User.UserName,
    path: User.Path,
    permissionsBoundary: User.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: ownTags(tagsAll, aws.defaultTags, textMap(state ?? {}, "tags")),
    tagsAll,
    uniqueId: User.UserId,
  });
}

async function update(aws: Aws, id: string, state: Bag, inputs: Bag, changed: ReadonlySet<string>): Promise<void> {
  const [iam, UserName] = [aws.iam(), nameNow(id, state)];
  if (changed.has("permissionsBoundary")) {
    const PermissionsBoundary = optionalText(inputs, "permissionsBoundary");
    await (PermissionsBoundary === undefined
      ? iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }))
      : iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary })));
  }
  if (changed.has("tagsAll")) {
    const { write, remove } = tagChanges(textMap(state, "tagsAll"), textMap(inputs, "tagsAll"));
    if (remove.length > 0) await iam.send(new UntagUserCommand({ UserName, TagKeys: remove }));
    if (write.length > 0) await iam.send(new TagUserCommand({ UserName, Tags: write }));
  }
  // Last, because the user is found by the name in the state if something else fails before.
  if (changed.has("name") || changed.has("path")) {
    const NewUserName = changed.has("name") ? text(inputs, "name") : undefined;
    const NewPath = changed.has("path") ? text(inputs, "path") : undefined;
    await iam.send(new UpdateUserCommand({ UserName, NewUserName, NewPath }));
  }
}

async function remove(aws: Aws, id: string, state: Bag): Promise<void> {
  const [iam, UserName] = [aws.iam(), nameNow(id, state)];
  await unlessGone(
    (async () => {
      await leaveAllGroups(iam, UserName);
      if (state.forceDestroy === true) {
        await removePolicies(iam, UserName);
        await removeCredentials(iam, UserName);
      }
      const detaching = (error: unknown) => hasCode(error, "DeleteConflict");
      await whilePropagating(() => iam.send(new DeleteUserCommand({ UserName })), detaching, 2);
    })(),
  );
}

// The id stays when a user is renamed, so the name comes from the state.
function nameNow(id: string, state: Bag | undefined): string {
  return optionalText(state ?? {}, "name") ?? id;
}
