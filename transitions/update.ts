import { grantedGrantees } from "../components/grantees";
import type { GrantPlan } from "../components/grantPlan";
import type { Settings } from "../settings";
import type { Deployed } from "./deployed";
import { groupPlan, type GroupMixture, type GroupPlan } from "./groupSteps";
import { narrowed } from "./narrowed";
import { replacedBoundaries, roleMixtures, type BoundaryReplaced, type RoleMixture } from "./roleSteps";

/** Something that one update cannot do without giving somebody more in between, or that IAM would stop half-way. */
export type Obstacle = RoleMixture | GroupMixture | BoundaryReplaced;

/** What an update makes of a stack. */
export interface Update {
  /** What is there when it ends. */
  readonly wanted: Deployed;
  readonly groups: GroupPlan["steps"];
  /** Why nothing may be done; empty where it may. */
  readonly obstacles: readonly Obstacle[];
}

/** All that the settings and grants of a stack come to. */
export function deployedBy(settings: Settings, { policies }: Pick<GrantPlan, "policies">): Deployed {
  const grantees = grantedGrantees(settings.grants).map(({ key, kind, name, policyName }) => ({ key, kind, name, policyName, policy: policies[key]! }));
  return { settings, grantees, closed: [] };
}

/**
 * How a stack gets from what it deployed last to what it is to deploy.
 *
 * @param before undefined where nothing was deployed, or nothing is known of it
 * @param narrow whether to take the first of two steps only: see `narrowed`
 */
export function planUpdate(before: Deployed | undefined, after: Deployed, narrow: boolean, at: Date): Update {
  const { steps, mixtures } = groupPlan(before, after);
  if (before === undefined) return { wanted: after, groups: steps, obstacles: [] };
  const found = [...roleMixtures(before, after, at), ...mixtures];
  const boundaries = replacedBoundaries(before, after);
  if (!narrow || boundaries.length > 0 || found.length === 0) return { wanted: after, groups: steps, obstacles: [...boundaries, ...found] };
  const wanted = narrowed(before, after, found);
  return { wanted, groups: groupPlan(before, wanted).steps, obstacles: [] };
}
