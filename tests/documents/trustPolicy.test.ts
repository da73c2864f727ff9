import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import type { Statement } from "../../documents/policyDocument";
import { mfaOf, trustPolicy } from "../../documents/trustPolicy";
import { now, trustingConfig } from "../settings/example";

/** The statements that settings come to. */
function statements(changes: Record<string, unknown>, region = "eu-west-1"): readonly Statement[] {
  const { roles, account } = readSettings(
    { ...trustingConfig(changes), "aws:region": region },
    "cross-account-access",
    now,
  );
  return trustPolicy(roles["deploy"]!, account.partition).Statement;
}

const mfa = {
  Bool: { "aws:MultiFactorAuthPresent": "true" },
  NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" },
};
const account = "222222222222";
const free = { required: false, reason: "ci" };

describe("the trust policy", () => {
  it("names the root of each account, with the conditions of its own entry in place of the role's", () => {
    const [people, machines] = statements({
      window: { until: "2027-05-01" },
      trusts: [
        { account, principals: ["user/*"] },
        {
          account: "333333333333",
          principals: ["role/ci"],
          mfa: free,
          window: { from: "2027-01-01", until: "2027-02-01" },
        },
      ],
    });
    assert.deepEqual(people, {
      Sid: "Trust222222222222",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Action: "sts:AssumeRole",
      Condition: {
        ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:user/*"] },
        ...mfa,
        DateLessThan: { "aws:CurrentTime": "2027-05-01T00:00:00Z" },
      },
    });
    assert.deepEqual(machines?.Condition, {
      ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::333333333333:role/ci"] },
      DateGreaterThanEquals: { "aws:CurrentTime": "2027-01-01T00:00:00Z" },
      DateLessThan: { "aws:CurrentTime": "2027-02-01T00:00:00Z" },
    });
  });

  it("gives entries of one account statements of their own", () => {
    const found = statements({
      trusts: [
        { account, principals: ["user/*"] },
        { account, principals: ["role/ci"], mfa: free },
      ],
    });
    assert.deepEqual(
      found.map(({ Sid, Condition }) => [Sid, Object.keys(Condition ?? {})]),
      [
        ["Trust222222222222", ["ArnLike", "Bool", "NumericLessThanEquals"]],
        ["Trust222222222222n2", ["ArnLike"]],
      ],
    );
  });

  it("finds the roles of a permission set, in whichever region and partition", () => {
    for (const [region, partition] of [
      ["eu-west-1", "aws"],
      ["cn-north-1", "aws-cn"],
      ["us-gov-west-1", "aws-us-gov"],
      ["eusc-de-east-1", "aws-eusc"],
    ] as const) {
      const policies = {
        inline: {
          a: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:${partition}:s3:::shop/*` }],
          },
        },
      };
      const [statement] = statements(
        { mfa: free, policies, trusts: [{ account, principals: ["sso/Deploy"] }] },
        region,
      );
      assert.deepEqual(statement?.Principal, { AWS: `arn:${partition}:iam::222222222222:root` });
      assert.deepEqual(statement?.Condition?.["ArnLike"]?.["aws:PrincipalArn"], [
        `arn:${partition}:iam::222222222222:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Deploy_????????????????`,
      ]);
    }
  });

  it("asks for the organization, and for a unit in it", () => {
    const [statement] = statements({
      organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"] },
    });
    assert.deepEqual(statement?.Condition?.["StringEquals"], { "aws:PrincipalOrgID": "o-a1b2c3d4e5" });
    assert.deepEqual(statement?.Condition?.["ForAnyValue:StringLike"], {
      "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"],
    });
  });

  it("asks for tags of the caller, an entry's own instead of the role's", () => {
    const found = statements({
      principalTags: { team: ["shop", "web"] },
      trusts: [{ account }, { account: "333333333333", principalTags: { "cost center": ["7"] } }],
    });
    assert.deepEqual(
      found.map(({ Condition }) => Condition?.["StringEquals"]),
      [{ "aws:PrincipalTag/team": ["shop", "web"] }, { "aws:PrincipalTag/cost center": ["7"] }],
    );
  });

  describe("from where", () => {
    const sourceIps = ["203.0.113.0/24"];
    const vpcEndpoints = ["vpce-0123456789abcdef0"];
    const conditions = (network: object) =>
      statements({ mfa: free, trusts: [{ account, network }] }).map(({ Condition }) => Condition);

    it("takes one of the two", () => {
      assert.deepEqual(conditions({ sourceIps }), [{ IpAddress: { "aws:SourceIp": sourceIps } }]);
      assert.deepEqual(conditions({ vpcEndpoints }), [{ StringEquals: { "aws:SourceVpce": vpcEndpoints } }]);
    });

    it("takes either of both, each in a statement of its own, and never …IfExists", () => {
      assert.deepEqual(conditions({ sourceIps, vpcEndpoints }), [
        { IpAddress: { "aws:SourceIp": sourceIps } },
        { StringEquals: { "aws:SourceVpce": vpcEndpoints } },
      ]);
    });

    it("leaves what one statement asks for out of the other, beside conditions of the same operator", () => {
      const organization = { id: "o-a1b2c3d4e5" };
      const found = statements({
        mfa: free,
        organization,
        trusts: [{ account, network: { sourceIps, vpcEndpoints } }],
      });
      assert.deepEqual(
        found.map(({ Condition }) => Condition),
        [
          { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, IpAddress: { "aws:SourceIp": sourceIps } },
          { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:SourceVpce": vpcEndpoints } },
        ],
      );
    });

    it("is asked beside all else, in both statements", () => {
      const found = statements({ trusts: [{ account, principals: ["user/a"], network: { sourceIps, vpcEndpoints } }] });
      assert.deepEqual(
        found.map(({ Sid, Condition }) => [Sid, Condition?.["Bool"], Object.keys(Condition?.["ArnLike"] ?? {})]),
        [
          ["Trust222222222222", mfa.Bool, ["aws:PrincipalArn"]],
          ["Trust222222222222Endpoint", mfa.Bool, ["aws:PrincipalArn"]],
        ],
      );
    });
  });

  describe("of sessions", () => {
    const session = (settings: object) => statements({ mfa: free, trusts: [{ account }], session: settings });

    it("asks for a name, a source identity or tags in one statement where each stands alone", () => {
      assert.deepEqual(session({ namePattern: "${aws:username}" })[0]?.Condition, {
        StringLike: { "sts:RoleSessionName": "${aws:username}" },
      });
      assert.deepEqual(session({ sourceIdentity: "required" })[0], {
        Sid: "Trust222222222222",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::222222222222:root" },
        Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
        Condition: { StringLike: { "sts:SourceIdentity": "?*" } },
      });
      assert.deepEqual(session({ sourceIdentity: { matching: "${aws:username}" } })[0]?.Condition, {
        StringLike: { "sts:SourceIdentity": "${aws:username}" },
      });
      const [tagged] = session({ tags: ["team"] });
      assert.deepEqual(tagged?.Action, ["sts:AssumeRole", "sts:TagSession"]);
      assert.deepEqual(tagged?.Condition, {
        "ForAllValues:StringEquals": { "aws:TagKeys": ["team"], "sts:TransitiveTagKeys": "" },
      });
    });

    it("asks for required tags, and lets none be transitive but those that may", () => {
      const [statement] = session({
        tags: { allowed: ["project"], required: { team: ["shop", "web"] }, transitive: ["team"] },
      });
      assert.deepEqual(statement?.Condition, {
        "ForAllValues:StringEquals": { "aws:TagKeys": ["project", "team"], "sts:TransitiveTagKeys": ["team"] },
        StringEquals: { "aws:RequestTag/team": ["shop", "web"] },
      });
      assert.deepEqual(session({ tags: { required: ["team"] } })[0]?.Condition?.["StringLike"], {
        "aws:RequestTag/team": "*",
      });
    });

    it("asks for several of these at sts:AssumeRole alone, since the other actions know only keys of their own", () => {
      const found = session({ namePattern: "a*", sourceIdentity: "required", tags: ["team"] });
      assert.deepEqual(
        found.map(({ Sid, Action, Condition }) => [Sid, Action, Object.keys(Condition ?? {})]),
        [
          ["Trust222222222222", "sts:AssumeRole", ["StringLike", "ForAllValues:StringEquals"]],
          ["Trust222222222222Session", ["sts:SetSourceIdentity", "sts:TagSession"], []],
        ],
      );
      assert.deepEqual(found[0]?.Condition?.["StringLike"], {
        "sts:RoleSessionName": "a*",
        "sts:SourceIdentity": "?*",
      });
      const one = session({ namePattern: "a*", tags: ["team"] });
      assert.deepEqual(
        one.map(({ Action }) => Action),
        ["sts:AssumeRole", "sts:TagSession"],
      );
    });

    it("allows neither source identity nor tags where the settings do not speak of them", () => {
      assert.equal(session({})[0]?.Action, "sts:AssumeRole");
      assert.equal(session({})[0]?.Condition, undefined);
    });
  });

  it("says of each trust what sign-in it asks for", () => {
    assert.deepEqual(mfaOf({ mfa: { required: true } }, {}), { required: true });
    assert.deepEqual(mfaOf({ mfa: { required: true } }, { mfa: { required: false, reason: "ci" } }), free);
  });
});
