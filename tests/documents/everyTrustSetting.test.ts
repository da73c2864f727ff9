import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { trustWords } from "../../cli/review/approvals/trustWords";
import { settingOf, type TrustSetting } from "../../documents/trustConditions";
import { trustPolicy } from "../../documents/trustPolicy";
import { trustBeyond } from "../../policypack/iam";
import { contextValue, type GranteeSession } from "../../policypack/iam/call/session";
import { keyKind } from "../../policypack/iam/condition/keys";
import { now, trustingConfig } from "../settings/example";

const account = "222222222222";
const without = { mfa: { required: false, reason: "ci" }, trusts: [{ account }], session: {} };

/** Each setting with a value of its own, and the condition keys that stand for it. A new setting needs a line here. */
const said: Readonly<Record<TrustSetting, { readonly says: Record<string, unknown>; readonly by: readonly string[] }>> =
  {
    account: { says: {}, by: [] },
    principals: { says: { trusts: [{ account, principals: ["user/alice"] }] }, by: ["aws:PrincipalArn"] },
    mfa: { says: { mfa: { maxAge: "1h" } }, by: ["aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent"] },
    window: { says: { window: { from: "2026-12-01", until: "2027-02-01" } }, by: ["aws:CurrentTime"] },
    organization: {
      says: { organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/*"] } },
      by: ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"],
    },
    network: {
      says: { network: { sourceIps: ["203.0.113.0/24"], vpcEndpoints: ["vpce-0123456789abcdef0"] } },
      by: ["aws:SourceIp", "aws:SourceVpce"],
    },
    principalTags: { says: { principalTags: { team: ["web"] } }, by: ["aws:PrincipalTag/team"] },
    identityCenter: {
      says: {
        trusts: [
          {
            identityCenter: {
              application: "arn:aws:account-access:eu-west-1:333333333333:application/app-1",
              users: ["alice@example.com"],
              assumeRole: "arn:aws:iam::333333333333:role/entitlements",
            },
          },
        ],
      },
      by: ["aws:SourceAccount", "aws:SourceArn"],
    },
    maxDuration: { says: { session: { maxDuration: "2h" } }, by: [] },
    namePattern: { says: { session: { namePattern: "release-*" } }, by: ["sts:RoleSessionName"] },
    sourceIdentity: { says: { session: { sourceIdentity: "required" } }, by: ["sts:SourceIdentity"] },
    tags: {
      says: { session: { tags: { required: ["cost"] } } },
      by: ["aws:RequestTag/cost", "aws:TagKeys", "sts:TransitiveTagKeys"],
    },
  };

/** A call of which all is known, and nothing is there. */
const bare: GranteeSession = {
  principal: "arn:aws:iam::222222222222:user/alice",
  mfa: "never",
  now,
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

function policyOf(says: Record<string, unknown>) {
  const read = readSettings(trustingConfig({ ...without, ...says }), "cross-account-access", now);
  return trustPolicy(read.roles["deploy"]!, read.account.partition);
}

describe("each setting of a trust and of a session", () => {
  const arn = "arn:aws:iam::111111111111:role/deploy";
  for (const [setting, { says, by }] of Object.entries(said)) {
    describe(setting, () => {
      const policy = policyOf(says);
      const keys = policy.Statement.flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap(Object.keys));

      it("is said by its condition keys alone", () => {
        assert.deepEqual([...new Set(keys)].sort(), [...by].sort());
        assert.deepEqual(
          by.filter((key) => settingOf(key) !== setting),
          [],
        );
      });

      it("has keys that the evaluation of calls knows, and the policy pack", () => {
        assert.deepEqual(
          by.filter((key) => contextValue(bare, key).state === "unknown"),
          [],
        );
        assert.deepEqual(
          by.filter((key) => keyKind(key) === "unlisted"),
          [],
        );
      });

      if (by.length > 0) {
        it("is told when an approved trust loses it", () => {
          const lost = trustBeyond(policyOf({}), policy, arn, now).map(trustWords);
          assert.ok(lost.length > 0 && lost.every((words) => !words.includes("undefined")), lost.join("\n"));
        });
      }
    });
  }

  it("is no other's: a key that no setting makes belongs to none", () => {
    for (const key of ["sts:ExternalId", "aws:PrincipalAccount", "aws:PrincipalTag", "aws:ResourceTag/team"]) {
      assert.equal(settingOf(key), undefined);
    }
  });
});
