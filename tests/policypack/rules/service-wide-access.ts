import { allow, deny } from "../cases/case";
import { role, type RuleCases } from "./ruleCases";

export const cases: RuleCases = {
  fails: [role("a service", allow("sqs:*")), role("all services of a beginning", allow("sq*:*"))],
  passes: [
    role("a service on one queue", allow("sqs:*", "arn:aws:sqs:eu-west-1:111111111111:orders")),
    role("a service without one of its actions", allow("sqs:*"), deny("sqs:PurgeQueue")),
    role("a service without writes", allow("ce:Get*")),
  ],
};
