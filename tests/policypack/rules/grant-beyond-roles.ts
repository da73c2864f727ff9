import { parsePolicy } from "../../../policypack/iam";
import { allow, doc } from "../cases/case";
import { role, type RuleCase, type RuleCases } from "./ruleCases";

const backup = "arn:aws:iam::333333333333:role/backup";

function grant(name: string, action: string, resource: string): RuleCase {
  return {
    name,
    policies: [],
    more: {
      policies: [
        { name: "grant", document: parsePolicy(doc(allow(action, resource)), "identity").document!, grant: true },
      ],
    },
  };
}

export const cases: RuleCases = {
  fails: [
    grant("another action", "sts:AssumeRole s3:GetObject", backup),
    grant("any role of the account", "sts:AssumeRole", "arn:aws:iam::333333333333:role/*"),
    grant("a role of its own account", "sts:AssumeRole", "arn:aws:iam::111111111111:role/backup"),
  ],
  passes: [
    grant("the three actions on one role", "sts:AssumeRole sts:SetSourceIdentity sts:TagSession", backup),
    role("another action in a policy that is no grant", allow("s3:GetObject", "arn:aws:s3:::shop-artifacts/*")),
  ],
};
