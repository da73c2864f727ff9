import assert from "node:assert/strict";
import { coversRule } from "../../../cli/review/findings/approval";
import { RULES } from "../../../policypack/rules";

const parts = ["principals", "trust", "session", "permissions"] as const;

/** The parts of an approval whose growth uncovers the rule; "always" where an approval that counts does not cover it at all. */
function uncoveredBy(rule: string): string {
  const none = { principals: [], trust: [], session: [], permissions: [] };
  if (!coversRule({ state: "approved" }, rule)) return "always";
  assert.ok(!coversRule({ state: "expired" }, rule) && !coversRule({ state: "none" }, rule));
  return parts
    .filter((part) => !coversRule({ state: "broader", broader: { ...none, [part]: ["more"] } }, rule))
    .join(" ");
}

describe("what an approval covers of the policy pack's rules", () => {
  it("is the part that the rule is about", () => {
    assert.deepEqual(Object.fromEntries(RULES.map(({ name }) => [name, uncoveredBy(name)])), {
      "unknown-policy": "always",
      "administrative-access": "permissions",
      "privilege-escalation": "permissions",
      "service-wide-access": "permissions",
      "unbounded-write": "permissions",
      "unbounded-sensitive-read": "permissions",
      "assume-any-role": "permissions",
      "grant-beyond-roles": "permissions",
      "trust-beyond-accounts": "trust",
      "mfa-not-required": "trust",
      "review-overdue": "always",
      "session-too-long": "session",
    });
  });

  it("is nothing of a rule that nobody knows", () => assert.equal(uncoveredBy("made-up"), "always"));
});

describe("rules beside which others say nothing new", () => {
  it("are rules of the pack, and not about what is not known", () => {
    const implied = RULES.flatMap(({ name, impliedBy = [] }) => impliedBy.map((by) => [by, name] as const));
    for (const [by] of implied) assert.ok(RULES.includes(by) && by.verdict === "too-broad", by.name);
    assert.deepEqual(implied.map(([by, name]) => `${by.name} ${name}`).sort(), [
      "administrative-access assume-any-role",
      "administrative-access privilege-escalation",
      "administrative-access service-wide-access",
      "administrative-access unbounded-sensitive-read",
      "administrative-access unbounded-write",
    ]);
  });
});
