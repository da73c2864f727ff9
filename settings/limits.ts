import { z } from "zod";
import { keys } from "./values";

/** A quota of IAM that an account may have had raised: the default, and the most that AWS grants. */
const quota = (usual: number, most: number, description: string) => {
  const error = `a whole number from ${usual}, which every account has, to ${most}, which is the most that AWS grants`;
  return z.int({ error }).min(usual, { error }).max(most, { error }).default(usual).meta({ description });
};

/**
 * The quotas of IAM in this account, as far as they can be raised.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const limitSettings = keys({
  trustPolicyLength: quota(2_048, 8_192, "The most characters of a role's trust policy: 2048 unless raised"),
  managedPoliciesPerRole: quota(10, 25, "The most managed policies that a role has attached: 10 unless raised"),
});

/** The quotas, as read. */
export type Limits = z.output<typeof limitSettings>;

/** The quotas of an account that had none raised. */
export const usualLimits: Limits = limitSettings.parse({});
