import { MFA } from "../cases/short";
import { trusting, type RuleCases } from "./ruleCases";

export const cases: RuleCases = {
  fails: [
    trusting("everybody", { AWS: "*" }, MFA),
    trusting("an account that is not declared", { AWS: "arn:aws:iam::333333333333:root" }, MFA),
    trusting("a service", { Service: "lambda.amazonaws.com" }),
    trusting("a user that was deleted", { AWS: "AIDAABCDEFGHIJKLMNOPQ" }, MFA),
  ],
  passes: [
    trusting("an account that is declared", { AWS: "arn:aws:iam::222222222222:root" }, MFA),
    trusting("a role of it", { AWS: "arn:aws:iam::222222222222:role/deployers" }, MFA),
    trusting("its own account", { AWS: "111111111111" }, MFA),
  ],
};
