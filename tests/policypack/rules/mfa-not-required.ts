import { MFA } from "../cases/short";
import { trusting, type RuleCases } from "./ruleCases";

const account = { AWS: "arn:aws:iam::222222222222:root" };

export const cases: RuleCases = {
  fails: [
    trusting("no condition", account),
    trusting("MFA where the key is there", account, { BoolIfExists: MFA.Bool }),
    trusting("a reason of blanks", account, undefined, { mfaExemption: "  " }),
  ],
  passes: [
    trusting("MFA", account, MFA),
    trusting("a reason why not", account, undefined, { mfaExemption: "machines" }),
    { name: "no trust", policies: [] },
  ],
};
