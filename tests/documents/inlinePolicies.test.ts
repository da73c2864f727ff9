import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { inlinePolicies, tierOf } from "../../documents/inlinePolicies";
import { documentLength, inlineLength } from "../../documents/length";
import { now, trustingConfig } from "../settings/example";

describe("the order of a role's policies", () => {
  for (const [effects, tier] of [
    [["Deny"], "denies"],
    [["Deny", "Deny"], "denies"],
    [["Allow", "Deny"], "both"],
    [["Deny", "Allow"], "both"],
    [["Allow"], "allows"],
  ] as const) {
    it(`${effects.join(", ")}: ${tier}`, () =>
      assert.equal(tierOf({ Statement: effects.map((Effect) => ({ Effect })) }), tier));
  }

  it("one statement in no list is as good as one in a list", () => {
    assert.equal(tierOf({ Statement: { Effect: "Deny" } }), "denies");
    assert.equal(tierOf({ Statement: { Effect: "Allow" } }), "allows");
  });
});

describe("the length of a role's inline policies", () => {
  it("is that of all which it has, the revocation too", () => {
    for (const revoked of [{}, { revokeSessionsBefore: "2026-11-01" }]) {
      const presets = { web: { readService: "sqs" } };
      const policies = {
        inline: { a: { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] } },
      };
      const config = trustingConfig({ ...revoked, policies: { ...policies, presets } });
      const { account, roles } = readSettings(config, "cross-account-access", now);
      const made = Object.values(inlinePolicies(roles["deploy"]!, account));
      assert.equal(made.length, Object.keys(revoked).length + 2);
      const lengths = made.map(documentLength);
      assert.equal(
        inlineLength(roles["deploy"]!, account),
        lengths.reduce((sum, one) => sum + one, 0),
      );
    }
  });
});
