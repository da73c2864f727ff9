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

/** What was decided of the rules that there are. A new rule says it itself. */
const decided: Readonly<Record<string, string>> = {
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
};

describe("what an approval covers of the policy pack's rules", () => {
  for (const [rule, part] of Object.entries(decided)) {
    it(`${rule}: ${part}`, () => assert.equal(uncoveredBy(rule), part));
  }

  it("is the part that the rule is about, and nothing of what cannot be proven", () => {
    for (const { name, about, verdict } of RULES) {
      assert.equal(
        uncoveredBy(name),
        verdict === "unprovable" || ["review", "resource"].includes(about) ? "always" : about,
        name,
      );
    }
  });

  it("is nothing of a rule that nobody knows", () => assert.equal(uncoveredBy("made-up"), "always"));
});

describe("rules beside which others say nothing new", () => {
  const implied = RULES.flatMap(({ name, impliedBy = [] }) => impliedBy.map((by) => [by, name] as const));

  it("are rules of the pack, and not about what is not known", () => {
    for (const [by] of implied) assert.ok(RULES.includes(by) && by.verdict === "too-broad", by.name);
  });

  it("are about permissions, as is what they imply", () => {
    const names = [
      "assume-any-role",
      "privilege-escalation",
      "service-wide-access",
      "unbounded-sensitive-read",
      "unbounded-write",
    ];
    const administrative = implied.filter(([by]) => by.name === "administrative-access").map(([, name]) => name);
    assert.deepEqual(
      names.filter((name) => !administrative.includes(name)),
      [],
    );
    for (const name of administrative) assert.equal(RULES.find((rule) => rule.name === name)?.about, "permissions");
  });
});
