/** What somebody approved about a role, in the form that is compared. */

/** Everything that decides who gets what from a role. Documents are policy documents as JavaScript values. */
export interface RoleAccess {
  readonly arn: string;
  /**
   * The ARNs of the users and roles who can assume it, sorted. The root of an account stands for whoever that account
   * lets, where the account is declared as outside. A provider's ARN or name, or a service's, stands for its identities.
   */
  readonly principals: readonly string[];
  readonly trust: unknown;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /**
   * All policies of the role, sorted by name; managed ones with their documents. `name` is an inline policy's name or
   * an ARN.
   */
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

/** Whether somebody is among principals that were approved. The root of an account stands for everybody of it. */
export function isAmong(approved: ReadonlySet<string>, arn: string): boolean {
  return approved.has(arn) || approved.has(arn.replace(/^(arn:[^:]*:iam::\d{12}:)(?:user|role)\/.*$/, "$1root"));
}

/**
 * What a role gives beyond an approval; all lists are empty when it gives nothing more. The texts are for people,
 * sorted, and the same from run to run.
 */
export interface Broader {
  /** ARNs of principals who were not approved. */
  readonly principals: readonly string[];
  /** Calls that the trust policy admits and did not admit when it was approved, such as `222222222222: without MFA`. */
  readonly trust: readonly string[];
  /**
   * Calls that a session may make and could not make when the role was approved, such as `s3:DeleteObject on
   * arn:aws:s3:::web-shop-artifacts/x`.
   */
  readonly permissions: readonly string[];
  /** How much longer sessions may last. */
  readonly session: readonly string[];
}
