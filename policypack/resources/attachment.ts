/** The form of what one resource of a stack says about one principal. */
import { parsePolicy, type PolicyKind } from "../iam";
import { KNOWN_BY } from "../rules/later";
import type { AttachedPolicy, HolderKind, Subject } from "../rules/rule";
import { hasUnknown } from "./snapshot";
import type { Inputs } from "./values";

/** A managed policy that a property refers to. */
export interface ManagedReference {
  /** Absent while the property's value is not known. */
  readonly arn?: string;
  /** The property. Its dependencies may show which policy of the stack is meant. */
  readonly property: string;
}

/** What is known of a role besides its policies, or of a resource that has a policy itself. */
export type Facts = Pick<
  Subject,
  | "trust"
  | "maxSessionSeconds"
  | "trustedAccounts"
  | "applications"
  | "mfaExemption"
  | "mfaExemptAccounts"
  | "review"
  | "resourcePolicy"
  | "limitsOnly"
>;

/** A group that a property names; without a name, the property whose dependencies may show which one is meant. */
export type GroupReference = Pick<Attachment, "name" | "nameProperty">;

/** What one resource says about one principal, or about a policy that is attached to nobody. */
export interface Attachment {
  /**
   * `is`: the resource is the principal. `attaches`: it attaches something to the principal with that name. `claims`:
   * it is a component that claims to make the principal.
   */
  readonly says: "is" | "attaches" | "claims";
  readonly kind: HolderKind;
  /** The principal's physical name, or the ARN of a permission set; undefined when it is not known yet. */
  readonly name?: string;
  /** What messages call the principal, when that is not its physical name. */
  readonly title?: string;
  /** The property that names the principal. Its dependencies may show which one is meant. */
  readonly nameProperty?: string;
  readonly policies: readonly AttachedPolicy[];
  readonly managed: readonly ManagedReference[];
  readonly boundary?: ManagedReference;
  /** Names of inline policies that the resource lists without documents; undefined for a name that is not known yet. */
  readonly inlineNames?: readonly (string | undefined)[];
  /** The groups that the user is a member of. */
  readonly groups?: readonly GroupReference[];
  readonly facts?: Facts;
  /** For `claims`: the account that the component names, 12 digits. */
  readonly account?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** Reads the inputs of one type of resource. */
export type Reader = (inputs: Inputs, resourceName: string) => Attachment[];

/** Parses the document of a policy. The result has problems when the document is unknown or malformed. */
export function documentPolicy(name: string, document: unknown, kind: PolicyKind = "identity"): AttachedPolicy {
  if (hasUnknown(document)) return unknownPolicy(name);
  const { document: parsed, problems } = parsePolicy(document, kind);
  return problems === undefined ? { name, document: parsed } : { name, problems };
}

/** A policy whose document is not known yet. */
export function unknownPolicy(name: string): AttachedPolicy {
  const message = `the document is not known at preview, so nothing can be said about it. ${KNOWN_BY}`;
  return { name, problems: [{ path: "", message }], later: true };
}

/** The reference that a property makes. */
export function reference(arn: unknown, property: string): ManagedReference {
  return typeof arn === "string" ? { arn, property } : { property };
}

/** The boundary that a property names; empty when the property is not set. */
export function boundaryOf(arn: unknown, property = "permissionsBoundary"): { boundary?: ManagedReference } {
  return arn === undefined || arn === null || arn === "" ? {} : { boundary: reference(arn, property) };
}

/** The principal that a property names: its name, or the property itself while the value is not known. */
export function holder(value: unknown, property: string): Pick<Attachment, "name" | "nameProperty"> {
  return typeof value === "string" ? { name: value } : { nameProperty: property };
}
