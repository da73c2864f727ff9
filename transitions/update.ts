import type { GrantPlan } from "../grants/grantPlan";
import { grantedGrantees } from "../grants/grantees";
import type { Settings } from "../settings/settings";
import { replacedBoundaries, type BoundaryReplaced } from "./boundaries";
import { readDeployed, type Deployed, type Renewals } from "./deployed";
import { entangledPolicies, type Entangled } from "./entangled";
import { grantChanges, type GrantChanges } from "./grantChanges";
import { rolesToRenew } from "./roleChanges";

/** The plan of an update. */
export interface Update {
  /** What the stack has when the update ends. */
  readonly wanted: Deployed;
  /** The steps for each group, by its new name. */
  readonly groups: GrantChanges["steps"];
  /** What is taken away first and given anew at the end: keys of `Renewals`. */
  readonly renewed: readonly string[];
  /** Changes that IAM would refuse half-way. Nothing may be done unless this is empty. */
  readonly boundaries: readonly BoundaryReplaced[];
  /** Roles whose sessions may do more for a moment, since no order of their policies is right. */
  readonly entangled: readonly Entangled[];
}

/** What a stack deploys by its settings and grants. */
export function deployedBy(settings: Settings, { policies }: Pick<GrantPlan, "policies">): Deployed {
  const grantees = grantedGrantees(settings.grants).map(({ key, kind, name, policyName }) => ({
    key,
    kind,
    name,
    policyName,
    policy: policies[key]!,
  }));
  return { settings, grantees, renewals: {} };
}

/**
 * Plans the update from what a stack deployed last to what it deploys now.
 *
 * @param before undefined when nothing was deployed, or nothing is known about it
 */
export function planUpdate(before: Deployed | undefined, after: Deployed, at: Date): Update {
  const { steps, renew } = grantChanges(before, after);
  const entangled = entangledPolicies(before, after);
  if (before === undefined) return { wanted: after, groups: steps, renewed: [], boundaries: [], entangled };
  const renewed = [...new Set([...rolesToRenew(before, after, at), ...renew])].sort();
  return {
    wanted: { ...after, renewals: renewals(before.renewals, renewed, steps) },
    groups: steps,
    renewed,
    boundaries: replacedBoundaries(before, after),
    entangled,
  };
}

/**
 * Plans the update from the record that the last update left: the stack's own output `deployed`.
 *
 * @returns `recorded` is false when there is no record, or it cannot be used
 */
export function planFrom(record: unknown, after: Deployed, at: Date): Update & { readonly recorded: boolean } {
  const before = readDeployed(record);
  try {
    return { ...planUpdate(before, after, at), recorded: before !== undefined };
  } catch (error) {
    if (before === undefined) throw error;
    // The program writes records that can be used, so somebody has changed this one.
    return { ...planUpdate(undefined, after, at), recorded: false };
  }
}

/** The former numbers, increased by one for everything that is renewed. A renamed group keeps its number. */
function renewals(former: Renewals, renewed: readonly string[], steps: GrantChanges["steps"]): Renewals {
  const moved = Object.entries(steps).flatMap(([group, { renamedFrom }]) =>
    renamedFrom === undefined ? [] : [[`group-${group}`, former[`group-${renamedFrom}`] ?? 0] as const],
  );
  const numbers = new Map([...Object.entries(former), ...moved]);
  for (const key of renewed) numbers.set(key, (numbers.get(key) ?? 0) + 1);
  return Object.fromEntries(
    [...numbers].filter(([, number]) => number > 0).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
