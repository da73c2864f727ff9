/** What IAM refuses to store as the trust policy of a role. */
import { found } from "../document/parseStatement";

const expected = "an account (12 digits), or the ARN of one, of a user, of a role or of a session";

/**
 * Why IAM takes no such principal under `AWS`; undefined when it takes it. Ids such as AIDA… stand for principals that
 * were deleted: IAM shows them, so they are in what people have.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalRefusal(principal: string): string | undefined {
  if (principal === "*" || /^\d{12}$/.test(principal) || /^A[A-Z]{3}[A-Z0-9]{12,}$/.test(principal)) return undefined;
  if (/^arn:[^:]*:iam::\d*:group\//.test(principal))
    return `found ${found(principal)}, but a group is no principal in AWS; expected ${expected}`;
  if (/[*?]/.test(principal) && principal.startsWith("arn:"))
    return `found ${found(principal)}, but IAM takes no wildcard here; expected the account, narrowed by a condition on aws:PrincipalArn`;
  const known = /^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role|federated-user)\/\S+)$/.test(
    principal,
  );
  return known ? undefined : `found ${found(principal)}, expected ${expected}`;
}

/** Why IAM takes no such action in a trust policy; undefined when it takes it. */
export function trustActionRefusal(action: string): string | undefined {
  return /^sts:[a-z*?]+$/i.test(action)
    ? undefined
    : `found ${found(action)}, expected an action of sts, such as "sts:AssumeRole": a trust policy takes no other`;
}
