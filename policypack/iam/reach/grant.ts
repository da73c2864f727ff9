/** What policies give a principal and what they take away, as values. Types only. */
import type { ActionSet } from "../catalogue/actionSet";
import type { Limit } from "../condition/values";
import type { ConditionEntry, Listing, Statement } from "../document/document";
import type { Clause } from "../pattern/clause";
import type { Pattern } from "../pattern/pattern";

/** The statement that says something, and the policy that it is in. */
export interface Origin {
  readonly policy: string;
  readonly statement: Statement;
}

/** Actions that a session may do, on the resources that are in each clause of `within`. */
export interface Grant extends Origin {
  readonly actions: ActionSet;
  /** Patterns that name only actions that the catalogue does not have. */
  readonly strangers: readonly string[];
  readonly within: readonly Clause[];
  /** True when every resource is in each clause. */
  readonly everywhere: boolean;
  /** Limits that its conditions prove. */
  readonly narrowing: readonly Limit[];
  /** Limits on iam:PassRole alone; see `AllowLimits.passing`. */
  readonly passing: readonly Limit[];
  /** Services that iam:PassRole may not pass a role to. */
  readonly barred: readonly Pattern[];
  /** Why the grant may be narrower than it looks, in words; empty when that is decided. */
  readonly unproven: readonly string[];
}

/** Actions that a session surely may not do on resources of the clause. */
export interface Denial extends Origin {
  readonly actions: ActionSet;
  readonly listing: Listing;
  readonly clause: Clause;
  readonly everywhere: boolean;
  /** When set, the Deny lets through only requests whose key has one of these values. */
  readonly unless?: Limit;
  /** When set, the Deny surely applies only to requests that meet these conditions. */
  readonly when?: readonly ConditionEntry[];
  /** When set, the Deny surely applies to requests whose key has one of these values. */
  readonly bars?: Limit;
}
