/** Reads values out of a snapshot of a resource's inputs; see snapshot.ts. */
import { UNKNOWN } from "./snapshot";

/** The inputs of a resource. */
export type Inputs = Readonly<Record<string, unknown>>;

/**
 * The elements of a list. A value that is missing or not known has none; any other single value counts as a list of
 * one.
 */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === UNKNOWN) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** As {@link list}, but a list that is not known has one element, {@link UNKNOWN}. */
export function listOrUnknown(value: unknown): readonly unknown[] {
  return value === UNKNOWN ? [UNKNOWN] : list(value);
}

/** The object; an empty one for anything else. */
export function object(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}

/** The value when it is text, else `otherwise`. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** The values that are text; the others are left out. */
export function texts<K extends string>(values: Record<K, unknown>): { [key in K]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string")) as {
    [key in K]?: string;
  };
}
