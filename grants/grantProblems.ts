/** What can be wrong with the grants of a stack, as values; grantProblemTexts.ts words them. */
import type { TrustReason } from "../policypack/iam";
import type { Problem } from "../settings/problems";
import type { Grantee } from "./grantees";

/** Something wrong with what a stack publishes. `stack` is its full name. */
export type StackProblem = { readonly where: "stack"; readonly stack: string } & (
  | { readonly kind: "no-roles" }
  /** Its output `roles` is no object; `found` quotes it. */
  | { readonly kind: "roles-form"; readonly found: string }
  /** One of its roles has another form: each problem with its path below the role, which is empty for the role itself. */
  | { readonly kind: "role-form"; readonly role: string; readonly problems: readonly Problem[] }
);

/** Something that says which account a role has to be in, and who says it. */
export interface Pin {
  readonly id: string;
  readonly by: string;
}

/** Something wrong with one role that a grant names. `stack` is the full name of the stack that it names. */
export type RoleProblem = { readonly where: "role"; readonly stack: string } & (
  | { readonly kind: "no-account"; readonly why: string }
  | { readonly kind: "accounts-differ"; readonly pins: readonly Pin[] }
  | { readonly kind: "own-account"; readonly pin: Pin }
  | { readonly kind: "not-offered"; readonly role: string; readonly offered: readonly string[] }
  | { readonly kind: "other-partition"; readonly arn: string; readonly expected: string }
  | { readonly kind: "other-account"; readonly role: string; readonly arn: string; readonly own: boolean; readonly pin: Pin }
  | { readonly kind: "other-arn"; readonly role: string; readonly arn: string; readonly named: string }
  /** Its trust policy says more than a grant may follow, each in words. */
  | { readonly kind: "excess"; readonly arn: string; readonly owner: string; readonly excess: readonly string[]; readonly account: string }
);

/** Two grants of one role to the same people that ask for MFA differently; the ages are seconds, undefined without MFA. */
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
  /** `at` is the place in the grant's list of roles. */
  | (RoleProblem & { readonly grant: string; readonly at: number })
  /** The role's trust policy admits nobody of the grantee; `account` is the grantee's. */
  | {
      readonly where: "trust";
      readonly kind: "not-admitted";
      readonly grant: string;
      readonly arn: string;
      readonly grantee: Grantee;
      readonly account: string;
      readonly refusals: readonly TrustReason[];
    }
  | Contradiction
  /** The policy that the grants make is longer than IAM takes, in characters; `others` are in other policies of the same role. */
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
