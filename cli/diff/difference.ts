/** What a change of the settings means. Types only; `--format json` writes this form. */

/** Somebody, and the conditions under which a role admits them. */
export interface Way {
  /** The role's ARN. */
  readonly role: string;
  /**
   * `user/alice`, `role/ci`, `group/deployers` (a group whose members the settings do not say), or what a trust names
   * although no grant of this project uses it: `*` (every principal of the account), `user/team/*`, `sso/Deploy`. People
   * of IAM Identity Center are `identity-center/user/alice@example.com` and `identity-center/group/Engineers`.
   */
  readonly principal: string;
  /** The principal's account, 12 digits; of people of IAM Identity Center that of the application; `*` for all accounts. */
  readonly account: string;
  /** In words; empty when nothing is asked. */
  readonly conditions: readonly string[];
}

/** An action on a resource. */
export interface Allowed {
  readonly action: string;
  readonly resource: string;
}

/** A finding of the policy pack. */
export interface PackFinding {
  /** The role's ARN. */
  readonly role: string;
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  readonly message: string;
}

/** Something that could not be decided. */
export interface Unknown {
  readonly what: string;
  readonly why: string;
}

/** Wider: somebody gains, a session may do more, lasts longer, or needs MFA less. Both at once is wider. */
export type DiffVerdict = "same" | "narrower" | "wider";

/** The difference between two states of the settings. Every list is sorted. */
export interface Difference {
  readonly version: 1;
  /** The revision that the settings are compared with: 40 hexadecimal digits. */
  readonly base: string;
  readonly gains: readonly Way[];
  readonly loses: readonly Way[];
  /** What sessions may do, with an example of each statement. `texts` are for people. */
  readonly permissions: readonly {
    readonly role: string;
    readonly more: readonly Allowed[];
    readonly less: readonly Allowed[];
  }[];
  /** The longest session, in seconds, of roles that are on both sides. */
  readonly sessions: readonly { readonly role: string; readonly before: number; readonly after: number }[];
  readonly findings: { readonly new: readonly PackFinding[]; readonly gone: readonly PackFinding[] };
  /** Approvals that covered the settings before and no longer do. */
  readonly approvals: readonly { readonly role: string; readonly beyond: readonly string[] }[];
  readonly unknown: readonly Unknown[];
  readonly verdict: DiffVerdict;
}
