import { tierOf } from "../documents/inlinePolicies";
import { revocationPolicy, revocationPolicyName } from "../documents/revocation";
import type { Deployed } from "./deployed";
import { heldUntil } from "./heldUntil";
import { roleHoldings, type RoleHoldings } from "./roleHoldings";

/** Policies of one role that each allow and deny. No order of attaching them is right for both. */
export interface Entangled {
  /** The role's key in the settings. */
  readonly role: string;
  /** Two or more: names of inline policies, ARNs of managed ones. */
  readonly policies: readonly string[];
}

/**
 * The roles that this update makes or changes and that have several policies of that kind. While one is attached and the
 * other is not yet, or no more, sessions may do what the other denies. A role that is closed meanwhile has no sessions
 * that may do anything.
 */
export function entangledPolicies(before: Deployed | undefined, after: Deployed): Entangled[] {
  const former = before === undefined ? undefined : roleHoldings(before);
  return [...roleHoldings(after)].flatMap(([name, role]) => {
    const policies = [...role.policies].flatMap(([policy, held]) =>
      held !== undefined && tierOf(held) === "both" ? [policy] : [],
    );
    const known = former?.get(name);
    if (isClosed(role)) return [];
    if (known !== undefined && isClosed(known) && same(opened(known), opened(role))) return [];
    return policies.length < 2 || (known !== undefined && same(known, role)) ? [] : [{ role: role.key, policies }];
  });
}

function isClosed({ policies }: RoleHoldings): boolean {
  return JSON.stringify(policies.get(revocationPolicyName)) === JSON.stringify(revocationPolicy(heldUntil));
}

/** The same role without the policy that closes it. */
function opened(role: RoleHoldings): RoleHoldings {
  const others = [...role.policies].filter(([name]) => name !== revocationPolicyName);
  return { ...role, policies: new Map(others) };
}

function same(one: RoleHoldings, other: RoleHoldings): boolean {
  const text = ({ policies }: RoleHoldings) => JSON.stringify([...policies].sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}
