import { allow } from "../cases/case";
import { ROLE } from "../cases/short";
import { role, type RuleCases } from "./ruleCases";

const web = "arn:aws:lambda:eu-west-1:111111111111:function:web";

export const cases: RuleCases = {
  fails: [
    role(
      "any role of a prefix, passed to new code",
      allow("iam:PassRole", `${ROLE}app-*`),
      allow("lambda:CreateFunction lambda:InvokeFunction", web),
    ),
    role("the trust of any role", allow("iam:UpdateAssumeRolePolicy", `${ROLE}*`)),
  ],
  passes: [
    role("new code, and no role to pass", allow("lambda:CreateFunction lambda:InvokeFunction", web)),
    role("a role to pass, and no service to pass it to", allow("iam:PassRole", `${ROLE}app-web`)),
    role("the trust of any role, read", allow("iam:GetRole", `${ROLE}*`)),
  ],
  advises: [
    role(
      "code of one function, whose role is not known",
      allow("lambda:UpdateFunctionCode lambda:InvokeFunction", web),
    ),
  ],
};
