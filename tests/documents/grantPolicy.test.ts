import assert from "node:assert/strict";
import { grantPolicy, type GrantedRole } from "../../documents/grantPolicy";

const arn = (name: string): string => `arn:aws:iam::111111111111:role/${name}`;
const role = (name: string, actions: readonly string[] = [], mfaMaxAge?: number): GrantedRole => ({
  arn: arn(name),
  actions,
  mfaMaxAge,
});
const mfa = (seconds: string) => ({
  Bool: { "aws:MultiFactorAuthPresent": "true" },
  NumericLessThanEquals: { "aws:MultiFactorAuthAge": seconds },
});

describe("the policy of a grantee", () => {
  it("allows sts:AssumeRole on one role, and nothing else", () => {
    assert.deepEqual(grantPolicy([role("deploy")]), {
      Version: "2012-10-17",
      Statement: [{ Sid: "AssumeRoles", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [arn("deploy")] }],
    });
  });

  it("asks for MFA of the age that the grant says", () => {
    const [statement] = grantPolicy([role("deploy", [], 900)]).Statement;
    assert.deepEqual(statement?.Condition, mfa("900"));
  });

  it("asks for MFA where the grant says 0 s", () =>
    assert.deepEqual(grantPolicy([role("deploy", [], 0)]).Statement[0]?.Condition, mfa("0")));

  it("keeps roles apart that ask for another sign-in or give other actions, and joins those that are alike", () => {
    const { Statement } = grantPolicy([
      role("z"),
      role("mfa", [], 900),
      role("a"),
      role("tags", ["sts:TagSession", "sts:AssumeRole"]),
      role("both", ["sts:TagSession", "sts:SetSourceIdentity"]),
      role("both2", ["sts:SetSourceIdentity", "sts:TagSession"]),
      role("mfa2", [], 900),
      role("mfa3", [], 3600),
      role("a"),
    ]);
    assert.deepEqual(
      Statement.map(({ Sid, Action, Resource, Condition }) => [Sid, Action, Resource, Condition]),
      [
        ["AssumeRoles", ["sts:AssumeRole"], [arn("a"), arn("z")], undefined],
        ["AssumeRoles2", ["sts:AssumeRole"], [arn("mfa"), arn("mfa2")], mfa("900")],
        ["AssumeRoles3", ["sts:AssumeRole", "sts:TagSession"], [arn("tags")], undefined],
        [
          "AssumeRoles4",
          ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
          [arn("both"), arn("both2")],
          undefined,
        ],
        ["AssumeRoles5", ["sts:AssumeRole"], [arn("mfa3")], mfa("3600")],
      ],
    );
  });

  it("of nothing has no statement", () => assert.deepEqual(grantPolicy([]).Statement, []));
});
