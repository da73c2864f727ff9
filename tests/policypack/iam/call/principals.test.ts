import assert from "node:assert/strict";
import { accountNamed, namesWholeAccount } from "../../../../policypack/iam";

const ID = "222222222222";

describe("the account of a principal in a policy", () => {
  for (const [kind, value, account, whole] of [
    ["AWS", ID, ID, true],
    ["AWS", `arn:aws:iam::${ID}:root`, ID, true],
    ["AWS", `arn:aws-cn:iam::${ID}:root`, ID, true],
    ["AWS", `arn:aws:iam::${ID}:user/alice`, ID, false],
    ["AWS", `arn:aws:iam::${ID}:user/root`, ID, false],
    ["AWS", `arn:aws:iam::${ID}:rootless`, ID, false],
    ["AWS", `arn:aws:sts::${ID}:assumed-role/ci/nightly`, ID, false],
    ["AWS", `1${ID}`, undefined, false],
    ["AWS", `${ID}1`, undefined, false],
    ["AWS", `${ID}x`, undefined, false],
    ["AWS", `x${ID}`, undefined, false],
    ["AWS", `xarn:aws:iam::${ID}:root`, undefined, false],
    ["AWS", `arn:aws:iam::${ID}1:root`, undefined, false],
    ["AWS", `arn:aws:s3::${ID}:root`, undefined, false],
    ["AWS", `arn:aws:iam::${ID}`, undefined, false],
    ["AWS", "*", undefined, false],
    ["AWS", "AIDAABCDEFGHIJKLMNOPQ", undefined, false],
    ["Federated", ID, undefined, false],
    ["Federated", `arn:aws:iam::${ID}:saml-provider/office`, undefined, false],
    ["Federated", `arn:aws:iam::${ID}:root`, undefined, false],
    ["Service", "ec2.amazonaws.com", undefined, false],
    ["*", "*", undefined, false],
  ] as const) {
    it(`${kind} ${value}: ${account ?? "none"}${whole ? ", the whole of it" : ""}`, () => {
      assert.equal(accountNamed({ kind, value }), account);
      assert.equal(namesWholeAccount({ kind, value }), whole);
    });
  }
});
