/** Access to approve in the tests. */
import type { RoleAccess } from "../../../../cli/review/approvals/approval";

/** The access that a role of this name gives. */
export function accessOf(name: string, change: Partial<RoleAccess> = {}): RoleAccess {
  return {
    arn: `arn:aws:iam::111111111111:role/${name}`,
    principals: ["arn:aws:iam::222222222222:user/alice"],
    trust: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Trust",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::222222222222:root" },
          Action: "sts:AssumeRole",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        },
      ],
    },
    maxSessionDuration: 3600,
    policies: [
      {
        name: "artifacts",
        document: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: "arn:aws:s3:::web-shop-artifacts/*",
            },
          ],
        },
      },
    ],
    ...change,
  };
}

/** A decision that can be written. */
export const DECISION = { by: "platform@example.com", reason: "Weekly release", until: "2027-02-01" };

/** The day of the decisions. */
export const TODAY = "2026-11-24";
