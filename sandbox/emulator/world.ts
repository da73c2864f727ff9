/** A user that exists when the emulator starts. */
export interface WorldUser {
  readonly name: string;
  /** Begins and ends with a slash; `/` by default. */
  readonly path?: string;
  /** `AKIA` and 16 capital letters or digits. */
  readonly accessKeyId: string;
  /** At least 16 characters. */
  readonly secretAccessKey: string;
  /** Whether the user has an inline policy that allows everything in its account. */
  readonly administrator?: boolean;
  /** Base32. The user then has an enabled MFA device `arn:aws:iam::<account>:mfa/<name>` with this secret. */
  readonly mfaSeed?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A role that exists when the emulator starts. For roles that IAM's API does not let anybody create, such as Identity
 * Center's.
 */
export interface WorldRole {
  readonly name: string;
  /** Begins and ends with a slash; `/` by default. */
  readonly path?: string;
  /** The trust policy, as an object. It may name users of every account. */
  readonly trust: unknown;
  /** Inline policies by name, as objects. */
  readonly policies?: Readonly<Record<string, unknown>>;
  /** Seconds; 3600 by default. */
  readonly maxSessionDuration?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** An account that exists when the emulator starts. */
export interface WorldAccount {
  /** 12 digits. */
  readonly id: string;
  readonly alias?: string;
  /** `aws` by default. */
  readonly partition?: "aws" | "aws-cn" | "aws-us-gov";
  /** The values of `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths`. Without it, the account is in no organization. */
  readonly organization?: { readonly id: string; readonly path?: string };
  /** Quotas that AWS has raised for this account. */
  readonly quotas?: { readonly trustPolicyLength?: number; readonly managedPoliciesPerRole?: number };
  readonly users?: readonly WorldUser[];
  readonly roles?: readonly WorldRole[];
}

/** Everything that exists when the emulator starts. */
export interface World {
  readonly accounts: readonly WorldAccount[];
  /**
   * For tests. Lets requests say when they are sent and from where: `X-Emulator-Time` (ISO 8601; for conditions,
   * expiry, MFA codes and their age), `X-Emulator-Source-Ip`, `X-Emulator-Source-Vpce`, `X-Emulator-Source-Vpc`. Also
   * lets anybody ask who can assume which role with what, for a copy of the emulator, and for an end of `propagation`
   * (`controls.py`). Off by default.
   */
  readonly controls?: boolean;
  /** For how many seconds a new grant or trust lets nobody in, as on AWS until a change counts everywhere. 0 by default. */
  readonly propagation?: number;
}
