/** What is known when a call was refused, and what may be concluded from it. */
import type { ConditionResult, PolicyDocument, TrustReason } from "../../../policypack/iam";

/** A policy with what it is called in messages, such as `the inline policy assume of the group deployers`. */
export interface NamedDocument {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** Who asked. */
export interface Caller {
  /** As GetCallerIdentity tells it. */
  readonly arn: string;
  readonly kind: "user" | "role" | "root" | "other";
  readonly account: string;
  /** The user, or the role whose session it is; the path is `*` where it is not known. */
  readonly principal: string;
}

/** What the call carried. */
export interface CallFacts {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly duration: number;
  /** Whether it carried an MFA code that AWS accepted. */
  readonly mfa: boolean;
}

/** All of it. What is undefined is not known, and `unread` says why. */
export interface Evidence {
  readonly call: CallFacts;
  readonly now: Date;
  readonly caller?: Caller | undefined;
  /** Whether the source credentials are temporary. */
  readonly temporary: boolean;
  /** Whether the source session of a user carries MFA; undefined when that is not known. */
  readonly mfaInSession?: boolean | undefined;
  readonly callerTags?: Readonly<Record<string, string>> | undefined;
  /** AWS's refusal; undefined when it did not refuse. */
  readonly refusal?: { readonly message: string } | undefined;
  /** Everything attached to the caller; undefined when it could not be read in full. */
  readonly policies?: readonly NamedDocument[] | undefined;
  /** The caller's permissions boundary; null when it has none. */
  readonly boundary?: NamedDocument | null | undefined;
  /** The role's trust policy, `name` saying where it is from. */
  readonly trust?: NamedDocument | undefined;
  readonly roleGone?: boolean | undefined;
  /** The ARN of the role that has the name under another path, when the role is gone. */
  readonly roleElsewhere?: string | undefined;
  /** What could not be read, in words. */
  readonly unread: readonly string[];
}

/** The side that has to change something. */
export type Side = "trusted account" | "trusting account" | "caller" | "organization" | "network";

/** What refused. */
export type FindingKind =
  | "no-grant" | "grant-elsewhere" | "grant-condition" | "explicit-deny" | "session-revoked" | "boundary" | "session-policy"
  | "trust-account" | "trust-principal" | "trust-condition" | "trust-denied" | "trust-empty"
  | "mfa-missing" | "mfa-too-old" | "mfa-code" | "mfa-device"
  | "external-id" | "session-name" | "source-identity" | "tags" | "source-ip" | "window-not-open" | "window-over"
  | "duration" | "chained-duration" | "role-gone" | "organization-policy"
  | "credentials-expired" | "credentials-invalid" | "clock" | "region" | "endpoint" | "network" | "throttled" | "request";

/** One thing that refuses by itself: it has to change, whatever else holds. */
export interface Finding {
  readonly kind: FindingKind;
  readonly side: Side;
  /** `certain`: what was read refuses, or AWS said so. `only-remaining`: all that can be read admits the call, but for this. */
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

/** What it depends on whether a side lets the call through. */
export type OpenReason =
  /** The role's trust policy is not known. */
  | { readonly kind: "trust-policy"; readonly roleArn: string }
  /** It is not known who calls. */
  | { readonly kind: "caller" }
  /** It is not known what is attached to the caller. */
  | { readonly kind: "policies"; readonly caller: Caller }
  /** It is not known whether the caller has a permissions boundary. */
  | { readonly kind: "boundary"; readonly caller: Caller }
  /** The trust policy asks what is not known of the call. */
  | { readonly kind: "trust"; readonly document: string; readonly reason: TrustReason }
  /** A statement of the caller's side may apply, or not; without conditions it is not known whether it is about the role. */
  | {
      readonly kind: "grant";
      readonly document: string;
      readonly statement: string;
      readonly effect: "Allow" | "Deny";
      readonly conditions: readonly ConditionResult[];
    };

/** What may have refused the call where nothing that was read did. */
export type Possibility = OpenReason | { readonly kind: "organization" | "suspected-organization" | "session-policy" | "recent-change" };

/** The conclusion. */
export interface Diagnosis {
  readonly outcome: "allowed" | "denied" | "undetermined";
  readonly findings: readonly Finding[];
  /** When undetermined: what it may be. */
  readonly possible: readonly Possibility[];
  /** Evidence that is missing. */
  readonly missing: readonly string[];
}
