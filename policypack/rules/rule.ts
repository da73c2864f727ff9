/** What a rule is: what it is called, what it is about, and a pure decision about one principal and all that is attached to it. */
import type { Admission, Budget, LookUp, Opening, Permissions, PolicyDocument, Problem, SubjectKind, Target } from "../iam";

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
  /** What the pack's configuration sets for rules, by their names. What it does not set is as the rule says. */
  readonly options: Readonly<Record<string, Readonly<Record<string, number>>>>;
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

/** A finding, with the rule that found it. */
export interface Finding extends Found {
  readonly rule: string;
  readonly level: Level;
}

/** What a rule found. */
export interface Found {
  /** Where it is not the rule's own level. */
  readonly level?: Level;
  /** Which principal, policy, statement and what to do, in words. */
  readonly message: string;
  readonly policy?: string;
  readonly statement?: string;
  /** An action on a resource that proves it. */
  readonly witness?: string;
  /** What it names besides, in the rule's own order: actions, services, principals. It tells it from others in the same statement. */
  readonly names?: readonly string[];
}

/** The part of a principal that a rule judges. */
export type About = "permissions" | "trust" | "session" | "review";

/** `unprovable` when nothing too broad was found but not everything could be read or proven. */
export type Verdict = "acceptable" | "too-broad" | "unprovable";

/** A number that the pack's configuration may set for one rule. */
export interface RuleOption {
  /** What it is, with its unit, as a sentence without a full stop. */
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/** A principal that shows what a rule means, in the form that `cross-account check` reads; it does not read the last two. */
export interface Example {
  readonly name: string;
  /** Documents, or ARNs of managed policies. */
  readonly policies: readonly unknown[];
  readonly trust?: unknown;
  /** Seconds. */
  readonly maxSessionDuration?: number;
  /** The document of an AssumeRoleGrant. */
  readonly grant?: unknown;
  readonly review?: Review;
}

/**
 * A rule, with all that anything else has to know of it. It is in a file of its name and in the list in index.ts; the
 * engine's policies, the documentation and how a review treats its findings come from here.
 * @typeParam Option names of its options
 */
export interface Rule<Option extends string = string> {
  readonly name: string;
  /** The level of its findings, unless a finding says another. */
  readonly level: Level;
  /** What has to be so, as a sentence without a full stop. */
  readonly description: string;
  /** When it is violated: the rest of a sentence that begins with "when". */
  readonly violatedWhen: string;
  /** When a finding of a mandatory rule is advice alone, in the same form. The engine shows those under `<name>-advice`. */
  readonly advisoryWhen?: string;
  readonly about: About;
  /** What a mandatory finding makes of the principal. */
  readonly verdict: Exclude<Verdict, "acceptable">;
  /** The part of an approval that covers its findings, as long as nothing was added to that part. Absent where nobody can approve them. */
  readonly approvedAs?: "permissions" | "trust" | "session";
  /** The rules beside whose findings its own say nothing new. */
  readonly impliedBy?: readonly Rule[];
  readonly options?: Readonly<Record<Option, RuleOption>>;
  /** One that it finds something in, and one that no rule finds anything in. */
  readonly examples: { readonly fails: Example; readonly passes: Example };
  /** Decides, and is pure. The options are those of this rule, all of them. */
  check(judged: Judged, options: Readonly<Record<Option, number>>): Found[];
}
