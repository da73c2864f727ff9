import { MFA } from "../cases/short";
import { trusting, type RuleCases } from "./ruleCases";

const account = { AWS: "arn:aws:iam::222222222222:root" };

export const cases: RuleCases = {
  fails: [
    trusting("no condition", account),
    trusting("MFA where the key is there", account, { BoolIfExists: MFA.Bool }),
    trusting("a reason why not, for another account", account, undefined, {
      mfaExemption: "machines",
      mfaExemptAccounts: ["333333333333"],
    }),
    trusting("an account without a reason", account, undefined, {
      mfaExemption: " ",
      mfaExemptAccounts: ["222222222222"],
    }),
    trusting("a reason of blanks", account, undefined, { mfaExemption: "  " }),
  ],
  passes: [
    trusting("MFA", account, MFA),
    trusting("a reason why not", account, undefined, { mfaExemption: "machines" }),
    trusting("a reason why not, for its account", account, undefined, {
      mfaExemption: "machines",
      mfaExemptAccounts: ["222222222222"],
    }),
    trusting("a role of services alone", account, undefined, { serviceRole: true }),
    { name: "no trust", policies: [] },
  ],
};
