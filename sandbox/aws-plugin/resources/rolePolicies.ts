import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import { sameDocument } from "../policyDocument";
import { attachedArns } from "./managedPolicyAttachment";

/** The names of a role's inline policies. */
export async function inlinePolicyNames(client: IAMClient, RoleName: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName }))
    names.push(...PolicyNames);
  return names;
}

/** A role's inline policies, name and document. */
export async function inlinePolicies(iam: IAMClient, RoleName: string): Promise<{ name: string; policy: string }[]> {
  const names = await inlinePolicyNames(iam, RoleName);
  return Promise.all(
    names.map(async (name) => {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }));
      return { name, policy: decodeURIComponent(PolicyDocument) };
    }),
  );
}

/** The ARNs of the managed policies attached to a role. */
export function managedPolicyArns(client: IAMClient, RoleName: string): Promise<string[]> {
  return attachedArns(paginateListAttachedRolePolicies({ client }, { RoleName }));
}

/** Makes these the only inline policies of a role. */
export async function alignInlinePolicies(
  iam: IAMClient,
  RoleName: string,
  wanted: ReadonlyMap<string, string>,
): Promise<void> {
  const held = new Map((await inlinePolicies(iam, RoleName)).map(({ name, policy }) => [name, policy]));
  for (const [PolicyName, PolicyDocument] of wanted) {
    const now = held.get(PolicyName);
    if (now !== undefined && sameDocument(now, PolicyDocument)) continue;
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
  await removeInlinePolicies(
    iam,
    RoleName,
    [...held.keys()].filter((name) => !wanted.has(name)),
  );
}

/** Makes these the only managed policies attached to a role. */
export async function alignManagedPolicies(iam: IAMClient, RoleName: string, wanted: readonly string[]): Promise<void> {
  const held = await managedPolicyArns(iam, RoleName);
  for (const PolicyArn of wanted.filter((arn) => !held.includes(arn)))
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await detachManagedPolicies(
    iam,
    RoleName,
    held.filter((arn) => !wanted.includes(arn)),
  );
}

/** Detaches managed policies from a role; one that is detached already is fine. */
export async function detachManagedPolicies(iam: IAMClient, RoleName: string, arns: readonly string[]): Promise<void> {
  for (const PolicyArn of arns) await unlessGone(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
}

/** Deletes inline policies of a role; one that is gone already is fine. */
export async function removeInlinePolicies(iam: IAMClient, RoleName: string, names: readonly string[]): Promise<void> {
  for (const PolicyName of names) await unlessGone(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
}
