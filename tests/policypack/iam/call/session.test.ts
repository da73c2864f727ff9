import assert from "node:assert/strict";
import type { GranteeSession } from "../../../../policypack/iam";
import { contextValue } from "../../../../policypack/iam/call/session";
import { NOW } from "../../cases/case";

const user: GranteeSession = {
  principal: "arn:aws:iam::222222222222:user/teams/alice",
  mfa: { ageSeconds: 90 },
  now: NOW,
};
const users: GranteeSession = { ...user, principal: "arn:aws:iam::222222222222:user/*", mfa: "possible" };
const role: GranteeSession = { ...user, principal: "arn:aws:iam::222222222222:role/builder", mfa: "never" };
const some: GranteeSession = { ...user, principal: "arn:aws:iam::222222222222:*", mfa: "without" };

/** The values in JSON, `like <pattern>`, `none`, `unknown`, or `up to the caller`. */
function shown(session: GranteeSession, key: string): string {
  const found = contextValue(session, key);
  switch (found.state) {
    case "values":
      return JSON.stringify(found.values);
    case "pattern":
      return `like ${found.pattern}`;
    case "absent":
      return "none";
    case "other":
      return `none like ${found.than}`;
    case "unknown":
      return found.supplied ? "up to the caller" : "unknown";
  }
}

const GIVEN: GranteeSession = {
  ...user,
  sessionName: "nightly",
  sourceIdentity: "alice",
  externalId: "k7",
  sourceIp: "192.0.2.1",
  sourceVpce: "vpce-1",
  sourceVpc: "vpc-1",
  organizationId: "o-a",
  organizationPath: "o-a/r-1/",
  principalTags: { team: "web" },
  sessionTags: { project: "x", cost: "7" },
  transitiveTagKeys: ["project"],
  tokenIssueTime: new Date("2026-11-24T11:00:00Z"),
};
const NONE: GranteeSession = {
  ...user,
  sessionName: null,
  sourceIdentity: null,
  externalId: null,
  sourceIp: null,
  sourceVpce: null,
  sourceVpc: null,
  organizationId: null,
  organizationPath: null,
  principalTags: null,
  sessionTags: null,
  transitiveTagKeys: null,
  tokenIssueTime: null,
};

describe("what a call has of a condition key", () => {
  for (const [who, session, key, expected] of [
    ["a user", user, "aws:PrincipalArn", '["arn:aws:iam::222222222222:user/teams/alice"]'],
    ["any user", users, "aws:PrincipalArn", "like arn:aws:iam::222222222222:user/*"],
    ["a role", role, "AWS:principalarn", '["arn:aws:iam::222222222222:role/builder"]'],
    ["a user", user, "aws:PrincipalAccount", '["222222222222"]'],
    ["any user", users, "aws:PrincipalAccount", '["222222222222"]'],
    ["a user", user, "aws:PrincipalType", '["User"]'],
    ["a role", role, "aws:PrincipalType", '["AssumedRole"]'],
    ["somebody", some, "aws:PrincipalType", "unknown"],
    ["a user", user, "aws:username", '["alice"]'],
    ["any user", users, "aws:username", "up to the caller"],
    ["a role", role, "aws:username", "none"],
    ["a user", user, "aws:PrincipalIsAWSService", '["false"]'],
    ["a user", user, "aws:SecureTransport", '["true"]'],
    ["a user", user, "aws:CurrentTime", '["2026-11-24T12:00:00.000Z"]'],
    ["a user", user, "aws:EpochTime", '["1795521600"]'],
    ["a user with MFA", user, "aws:MultiFactorAuthPresent", '["true"]'],
    ["a user with MFA", user, "aws:MultiFactorAuthAge", '["90"]'],
    ["a user who may have MFA", users, "aws:MultiFactorAuthPresent", "up to the caller"],
    ["a user who may have MFA", users, "aws:MultiFactorAuthAge", "up to the caller"],
    ["a role", role, "aws:MultiFactorAuthPresent", "none"],
    ["a role", role, "aws:MultiFactorAuthAge", "none"],
    ["a user without MFA", some, "aws:MultiFactorAuthPresent", '["false"]'],
    ["a user without MFA", some, "aws:MultiFactorAuthAge", "none"],
    ["a user", user, "aws:Moonphase", "unknown"],
    ["a user", user, "aws:ResourceTag/team", "unknown"],
    ["a user", user, "/team", "unknown"],
    ["a user", user, "aws:ResourceAccount", "unknown"],
    ["a user", { ...user, resourceAccount: "111111111111" }, "aws:ResourceAccount", '["111111111111"]'],
    ["a user", user, "aws:ResourceOrgID", "unknown"],
    ["a user", { ...user, resourceOrganizationId: "o-a" }, "aws:ResourceOrgID", '["o-a"]'],
    ["a user", { ...user, resourceOrganizationId: null }, "aws:ResourceOrgID", "none"],
    ["a user", { ...user, resourceOrganizationId: { otherThan: "o-a" } }, "aws:ResourceOrgID", "none like o-a"],
    [
      "a user",
      { ...user, resourceOrganizationPath: { otherThan: "o-a/*" } },
      "aws:ResourceOrgPaths",
      "none like o-a/*",
    ],
    ["a user", { ...user, organizationId: { otherThan: "o-a" } }, "aws:PrincipalOrgID", "none like o-a"],
    ["a caller with another tag", GIVEN, "aws:PrincipalTag/cost", "none"],
    ["a caller, in other letters", GIVEN, "AWS:principaltag/TEAM", '["web"]'],
    ["a call with another tag", GIVEN, "aws:RequestTag/team", "none"],
    ["a call that passes no tags", { ...GIVEN, sessionTags: {}, transitiveTagKeys: [] }, "aws:TagKeys", "none"],
    ["a call that passes no transitive tags", { ...GIVEN, transitiveTagKeys: [] }, "sts:TransitiveTagKeys", "none"],
  ] as [string, GranteeSession, string, string][]) {
    it(`${who}, ${key}: ${expected}`, () => assert.equal(shown(session, key), expected));
  }

  for (const [key, given] of [
    ["sts:RoleSessionName", '["nightly"]'],
    ["sts:SourceIdentity", '["alice"]'],
    ["sts:ExternalId", '["k7"]'],
    ["aws:SourceIp", '["192.0.2.1"]'],
    ["aws:SourceVpce", '["vpce-1"]'],
    ["aws:SourceVpc", '["vpc-1"]'],
    ["aws:PrincipalOrgID", '["o-a"]'],
    ["aws:PrincipalOrgPaths", '["o-a/r-1/"]'],
    ["aws:PrincipalTag/team", '["web"]'],
    ["aws:RequestTag/project", '["x"]'],
    ["aws:TagKeys", '["project","cost"]'],
    ["sts:TransitiveTagKeys", '["project"]'],
    ["aws:TokenIssueTime", '["2026-11-24T11:00:00.000Z"]'],
  ] as const) {
    it(`${key}, where it is given, is not, and is not known`, () =>
      assert.deepEqual(
        [GIVEN, NONE, user].map((session) => shown(session, key)),
        [given, "none", "up to the caller"],
      ));
  }

  it("says why there is none", () => {
    const why = (key: string) => (contextValue(NONE, key) as { why: string }).why;
    assert.deepEqual(["aws:PrincipalTag/team", "aws:RequestTag/team", "aws:SourceIp"].map(why), [
      "the caller has no tag team",
      "the call passes no session tag team",
      "the call comes through a VPC endpoint",
    ]);
  });
});
