/** What a rule is: a name, a default level, and a pure decision about one principal and all that is attached to it. */
import type { PolicyDocument } from "../iam/document";
import type { Problem } from "../iam/parse";

/** A mandatory finding stops a deployment; an advisory one is shown. */
export type Level = "mandatory" | "advisory";

/** One policy attached to a principal: its document, or why there is none. */
export interface AttachedPolicy {
  /** The inline policy's name or the managed policy's ARN. */
  readonly name: string;
  readonly document?: PolicyDocument;
  /** Why the document cannot be judged: it is not known yet, malformed, or not in the catalogue. */
  readonly problems?: readonly Problem[];
}

/** A role, user, group or policy that stands alone, with everything attached to it. */
export interface Subject {
  readonly kind: "role" | "user" | "group" | "policy";
  readonly name: string;
  readonly policies: readonly AttachedPolicy[];
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
  check(subject: Subject): Finding[];
}
