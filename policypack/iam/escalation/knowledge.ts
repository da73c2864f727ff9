/** What is known of what an ARN means: asked by the paths, answered by whoever has the stack and the declarations. */

/** What is known about the permissions of a named target. */
export interface TargetKnowledge {
  /**
   * `harmless`: no rule stops its permissions. `broad`: a rule does. `unknown`: too little is known about them.
   * `undecided`: judging them takes too long.
   */
  readonly verdict: "harmless" | "broad" | "unknown" | "undecided";
  /** The services that its trust names; undefined when its trust is not known. */
  readonly services?: readonly string[];
}

/** Looks up the role of an ARN, or the role that a function, instance or job of that ARN runs as. */
export interface LookUp {
  (arn: string): TargetKnowledge;
  /** The ARNs that are declared: those that a pattern may name. */
  readonly declared?: readonly string[];
}

/** The look-up with something done to each answer. */
export function answering(lookUp: LookUp, answer: (known: TargetKnowledge) => void): LookUp {
  const asked = (arn: string): TargetKnowledge => {
    const known = lookUp(arn);
    answer(known);
    return known;
  };
  return Object.assign(asked, { declared: lookUp.declared ?? [] });
}
