import assert from "node:assert/strict";
import { tierOf } from "../../documents/inlinePolicies";

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
});
