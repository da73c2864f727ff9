/** Whether what is in an account is what a creation would have made, whose answer was lost. Pure. */
import { isDeepStrictEqual } from "node:util";
import { parsedJson } from "./json";
import { compareText } from "../shared/compareText";

/** A role, group or policy as an account has it. */
export interface Found {
  readonly path: string;
  readonly description?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Of a role: its trust policy. Of a policy: its document. */
  readonly document?: string | undefined;
  /** Of a role, in seconds. */
  readonly maxSessionDuration?: number | undefined;
  /** Of a role: the ARN of its boundary. */
  readonly boundary?: string | undefined;
  /** What only somebody else can have added: policies on it, members, what it is attached to. */
  readonly more: readonly string[];
}

/** What differs, in words such as `its path`; empty when the creation made it, or might have. */
export function differences(inputs: Readonly<Record<string, unknown>>, found: Found): string[] {
  const wanted = {
    path: inputs["path"] ?? "/",
    description: inputs["description"] ?? "",
    tags: inputs["tagsAll"] ?? inputs["tags"] ?? {},
    document: settled(inputs["assumeRolePolicy"] ?? inputs["policy"]),
    maxSessionDuration: inputs["maxSessionDuration"],
    boundary: inputs["permissionsBoundary"] ?? "",
  };
  const { document, maxSessionDuration } = wanted;
  const same: Readonly<Record<string, boolean>> = {
    "its path": wanted.path === found.path,
    "its description": wanted.description === (found.description ?? ""),
    "its tags": isDeepStrictEqual({ ...wanted.tags }, { ...found.tags }),
    "its document": isDeepStrictEqual(document, settled(found.document)),
    "its longest session": (maxSessionDuration ?? 3600) === (found.maxSessionDuration ?? maxSessionDuration ?? 3600),
    "its boundary": wanted.boundary === (found.boundary ?? ""),
  };
  return [...Object.entries(same).flatMap(([what, is]) => (is ? [] : [what])), ...found.more];
}

/** A document in which it makes no difference how a single value or the order of a list is written. */
function settled(document: unknown): unknown {
  if (document === undefined) return undefined;
  const read = typeof document === "string" ? parsedJson(document) : document;
  // What cannot be read is equal to nothing.
  return read === undefined ? {} : sorted(read);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    if (items.length === 1) return items[0];
    return items.sort((one, other) => compareText(JSON.stringify(one), JSON.stringify(other)));
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => compareText(one, other)));
}
