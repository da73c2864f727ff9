/** Reads from an account what a creation would have made, if it is there. */
import {
  GetGroupCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListGroupPoliciesCommand,
  ListPolicyTagsCommand,
  ListRolePoliciesCommand,
  type IAMClient,
  type Tag,
} from "@aws-sdk/client-iam";
import type { Account } from "../../settings/account";
import type { Found } from "./lost";

/** What can be there already. */
export const kinds = {
  "aws:iam/role:Role": "role",
  "aws:iam/group:Group": "group",
  "aws:iam/policy:Policy": "policy",
} as const;

/** A kind of what can be there already. */
export type Kind = (typeof kinds)[keyof typeof kinds];

/** What is there, with its id for the engine; undefined when nothing is. @throws the error of AWS */
export async function readThere(
  iam: IAMClient,
  kind: Kind,
  { name, path = "/" }: { readonly name: string; readonly path?: string },
  { partition, id: account }: Account,
): Promise<{ readonly id: string; readonly found: Found } | undefined> {
  try {
    switch (kind) {
      case "role":
        return { id: name, found: await roleThere(iam, name) };
      case "group":
        return { id: name, found: await groupThere(iam, name) };
      case "policy": {
        const id = `arn:${partition}:iam::${account}:policy${path}${name}`;
        return { id, found: await policyThere(iam, id) };
      }
    }
  } catch (error) {
    if ((error as Error).name === "NoSuchEntityException" || (error as Error).name === "NoSuchEntity") return undefined;
    throw error;
  }
}

async function roleThere(iam: IAMClient, RoleName: string): Promise<Found> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return {
    path: Role?.Path ?? "",
    description: Role?.Description,
    tags: tagsOf(Role?.Tags),
    document: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
    maxSessionDuration: Role?.MaxSessionDuration,
    boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
    more: policiesOf(PolicyNames, AttachedPolicies),
  };
}

async function groupThere(iam: IAMClient, GroupName: string): Promise<Found> {
  const { Group, Users = [] } = await iam.send(new GetGroupCommand({ GroupName }));
  const { PolicyNames = [] } = await iam.send(new ListGroupPoliciesCommand({ GroupName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
  return {
    path: Group?.Path ?? "",
    tags: {},
    more: [...Users.map(({ UserName }) => `the member ${UserName}`), ...policiesOf(PolicyNames, AttachedPolicies)],
  };
}

async function policyThere(iam: IAMClient, PolicyArn: string): Promise<Found> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  const { Tags } = await iam.send(new ListPolicyTagsCommand({ PolicyArn }));
  const uses = (Policy?.AttachmentCount ?? 0) + (Policy?.PermissionsBoundaryUsageCount ?? 0);
  return {
    path: Policy?.Path ?? "",
    description: Policy?.Description,
    tags: tagsOf(Tags),
    document: decodeURIComponent(PolicyVersion?.Document ?? ""),
    more: [...(uses > 0 ? ["that somebody has it"] : []), ...(VersionId === "v1" ? [] : [`its version ${VersionId}`])],
  };
}

function policiesOf(inline: readonly string[], attached: readonly { PolicyName?: string | undefined }[]): string[] {
  return [...inline, ...attached.map(({ PolicyName }) => PolicyName ?? "")].map((name) => `the policy ${name}`);
}

function tagsOf(tags: readonly Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
