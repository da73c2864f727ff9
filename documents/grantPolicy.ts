import type { Condition, PolicyDocument } from "./policyDocument";

/** A role that a grantee may assume. */
export interface GrantedRole {
  readonly arn: string;
  /** The actions that the role's trust allows. `sts:AssumeRole` is granted even when it is not among them. */
  readonly actions: readonly string[];
  /** The oldest MFA sign-in that the grant accepts, in seconds; undefined when the grant does not ask for MFA. */
  readonly mfaMaxAge?: number | undefined;
}

/**
 * The most characters of all inline policies of a grantee together; a permission set has one:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html
 */
export const inlineLimits = { user: 2_048, group: 5_120, role: 10_240, "permission-set": 32_768 } as const;

/**
 * The identity policy of a grantee: it allows the actions that the roles' trusts allow, on exactly these roles.
 *
 * When a call sets a source identity or tags, both sides have to allow the action for that. This policy allows it only
 * for roles whose trusts do. Roles with the same actions and the same MFA age share a statement.
 */
export function grantPolicy(roles: readonly GrantedRole[]): PolicyDocument {
  const statements = new Map<string, { actions: string[]; mfaMaxAge: number | undefined; arns: Set<string> }>();
  for (const { arn, actions, mfaMaxAge } of roles) {
    const all = [...new Set(["sts:AssumeRole", ...actions])].sort();
    const key = JSON.stringify([all, mfaMaxAge ?? null]);
    const statement = statements.get(key) ?? { actions: all, mfaMaxAge, arns: new Set() };
    statements.set(key, statement);
    statement.arns.add(arn);
  }
  return {
    Version: "2012-10-17",
    Statement: [...statements.values()].map(({ actions, mfaMaxAge, arns }, at) => ({
      Sid: `AssumeRoles${at > 0 ? at + 1 : ""}`,
      Effect: "Allow",
      Action: actions,
      Resource: [...arns].sort(),
      ...(mfaMaxAge !== undefined && { Condition: mfaCondition(mfaMaxAge) }),
    })),
  };
}

function mfaCondition(maxAge: number): Condition {
  return {
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    NumericLessThanEquals: { "aws:MultiFactorAuthAge": String(maxAge) },
  };
}
