/** Who gets into a role through other roles. Pure. */
import type { Entrances } from "./entrances";

/** Somebody who can assume a role after one or more others. */
export interface Chain {
  /** The ARN of a user, role or provider, the name of a service, or the root of an account that was not read. */
  readonly principal: string;
  /** The ARNs of the roles on the way, in the order in which they are assumed. */
  readonly through: readonly string[];
}

/** The most chains of a role; further ones are left out. */
const most = 500;

/**
 * Everybody who reaches a role through others and not directly, each by a shortest way. A role is passed once, so that
 * a circle of roles ends.
 */
export function chainsTo(role: string, entrances: Pick<Entrances, "principals" | "others">): Chain[] {
  const seen = new Set([role]);
  const chains: Chain[] = [];
  let waiting: readonly (readonly string[])[] = [[]];
  while (waiting.length > 0) {
    const next: (readonly string[])[] = [];
    for (const through of waiting) {
      const [at = role] = through;
      const callers = (entrances.principals(at)?.able ?? []).map(({ caller }) => caller);
      const kinds = new Map(callers.map(({ arn, kind }) => [arn, kind]));
      for (const principal of [...kinds.keys(), ...entrances.others(at)].sort()) {
        if (seen.has(principal)) continue;
        seen.add(principal);
        if (through.length > 0) chains.push({ principal, through });
        if (chains.length === most) return chains;
        if (kinds.get(principal) === "role") next.push([principal, ...through]);
      }
    }
    waiting = next;
  }
  return chains;
}
