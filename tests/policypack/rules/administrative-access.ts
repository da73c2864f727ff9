import { allow, deny } from "../cases/case";
import { BUCKET, ROLE } from "../cases/short";
import { role, type RuleCases } from "./ruleCases";

export const cases: RuleCases = {
  fails: [
    role("everything", allow("*")),
    role("all but one service", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
    role("a policy of its own, written by itself", allow("iam:PutRolePolicy", `${ROLE}deploy`)),
  ],
  passes: [
    role("everything in one bucket", allow("*", `${BUCKET}/*`)),
    role("all but one service, in one bucket", { Effect: "Allow", NotAction: "iam:*", Resource: `${BUCKET}/*` }),
    role("everything, and a denial of all of it", allow("*"), deny("*")),
    role("its own policies, read", allow("iam:GetRolePolicy", `${ROLE}deploy`)),
  ],
};
