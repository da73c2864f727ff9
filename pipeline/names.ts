/** The roles that a pipeline has in each account. What makes them and what assumes them agree by this file. */

/** What the pipeline's jobs are for. Each has a role of its own. */
export const purposes = ["preview", "deploy", "review"] as const;

/** One of {@link purposes}. */
export type Purpose = (typeof purposes)[number];

/** The path of these roles. The role that deploys may touch nothing below it. */
export const rolePath = "/cross-account-pipeline/";

/** The name of a role in IAM. */
export function roleName(purpose: Purpose): string {
  return `cross-account-${purpose}`;
}

/** The ARN of a role. */
export function roleArn(partition: string, account: string, purpose: Purpose): string {
  return `arn:${partition}:iam::${account}:role${rolePath}${roleName(purpose)}`;
}

/** The AWS profile that reads and writes the stacks' states, where they are in a bucket. */
export const stateProfile = "state";
