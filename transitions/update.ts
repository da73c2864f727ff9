import type { GrantPlan } from "../grants/grantPlan";
import { grantedGrantees } from "../grants/grantees";
import type { Settings } from "../settings/settings";
import { replacedBoundaries, type BoundaryReplaced } from "./boundaries";
import { readDeployed, type Deployed, type Renewals } from "./deployed";
import { grantChanges, type GrantChanges } from "./grantChanges";
import { rolesToRenew } from "./roleChanges";

/** What an update makes of a stack. */
export interface Update {
  /** What is there when it ends. */
  readonly wanted: Deployed;
  readonly groups: GrantChanges["steps"];
  /** What is taken away and given anew: keys of `Renewals`. */
  readonly renewed: readonly string[];
  /** What IAM would stop half-way. Nothing may be done unless this is empty. */
  readonly boundaries: readonly BoundaryReplaced[];
}

/** All that the settings and grants of a stack come to. */
export function deployedBy(settings: Settings, { policies }: Pick<GrantPlan, "policies">): Deployed {
  const grantees = grantedGrantees(settings.grants).map(({ key, kind, name, policyName }) => ({ key, kind, name, policyName, policy: policies[key]! }));
  return { settings, grantees, renewals: {} };
}

/**
 * How a stack gets from what it deployed last to what it is to deploy.
 *
 * @param before undefined where nothing was deployed, or nothing is known of it
 */
export function planUpdate(before: Deployed | undefined, after: Deployed, at: Date): Update {
  const { steps, renew } = grantChanges(before, after);
  if (before === undefined) return { wanted: after, groups: steps, renewed: [], boundaries: [] };
  const renewed = [...new Set([...rolesToRenew(before, after, at), ...renew])].sort();
  return { wanted: { ...after, renewals: renewals(before.renewals, renewed, steps) }, groups: steps, renewed, boundaries: replacedBoundaries(before, after) };
}

/**
 * The same with the record that the last update left: the stack's own output `deployed`.
 *
 * @returns `recorded` false where there is none, or one that the settings cannot be held against
 */
export function planFrom(record: unknown, after: Deployed, at: Date): Update & { readonly recorded: boolean } {
  const before = readDeployed(record);
  try {
    return { ...planUpdate(before, after, at), recorded: before !== undefined };
  } catch (error) {
    if (before === undefined) throw error;
    // The program wrote all of it; whoever changed it since did not keep its form.
    return { ...planUpdate(undefined, after, at), recorded: false };
  }
}

/** The former numbers, one more for what is renewed. A renamed group keeps its number. */
function renewals(former: Renewals, renewed: readonly string[], steps: GrantChanges["steps"]): Renewals {
  const moved = Object.entries(steps).flatMap(([group, { renamedFrom }]) => (renamedFrom === undefined ? [] : [[`group-${group}`, former[`group-${renamedFrom}`] ?? 0] as const]));
  const numbers = new Map([...Object.entries(former), ...moved]);
  for (const key of renewed) numbers.set(key, (numbers.get(key) ?? 0) + 1);
  return Object.fromEntries([...numbers].filter(([, number]) => number > 0).sort(([one], [other]) => (one < other ? -1 : 1)));
}
