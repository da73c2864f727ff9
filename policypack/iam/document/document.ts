/**
 * A policy document after parsing: every "one or a list" is a list, every value is text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** Version of the policy language. A document without one has the old version, in which there are no variables. */
export type PolicyVersion = "2012-10-17" | "2008-10-17";

/**
 * What a document is attached as. A trust policy has principals and no resources, an identity policy the reverse. The
 * policy of another resource has principals, and mostly resources.
 */
export type PolicyKind = "identity" | "trust" | "resource";

/** `Action`/`NotAction` or `Resource`/`NotResource`: the list, and whether it is the negated element. */
export interface Listing {
  readonly not: boolean;
  readonly values: readonly string[];
}

/** The kinds of principal IAM knows, and `*` written without a kind. */
export type PrincipalKind = "*" | "AWS" | "Service" | "Federated" | "CanonicalUser";

/** One entry of `Principal` or `NotPrincipal`. */
export interface PrincipalEntry {
  readonly kind: PrincipalKind;
  readonly value: string;
}

/** `Principal` or `NotPrincipal`. */
export interface PrincipalListing {
  readonly not: boolean;
  readonly entries: readonly PrincipalEntry[];
}

/** One key under one operator of a `Condition`. All entries of a statement must hold (AND); its values are ORed. */
export interface ConditionEntry {
  /** As written, for example `ForAllValues:StringEqualsIfExists`. */
  readonly operator: string;
  /** As written; keys are compared without regard to case. */
  readonly key: string;
  readonly values: readonly string[];
  /** True when `${…}` in a value is plain text, not a variable: in documents of the old version. */
  readonly literal?: true;
}

/** One statement. */
export interface Statement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: Listing;
  /** Absent in a trust policy, and where the policy of a resource is about that resource alone. */
  readonly resources?: Listing;
  /** Absent in an identity policy. */
  readonly principals?: PrincipalListing;
  readonly conditions: readonly ConditionEntry[];
}

/** A parsed policy document. */
export interface PolicyDocument {
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
}

/** How messages name a statement: `Statement[2] (AllowWrites)`. */
export function statementName(statement: Pick<Statement, "index" | "sid">): string {
  return `Statement[${statement.index}]${statement.sid === undefined ? "" : ` (${statement.sid})`}`;
}
