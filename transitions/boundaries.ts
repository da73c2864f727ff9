import { sharedPolicyArn } from "../settings/arns";
import type { Deployed } from "./deployed";

/** A policy that would have to be deleted and made anew while it is the boundary of a role, which IAM refuses. */
export interface BoundaryReplaced {
  /** The policy's key in the settings. */
  readonly policy: string;
  /** The keys of the roles that it bounds. */
  readonly roles: readonly string[];
}

/** Boundaries whose path or description changes, which only a new policy can have. */
export function replacedBoundaries({ settings: before }: Deployed, { settings: after }: Deployed): readonly BoundaryReplaced[] {
  return Object.entries(after.policies).flatMap(([policy, { description, path }]) => {
    const former = Object.hasOwn(before.policies, policy) ? before.policies[policy]! : undefined;
    if (former === undefined || (former.description === description && former.path === path)) return [];
    const arn = sharedPolicyArn(policy, former, before.account);
    const roles = Object.entries(before.roles).flatMap(([key, { boundary }]) => (boundary === arn ? [key] : []));
    return roles.length > 0 ? [{ policy, roles }] : [];
  });
}
