import { managedPolicyArns } from "../policypack/iam";
import type { Partition } from "./partitions";
import { nearestName } from "./problems";

let byName: ReadonlyMap<string, string> | undefined;

/**
 * The ARNs by their last parts, which are unique. Reading them takes megabytes of text, so it happens only when needed.
 */
function catalogue(): ReadonlyMap<string, string> {
  return (byName ??= new Map(managedPolicyArns().map((arn) => [arn.slice(arn.lastIndexOf("/") + 1), arn])));
}

/**
 * The ARN of a managed policy.
 *
 * @param written an ARN, or the name of a policy of AWS
 * @returns undefined when AWS has no policy of this name
 */
export function managedPolicyArn(written: string, partition: Partition): string | undefined {
  return written.startsWith("arn:")
    ? written
    : catalogue()
        .get(written)
        ?.replace(/^arn:aws:/, `arn:${partition}:`);
}

/** The name of the AWS managed policy that a misspelt name probably means; undefined when there is none. */
export function nearestManagedPolicy(name: string): string | undefined {
  return nearestName(name, [...catalogue().keys()]);
}
