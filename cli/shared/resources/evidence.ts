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
  /** What lets somebody in beside the policy: grants of the key, the bucket's access control list. */
  readonly alsoLets?: readonly NamedPolicy[];
  /**
   * Whether something that is not known may let others in, such as grants of a key that nobody may read; or the
   * actions, in small letters, that something like an access control list of an object may let them do.
   */
  readonly otherWays: boolean | readonly string[];
  /** Its tags; undefined where they do not count, or could not be read. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
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
