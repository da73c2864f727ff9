/** What a rule is: a name, a default level, and a pure decision about one principal and all that is attached to it. */
import type { LookUp, Opening } from "../iam/escalation/openings";
import type { Budget } from "../iam/automaton";
import type { Target } from "../iam/escalation/targets";
import type { PolicyDocument } from "../iam/document";
import type { Problem } from "../iam/parse";
import type { Permissions } from "../iam/permissions";
import type { Admission } from "../iam/trustMfa";
import type { SubjectKind } from "../iam/subject";

/** A mandatory finding stops a deployment; an advisory one is shown. */
export type Level = "mandatory" | "advisory";

/** A policy that is attached, bounds or trusts: its document, or why there is none. */
export interface AttachedPolicy {
  /** The inline policy's name or the managed policy's ARN. */
  readonly name: string;
  readonly document?: PolicyDocument;
  /** Why the document cannot be judged: it is not known yet, malformed, or not in the catalogue. */
  readonly problems?: readonly Problem[];
  /** True for what a component of this project grants to somebody: an AssumeRoleGrant. */
  readonly grant?: true;
}

/** Who answers for an access, why it is needed, and until when that was decided. */
export interface Review {
  readonly owner?: string;
  readonly reason?: string;
  /** ISO date. */
  readonly by?: string;
}

/** What policies are attached to. A permission set of IAM Identity Center becomes a role in each account that it is given for. */
export type HolderKind = SubjectKind | "permission-set";

/** A role, user, group, permission set or policy that stands alone, with everything attached to it. */
export interface Subject {
  readonly kind: HolderKind;
  readonly name: string;
  readonly arn?: string;
  /** 12 digits, where known. */
  readonly account?: string;
  readonly policies: readonly AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
  readonly trust?: AttachedPolicy;
  readonly maxSessionSeconds?: number;
  /** Accounts that this principal is declared to be open to. */
  readonly trustedAccounts?: readonly string[];
  /** Why no multi-factor authentication is asked for. */
  readonly mfaExemption?: string;
  /** Undefined where no review is kept (a file that is checked); else what is known of it. */
  readonly review?: Review;
}

/** What does not belong to one principal. */
export interface RuleContext {
  readonly now: Date;
  /** Accounts that may be trusted by any role. */
  readonly accounts: readonly string[];
  /** Seconds that a session may last at most. */
  readonly maximumSessionSeconds: number;
  readonly lookUp: LookUp;
  /** Work that the analysis may do, where several principals share it; each has its own unless given. */
  readonly budget?: Budget;
}

/** A principal with what follows from its policies. */
export interface Judged {
  readonly subject: Subject;
  readonly permissions: Permissions;
  readonly openings: readonly Opening[];
  /** What sts:AssumeRole is allowed on. */
  readonly assumable: readonly Target[];
  /** Somebody whom its trust admits without MFA, where nobody has declared why. */
  readonly withoutMfa: Admission | "undecided" | undefined;
  readonly context: RuleContext;
}

/** What a rule found. */
export interface Finding {
  readonly rule: string;
  readonly level: Level;
  /** Which principal, policy, statement and what to do, in words. */
  readonly message: string;
  readonly policy?: string;
  readonly statement?: string;
  /** An action on a resource that proves it. */
  readonly witness?: string;
}

/** A rule. `check` is pure. */
export interface Rule {
  readonly name: string;
  readonly level: Level;
  readonly description: string;
  check(judged: Judged): Finding[];
}
