/** What one resource says about one principal. */
import { parsePolicy } from "../iam";
import type { AttachedPolicy, HolderKind, Subject } from "../rules/rule";
import { hasUnknown } from "./snapshot";
import type { Inputs } from "./values";

/** A managed policy by its ARN, or by the property whose value is not known yet. */
export interface ManagedReference {
  readonly arn?: string;
  /** The property, whose dependencies may tell which policy of the stack is meant. */
  readonly property: string;
}

/** What is known of a role besides its policies. */
export type Facts = Pick<Subject, "trust" | "maxSessionSeconds" | "trustedAccounts" | "mfaExemption" | "review">;

/** What one resource says about one principal (or about a policy that stands alone). */
export interface Attachment {
  /**
   * What the resource is to the principal: the principal itself, something that is attached to whoever has that name, or
   * a component that claims to make it.
   */
  readonly says: "is" | "attaches" | "claims";
  readonly kind: HolderKind;
  /** The principal's physical name, or the ARN of a permission set; undefined when it is not known yet. */
  readonly name?: string;
  /** What to call the principal, where that is not its physical name. */
  readonly title?: string;
  /** The property that names the principal, whose dependencies may tell which is meant. */
  readonly nameProperty?: string;
  readonly policies: readonly AttachedPolicy[];
  readonly managed: readonly ManagedReference[];
  readonly boundary?: ManagedReference;
  /** Inline policies that the resource says are attached, without their documents; undefined for one whose name is not known yet. */
  readonly inlineNames?: readonly (string | undefined)[];
  readonly facts?: Facts;
  /** Of a claim: the account that the component says it is for. */
  readonly account?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** Reads the inputs of one type of resource. */
export type Reader = (inputs: Inputs, resourceName: string) => Attachment[];

/** A policy whose document is given; unknown or malformed ones carry the problem. */
export function documentPolicy(name: string, document: unknown, kind: "identity" | "trust" = "identity"): AttachedPolicy {
  if (hasUnknown(document)) return unknownPolicy(name);
  const { document: parsed, problems } = parsePolicy(document, kind);
  return problems === undefined ? { name, document: parsed } : { name, problems };
}

/** A policy of which nothing is known yet. */
export function unknownPolicy(name: string): AttachedPolicy {
  const message =
    "the document is not known at preview, so nothing can be said about it. " +
    "Build it from known values: explicit names and account ids instead of outputs of resources";
  return { name, problems: [{ path: "", message }] };
}

/** A reference by a property's value. */
export function reference(arn: unknown, property: string): ManagedReference {
  return typeof arn === "string" ? { arn, property } : { property };
}

/** The boundary that a property names; nothing where it is not set. */
export function boundaryOf(arn: unknown, property = "permissionsBoundary"): { boundary?: ManagedReference } {
  return arn === undefined || arn === null || arn === "" ? {} : { boundary: reference(arn, property) };
}

/** Whom a property names: by its value, or by what its value is made from. */
export function holder(value: unknown, property: string): Pick<Attachment, "name" | "nameProperty"> {
  return typeof value === "string" ? { name: value } : { nameProperty: property };
}
