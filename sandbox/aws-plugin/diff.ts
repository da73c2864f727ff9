import { isDeepStrictEqual } from "node:util";
import type { Aws } from "./aws";
import { defaultsProperty } from "./check";
import { sameDocument } from "./policyDocument";
import type { InputProperty, ResourceType } from "./resourceType";
import { allTags } from "./tags";
import { type Bag, hasUnknown, isBag, textMap, type Value } from "./values";

/** How a property differs, and whether the change needs a new resource. */
export interface PropertyChange {
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** The difference between what AWS holds and what the program wants. */
export interface Difference {
  readonly changes: ReadonlyMap<string, PropertyChange>;
  readonly deleteBeforeReplace: boolean;
}

/** The facts about the account that the comparison needs. */
export type DiffContext = Pick<Aws, "partition" | "defaultTags">;

/**
 * Compares a resource's last known state in AWS with checked inputs. A value that is not known yet counts as a change,
 * since it may be one.
 *
 * @param ignored properties that the program wants to keep as they are (`ignoreChanges`)
 */
export function difference(
  type: ResourceType,
  state: Bag,
  inputs: Bag,
  context: DiffContext,
  ignored: readonly string[] = [],
): Difference {
  const changes = new Map<string, PropertyChange>();
  for (const [property, rule] of Object.entries(type.inputs)) {
    if (ignored.includes(property)) continue;
    const kind = change(rule, state[property] ?? rule.default, inputs[property], context.partition);
    if (kind !== undefined) changes.set(property, { kind, replaces: rule.replaces === true });
  }
  if (type.inputs.tags !== undefined && !ignored.includes("tags") && !ignored.includes("tagsAll")) {
    const kind = change({ kind: "tags" }, state.tagsAll, wantedTags(inputs, context), context.partition);
    if (kind !== undefined) changes.set("tagsAll", { kind, replaces: false });
  }
  const replaces = [...changes.values()].some((one) => one.replaces);
  return {
    changes,
    deleteBeforeReplace: replaces && (type.deleteBeforeReplace === true || namedByTheProgram(type, inputs)),
  };
}

/** All tags that the inputs ask for, including the provider's defaults. */
export function wantedTags(inputs: Bag, { defaultTags }: Pick<Aws, "defaultTags">): Value {
  return hasUnknown(inputs.tags) ? (inputs.tags as Value) : allTags(defaultTags, textMap(inputs, "tags"));
}

/** Whether AWS sees no difference between two known values of a property. */
export function same(rule: InputProperty, one: Value, other: Value, partition: string): boolean {
  switch (rule.kind) {
    case "string":
    case "number":
    case "boolean":
      return one === other;
    case "document":
      return typeof one === "string" && typeof other === "string" && sameDocument(one, other, partition);
    case "set":
      return listed(one) === listed(other);
    case "tags":
      return isBag(one) && isBag(other) && listed(Object.entries(one)) === listed(Object.entries(other));
    case "inlinePolicies":
      return sameInlinePolicies(one, other, partition);
    case "object":
      return isDeepStrictEqual(one, other);
  }
}

function change(
  rule: InputProperty,
  before: Value | undefined,
  after: Value | undefined,
  partition: string,
): PropertyChange["kind"] | undefined {
  if (after === undefined || (isEmpty(after) && rule.kind !== "set" && rule.kind !== "inlinePolicies")) {
    return rule.computed === true || before === undefined || isEmpty(before) ? undefined : "delete";
  }
  if (before === undefined || isEmpty(before)) return isEmpty(after) ? undefined : "add";
  return !hasUnknown(after) && same(rule, before, after, partition) ? undefined : "update";
}

// When the program sets the name, the genuine plugin deletes the old resource first, even if the name also changes:
// https://github.com/pulumi/pulumi-terraform-bridge (nameRequiresDeleteBeforeReplace). A generated name is always new.
function namedByTheProgram({ naming }: ResourceType, inputs: Bag): boolean {
  if (naming === undefined) return false;
  const defaults = inputs[defaultsProperty];
  const generated = Array.isArray(defaults) && defaults.includes(naming.property);
  return !generated && inputs[naming.property] !== undefined;
}

function sameInlinePolicies(one: Value, other: Value, partition: string): boolean {
  const [left, right] = [byName(one), byName(other)];
  return (
    left.size === right.size &&
    [...left].every(([name, policy]) => {
      const twin = right.get(name);
      return twin !== undefined && sameDocument(policy, twin, partition);
    })
  );
}

/** Inline policies by name. The one without a name means "no inline policies" and is left out. */
export function byName(policies: Value | undefined): Map<string, string> {
  const listed = Array.isArray(policies) ? policies.filter(isBag) : [];
  return new Map(
    listed.flatMap(({ name, policy }) =>
      typeof name === "string" && typeof policy === "string" ? [[name, policy]] : [],
    ),
  );
}

function listed(value: Value): string {
  return JSON.stringify(Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value);
}

function isEmpty(value: Value): boolean {
  if (value === null || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isBag(value) && Object.keys(value).length === 0;
}
