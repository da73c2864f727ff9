/** What a refusal of AWS says of itself: the one place that reads those words. */

/** The kinds of policy that AWS names. */
export type NamedPolicyKind = "service-control" | "resource-control" | "session" | "boundary" | "resource" | "identity";

/** What a refusal says. */
export interface AwsRefusal {
  /** Whether a policy denies it; else none of its kind allows it. */
  readonly explicit: boolean;
  readonly action: string;
  /** How AWS names the kind of policy. */
  readonly said: string;
  /** Undefined for a kind that is not known here. */
  readonly policy: NamedPolicyKind | undefined;
}

const kinds: readonly (readonly [RegExp, NamedPolicyKind])[] = [
  [/service control policy/, "service-control"],
  [/resource control policy/, "resource-control"],
  [/session policy/, "session"],
  [/permissions boundary/, "boundary"],
  [/resource-based policy|trust/, "resource"],
  [/identity-based policy/, "identity"],
];

/**
 * Reads the message of an AccessDenied; undefined where it does not say what refused.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function readRefusal(message: string): AwsRefusal | undefined {
  const denied = /with an explicit deny in an? ([\w -]+?)(?::|$|\.)/.exec(message)?.[1];
  const said = denied ?? /because no ([\w -]+?) allows the/.exec(message)?.[1];
  if (said === undefined) return undefined;
  const action = /is not authorized to perform: ([\w:]+)/.exec(message)?.[1] ?? "sts:AssumeRole";
  return { explicit: message.includes("with an explicit deny in"), action, said, policy: kinds.find(([words]) => words.test(said))?.[1] };
}
