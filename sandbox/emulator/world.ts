/** A user that the emulator starts with. */
export interface WorldUser {
  readonly name: string;
  /** `/` unless given; begins and ends with a slash. */
  readonly path?: string;
  /** `AKIA` and 16 capital letters or digits. */
  readonly accessKeyId: string;
  /** At least 16 characters. */
  readonly secretAccessKey: string;
  /** Whether an inline policy allows the user everything in its account. */
  readonly administrator?: boolean;
  /** Base32; the user then has an enabled MFA device `arn:aws:iam::<account>:mfa/<name>` with this secret. */
  readonly mfaSeed?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A role that the emulator starts with: for those that IAM's API does not let anybody create, such as Identity Center's. */
export interface WorldRole {
  readonly name: string;
  /** `/` unless given; begins and ends with a slash. */
  readonly path?: string;
  /** The trust policy, as an object. It may name users of any account of the world. */
  readonly trust: unknown;
  /** Inline policies by name, as objects. */
  readonly policies?: Readonly<Record<string, unknown>>;
  /** Seconds, 3600 unless given. */
  readonly maxSessionDuration?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** An account that the emulator starts with. */
export interface WorldAccount {
  /** 12 digits. */
  readonly id: string;
  readonly alias?: string;
  /** `aws` unless given. */
  readonly partition?: "aws" | "aws-cn" | "aws-us-gov";
  /** What `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths` say; without it the account is in no organization. */
  readonly organization?: { readonly id: string; readonly path?: string };
  readonly users?: readonly WorldUser[];
  readonly roles?: readonly WorldRole[];
}

/** All that the emulator starts with. */
export interface World {
  readonly accounts: readonly WorldAccount[];
  /**
   * Whether requests may say when and whence they come: `X-Emulator-Time` (ISO 8601; for conditions, expiry, MFA codes and their
   * age), `X-Emulator-Source-Ip`, `X-Emulator-Source-Vpce`, `X-Emulator-Source-Vpc`; and whether anybody may ask who can assume
   * which role with what, and for a copy of it all (`controls.py`). For tests; without it neither is there.
   */
  readonly controls?: boolean;
}
