import { sharedPolicyArn } from "../settings/arns";
import type { Deployed } from "./deployed";

/** A policy that would have to be replaced while it is the boundary of a role. IAM refuses to delete it then. */
export interface BoundaryReplaced {
  /** The policy's key in the settings. */
  readonly policy: string;
  /** The keys of the roles whose boundary it is. */
  readonly roles: readonly string[];
}

/** Finds boundaries whose path or description changes. IAM cannot change either, so the policy would be replaced. */
export function replacedBoundaries(
  { settings: before }: Deployed,
  { settings: after }: Deployed,
): readonly BoundaryReplaced[] {
  return Object.entries(after.policies).flatMap(([policy, { description, path }]) => {
    const former = Object.hasOwn(before.policies, policy) ? before.policies[policy]! : undefined;
    if (former === undefined || (former.description === description && former.path === path)) return [];
    const arn = sharedPolicyArn(policy, former, before.account);
    const roles = Object.entries(before.roles).flatMap(([key, { boundary }]) => (boundary === arn ? [key] : []));
    return roles.length > 0 ? [{ policy, roles }] : [];
  });
}
