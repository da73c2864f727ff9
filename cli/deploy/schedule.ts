/** Which stack may begin when, and what all of it comes to. Pure. */
import type { Needs } from "./order";

/** How a stack's deployment ended. */
export type Ended =
  /** Deployed, removed or previewed. */
  | "done"
  | "failed"
  /** The policy pack refused it. */
  | "refused"
  /** Somebody else deploys it. */
  | "locked"
  /** It was interrupted while it ran. */
  | "cancelled"
  /** It never began, because of another stack. */
  | "held"
  /** It never began, because the command was interrupted or left. */
  | "unstarted";

/** The state of a stack. */
export type State = "waiting" | "running" | Ended;

/** The states of all stacks of a run, by name. */
export type States = ReadonlyMap<string, State>;

/** The stacks that may begin now, in the order of their names, as many as may run beside those that run. */
export function ready(needs: Needs, states: States, parallel: number): string[] {
  const running = [...states.values()].filter((state) => state === "running").length;
  return [...states]
    .flatMap(([name, state]) =>
      state === "waiting" && needs.get(name)!.every((one) => states.get(one) === "done") ? [name] : [],
    )
    .sort()
    .slice(0, Math.max(0, parallel - running));
}

/** The waiting stacks that can never begin, each with the stack that it waits for in vain. */
export function held(needs: Needs, states: States): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const [name, state] of states) {
      if (state !== "waiting" || found.has(name)) continue;
      const cause = needs.get(name)!.find((one) => found.has(one) || hasFailed(states.get(one)!));
      if (cause !== undefined) found.set(name, found.get(cause) ?? cause);
    }
  }
  return found;
}

function hasFailed(state: State): boolean {
  return state !== "waiting" && state !== "running" && state !== "done";
}

/** The exit code: 0 all done; 1 something failed; 7 the policy pack refused, and nothing else failed. */
export function exitCode(states: States): number {
  const all = [...states.values()];
  if (all.every((state) => state === "done")) return 0;
  return all.every((state) => state === "done" || state === "refused" || state === "held") && all.includes("refused")
    ? 7
    : 1;
}
