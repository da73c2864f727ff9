/** What somebody approved of a role, and the form of it that is compared. Types alone. */

/** Everything that decides what a role gives to whom; documents are policy documents as JavaScript values. */
export interface RoleAccess {
  readonly arn: string;
  /** The ARNs of the users and roles who can assume it, sorted. */
  readonly principals: readonly string[];
  readonly trust: unknown;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** All policies of the role, managed ones with their documents; names are inline policies' names or ARNs. Sorted by name. */
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
  readonly boundary?: { readonly name: string; readonly document: unknown };
}

/** One decision in `approvals.yaml`. */
export interface Approval extends RoleAccess {
  /** Who decided. */
  readonly by: string;
  /** The day of the decision, `2026-11-24`. */
  readonly at: string;
  readonly reason: string;
  /** The last day on which it counts. */
  readonly until: string;
}

/** What a role gives beyond an approval; all lists empty when nothing. Texts are for people, sorted, and the same from run to run. */
export interface Broader {
  /** ARNs of principals who were not approved. */
  readonly principals: readonly string[];
  /** What the trust lets through that it did not, such as `222222222222: without MFA`. */
  readonly trust: readonly string[];
  /** What a session may do that it might not, such as `s3:DeleteObject on arn:aws:s3:::web-shop-artifacts/x`. */
  readonly permissions: readonly string[];
  /** Longer sessions. */
  readonly session: readonly string[];
}
