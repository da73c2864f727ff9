/** Characters that a session name or a source identity may have: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const sessionNamePattern = /^[\w+=,.@-]{2,64}$/;

/**
 * The name of a caller, from its ARN: a user's own name, or the name of a role's session (in IAM Identity Center that
 * is the person's).
 */
export function callerName(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

/** The session name that stands for a caller: what is not allowed in one is replaced, what is too long cut. */
export function sessionNameOf(arn: string): string {
  const name = callerName(arn).replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
  return name.length < 2 ? name.padEnd(2, "-") : name;
}
