/** Reads values out of a snapshot of a resource's inputs; see snapshot.ts. */
import { UNKNOWN } from "./snapshot";

/** The inputs of a resource. */
export type Inputs = Readonly<Record<string, unknown>>;

/** The elements of a list; none where it is missing or not known, one where it is no list. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null || value === UNKNOWN) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** As {@link list}; a list that is not known has one element that is not known. */
export function listOrUnknown(value: unknown): readonly unknown[] {
  return value === UNKNOWN ? [UNKNOWN] : list(value);
}

/** The object; an empty one for anything else. */
export function object(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}

/** The text, or else what stands for it. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** Only those values that are texts. */
export function texts<K extends string>(values: Record<K, unknown>): { [key in K]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "string")) as { [key in K]?: string };
}
