/** What has to be true of the permission sets that a stack grants to, or granted to last. Pure. */
import { isOwned } from "../documents/ownedPolicy";
import { pathText, problemLine, type Where } from "../settings/problems";
import type { Settings } from "../settings/settings";
import { verdictOf, wordsOf } from "./existenceReport";

/** A permission set that an update is about. */
export interface NamedSet {
  readonly name: string;
  /** Where the settings name it; nowhere when the last update granted to it and this one takes the grant away. */
  readonly paths: readonly string[];
}

/** A permission set as it is. */
export interface FoundSet {
  readonly arn: string;
  readonly instanceArn: string;
  /** Its inline policy, as text or as an object; undefined when it has none. */
  readonly inlinePolicy?: unknown;
}

/** The permission sets that the settings name, and those of the last update, each once. */
export function namedSets(grants: Settings["grants"], former: readonly string[]): NamedSet[] {
  const found = new Map<string, string[]>(former.map((name) => [name, []]));
  for (const [key, { to }] of Object.entries(grants))
    to.permissionSets.forEach((name, at) => {
      const path = pathText(["grants", key, "to", "permissionSets", at]);
      found.set(name, [...(found.get(name) ?? []), path]);
    });
  return [...found].map(([name, paths]) => ({ name, paths }));
}

/**
 * Why an update may not touch permission sets, a line each; empty when it may. One whose inline policy cannot be read, or
 * is not this stack's own, is never written: AWS would overwrite or delete what is there.
 *
 * @param answers what was found, or the provider's error, in the order of `named`
 * @param mark the stack's own: see `ownerMark`
 */
export function permissionSetProblems(
  named: readonly NamedSet[],
  answers: readonly (FoundSet | Error)[],
  { region }: Settings["account"],
  mark: string,
  where?: Where,
): string[] {
  return named.flatMap(({ name, paths }, at) => {
    const message = problemOf(name, answers[at]!, region, mark);
    const gone = answers[at] instanceof Error && verdictOf(answers[at]) === "absent";
    if (message === undefined || (gone && paths.length === 0)) return [];
    if (paths.length > 0) return [problemLine({ path: paths[0]!, message: `found "${name}", ${message}` }, where)];
    return [`The last update granted to the permission set ${name}, and this one takes that away: ${message}`];
  });
}

function problemOf(name: string, answer: FoundSet | Error, region: string, mark: string): string | undefined {
  if (answer instanceof Error)
    return verdictOf(answer) === "absent"
      ? "expected a permission set of the IAM Identity Center that this account administers, in the stack's region " +
          `${region}, and that these credentials may describe (sso:DescribePermissionSet)`
      : `whose inline policy could not be read, so it may be somebody else's: ${wordsOf(answer)}. ${rights}`;
  return answer.inlinePolicy === undefined || isOwned(documentOf(answer.inlinePolicy), mark)
    ? undefined
    : `which has an inline policy that is not this stack's alone (its statements do not begin with ${mark}); a ` +
        "permission set has one, and it would be lost. Expected none: attach what it says as a managed policy, delete " +
        "it, and run the same command again; or grant where that policy is made";
}

const rights =
  "The credentials need sso:ListInstances, sso:ListPermissionSets, sso:DescribePermissionSet, sso:ListTagsForResource, " +
  "cloudformation:GetResource, sso:GetInlinePolicyForPermissionSet, sso:ListManagedPoliciesInPermissionSet, " +
  "sso:ListCustomerManagedPolicyReferencesInPermissionSet and sso:GetPermissionsBoundaryForPermissionSet";

function documentOf(policy: unknown): unknown {
  if (typeof policy !== "string") return policy;
  try {
    return JSON.parse(policy);
  } catch {
    return undefined;
  }
}
