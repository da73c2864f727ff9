/** What is known of a resource that has a policy of its own. */
import type { NamedPolicy } from "../../../policypack/iam";

/** A resource. A field that is undefined could not be read; `unread` says why. */
export interface ResourceEvidence {
  /** The ARN that calls are about: that of the key, where an alias was asked for. */
  readonly arn: string;
  /** 12 digits. */
  readonly owner?: string | undefined;
  /** Null without one. */
  readonly policy?: NamedPolicy | null | undefined;
  /** Whether a bucket with a public policy keeps other accounts out. */
  readonly restrictsPublic?: boolean | undefined;
  /** Whether something that was not judged may let others in: access control lists, grants of a key. */
  readonly otherWays: boolean;
  /** The key that encrypts it: null without one, or with one of AWS that nobody has to be let in to. */
  readonly key?: UsedKey | null | undefined;
  readonly unread: readonly Unread[];
}

/** Something that could not be read, in words. */
export interface Unread {
  readonly what: string;
  readonly why: string;
}

/** The key that encrypts a resource. */
export interface UsedKey {
  /** Its ARN, or that of its alias; undefined for the key of AWS that each account has for a service. */
  readonly arn: string | undefined;
  /** Whether a bucket has a key of its own made from it. */
  readonly bucketKey?: boolean;
}
