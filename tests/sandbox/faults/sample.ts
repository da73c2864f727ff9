import type { Recovery } from "./recovery";

/** A trial of the sample: which call of which operation meets which fault, and how it then comes to its end. */
export type SampleTrial = readonly [operation: string, call: string, fault: string, how: Recovery["how"]];

/**
 * A few of each kind, at calls where something can go wrong that matters; `npm run faults` has them all. More than
 * half are such as take one
 * command, or a removal, which needs no program: the whole takes a minute and a half on two cores.
 */
export const sample: readonly SampleTrial[] = [
  ["up-trusting", "sts:GetCallerIdentity", "500-once", "none"],
  ["up-trusting", "iam:CreateRole", "lost", "printed"],
  ["up-trusting", "iam:CreateRole", "engine-after", "printed"],
  ["up-trusting", "iam:CreatePolicy", "lost", "printed"],
  ["up-trusting", "iam:AttachRolePolicy", "throttled-once", "none"],
  ["up-trusted", "iam:CreateGroup", "lost", "printed"],
  ["up-trusted", "iam:AddUserToGroup alice", "network-after", "same"],
  ["up-trusted", "iam:AddUserToGroup carol", "lost", "none"],
  ["up-trusted", "iam:PutGroupPolicy", "engine-before", "cancel"],
  ["narrow-trusting", "iam:UpdateAssumeRolePolicy", "500", "same"],
  ["narrow-trusting", "iam:PutRolePolicy", "lost", "none"],
  ["narrow-trusting", "iam:DetachRolePolicy", "plugin-after", "same"],
  ["narrow-trusting", "iam:DeletePolicy", "lost", "none"],
  ["widen-trusting", "iam:PutRolePolicy deploy index", "host-before", "same"],
  ["widen-trusting", "iam:UpdateAssumeRolePolicy", "lost", "none"],
  ["swap-trusting", "iam:UpdateAssumeRolePolicy", "network-after", "same"],
  ["swap-trusting", "iam:PutRolePolicy deploy index", "500-once", "none"],
  ["narrow-trusted", "iam:RemoveUserFromGroup", "program-after", "same"],
  ["narrow-trusted", "iam:DeleteUserPolicy", "throttled-once", "none"],
  ["widen-trusted", "iam:PutGroupPolicy", "500-once", "none"],
  ["rename-trusted", "iam:UpdateGroup", "network-before", "same"],
  ["destroy-trusted", "sts:GetCallerIdentity", "network-before", "same"],
  ["destroy-trusted", "iam:DeleteGroupPolicy", "500", "same"],
  ["destroy-trusted", "iam:DeleteGroupPolicy", "engine-after", "cancel"],
  ["destroy-trusted", "iam:DeleteUserPolicy", "throttled-once", "none"],
  ["destroy-trusted", "iam:RemoveUserFromGroup alice", "network-after", "same"],
  ["destroy-trusted", "iam:RemoveUserFromGroup carol", "lost", "none"],
  ["destroy-trusted", "iam:RemoveUserFromGroup carol", "plugin-before", "same"],
  ["destroy-trusted", "iam:DeleteGroup", "engine-before", "cancel"],
  ["destroy-trusted", "iam:DeleteGroup", "throttled", "same"],
  ["destroy-trusting", "iam:DetachRolePolicy", "engine-after", "cancel"],
  ["destroy-trusting", "iam:DeleteRolePolicy deploy artifacts", "network-after", "same"],
  ["destroy-trusting", "iam:DeleteRolePolicy deploy artifacts", "plugin-after", "same"],
  ["destroy-trusting", "iam:DeletePolicy", "throttled", "same"],
  ["destroy-trusting", "iam:DeletePolicy", "network-before", "same"],
  ["destroy-trusting", "iam:ListPolicyVersions", "500-once", "none"],
  ["destroy-trusting", "iam:DeleteRolePolicy deploy RevokeSessionsBefore", "500", "same"],
  ["destroy-trusting", "iam:DeleteRolePolicy deploy RevokeSessionsBefore", "engine-before", "cancel"],
  ["destroy-trusting", "iam:DeleteRole", "lost", "none"],
  ["destroy-trusting", "iam:DeleteRole", "network-after", "same"],
];
