/** What can be wrong with the grants of a stack, as values; grantProblemTexts.ts words them. */
import type { ControlReason, TrustReason } from "../policypack/iam";
import type { Problem } from "../settings/problems";
import type { Grantee } from "./grantees";

/** Something wrong with what a stack publishes. `stack` is its full name. */
export type StackProblem = { readonly where: "stack"; readonly stack: string } & (
  | { readonly kind: "no-roles" }
  /** Its output `roles` is not an object; `found` quotes it. */
  | { readonly kind: "roles-form"; readonly found: string }
  /**
   * One of its roles has another form. The paths of the problems begin below the role; an empty one is the role itself.
   */
  | { readonly kind: "role-form"; readonly role: string; readonly problems: readonly Problem[] }
);

/**
 * A setting or file that says which account a role has to be in: `id` has 12 digits, `by` names the source in words.
 */
export interface Pin {
  readonly id: string;
  readonly by: string;
}

/** Something wrong with one role that a grant names. `stack` is the full name of the stack that offers the role. */
export type RoleProblem = { readonly where: "role"; readonly stack: string } & (
  | { readonly kind: "no-account"; readonly why: string }
  | { readonly kind: "accounts-differ"; readonly pins: readonly Pin[] }
  | { readonly kind: "own-account"; readonly pin: Pin }
  | { readonly kind: "not-offered"; readonly role: string; readonly offered: readonly string[] }
  | { readonly kind: "other-partition"; readonly arn: string; readonly expected: string }
  | {
      readonly kind: "other-account";
      readonly role: string;
      readonly arn: string;
      readonly own: boolean;
      readonly pin: Pin;
    }
  | { readonly kind: "other-arn"; readonly role: string; readonly arn: string; readonly named: string }
  /** Its trust policy allows more than a grant may use; `excess` has each point in words. */
  | {
      readonly kind: "excess";
      readonly arn: string;
      readonly owner: string;
      readonly excess: readonly string[];
      readonly account: string;
    }
);

/**
 * Two grants give one role to the same people but ask for MFA differently. The ages are in seconds, undefined when a
 * grant does not ask for MFA.
 */
export interface Contradiction {
  readonly where: "grant";
  readonly kind: "contradiction";
  readonly grant: string;
  readonly other: string;
  readonly arn: string;
  readonly shared: Grantee;
  readonly maxAge: number | undefined;
  readonly otherMaxAge: number | undefined;
}

/** Something wrong with the grants. */
export type GrantProblem =
  | StackProblem
  /** `at` is the index in the grant's list of roles. */
  | (RoleProblem & { readonly grant: string; readonly at: number })
  /**
   * The role's trust policy does not admit the grantee; `account` is the grantee's, or the accounts that the trust
   * names, in words, where it is a permission set.
   */
  | {
      readonly where: "trust";
      readonly kind: "not-admitted";
      readonly grant: string;
      readonly arn: string;
      readonly grantee: Grantee;
      readonly account: string;
      readonly refusals: readonly TrustReason[];
    }
  /** A policy of the organization forbids the grantee, who is in `account` (as above), to assume the role. */
  | {
      readonly where: "organization";
      readonly kind: "forbidden";
      readonly grant: string;
      readonly arn: string;
      readonly grantee: Grantee;
      readonly account: string;
      readonly forbidding: readonly ControlReason[];
    }
  /** The role admits the sessions of a permission set in `accounts` alone, and it is `assigned` in none of them. */
  | {
      readonly where: "assignment";
      readonly kind: "not-assigned";
      readonly grant: string;
      readonly arn: string;
      readonly grantee: Grantee;
      readonly accounts: readonly string[];
      readonly assigned: readonly string[];
    }
  | Contradiction
  /**
   * The grantee's inline policies are longer than IAM accepts. `length`, `others` and `limit` are in characters;
   * `others` is the part that is in other inline policies of the same role. `roles` counts roles.
   */
  | {
      readonly where: "grantee";
      readonly kind: "too-long";
      readonly grants: readonly string[];
      readonly grantee: Grantee;
      readonly roles: number;
      readonly length: number;
      readonly others: number;
      readonly limit: number;
    };
