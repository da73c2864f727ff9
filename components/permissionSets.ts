import { getResource } from "@pulumi/aws/cloudcontrol/getResource";
import { getInstances } from "@pulumi/aws/ssoadmin/getInstances";
import { getPermissionSet } from "@pulumi/aws/ssoadmin/getPermissionSet";
import type * as pulumi from "@pulumi/pulumi";
import { verdictOf } from "../checks/existenceReport";
import { type FoundSet, namedSets, permissionSetProblems } from "../checks/permissionSets";
import { AccessError } from "../settings/accessError";
import type { Where } from "../settings/problems";
import type { Settings } from "../settings/settings";
import { asking } from "./existence";

/** The permission sets that grants name, by their names. */
export type PermissionSets = ReadonlyMap<string, FoundSet>;

/**
 * Finds the permission sets that grants name, and makes sure that this stack may write their inline policies: a
 * permission set has one, and AWS overwrites it without a word.
 *
 * @param former the permission sets that the last update granted to
 * @param mark the stack's own: see `ownerMark`
 * @param options the options of the resources; their provider is asked
 * @throws AccessError that lists each permission set that may not be touched
 */
export async function permissionSets(
  settings: Settings,
  former: readonly string[],
  mark: string,
  where?: Where,
  options: pulumi.ComponentResourceOptions = {},
): Promise<PermissionSets> {
  const named = namedSets(settings.grants, former);
  const answers: (FoundSet | Error)[] = [];
  if (named.length === 0) return new Map();
  const invoke = asking(options);
  const instances = getInstances({}, invoke);
  // One after the other: IAM Identity Center allows few calls in a second.
  for (const { name } of named)
    answers.push(await found(name, instances, invoke).catch((error: unknown) => error as Error));
  const problems = permissionSetProblems(named, answers, settings.account, mark, where);
  if (problems.length > 0)
    throw new AccessError("Not all permission sets can be granted to; nothing was changed.", problems);
  return new Map(
    named.flatMap(({ name }, at) => {
      const answer = answers[at]!;
      return answer instanceof Error ? [] : [[name, answer] as const];
    }),
  );
}

async function found(
  name: string,
  instances: ReturnType<typeof getInstances>,
  options: pulumi.InvokeOptions,
): Promise<FoundSet> {
  const { arns } = await instances;
  let refused: Error | undefined;
  // An account may see its organization's instance and one of its own, which has no permission sets.
  for (const instanceArn of arns) {
    try {
      const { arn } = await getPermissionSet({ instanceArn, name }, options);
      const identifier = `${instanceArn}|${arn}`;
      const { properties } = await getResource({ typeName: "AWS::SSO::PermissionSet", identifier }, options);
      return { arn, instanceArn, ...inlinePolicyIn(properties) };
    } catch (error) {
      if (refused === undefined || verdictOf(refused) === "absent") refused = error as Error;
    }
  }
  throw refused ?? new Error("empty result: no instance of IAM Identity Center");
}

/** AWS says that there is no inline policy by leaving it out, or by an empty one. */
function inlinePolicyIn(properties: string): Pick<FoundSet, "inlinePolicy"> {
  const { InlinePolicy: policy } = JSON.parse(properties) as { readonly InlinePolicy?: unknown };
  const none = policy === undefined || policy === null || policy === "" || JSON.stringify(policy) === "{}";
  return none ? {} : { inlinePolicy: policy };
}
