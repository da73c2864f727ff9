import type { PolicyDocument } from "./policyDocument";

/** The name of the inline policy that revokes sessions. */
export const revocationPolicyName = "RevokeSessionsBefore";

/**
 * A policy that denies everything to sessions issued before a moment. To remove a trust does not end its open sessions.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 *
 * @param before ISO 8601 in UTC
 */
export function revocationPolicy(before: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RevokeSessions",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": before } },
      },
    ],
  };
}
