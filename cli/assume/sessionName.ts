/** Characters that a session name or a source identity may have: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;

/**
 * The name of a caller, from its ARN: the name of a user, or the name of a role's session. In IAM Identity Center the
 * latter is the person's name.
 */
export function callerName(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

/** A session name for a caller. Characters that are not allowed are replaced, and a long name is cut. */
export function sessionNameOf(arn: string): string {
  const name = callerName(arn)
    .replace(/[^\w+=,.@-]/g, "-")
    .slice(0, 64);
  return name.length < 2 ? name.padEnd(2, "-") : name;
}
