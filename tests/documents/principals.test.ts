import assert from "node:assert/strict";
import { principalArn, trustPolicy } from "../../documents/trustPolicy";

describe("a principal of the settings", () => {
  const of = (principal: string): string => principalArn(principal, "222222222222", "aws");
  it("is a permission set where its kind is sso, and nowhere else", () => {
    assert.equal(
      of("sso/Deploy"),
      "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Deploy_????????????????",
    );
    for (const name of ["role/sso/Deploy", "user/sso/bob", "role/sso"])
      assert.equal(of(name), `arn:aws:iam::222222222222:${name}`);
  });
});

describe("the statements of trusts", () => {
  it("have names of their own, also where an account is trusted several times", () => {
    const accounts = ["222222222222", "222222222222", "333333333333", "222222222222"];
    const { Statement } = trustPolicy(
      {
        trusts: accounts.map((account) => ({ account })),
        mfa: { required: false },
        session: { maxDuration: 3_600 },
      },
      "aws",
    );
    assert.deepEqual(
      Statement.map(({ Sid }) => Sid),
      ["Trust222222222222", "Trust222222222222n2", "Trust333333333333", "Trust222222222222n3"],
    );
  });
});
