import type { Review } from "../../../policypack/rules/rule";
import type { RuleCase, RuleCases } from "./ruleCases";

const review: Review = { owner: "platform@example.com", reason: "Releases", by: "2027-02-01" };

function reviewed(name: string, changes: Partial<Review>): RuleCase {
  return { name, policies: [], more: { review: { ...review, ...changes } } };
}

export const cases: RuleCases = {
  fails: [
    reviewed("the day before", { by: "2026-11-23" }),
    reviewed("no owner", { owner: " " }),
    reviewed("no reason", { reason: "" }),
    reviewed("no date", { by: "soon" }),
    reviewed("a date that is too far away", { by: "2036-11-25" }),
    { name: "nothing of it", policies: [], more: { review: {} } },
  ],
  passes: [
    reviewed("the day itself", { by: "2026-11-24" }),
    reviewed("the latest day", { by: "2036-11-24" }),
    { name: "no review is kept", policies: [] },
    { name: "a role of services alone", policies: [], more: { review: {}, serviceRole: true } },
  ],
};
