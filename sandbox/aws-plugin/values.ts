/** A property's value as the provider protocol transports it (a protobuf `Value`). */
export type Value = null | string | number | boolean | Value[] | { [key: string]: Value };

/** Properties by name: a resource's inputs or its state. A missing property is absent, never undefined. */
export type Bag = Record<string, Value>;

/**
 * The strings that mean "not known before the deployment" in a preview, one for each kind of value.
 * Source: `sdk/go/common/resource/plugin/rpc.go` of Pulumi.
 */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknowns = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
  "030794c1-ac77-496b-92df-f27374a8bd58", // an asset
  "e48ece36-62e2-4504-bad9-02848725956a", // an archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // a map
]);

/** Whether a value, or anything in it, is not known yet. */
export function hasUnknown(value: Value | undefined): boolean {
  if (typeof value === "string") return unknowns.has(value);
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isBag(value) && Object.values(value).some(hasUnknown);
}

/** Whether a value is neither a list nor a map. */
export function isScalar(value: Value | undefined): value is null | string | number | boolean {
  return value === null || (typeof value !== "object" && value !== undefined);
}

/** Whether a value is a map. */
export function isBag(value: Value | undefined): value is Bag {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A property that must exist and be text. Anything else is a defect of this plugin, since `check` ran before.
 *
 * @throws when it does not exist or is not text
 */
export function text(bag: Bag, property: string): string {
  const value = bag[property];
  if (typeof value !== "string")
    throw new Error(`property "${property}": found ${JSON.stringify(value)}, expected a string`);
  return value;
}

/** A property that is text; undefined when it is absent or empty, since AWS does not distinguish the two. */
export function optionalText(bag: Bag, property: string): string | undefined {
  const value = bag[property];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A property that is a list of texts; an empty list when it is absent. */
export function texts(bag: Bag, property: string): string[] {
  const value = bag[property];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A property that maps texts to texts (tags); an empty map when it is absent. */
export function textMap(bag: Bag, property: string): Record<string, string> {
  const value = bag[property];
  if (!isBag(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The properties without those that are undefined. */
export function defined(properties: Record<string, Value | undefined>): Bag {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
