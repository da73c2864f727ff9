/** What is known about a refused call, and what can be concluded from it. */
import type { NamedPolicyKind } from "./awsRefusal";
import type {
  ConditionResult,
  ControlReason,
  Organization,
  PolicyDocument,
  TrustReason,
} from "../../../policypack/iam";

/** A policy and its name in messages, such as `the inline policy assume of the group deployers`. */
export interface NamedDocument {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The caller. */
export interface Caller {
  /** The ARN from GetCallerIdentity. */
  readonly arn: string;
  readonly kind: "user" | "role" | "root" | "other";
  readonly account: string;
  /** The ARN of the user, or of the role of the session. An unknown path is `*`. */
  readonly principal: string;
}

/** The parameters of the call. */
export interface CallFacts {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly duration: number;
  /** Whether the call had an MFA code that AWS accepted. */
  readonly mfa: boolean;
}

/** All evidence. An undefined field is not known; `unread` says why. */
export interface Evidence {
  readonly call: CallFacts;
  readonly now: Date;
  /** Names of accounts by their ids, for words alone. */
  readonly accountNames?: Readonly<Record<string, string>>;
  readonly caller?: Caller | undefined;
  /** Whether the source credentials are temporary. */
  readonly temporary: boolean;
  /** Whether the user's source session has MFA; undefined when not known. */
  readonly mfaInSession?: boolean | undefined;
  readonly callerTags?: Readonly<Record<string, string>> | undefined;
  /** AWS's refusal; undefined when AWS admitted the call. */
  readonly refusal?: { readonly message: string } | undefined;
  /** What AWS says of its own checks of the refused call; empty or undefined when it does not tell. */
  readonly checks?: readonly AwsCheck[] | undefined;
  /** Every policy of the caller; undefined when not all could be read. */
  readonly policies?: readonly NamedDocument[] | undefined;
  /** The caller's permissions boundary; null when it has none. */
  readonly boundary?: NamedDocument | null | undefined;
  /** The role's trust policy. `name` says where it is from. */
  readonly trust?: NamedDocument | undefined;
  readonly roleGone?: boolean | undefined;
  /** The ARN of a role with the same name under another path, when the role itself does not exist. */
  readonly roleElsewhere?: string | undefined;
  /** What was changed so short a time ago that AWS may not know it everywhere yet. */
  readonly recent?: readonly RecentChange[] | undefined;
  /** The organization of one of the sides, as its file has it. */
  readonly organization?: Organization | undefined;
  /** Sentences about the people of IAM Identity Center on either side; undefined where there are none. */
  readonly people?: readonly string[];
  /** What could not be read, in words. */
  readonly unread: readonly string[];
}

/** One check that AWS made of a refused call. */
export interface AwsCheck {
  /** The kind of policy, in AWS's words, such as `service control policy`. */
  readonly said: string;
  readonly policy: NamedPolicyKind;
  readonly side: Side;
  readonly action: string;
  readonly effect: "ALLOW" | "EXPLICIT_DENY" | "IMPLICIT_DENY";
  /** The policies with the statements that decided, by their ARNs where they have one. */
  readonly policies: readonly string[];
  /** The root, unit or account of an organization to which the policies are attached. */
  readonly target?: string;
}

/** A stack that was deployed, or a role that was created, less than two minutes ago. */
export interface RecentChange {
  readonly what: "stack" | "role";
  readonly name: string;
  /** How long ago. */
  readonly seconds: number;
}

/** Who has to change something. */
export type Side = "trusted account" | "trusting account" | "caller" | "organization" | "network";

/** The causes of a refusal. */
export const findingKinds = [
  "no-grant",
  "grant-elsewhere",
  "grant-condition",
  "explicit-deny",
  "session-revoked",
  "boundary",
  "session-policy",
  "session-policy-size",
  "trust-account",
  "trust-principal",
  "trust-condition",
  "trust-denied",
  "trust-empty",
  "mfa-missing",
  "mfa-too-old",
  "mfa-code",
  "mfa-device",
  "external-id",
  "session-name",
  "source-identity",
  "tags",
  "window-not-open",
  "window-over",
  "duration",
  "chained-duration",
  "role-gone",
  "organization-policy",
  "vpc-endpoint-policy",
  "credentials-expired",
  "credentials-invalid",
  "clock",
  "region",
  "endpoint",
  "network",
  "throttled",
  "recent-change",
  "request",
] as const;

/** One of {@link findingKinds}. */
export type FindingKind = (typeof findingKinds)[number];

/** One cause of a refusal. It has to change, whatever else holds. */
export interface Finding {
  readonly kind: FindingKind;
  readonly side: Side;
  /**
   * `certain`: a policy that was read refuses, or AWS said so. `only-remaining`: everything that can be read admits the
   * call, so this is the only cause left.
   */
  readonly certainty: "certain" | "only-remaining";
  /** The document that refuses. */
  readonly document?: string;
  /** For example `Statement[0] (TrustAccount)`. */
  readonly statement?: string;
  /** What was found and what is expected. */
  readonly text: string;
  /** What to change. */
  readonly remedy: string;
}

/** What one side's decision depends on, when it is not known. */
export type OpenReason =
  /** The role's trust policy is not known. `without` is MFA where this call has none, which most roles ask for. */
  | { readonly kind: "trust-policy"; readonly roleArn: string; readonly without?: "mfa" }
  /** It is not known who calls. */
  | { readonly kind: "caller" }
  /** It is not known what is attached to the caller. */
  | { readonly kind: "policies"; readonly caller: Caller }
  /** It is not known whether the caller has a permissions boundary. */
  | { readonly kind: "boundary"; readonly caller: Caller }
  /** The trust policy has a condition on something that is not known about the call. */
  | { readonly kind: "trust"; readonly document: string; readonly reason: TrustReason }
  /**
   * It is not known whether a statement on the caller's side applies. If it has no conditions, it is not known whether
   * it covers the role.
   */
  | {
      readonly kind: "grant";
      readonly document: string;
      readonly statement: string;
      readonly effect: "Allow" | "Deny";
      readonly conditions: readonly ConditionResult[];
    };

/** A possible cause of a refusal, when nothing that was read refuses. */
export type Possibility =
  | OpenReason
  /** It is not known whether a policy of the organization forbids the call. */
  | { readonly kind: "control"; readonly reason: ControlReason }
  | { readonly kind: "organization" | "suspected-organization" | "session-policy" }
  /** `changes`: what is known to have been changed a moment ago; then this is the likely cause. */
  | { readonly kind: "recent-change"; readonly changes?: readonly RecentChange[] };

/** A way into the role through others. */
export interface Through {
  /** The ARNs of the roles, in the order in which they are assumed before the role itself. */
  readonly roles: readonly string[];
  /** Whether all that was read lets each step through; else something that decides is not known. */
  readonly certain: boolean;
}

/** The conclusion. */
export interface Diagnosis {
  readonly outcome: "allowed" | "denied" | "undetermined";
  readonly findings: readonly Finding[];
  /** When undetermined: the possible causes. */
  readonly possible: readonly Possibility[];
  /** Evidence that is missing. */
  readonly missing: readonly string[];
  /** The id under which AWS keeps its reasons; absent when its message has none. */
  readonly authorizationId?: string;
  /** AWS's own checks; absent when it does not tell. */
  readonly checks?: readonly AwsCheck[];
  /** Sentences about the people of IAM Identity Center on either side; absent where there are none. */
  readonly people?: readonly string[];
  /** Ways through other roles, where the caller lacks the grant or the trust; absent where none is found. */
  readonly through?: readonly Through[];
  /** Beside the checks: the sides whose policies let the call through, as they were read here. */
  readonly admits?: readonly Side[];
}
