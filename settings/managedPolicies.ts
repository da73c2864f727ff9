import { managedPolicyArns } from "../policypack/iam";
import type { Partition } from "./account";
import { nearestName } from "./problems";

let byName: ReadonlyMap<string, string> | undefined;

/** The ARNs by the last part of each, which is unique. Some megabytes of text are read for it, so only once somebody asks. */
function catalogue(): ReadonlyMap<string, string> {
  return (byName ??= new Map(managedPolicyArns().map((arn) => [arn.slice(arn.lastIndexOf("/") + 1), arn])));
}

/**
 * The ARN of a managed policy as the settings write it: an ARN, or the name of a policy of AWS.
 *
 * @returns undefined where AWS has no policy of this name
 */
export function managedPolicyArn(written: string, partition: Partition): string | undefined {
  return written.startsWith("arn:") ? written : catalogue().get(written)?.replace(/^arn:aws:/, `arn:${partition}:`);
}

/** The name of an AWS managed policy that is close to a misspelt one, if there is one. */
export function nearestManagedPolicy(name: string): string | undefined {
  return nearestName(name, [...catalogue().keys()]);
}
