/** Reads AWS's refusal messages. No other file reads their words. */

/** The kinds of policy that AWS's messages name. */
export type NamedPolicyKind =
  "service-control" | "resource-control" | "session" | "boundary" | "endpoint" | "resource" | "identity";

/** What a refusal message says. */
export interface AwsRefusal {
  /** true when a policy denies the call; false when no policy of the kind allows it. */
  readonly explicit: boolean;
  readonly action: string;
  /** The kind of policy, in AWS's words. */
  readonly said: string;
  /** The kind of policy; undefined when this command does not know the words. */
  readonly policy: NamedPolicyKind | undefined;
  /** The ARN of the policy that denies, where AWS names it. */
  readonly arn?: string;
}

const kinds: readonly (readonly [RegExp, NamedPolicyKind])[] = [
  [/service control policy/, "service-control"],
  [/resource control policy/, "resource-control"],
  [/session policy/, "session"],
  [/permissions boundary/, "boundary"],
  [/VPC endpoint policy/i, "endpoint"],
  [/resource-based policy|trust/, "resource"],
  [/identity-based policy/, "identity"],
];

/**
 * Reads the message of an AccessDenied; undefined when the message does not say what refused.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function readRefusal(message: string): AwsRefusal | undefined {
  const denied = /with an explicit deny in an? ([\w -]+?)(?::|$|\.)/.exec(message)?.[1];
  const said = denied ?? /because no ([\w -]+?) allows the/.exec(message)?.[1];
  if (said === undefined) return undefined;
  const action = /is not authorized to perform: ([\w:]+)/.exec(message)?.[1] ?? "sts:AssumeRole";
  const arn = / in an? [\w -]+?: (arn:[^\s]+?)\.?(?:\s|$)/.exec(message)?.[1];
  return {
    ...(denied !== undefined && arn !== undefined && { arn }),
    explicit: message.includes("with an explicit deny in"),
    action,
    said,
    policy: kinds.find(([words]) => words.test(said))?.[1],
  };
}

/**
 * The id under which AWS keeps the reasons of a refusal; undefined when the message has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html
 */
export function authorizationId(message: string): string | undefined {
  const found =
    /authorization id: ([0-9a-z]+)/i.exec(message) ?? /#\/authorization-details\/([0-9a-z]+)/i.exec(message);
  return found !== null && found[1]!.length <= 256 ? found[1]!.toLowerCase() : undefined;
}
