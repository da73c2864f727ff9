/**
 * A plain copy of a resource's inputs in which values that are not known yet are {@link UNKNOWN}.
 *
 * The policy framework passes a proxy that throws when such a value is read. It then reports only an advisory note that
 * the policy could not run, and stops nothing. So every value is read here, once, and the error is caught.
 */

/** Stands for a value that is only known once the change is made. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** Limit of the levels of nesting. What is deeper counts as not known, so it is never passed. */
const DEEPEST = 100;

/** Copies `value`, with {@link UNKNOWN} in place of each value that is not known, or nested too deep. */
export function snapshot(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return UNKNOWN;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, i) => read(value, i, depth));
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: read(value, key, depth),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return copy;
}

/** True when the value is unknown or has an unknown within. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}

function read(container: object, key: string | number, depth: number): unknown {
  let value: unknown;
  try {
    value = (container as Record<string | number, unknown>)[key];
  } catch (error) {
    // The framework does not export its UnknownValueError, so this property is what identifies it.
    if (error instanceof Error && "unknownTypeSentinel" in error) return UNKNOWN;
    throw error;
  }
  return snapshot(value, depth + 1);
}
