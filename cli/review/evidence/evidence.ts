/**
 * What a review knows: for each stack what its settings say and what it deployed, for each account what is in its IAM.
 * Types alone; what could not be read is in {@link Evidence.missing}, and what depends on it is left undefined.
 */
import type { OfferedRole } from "../../../grants/offeredRole";
import type { Account } from "../../../settings/account";
import type { Settings } from "../../../settings/settings";

/** Everything that was gathered. */
export interface Evidence {
  readonly at: Date;
  /** By name. A stack whose file does not even tell its account is in {@link missing} alone. */
  readonly stacks: readonly StackEvidence[];
  /** Each account once, however many stacks it has; in the order of their ids. */
  readonly accounts: readonly AccountEvidence[];
  readonly missing: readonly MissingEvidence[];
}

/** Something that could not be read. */
export interface MissingEvidence {
  /** What is not known, such as `the IAM of the account 111111111111`. */
  readonly what: string;
  /** The account that it is about, 12 digits, where it is about one. */
  readonly account?: string;
  /** The stack that it is about, where it is about one. */
  readonly stack?: string;
  /** Why: what AWS or the engine said, in one line. */
  readonly why: string;
  /** What to do. */
  readonly next: string;
}

/** One stack of the project. */
export interface StackEvidence {
  readonly name: string;
  readonly account: Account;
  /** The code side: the stack's settings; undefined when they cannot be read (then `missing` says why). */
  readonly settings?: Settings;
  /** The state side; undefined when it could not be read, or the stack was never deployed (see `deployed`). */
  readonly state?: StackState;
  /** False when the engine knows no deployment of this stack. */
  readonly deployed: boolean;
}

/** What a stack deployed last. */
export interface StackState {
  /** Its output `roles`, by the roles' keys. */
  readonly roles: Readonly<Record<string, Omit<OfferedRole, "trust">>>;
  readonly documents: AccessDocuments;
}

/**
 * The access that one side speaks of, in one form for the three sides: code, state and account. Documents are policy
 * documents as JavaScript values, not yet parsed.
 */
export interface AccessDocuments {
  /** By ARN. */
  readonly roles: Readonly<Record<string, RoleDocuments>>;
  /** Groups by name, with the names of their members. */
  readonly groups: Readonly<Record<string, { readonly members: readonly string[] }>>;
  /**
   * Inline policies of grantees, each by `kind/name/policy name`, such as `group/deployers/cross-account-access`. One of a role
   * that is itself under {@link roles} is in that role's `inline` too.
   */
  readonly grants: Readonly<Record<string, GrantDocument>>;
  /** Customer-managed policies by ARN. */
  readonly policies: Readonly<Record<string, unknown>>;
}

/** A role. */
export interface RoleDocuments {
  readonly trust: unknown;
  /** Seconds; undefined where it was not read. */
  readonly maxSessionDuration?: number;
  /** The ARN of the permissions boundary. */
  readonly boundary?: string;
  /** By name. */
  readonly inline: Readonly<Record<string, unknown>>;
  /** ARNs of the attached managed policies. */
  readonly managed: readonly string[];
}

/** The inline policy of a grantee. */
export interface GrantDocument {
  readonly kind: "group" | "user" | "role";
  readonly name: string;
  readonly policyName: string;
  readonly document: unknown;
}

/** One account. */
export interface AccountEvidence {
  readonly id: string;
  readonly partition: string;
  /** The stacks that describe it. */
  readonly stacks: readonly string[];
  /** Its IAM; undefined when it could not be read. */
  readonly iam?: AccountIam;
  /** From the credential report, by the users' ARNs; undefined when it could not be read. */
  readonly credentials?: Readonly<Record<string, UserCredentials>>;
  /** By the roles' ARNs; a role whose use was not asked for or not answered is not in it. */
  readonly usage: Readonly<Record<string, RoleUsage>>;
}

/** IAM as `GetAccountAuthorizationDetails` tells it. */
export interface AccountIam {
  readonly users: readonly IamUser[];
  readonly groups: readonly IamGroup[];
  readonly roles: readonly IamRole[];
  /**
   * The account's own managed policies, and those of AWS's that are attached or bound to somebody here: the documents of
   * their default versions, by ARN.
   */
  readonly policies: Readonly<Record<string, unknown>>;
}

/** What users, groups and roles have alike. */
export interface IamHolder {
  readonly arn: string;
  readonly name: string;
  /** Documents of inline policies by name. */
  readonly inline: Readonly<Record<string, unknown>>;
  /** ARNs. */
  readonly managed: readonly string[];
}

/** A user. */
export interface IamUser extends IamHolder {
  /** `AIDA…`. */
  readonly id?: string;
  /** Names of its groups. */
  readonly groups: readonly string[];
  /** The ARN of the permissions boundary. */
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A group. Its members are the users that name it. */
export type IamGroup = IamHolder;

/** A role. */
export interface IamRole extends IamHolder {
  /** `AROA…`. */
  readonly id: string;
  readonly trust: unknown;
  /** Seconds; from ListRoles, since GetAccountAuthorizationDetails does not tell it. */
  readonly maxSessionDuration?: number;
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt?: Date;
  /** When a session of it last called anything, within the 400 days that AWS tracks; undefined when none did. */
  readonly lastUsed?: { readonly at: Date; readonly region?: string };
}

/** A user's sign-in. */
export interface UserCredentials {
  /** When the report says that it was made. */
  readonly reportedAt: Date;
  readonly mfa: boolean;
  /** Active access keys: since when, and when last used. */
  readonly keys: readonly { readonly since?: Date; readonly lastUsed?: Date }[];
}

/** How a role is used. */
export interface RoleUsage {
  /**
   * Services that its sessions called, by namespace (`s3`); from GetServiceLastAccessedDetails, which tells of those that the
   * role's policies allow. Undefined when not answered.
   */
  readonly services?: Readonly<Record<string, Date>>;
  /**
   * Who assumed it and when last, by the caller's ARN, or by its unique id (`AIDA…`) where no account here has it; from
   * CloudTrail's last 90 days in the regions of the account's stacks and the partition's main one. Undefined when not
   * answered, and where no session called anything within those days.
   */
  readonly callers?: Readonly<Record<string, Date>>;
  /** How far back {@link callers} reaches: whoever is not in it did not assume the role after this moment. */
  readonly callersSince?: Date;
}
