/**
 * What a review knows: the settings and the state of each stack, and the IAM of each account. Types only. What could
 * not be read is listed in {@link Evidence.missing}, and fields that depend on it are undefined.
 */
import type { Organization } from "../../../policypack/iam";
import type { OfferedRole } from "../../../grants/offeredRole";
import type { Account } from "../../../settings/account";
import type { Accounts } from "../../../settings/accounts";
import type { Settings } from "../../../settings/settings";
import type { ResourceEvidence } from "../../shared/resources/evidence";

/** Everything that was read. */
export interface Evidence {
  readonly at: Date;
  /** By name. A stack whose file does not tell its account is only in {@link missing}. */
  readonly stacks: readonly StackEvidence[];
  /** Each account once, even if it has several stacks; sorted by id. */
  readonly accounts: readonly AccountEvidence[];
  readonly missing: readonly MissingEvidence[];
  /** The project's name. */
  readonly project: string;
  /** What `accounts.yaml` says, by account id. */
  readonly declaredAccounts: Accounts;
  /** Stacks of the project that this review was not asked for, by name. */
  readonly leftOut: readonly StackOfProject[];
  /** What is known of the accounts' organization; undefined where nobody asked. */
  readonly organization?: OrganizationEvidence;
  /**
   * Who of IAM Identity Center gets into roles, by the roles' ARNs: those of permission sets, and those that trust account
   * access manager. Undefined where nobody asked.
   */
  readonly people?: Readonly<Record<string, RolePeople>>;
  /** Resources that policies name, by ARN, with the keys that encrypt them. Undefined where nobody asked. */
  readonly resources?: Readonly<Record<string, ResourceEvidence>>;
}

/** Who of IAM Identity Center gets into a role. */
export interface RolePeople {
  readonly holders: readonly IdentityHolder[];
  /** What is not known of them. */
  readonly missing: readonly MissingEvidence[];
}

/** A user or a group of IAM Identity Center. */
export interface IdentityHolder {
  readonly kind: "user" | "group";
  readonly id: string;
  /** A user's name for signing in, a group's display name; undefined where that was not read. */
  readonly name?: string;
  /** The names of a group's members, sorted; a member whose name was not read is its id. Undefined where they were not read. */
  readonly members?: readonly string[];
}

/** What is known of the organization that forbids. */
export interface OrganizationEvidence {
  /** Undefined where it was not read, or is too old to count. */
  readonly read?: { readonly organization: Organization; readonly source: "aws" | "file"; readonly at: Date };
  /** Why it was not read, in words. */
  readonly why?: string;
  /** What AWS says of each account: the organization's id, or null for one that is in none. Others did not answer. */
  readonly of: Readonly<Record<string, string | null>>;
}

/** A stack of the project, by its file. */
export interface StackOfProject {
  readonly name: string;
  /** 12 digits; undefined where its file does not tell it. */
  readonly account?: string;
}

/** Something that could not be read. */
export interface MissingEvidence {
  /** What is not known, such as `the IAM of the account 111111111111`. */
  readonly what: string;
  /** The account in question, 12 digits, if there is one. */
  readonly account?: string;
  /** The stack in question, if there is one. */
  readonly stack?: string;
  /** The reason: what AWS or the engine said, in one line. */
  readonly why: string;
  /** What to do. */
  readonly next: string;
}

/** One stack of the project. */
export interface StackEvidence {
  readonly name: string;
  readonly account: Account;
  /** The stack's settings; undefined when they cannot be read (`missing` says why). */
  readonly settings?: Settings;
  /** The stack's state; undefined when it could not be read, or the stack was never deployed (see `deployed`). */
  readonly state?: StackState;
  /** False when the engine knows no deployment of the stack. */
  readonly deployed: boolean;
}

/** What the last deployment of a stack made. */
export interface StackState {
  /** The output `roles`, by role key. */
  readonly roles: Readonly<Record<string, Omit<OfferedRole, "trust">>>;
  readonly documents: AccessDocuments;
}

/**
 * The access that one side describes: settings, state or account. The form is the same for all three. Documents are
 * policy documents as JavaScript values, not parsed yet.
 */
export interface AccessDocuments {
  /** By ARN. */
  readonly roles: Readonly<Record<string, RoleDocuments>>;
  /** Groups by name, with their members' names. */
  readonly groups: Readonly<Record<string, { readonly members: readonly string[] }>>;
  /**
   * Inline policies of grantees, by `kind/name/policy name`, such as `group/deployers/cross-account-access`. If the
   * grantee is a role that is listed in {@link roles}, the policy is also in that role's `inline`.
   */
  readonly grants: Readonly<Record<string, GrantDocument>>;
  /** Customer-managed policies by ARN. */
  readonly policies: Readonly<Record<string, unknown>>;
}

/** The parts of a role that are compared. */
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

/** The inline policy of a grantee. That of a permission set is found in its roles, in whatever accounts these are. */
export interface GrantDocument {
  readonly kind: "group" | "user" | "role" | "permission-set";
  readonly name: string;
  readonly policyName: string;
  readonly document: unknown;
}

/** One account. */
export interface AccountEvidence {
  readonly id: string;
  readonly partition: string;
  /** The names of the stacks that describe the account. */
  readonly stacks: readonly string[];
  /** The account's IAM; undefined when it could not be read. */
  readonly iam?: AccountIam;
  /** The credential report, by user ARN; undefined when it could not be read. */
  readonly credentials?: Readonly<Record<string, UserCredentials>>;
  /** The use of roles, by role ARN. A role is missing when its use was not asked for, or not answered. */
  readonly usage: Readonly<Record<string, RoleUsage>>;
}

/** IAM as `GetAccountAuthorizationDetails` gives it. */
export interface AccountIam {
  readonly users: readonly IamUser[];
  readonly groups: readonly IamGroup[];
  readonly roles: readonly IamRole[];
  /**
   * The default versions of the account's own managed policies, and of those AWS managed policies that something here
   * uses (attached, or as a boundary); by ARN.
   */
  readonly policies: Readonly<Record<string, unknown>>;
}

/** What users, groups and roles have in common. */
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

/** A group. Its members are the users that list it. */
export type IamGroup = IamHolder;

/** A role. */
export interface IamRole extends IamHolder {
  /** `AROA…`. */
  readonly id: string;
  readonly trust: unknown;
  /** Seconds. From ListRoles, because GetAccountAuthorizationDetails does not contain it. */
  readonly maxSessionDuration?: number;
  readonly boundary?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt?: Date;
  /** When a session of it last called AWS; undefined when none did within the 400 days that AWS tracks. */
  readonly lastUsed?: { readonly at: Date; readonly region?: string };
}

/** How a user signs in. */
export interface UserCredentials {
  /** The time at which AWS made the report. */
  readonly reportedAt: Date;
  readonly mfa: boolean;
  /** Active access keys: when each was made, and when it was last used. */
  readonly keys: readonly { readonly since?: Date; readonly lastUsed?: Date }[];
}

/** How a role is used. */
export interface RoleUsage {
  /**
   * Services that its sessions called, by namespace (`s3`), from GetServiceLastAccessedDetails. That call only lists
   * services that the role's policies allow. Undefined when there was no answer.
   */
  readonly services?: Readonly<Record<string, Date>>;
  /**
   * Who assumed it and when last. By the caller's ARN, or by the unique id (`AIDA…`) when no reviewed account has it.
   * From CloudTrail's last 90 days in {@link regions}. Undefined when there was no answer, and when no session called
   * AWS in that time.
   */
  readonly callers?: Readonly<Record<string, Date>>;
  /** The regions that were asked for {@link callers}: AssumeRole is noted where the caller's endpoint is. */
  readonly regions?: readonly string[];
  /** Regions that did not answer. */
  readonly unreadRegions?: readonly string[];
  /** How far back {@link callers} reaches. A caller who is not in it has not assumed the role since then. */
  readonly callersSince?: Date;
}
