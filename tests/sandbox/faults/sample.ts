import { sampled } from "../../seed";
import type { Recovery } from "./recovery";

/** A trial of the sample: which call of which operation meets which fault, and how it then comes to its end. */
export type SampleTrial = readonly [operation: string, call: string, fault: string, how: Recovery["how"]];

/** Those that the page on recovery is about. */
const quoted: readonly SampleTrial[] = [
  ["up-trusting", "iam:CreateRole", "lost", "printed"],
  ["up-trusting", "iam:CreatePolicy", "lost", "printed"],
  ["up-trusted", "iam:CreateGroup", "lost", "printed"],
  ["up-trusted", "iam:PutGroupPolicy", "engine-before", "cancel"],
];
const updates: readonly SampleTrial[] = [
  ["up-trusting", "sts:GetCallerIdentity", "500-once", "none"],
  ["narrow-trusting", "iam:UpdateAssumeRolePolicy", "500", "same"],
  ["narrow-trusting", "iam:DetachRolePolicy", "plugin-after", "same"],
  ["widen-trusting", "iam:PutRolePolicy deploy index", "host-before", "same"],
  ["swap-trusting", "iam:UpdateAssumeRolePolicy", "network-after", "same"],
  ["narrow-trusted", "iam:RemoveUserFromGroup", "program-after", "same"],
  ["narrow-trusted", "iam:DeleteUserPolicy", "throttled-once", "none"],
  ["rename-trusted", "iam:UpdateGroup", "network-before", "same"],
];
/** They need no program and so take less time. */
const removals: readonly SampleTrial[] = [
  ["destroy-trusted", "iam:DeleteGroupPolicy", "engine-after", "cancel"],
  ["destroy-trusted", "iam:RemoveUserFromGroup carol", "plugin-before", "same"],
  ["destroy-trusted", "iam:DeleteGroup", "throttled", "same"],
  ["destroy-trusting", "iam:DeleteRole", "lost", "none"],
];

/** A trial of each kind of fault, at calls where something can go wrong that matters; `npm run faults` has them all. */
export const sample: readonly SampleTrial[] = [...quoted, ...updates, ...removals];

/** Those of the sample that are tried. */
export const tried: readonly SampleTrial[] = [...quoted, ...sampled("faults of updates", updates, 4), ...removals];
