import type { EscalationPath } from "./paths";
import type { Target } from "./targets";

/** A path that is open, or that may be: that depends on a target of which too little is known. */
export interface Opening {
  readonly path: EscalationPath;
  readonly state: "open" | "depends" | "undecided";
  /** The action on the target that proves it. */
  readonly action: string;
  readonly target: Target;
  /** For a role that is passed: a service that it may be passed to. */
  readonly service?: string;
}
