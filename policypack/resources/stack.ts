/** The resources of a stack, as far as they have been seen. */
import type { AttachedPolicy } from "../rules/rule";
import { type Attachment } from "./attachment";
import { attachmentsOf } from "./attachments";
import { type Place } from "./places";

/** A resource of the stack. */
export interface SeenResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** A snapshot; see snapshot.ts. */
  readonly inputs: unknown;
  /** The URN of the resource that it belongs to. */
  readonly parent?: string;
  readonly place: Place;
  /** What AWS calls it, once known. */
  readonly physical?: { readonly name?: string; readonly arn?: string };
  /** The resources that a property was made from; only known at the end. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/** How to read a stack. */
export interface Reading {
  /** Documents of managed policies that are declared in the configuration, by ARN. */
  readonly documents: ReadonlyMap<string, AttachedPolicy>;
  /** True at the end, when a reference that is still not known stays so. */
  readonly complete: boolean;
}

/** A stack's resources by URN, and how to read them. */
export interface Stack extends Reading {
  readonly resources: ReadonlyMap<string, SeenResource>;
  /** The customer managed policies among them. */
  readonly policies: readonly SeenResource[];
}

/** The type of customer managed policies. */
export const POLICY = "aws:iam/policy:Policy";

/** Puts the resources of a stack into order. */
export function stackOf(resources: readonly SeenResource[], reading: Reading): Stack {
  return {
    ...reading,
    resources: new Map(resources.map((one) => [one.urn, one])),
    policies: resources.filter((one) => one.type === POLICY),
  };
}

/** The resources that a property was made from, as far as the stack shows them. */
export function madeFrom(resource: SeenResource, property: string, stack: Stack): SeenResource[] {
  return (resource.dependencies?.[property] ?? []).flatMap((urn) => stack.resources.get(urn) ?? []);
}

const known = new WeakMap<object, Attachment[]>();

/** What a resource attaches. Documents are parsed once, however often the stack is looked at. */
export function attachmentsIn(resource: SeenResource): Attachment[] {
  const { inputs } = resource;
  if (typeof inputs !== "object" || inputs === null) return attachmentsOf(resource.type, inputs, resource.name);
  let attachments = known.get(inputs);
  if (attachments === undefined) known.set(inputs, (attachments = attachmentsOf(resource.type, inputs, resource.name)));
  return attachments;
}
