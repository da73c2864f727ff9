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
  /** More inline policies by name, as objects. */
  readonly policies?: Readonly<Record<string, unknown>>;
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

/** An account in an organization. It need not be among the accounts of the world. */
export interface WorldMember {
  readonly id: string;
  readonly name?: string;
  /** The ids of the policies that are attached to it; by default AWS's own two, which allow everything. */
  readonly policies?: readonly string[];
}

/** A root or unit. */
export interface WorldUnit {
  /** `r-…` for the root, `ou-…` for a unit. */
  readonly id: string;
  readonly name?: string;
  readonly policies?: readonly string[];
  readonly accounts?: readonly WorldMember[];
  readonly units?: readonly WorldUnit[];
}

/** An organization. Its policies hold for what its accounts' principals call, and for its accounts' resources. */
export interface WorldOrganization {
  /** `o-…`. */
  readonly id: string;
  /** The management account, for which no policy holds. */
  readonly management: string;
  readonly root: WorldUnit;
  /** By their ids, beside `p-FullAWSAccess` and `p-RCPFullAWSAccess`, which are there always. */
  readonly policies?: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
        readonly document: unknown;
      }
    >
  >;
  /** The types of policy that hold; by default both. */
  readonly enabled?: readonly string[];
  /** Accounts that may read the organization, beside the management account. */
  readonly delegatedAdministrators?: readonly string[];
}

/** Somebody of IAM Identity Center, by the id of a user or of a group. The id need not be anybody's. */
export type WorldPrincipal = { readonly user: string } | { readonly group: string };

/**
 * An organization's instance of IAM Identity Center. Each permission set has its role `AWSReservedSSO_<name>_<16 hex>`
 * in each account that it is assigned in. Ids of users and groups are UUIDs.
 */
export interface WorldIdentityCenter {
  /** `ssoins-` and 16 letters or digits. */
  readonly instance: string;
  /** The identity store: `d-` and 10 hexadecimal digits. */
  readonly store: string;
  readonly region: string;
  /** The management account, one of the world. */
  readonly owner: string;
  /** The account that administers it, too. */
  readonly delegatedAdministrator?: string;
  readonly users?: readonly {
    readonly id: string;
    /** What the user signs in with. */
    readonly name: string;
    readonly displayName?: string;
    /** The access portal takes it from the user who is signed in. */
    readonly token?: string;
  }[];
  readonly groups?: readonly { readonly id: string; readonly name: string; readonly members?: readonly string[] }[];
  readonly permissionSets?: readonly {
    /** `ps-` and 16 letters or digits. */
    readonly id: string;
    readonly name: string;
    /** ISO 8601; `PT1H` by default. */
    readonly sessionDuration?: string;
    readonly inlinePolicy?: unknown;
    /** ARNs of AWS's policies. */
    readonly managedPolicies?: readonly string[];
    readonly assignments?: readonly (WorldPrincipal & { readonly account: string })[];
  }[];
  /** Of account access manager, which has an application if this is there. Roles are ARNs. */
  readonly entitlements?: readonly (WorldPrincipal & { readonly role: string })[];
}

/** Everything that exists when the emulator starts. */
export interface World {
  readonly accounts: readonly WorldAccount[];
  /** Accounts that are in it have its id and path, and no `organization` of their own. */
  readonly organization?: WorldOrganization;
  readonly identityCenter?: WorldIdentityCenter;
  /**
   * For tests. Lets requests say when they are sent and from where: `X-Emulator-Time` (ISO 8601; for conditions,
   * expiry, MFA codes and their age), `X-Emulator-Source-Ip`, `X-Emulator-Source-Vpce`, `X-Emulator-Source-Vpc`. Also
   * lets anybody ask who can assume which role with what, for a copy of the emulator, and for an end of `propagation`
   * (`controls.py`). Off by default.
   */
  readonly controls?: boolean;
  /**
   * The secrets of the OpenID Connect issuers whose tokens AssumeRoleWithWebIdentity takes, by their hosts; at least 16
   * characters. A token is signed with HS256.
   */
  readonly issuers?: Readonly<Record<string, string>>;
  /** For how many seconds a new grant or trust lets nobody in, as on AWS until a change counts everywhere. 0 by default. */
  readonly propagation?: number;
}
