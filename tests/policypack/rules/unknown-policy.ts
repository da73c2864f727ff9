import { unknownPolicy } from "../../../policypack/resources/attachment";
import { allow } from "../cases/case";
import { BUCKET } from "../cases/short";
import { role, type RuleCases } from "./ruleCases";

const ours = "arn:aws:iam::111111111111:policy/ours";
const document = { Version: "2012-10-17", Statement: allow("s3:GetObject", `${BUCKET}/*`) };

export const cases: RuleCases = {
  fails: [
    {
      name: "a document that is known only in the update",
      policies: [],
      more: { policies: [unknownPolicy("own")] },
    },
    { name: "a policy that nobody knows", policies: [ours] },
    { name: "a text that is no document", policies: ["{"] },
    role("an action that does not exist", allow("iam:BecomeRoot")),
    role(
      "a condition that is not known",
      allow("s3:PutObject", "*", { StringSounds: { "aws:ResourceTag/team": "web" } }),
    ),
    ...["config:PutDeliveryChannel", "aoss:CreateAccessPolicy", "ec2:BundleInstance"].map((action) =>
      role(
        `a condition that is not known, of ${action}, which no resource limits`,
        allow(action, "*", { StringSounds: { "aws:ResourceTag/team": "web" } }),
      ),
    ),
  ],
  passes: [
    { name: "the same policy with its document", policies: [{ arn: ours, document }] },
    { name: "a policy of AWS", policies: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"] },
    role("an action that does not exist, denied", { ...allow("iam:BecomeRoot"), Effect: "Deny" }),
    role(
      "a condition that is not known, on one bucket",
      allow("s3:PutObject", `${BUCKET}/*`, { StringSounds: { "aws:ResourceTag/team": "web" } }),
    ),
  ],
  advises: [
    {
      name: "a document that is known only in the update, where the declarations let a preview go on",
      policies: [],
      more: { policies: [unknownPolicy("own")] },
      laterLevel: "advisory",
    },
  ],
};
