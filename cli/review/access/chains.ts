/** Who gets into a role through other roles. Pure. */
import type { MissingEvidence } from "../evidence/evidence";
import type { Entrances } from "./entrances";

/** Somebody who can assume a role after one or more others. */
export interface Chain {
  /** The ARN of a user, role or provider, the name of a service, or the root of an account that was not read. */
  readonly principal: string;
  /** The ARNs of the roles on the way, in the order in which they are assumed. */
  readonly through: readonly string[];
}

/** Everybody who gets into a role through others. */
export interface Chains {
  readonly chains: readonly Chain[];
  /** Whether there may be more, since the search came to one of its {@link limits}. */
  readonly cut: boolean;
  /** What is not known of who can assume the roles on the ways. */
  readonly missing: readonly MissingEvidence[];
}

/**
 * How far a search for the chains of one role goes. Each is far beyond what people build, so that an account of
 * thousands of roles in circles ends too.
 *
 * - `chains`: the most that are listed.
 * - `roles`: the most roles on one way.
 * - `looks`: the most principals that are looked at, those who can assume the role directly left aside.
 */
export const limits = { chains: 500, roles: 10, looks: 20_000 } as const;

/**
 * Everybody who reaches a role through others and not directly, each by a shortest way. A role is passed once, so that
 * a circle of roles ends.
 */
export function chainsTo(role: string, entrances: Pick<Entrances, "principals" | "others">): Chains {
  const seen = new Set([role]);
  const chains: Chain[] = [];
  const missing: MissingEvidence[] = [];
  let looks = 0;
  let waiting: readonly (readonly string[])[] = [[]];
  while (waiting.length > 0) {
    const next: (readonly string[])[] = [];
    for (const through of waiting) {
      const [at = role] = through;
      const found = entrances.principals(at);
      if (through.length > 0) missing.push(...(found?.missing ?? []));
      const callers = (found?.able ?? []).map(({ caller }) => caller);
      const kinds = new Map(callers.map(({ arn, kind }) => [arn, kind]));
      for (const principal of [...kinds.keys(), ...entrances.others(at)].sort()) {
        if (through.length > 0 && ++looks > limits.looks) return { chains, cut: true, missing };
        if (seen.has(principal)) continue;
        if (chains.length === limits.chains || through.length > limits.roles) return { chains, cut: true, missing };
        seen.add(principal);
        if (through.length > 0) chains.push({ principal, through });
        if (kinds.get(principal) === "role") next.push([principal, ...through]);
      }
    }
    waiting = next;
  }
  return { chains, cut: false, missing };
}
