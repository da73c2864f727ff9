import { awsError, type Fate } from "../observer/proxy";
import type { ProcessRole } from "./processes";

/** One way in which a call can go wrong. */
export interface Fault {
  readonly name: string;
  /** What becomes of the call. */
  readonly fate: Fate;
  /** `once`: the next try is answered; `call`: each try of this call; `all`: this call and everything after it. */
  readonly lasts: "once" | "call" | "all";
  /** What is killed, and whether the emulator has carried the call out by then. */
  readonly kills?: { readonly role: ProcessRole; readonly when: "before" | "after" };
}

const failing = awsError(500, "ServiceFailure", "The request processing has failed because of an unknown error");
const throttling = awsError(400, "Throttling", "Rate exceeded");

/** Every kind of fault. */
export const faults: readonly Fault[] = [
  { name: "500-once", fate: failing, lasts: "once" },
  { name: "500", fate: failing, lasts: "call" },
  { name: "throttled-once", fate: throttling, lasts: "once" },
  { name: "throttled", fate: throttling, lasts: "call" },
  { name: "hang", fate: "hang", lasts: "once" },
  { name: "lost", fate: "lose", lasts: "once" },
  { name: "network-before", fate: "refuse", lasts: "all" },
  { name: "network-after", fate: "lose", lasts: "all" },
  // With the engine the whole machine is gone: nothing more reaches AWS.
  { name: "engine-before", fate: "refuse", lasts: "all", kills: { role: "engine", when: "before" } },
  // The engine alone: its plugin may carry on for a moment.
  { name: "engine-after", fate: "pass", lasts: "once", kills: { role: "engine", when: "after" } },
  { name: "plugin-before", fate: "refuse", lasts: "once", kills: { role: "plugin", when: "before" } },
  { name: "plugin-after", fate: "lose", lasts: "once", kills: { role: "plugin", when: "after" } },
  ...(["host", "program"] as const).flatMap((role) =>
    (["before", "after"] as const).map((when): Fault => ({
      name: `${role}-${when}`,
      fate: "pass",
      lasts: "once",
      kills: { role, when },
    })),
  ),
];
