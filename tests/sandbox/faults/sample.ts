import type { Recovery } from "./recovery";

/** A trial of the sample: which call of which operation meets which fault, and how it then comes to its end. */
export type SampleTrial = readonly [operation: string, call: string, fault: string, how: Recovery["how"]];

/**
 * A trial of each kind of fault, at calls where something can go wrong that matters; `npm run faults` has them all. A third
 * are removals, which need no program and so take less time.
 */
export const sample: readonly SampleTrial[] = [
  ["up-trusting", "sts:GetCallerIdentity", "500-once", "none"],
  ["up-trusting", "iam:CreateRole", "lost", "printed"],
  ["up-trusting", "iam:CreatePolicy", "lost", "printed"],
  ["up-trusted", "iam:CreateGroup", "lost", "printed"],
  ["up-trusted", "iam:PutGroupPolicy", "engine-before", "cancel"],
  ["narrow-trusting", "iam:UpdateAssumeRolePolicy", "500", "same"],
  ["narrow-trusting", "iam:DetachRolePolicy", "plugin-after", "same"],
  ["widen-trusting", "iam:PutRolePolicy deploy index", "host-before", "same"],
  ["swap-trusting", "iam:UpdateAssumeRolePolicy", "network-after", "same"],
  ["narrow-trusted", "iam:RemoveUserFromGroup", "program-after", "same"],
  ["narrow-trusted", "iam:DeleteUserPolicy", "throttled-once", "none"],
  ["rename-trusted", "iam:UpdateGroup", "network-before", "same"],
  ["destroy-trusted", "iam:DeleteGroupPolicy", "engine-after", "cancel"],
  ["destroy-trusted", "iam:RemoveUserFromGroup carol", "plugin-before", "same"],
  ["destroy-trusted", "iam:DeleteGroup", "throttled", "same"],
  ["destroy-trusting", "iam:DeleteRole", "lost", "none"],
];
