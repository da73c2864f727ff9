import { allow } from "../cases/case";
import { BUCKET } from "../cases/short";
import { role, type RuleCases } from "./ruleCases";

export const cases: RuleCases = {
  fails: [
    role("all objects", allow("s3:PutObject")),
    role("all tags", allow("ec2:CreateTags")),
    role("where the history of an account is sent", allow("config:PutDeliveryChannel")),
    role("all queues of an account", allow("sqs:DeleteQueue", "arn:aws:sqs:*:111111111111:*")),
  ],
  passes: [
    role("objects of one bucket", allow("s3:PutObject", `${BUCKET}/*`)),
    role(
      "what carries a tag",
      allow("ec2:TerminateInstances", "*", { StringEquals: { "aws:ResourceTag/team": "web" } }),
    ),
    role("what no resource limits, and what is new", allow("transcribe:CreateVocabulary")),
    role("all objects, read and not written", allow("s3:GetObject")),
  ],
  advises: [role("log events", allow("logs:PutLogEvents"))],
};
