import type { RuleCase, RuleCases } from "./ruleCases";

function session(maxSessionSeconds: number, maximumSeconds?: number): RuleCase {
  const options = maximumSeconds === undefined ? {} : { options: { "session-too-long": { maximumSeconds } } };
  return {
    name: `${maxSessionSeconds} s of ${maximumSeconds ?? "3600 by default"}`,
    policies: [],
    more: { maxSessionSeconds },
    ...options,
  };
}

export const cases: RuleCases = {
  fails: [session(3601), session(7201, 7200), session(3600, 900)],
  passes: [session(3600), session(7200, 7200), { name: "nothing is said", policies: [] }],
};
