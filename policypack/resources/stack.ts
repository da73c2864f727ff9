/** The resources of a stack, as far as they have been seen. */
import type { AttachedPolicy } from "../rules/rule";
import { type Attachment } from "./attachment";
import { attachmentsOf } from "./attachments";
import { isCustomerPolicy } from "./customerPolicies";
import { type Place } from "./places";

/** A resource of the stack. */
export interface SeenResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** A snapshot; see snapshot.ts. */
  readonly inputs: unknown;
  /** The URN of its parent resource. */
  readonly parent?: string;
  readonly place: Place;
  /** Its name and ARN in AWS, once known. */
  readonly physical?: { readonly name?: string; readonly arn?: string };
  /** For each property, the URNs of the resources that its value was made from. Known only at the end. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/** What reading a stack needs besides its resources. */
export interface Reading {
  /** Documents of managed policies that are declared in the configuration, by ARN. */
  readonly documents: ReadonlyMap<string, AttachedPolicy>;
  /** Accounts that are declared, 12 digits each. */
  readonly accounts: readonly string[];
  /** True when the rules about trust and review hold for roles of services too. */
  readonly allRoles: boolean;
  /** True at the end of a preview or update: a reference that is not known then stays unknown. */
  readonly complete: boolean;
}

/** A stack's resources by URN, and how to read them. */
export interface Stack extends Reading {
  readonly resources: ReadonlyMap<string, SeenResource>;
  /** The customer managed policies among them. */
  readonly policies: readonly SeenResource[];
  /** The resources by the URN of their parent. */
  readonly children: ReadonlyMap<string, readonly SeenResource[]>;
}

/** Indexes the resources of a stack. */
export function stackOf(resources: readonly SeenResource[], reading: Reading): Stack {
  const children = new Map<string, SeenResource[]>();
  for (const one of resources) {
    if (one.parent === undefined) continue;
    const siblings = children.get(one.parent);
    if (siblings === undefined) children.set(one.parent, [one]);
    else siblings.push(one);
  }
  return {
    ...reading,
    resources: new Map(resources.map((one) => [one.urn, one])),
    policies: resources.filter((one) => isCustomerPolicy(one.type)),
    children,
  };
}

/** The direct children of a resource. */
export function childrenOf(urn: string, stack: Stack): readonly SeenResource[] {
  return stack.children.get(urn) ?? [];
}

/** The resources that a property was made from, as far as the stack shows them. */
export function madeFrom(resource: SeenResource, property: string, stack: Stack): SeenResource[] {
  return (resource.dependencies?.[property] ?? []).flatMap((urn) => stack.resources.get(urn) ?? []);
}

const known = new WeakMap<object, Attachment[]>();

/** What a resource attaches. The result is kept, so that documents are parsed only once. */
export function attachmentsIn(resource: SeenResource): Attachment[] {
  const { inputs } = resource;
  if (typeof inputs !== "object" || inputs === null) return attachmentsOf(resource.type, inputs, resource.name);
  let attachments = known.get(inputs);
  if (attachments === undefined) known.set(inputs, (attachments = attachmentsOf(resource.type, inputs, resource.name)));
  return attachments;
}
