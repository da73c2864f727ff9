/**
 * Accounts that no stack describes and that `accounts.yaml` declares as outside: who answers for what they can reach.
 * Pure.
 */
import type { OutsideAccount } from "../../../settings/accounts";
import type { Evidence } from "../evidence/evidence";
import { dayOf } from "../../../policypack/calendar";

type Declared = Pick<Evidence, "at" | "declaredAccounts">;

/**
 * The ids of the outside accounts that count at the time of the evidence. An account that a stack describes is judged by
 * what is read of it, whatever the file says.
 */
export function outsideInForce(evidence: Declared & Pick<Evidence, "accounts" | "leftOut">): string[] {
  const described = new Set([
    ...evidence.accounts.map(({ id }) => id),
    ...evidence.leftOut.flatMap(({ account }) => account ?? []),
  ]);
  return Object.keys(evidence.declaredAccounts).filter((id) => {
    const outside = outsideOf(evidence, id);
    return outside !== undefined && !described.has(id) && !isPast(outside, evidence.at);
  });
}

/** What the file declares of an outside account; undefined when it declares nothing. */
export function outsideOf(
  { declaredAccounts }: Pick<Evidence, "declaredAccounts">,
  id: string,
): OutsideAccount | undefined {
  return Object.hasOwn(declaredAccounts, id) ? declaredAccounts[id]!.outside : undefined;
}

/** Whether a declaration is over. It counts until its last day ends, in UTC. */
export function isPast({ by }: OutsideAccount, at: Date): boolean {
  return by < dayOf(at);
}

/** The principal that stands for whoever an account lets: its root, in IAM's own words. */
export function accountRoot(account: string, partition: string): string {
  return `arn:${partition}:iam::${account}:root`;
}
