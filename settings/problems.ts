import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";

/** Something wrong with a setting: where it stands, what was found there and what is expected. */
export interface Problem {
  /** As people write it: `roles.deploy.trusts[0].account`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Every problem that a schema found, worded with what was found.
 *
 * A schema's own message says what is expected and nothing else, which for an unknown key is the list of the known ones.
 *
 * @param base the path of what was parsed
 * @param input what was parsed, to quote from
 */
export function problemsOf(error: z.ZodError, base: readonly PropertyKey[], input: unknown): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: pathText([...path, key]), message: unknownKey(key, issue.message.split(", ")) }));
    }
    if (issue.code === "invalid_key") {
      return [{ path: pathText(path), message: `found the name ${JSON.stringify(issue.path.at(-1))}, expected ${issue.issues[0]?.message}` }];
    }
    const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
    return [{ path: pathText(path), message: `${foundText(found)}, expected ${issue.message}` }];
  });
}

/** The sentence for a key that nobody reads; a silently ignored setting could be a restriction that is not there. */
export function unknownKey(key: string, known: string[]): string {
  const nearest = closest(key, known);
  const hint = distance(key, nearest) <= Math.max(2, key.length / 3) ? `did you mean ${nearest}? ` : "";
  return `unknown key, ${hint}expected one of ${known.join(", ")}`;
}

/** `["roles", "deploy", "trusts", 0]` as `roles.deploy.trusts[0]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`)).join("");
}

/** What stands at a place, short enough for one line, with the way YAML read it where that surprises people. */
export function foundText(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return `found ${value} (a number: YAML reads unquoted digits as one)`;
  const text = JSON.stringify(value) ?? typeof value;
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return typeof value === "string" && yamlDate.test(value) ? `found ${short} (a date: YAML reads it as one when it is not quoted)` : `found ${short}`;
}

/** How Pulumi hands on what YAML took for a date. */
export const yamlDate = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d+)? ([+-])(\d{2})(\d{2}) \S+$/;
