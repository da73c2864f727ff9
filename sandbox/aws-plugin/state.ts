import { defaultsProperty } from "./check";
import { type DiffContext, same, wantedTags } from "./diff";
import type { ResourceType } from "./resourceType";
import { type Bag, hasUnknown, isBag, unknownString } from "./values";

/**
 * A resource's state after reading AWS. It contains what AWS holds, in the program's spelling if that means the same.
 * Properties that AWS does not store (`forceDestroy`) stay as they were.
 *
 * @param before the state or the inputs before
 */
export function settledState(type: ResourceType, before: Bag, held: Bag, { partition }: DiffContext): Bag {
  const state: Bag = {};
  for (const [property, rule] of Object.entries(type.inputs)) {
    const [old, now] = [before[property], held[property]];
    if (now === undefined) {
      if (old !== undefined && rule.local === true) state[property] = old;
    } else {
      state[property] = old !== undefined && !hasUnknown(old) && same(rule, old, now, partition) ? old : now;
    }
  }
  for (const property of [...Object.keys(type.outputs), "tagsAll"]) {
    if (held[property] !== undefined) state[property] = held[property];
  }
  return state;
}

/**
 * The state in a preview: the inputs, and as not yet known what AWS decides, unless it stays the same.
 *
 * @param before the state of the resource before the change; undefined for a new resource
 * @param changed the properties that differ
 */
export function previewState(
  type: ResourceType,
  before: Bag | undefined,
  inputs: Bag,
  changed: ReadonlySet<string>,
  context: DiffContext,
): Bag {
  const state: Bag = {};
  for (const [property, rule] of Object.entries(type.inputs)) {
    const kept = before?.[property] ?? (rule.computed === true && before === undefined ? unknownString : undefined);
    const value = inputs[property] ?? (rule.computed === true ? kept : undefined);
    if (value !== undefined) state[property] = value;
  }
  for (const [property, follows] of Object.entries(type.outputs)) {
    const kept = follows.some((input) => changed.has(input)) ? undefined : before?.[property];
    state[property] = kept ?? unknownString;
  }
  if (type.inputs.tags !== undefined) state.tagsAll = wantedTags(inputs, context);
  return state;
}

/**
 * The inputs that would give this state. After a refresh: the program's inputs with AWS's values. For an import: all
 * values that are not defaults.
 *
 * @param known the program's inputs; undefined for an import
 */
export function inputsFrom(type: ResourceType, state: Bag, known: Bag | undefined): Bag {
  const inputs: Bag = { [defaultsProperty]: known?.[defaultsProperty] ?? [] };
  for (const [property, rule] of Object.entries(type.inputs)) {
    const value = state[property];
    if (value === undefined) continue;
    if (
      known !== undefined
        ? property in known
        : isWorthImporting(value, rule.default, rule.computed === true && property !== type.naming?.property)
    ) {
      inputs[property] = value;
    }
  }
  return inputs;
}

function isWorthImporting(value: Bag[string], standard: Bag[string] | undefined, computed: boolean): boolean {
  return !computed && value !== standard && value !== "" && !(isBag(value) && Object.keys(value).length === 0);
}
