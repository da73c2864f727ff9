import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  paginateListEntitiesForPolicy,
} from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import type { ResourceType } from "../resourceType";
import { type Bag, text, texts } from "../values";

const holders = ["groups", "roles", "users"] as const;
type Holders = (typeof holders)[number];

const calls = {
  groups: {
    attach: (iam: IAMClient, GroupName: string, PolicyArn: string) =>
      iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn })),
    detach: (iam: IAMClient, GroupName: string, PolicyArn: string) =>
      iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
  },
  roles: {
    attach: (iam: IAMClient, RoleName: string, PolicyArn: string) =>
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
    detach: (iam: IAMClient, RoleName: string, PolicyArn: string) =>
      iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  },
  users: {
    attach: (iam: IAMClient, UserName: string, PolicyArn: string) =>
      iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
    detach: (iam: IAMClient, UserName: string, PolicyArn: string) =>
      iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
  },
} as const;

/**
 * All groups, roles and users of this account with a managed policy attached. The next deployment detaches it from any
 * other.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/policyattachment/
 */
export const type: ResourceType = {
  token: "aws:iam/policyAttachment:PolicyAttachment",
  noun: "IAM policy attachment",
  naming: { property: "name", maxLength: 128 },
  inputs: {
    groups: { kind: "set" },
    name: { kind: "string", replaces: true, computed: true },
    policyArn: { kind: "string", required: true, replaces: true },
    roles: { kind: "set" },
    users: { kind: "set" },
  },
  outputs: {},
  async create(aws, inputs, created) {
    const [id, policyArn] = [text(inputs, "name"), text(inputs, "policyArn")];
    if (holders.every((kind) => texts(inputs, kind).length === 0)) {
      throw new Error("no users, roles or groups to attach the policy to: name at least one");
    }
    const attached: Record<Holders, string[]> = { groups: [], roles: [], users: [] };
    await change(
      aws.iam(),
      "attach",
      policyArn,
      (kind) => texts(inputs, kind),
      (kind, name) => {
        attached[kind].push(name);
        created(id, structuredClone(attached));
      },
    );
    return id;
  },
  async read(aws, id, state) {
    if (state?.policyArn === undefined)
      throw new Error("a policy attachment cannot be imported, since its id does not name the policy");
    const policyArn = text(state, "policyArn");
    const attached = await unlessGone(entities(aws.iam(), policyArn));
    return attached === undefined ? undefined : { ...attached, name: id, policyArn };
  },
  async update(aws, _id, state, inputs) {
    const policyArn = text(inputs, "policyArn");
    const only = (one: Bag, other: Bag) => (kind: Holders) =>
      texts(one, kind).filter((name) => !texts(other, kind).includes(name));
    await change(aws.iam(), "detach", policyArn, only(state, inputs));
    await change(aws.iam(), "attach", policyArn, only(inputs, state));
  },
  async delete(aws, _id, state) {
    await change(aws.iam(), "detach", text(state, "policyArn"), (kind) => texts(state, kind));
  },
};

async function change(
  iam: IAMClient,
  how: "attach" | "detach",
  policyArn: string,
  names: (kind: Holders) => string[],
  done?: (kind: Holders, name: string) => void,
): Promise<void> {
  for (const kind of holders) {
    for (const name of names(kind)) {
      const call = calls[kind][how](iam, name, policyArn);
      await (how === "detach" ? unlessGone(call) : call);
      done?.(kind, name);
    }
  }
}

async function entities(client: IAMClient, PolicyArn: string): Promise<Record<Holders, string[]>> {
  const found: Record<Holders, string[]> = { groups: [], roles: [], users: [] };
  for await (const page of paginateListEntitiesForPolicy({ client }, { PolicyArn })) {
    found.groups.push(...(page.PolicyGroups ?? []).flatMap(({ GroupName }) => GroupName ?? []));
    found.roles.push(...(page.PolicyRoles ?? []).flatMap(({ RoleName }) => RoleName ?? []));
    found.users.push(...(page.PolicyUsers ?? []).flatMap(({ UserName }) => UserName ?? []));
  }
  return found;
}
