import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  paginateListInstanceProfilesForRole,
  PutRolePermissionsBoundaryCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { Aws } from "../aws";
import { AwsCallError, hasCode, unlessGone, whilePropagating } from "../awsErrors";
import { byName } from "../diff";
import type { ResourceType } from "../resourceType";
import { ownTags, tagChanges, tagList, tagsFrom } from "../tags";
import { type Bag, defined, optionalText, text, textMap, texts } from "../values";
import {
  alignInlinePolicies,
  alignManagedPolicies,
  detachManagedPolicies,
  inlinePolicies,
  managedPolicyArns,
  removeInlinePolicies,
} from "./rolePolicies";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/ */
export const type: ResourceType = {
  token: "aws:iam/role:Role",
  noun: "IAM role",
  naming: { property: "name", prefix: "namePrefix", maxLength: 64 },
  inputs: {
    assumeRolePolicy: { kind: "document", required: true },
    description: { kind: "string" },
    forceDetachPolicies: { kind: "boolean", default: false, local: true },
    inlinePolicies: { kind: "inlinePolicies", computed: true },
    managedPolicyArns: { kind: "set", computed: true },
    maxSessionDuration: { kind: "number", default: 3600, range: [3600, 43200] },
    name: { kind: "string", replaces: true, computed: true },
    namePrefix: { kind: "string", replaces: true, computed: true, local: true },
    path: { kind: "string", replaces: true, default: "/" },
    permissionsBoundary: { kind: "string" },
    tags: { kind: "tags" },
  },
  outputs: { arn: [], createDate: [], uniqueId: [] },
  create,
  read,
  update,
  delete: remove,
};

async function create(aws: Aws, inputs: Bag, created: (id: string, otherwise?: Bag) => void): Promise<string> {
  const [iam, RoleName] = [aws.iam(), text(inputs, "name")];
  await admittingNewPrincipals(() =>
    iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: text(inputs, "assumeRolePolicy"),
        Description: optionalText(inputs, "description"),
        MaxSessionDuration: Number(inputs.maxSessionDuration),
        Path: text(inputs, "path"),
        PermissionsBoundary: optionalText(inputs, "permissionsBoundary"),
        Tags: tagList(textMap(inputs, "tagsAll")),
      }),
    ),
  );
  created(RoleName, { inlinePolicies: [], managedPolicyArns: [] });
  await alignPolicies(aws, RoleName, inputs, new Set(["inlinePolicies", "managedPolicyArns"]));
  return RoleName;
}

async function read(aws: Aws, id: string, state: Bag | undefined): Promise<Bag | undefined> {
  const iam = aws.iam();
  const { Role } = (await unlessGone(iam.send(new GetRoleCommand({ RoleName: id })))) ?? {};
  if (Role === undefined) return undefined;
  const [inline, managed] = await Promise.all([inlinePolicies(iam, id), managedPolicyArns(iam, id)]);
  const tagsAll = tagsFrom(Role.Tags);
  return defined({
    arn: Role.Arn,
    assumeRolePolicy: decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""),
    createDate: Role.CreateDate?.toISOString().replace(/\.\d+/, ""),
    description: Role.Description,
    inlinePolicies: inline,
    managedPolicyArns: managed,
    maxSessionDuration: Role.MaxSessionDuration,
    name: id,
    path: Role.Path,
    permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: ownTags(tagsAll, aws.defaultTags, textMap(state ?? {}, "tags")),
    tagsAll,
    uniqueId: Role.RoleId,
  });
}

async function update(
  aws: Aws,
  RoleName: string,
  state: Bag,
  inputs: Bag,
  changed: ReadonlySet<string>,
): Promise<void> {
  const iam = aws.iam();
  if (changed.has("assumeRolePolicy")) {
    const PolicyDocument = text(inputs, "assumeRolePolicy");
    await admittingNewPrincipals(() => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })));
  }
  if (changed.has("description") || changed.has("maxSessionDuration")) {
    const Description = optionalText(inputs, "description") ?? "";
    await iam.send(
      new UpdateRoleCommand({ RoleName, Description, MaxSessionDuration: Number(inputs.maxSessionDuration) }),
    );
  }
  if (changed.has("permissionsBoundary")) {
    const PermissionsBoundary = optionalText(inputs, "permissionsBoundary");
    await (PermissionsBoundary === undefined
      ? iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))
      : iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary })));
  }
  if (changed.has("tagsAll")) {
    const { write, remove } = tagChanges(textMap(state, "tagsAll"), textMap(inputs, "tagsAll"));
    if (remove.length > 0) await iam.send(new UntagRoleCommand({ RoleName, TagKeys: remove }));
    if (write.length > 0) await iam.send(new TagRoleCommand({ RoleName, Tags: write }));
  }
  await alignPolicies(aws, RoleName, inputs, changed);
}

async function remove(aws: Aws, RoleName: string, state: Bag): Promise<void> {
  const iam = aws.iam();
  await unlessGone(
    (async () => {
      for await (const { InstanceProfiles = [] } of paginateListInstanceProfilesForRole(
        { client: iam },
        { RoleName },
      )) {
        for (const { InstanceProfileName } of InstanceProfiles) {
          await iam.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName }));
        }
      }
      if (state.forceDetachPolicies === true) {
        await alignInlinePolicies(iam, RoleName, new Map());
        await alignManagedPolicies(iam, RoleName, []);
      } else {
        // As in the genuine plugin: inline policies that the state shows are removed with the role. Any other one makes
        // AWS refuse.
        await removeInlinePolicies(iam, RoleName, [...byName(state.inlinePolicies).keys()]);
        await detachManagedPolicies(iam, RoleName, texts(state, "managedPolicyArns"));
      }
      const detaching = (error: unknown) => hasCode(error, "DeleteConflict");
      await whilePropagating(() => iam.send(new DeleteRoleCommand({ RoleName })), detaching, 2);
    })(),
  );
}

async function alignPolicies(aws: Aws, RoleName: string, inputs: Bag, changed: ReadonlySet<string>): Promise<void> {
  if (inputs.inlinePolicies !== undefined && changed.has("inlinePolicies")) {
    await alignInlinePolicies(aws.iam(), RoleName, byName(inputs.inlinePolicies));
  }
  if (inputs.managedPolicyArns !== undefined && changed.has("managedPolicyArns")) {
    await alignManagedPolicies(aws.iam(), RoleName, texts(inputs, "managedPolicyArns"));
  }
}

// A new principal is not known everywhere at once. A wrong one gives the same error, so the call is only repeated for a
// short time.
function admittingNewPrincipals<T>(call: () => Promise<T>): Promise<T> {
  const unknownPrincipal = (error: unknown) =>
    error instanceof AwsCallError &&
    hasCode(error, "MalformedPolicyDocument") &&
    /invalid principal/i.test(error.reason);
  return whilePropagating(call, unknownPrincipal, 10);
}
