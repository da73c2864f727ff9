/**
 * The form of a rule: its name, what it is about, and a pure decision about one principal and what is attached to it.
 */
import type {
  Admission,
  Budget,
  LookUp,
  Opening,
  Permissions,
  PolicyDocument,
  Problem,
  SubjectKind,
  Target,
} from "../iam";

/** A mandatory finding stops a deployment; an advisory one is shown. */
export type Level = "mandatory" | "advisory";

/** An attached policy, a boundary or a trust policy: its document, or why there is none. */
export interface AttachedPolicy {
  /** The inline policy's name or the managed policy's ARN. */
  readonly name: string;
  readonly document?: PolicyDocument;
  /** Why the document cannot be judged: it is not known yet, malformed, or not in the catalogue. */
  readonly problems?: readonly Problem[];
  /** True for the policy of an AssumeRoleGrant, the component of this project that grants roles to somebody. */
  readonly grant?: true;
  /** True for what a share or a permission says by its properties: it has one statement, and none has a name. */
  readonly share?: true;
  /** True while the document is known only once the change is made. */
  readonly later?: true;
}

/** Who answers for an access, why it is needed, and when somebody has to decide again. */
export interface Review {
  readonly owner?: string;
  readonly reason?: string;
  /** ISO date. */
  readonly by?: string;
}

/**
 * What policies are attached to. A permission set of IAM Identity Center becomes a role in each account that it is
 * assigned to. A resource, such as a bucket, has a policy that says who may use it.
 */
export type HolderKind = SubjectKind | "permission-set" | "resource";

/**
 * A role, user, group or permission set with everything attached to it; a policy that is attached to nobody; or a
 * resource with its own policy.
 */
export interface Subject {
  readonly kind: HolderKind;
  readonly name: string;
  readonly arn?: string;
  /** 12 digits, where known. */
  readonly account?: string;
  readonly policies: readonly AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
  readonly trust?: AttachedPolicy;
  /**
   * True for a role that services of its own account alone may assume, and that no component of this project made.
   * Rules about its trust and its review do not apply.
   */
  readonly serviceRole?: true;
  /** The policy of a resource that says who may use it. */
  readonly resourcePolicy?: AttachedPolicy;
  /** True where that policy gives nobody access, and only limits what passes. */
  readonly limitsOnly?: true;
  readonly maxSessionSeconds?: number;
  /** Accounts that are declared as trusted by this role, 12 digits each. */
  readonly trustedAccounts?: readonly string[];
  /** Applications of account access manager whose people are declared as trusted by this role, by their ARNs. */
  readonly applications?: readonly string[];
  /** The declared reason why the trust does not require multi-factor authentication. */
  readonly mfaExemption?: string;
  /** The trusted accounts that the reason is about, 12 digits each; all of them unless given. */
  readonly mfaExemptAccounts?: readonly string[];
  /** The known parts of its review. Undefined when reviews are not kept, as for a file that is checked. */
  readonly review?: Review;
}

/** What rules need to know besides the principal. */
export interface RuleContext {
  readonly now: Date;
  /** Accounts that any role may trust, and the policy of any resource may let in; 12 digits each. */
  readonly accounts: readonly string[];
  /** Organizations that the policy of any resource may let in, such as `o-abcdef1234`. */
  readonly organizations: readonly string[];
  /**
   * The options that the pack's configuration sets, by the rules' names. Options that it does not set have defaults.
   */
  readonly options: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly lookUp: LookUp;
  /** The level of a finding about a document that is known only once the change is made; mandatory unless set. */
  readonly laterLevel?: Level;
  /** Limit of the analysis' work, when several principals share it. Unless given, each principal has its own. */
  readonly budget?: Budget;
}

/** A principal, and what follows from its policies. */
export interface Judged {
  readonly subject: Subject;
  readonly permissions: Permissions;
  readonly openings: readonly Opening[];
  /** The roles that sts:AssumeRole is allowed on. */
  readonly assumable: readonly Target[];
  /** Somebody whom its trust admits without MFA. Undefined when there is nobody, or a reason is declared. */
  readonly withoutMfa: Admission | "undecided" | undefined;
  readonly context: RuleContext;
}

/** A finding with its rule and level. */
export interface Finding extends Found {
  readonly rule: string;
  readonly level: Level;
}

/** A finding as a rule returns it. */
export interface Found {
  /** Set only when it differs from the rule's level. */
  readonly level?: Level;
  /** In words: the principal, policy and statement, what is wrong, and what to do. */
  readonly message: string;
  readonly policy?: string;
  readonly statement?: string;
  /** An action on a resource, or by a principal, that proves the finding. */
  readonly witness?: string;
  /**
   * The actions, services or principals that the message names, in the rule's own order. They distinguish findings
   * about the same statement.
   */
  readonly names?: readonly string[];
  /** Set when it is about a document that is known only once the change is made: whose document, in words. */
  readonly later?: string;
}

/** The part of a principal, or of a resource, that a rule judges. */
export type About = "permissions" | "trust" | "session" | "review" | "resource";

/** `unprovable`: nothing too broad was found, but not everything could be read or proven. */
export type Verdict = "acceptable" | "too-broad" | "unprovable";

/** A number that the pack's configuration may set for one rule. */
export interface RuleOption {
  /** The meaning of the number, with its unit, as a sentence without a full stop. */
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/**
 * A principal that shows what a rule means, in the form that `cross-account check` reads. That command does not read
 * `grant`, `review` and `resourcePolicy`.
 */
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
  /** The policy of a resource, in place of a principal. */
  readonly resourcePolicy?: unknown;
}

/**
 * A rule, and everything that other code has to know about it: the engine's policies, the documentation and the reviews
 * are made from these fields. A rule is in a file of its name and in the list in index.ts.
 * @typeParam Option the names of its options
 */
export interface Rule<Option extends string = string> {
  readonly name: string;
  /** The level of its findings, unless a finding has another. */
  readonly level: Level;
  /** What the rule demands, as a sentence without a full stop. */
  readonly description: string;
  /** When the rule is violated: the rest of a sentence that begins with "when". */
  readonly violatedWhen: string;
  /**
   * When a finding of a mandatory rule is only advice, in the same form. The engine shows those under `<name>-advice`.
   */
  readonly advisoryWhen?: string;
  readonly about: About;
  /** The verdict on a principal with a mandatory finding of this rule. */
  readonly verdict: Exclude<Verdict, "acceptable">;
  /**
   * The part of an approval that covers its findings, as long as nothing is added to that part. Absent when nobody can
   * approve them.
   */
  readonly approvedAs?: "permissions" | "trust" | "session";
  /** Rules whose findings already say what the findings of this rule say. A review then leaves out the latter. */
  readonly impliedBy?: readonly Rule[];
  readonly options?: Readonly<Record<Option, RuleOption>>;
  /** `fails`: this rule has a finding. `passes`: no rule has one. */
  readonly examples: { readonly fails: Example; readonly passes: Example };
  /** Returns the findings about a principal. Pure. `options` has a value for each option of this rule. */
  check(judged: Judged, options: Readonly<Record<Option, number>>): Found[];
}
