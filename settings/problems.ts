import { advice, keyAdvice } from "./advice";
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { cut, visible, visibleJson } from "./visible";

/** Something wrong with a setting: where it stands, what was found there and what is expected. */
export interface Problem {
  /** The path of the setting, such as `roles.deploy.trusts[0].account`. */
  readonly path: string;
  readonly message: string;
  /** The file and the line, where they are known already. */
  readonly place?: string;
}

/** Tells where the setting at a path stands: `Pulumi.trusting.yaml:12`; undefined when that is not known. */
export type Where = (path: string) => string | undefined;

/** A problem in one line, with the file and the line of the setting where they are known: `path: message (file:line)`. */
export function problemLine({ path, message, place }: Problem, where: Where = () => undefined): string {
  return placed(`${path}: ${message}`, place ?? where(path));
}

/** A line with the place that it is about. A colon at its end stays there, since more lines follow. */
export function placed(line: string, place: string | undefined): string {
  return place === undefined ? line : line.replace(/:?$/, ` (${place})$&`);
}

/**
 * Words every problem that a schema found: what was found, and what is expected.
 *
 * A schema's own message has to say only what is expected. For an unknown key it is the list of the known ones, as
 * JSON.
 *
 * @param base the path of what was parsed
 * @param input what was parsed, to quote from
 */
export function problemsOf(error: z.ZodError, base: readonly PropertyKey[], input: unknown): Problem[] {
  return worded(error.issues, base, input);
}

function worded(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[], input: unknown): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        message: `${unknownKey(key, JSON.parse(issue.message) as string[])}${keyAdvice(path)}`,
      }));
    }
    if (issue.code === "invalid_key") {
      return [
        {
          path: pathText(path),
          message: `found the name ${JSON.stringify(issue.path.at(-1))}, expected ${issue.issues[0]?.message}`,
        },
      ];
    }
    if (issue.code === "invalid_union") {
      // When the value has the shape of one alternative only, the problems of that one say more than "none fits".
      const [meant, ...others] = issue.errors.filter((alternative) =>
        alternative.every((inner) => inner.path.length > 0 || !wrongShape.has(inner.code)),
      );
      if (meant && others.length === 0) return worded(meant, path, valueAt(input, issue.path));
    }
    const found = valueAt(input, issue.path);
    return [{ path: pathText(path), message: `${foundText(found)}, expected ${issue.message}${advice(path, found)}` }];
  });
}

/** The codes of zod's issues for a value that has another shape than the alternative. */
const wrongShape = new Set<string>(["invalid_type", "invalid_value", "invalid_format", "invalid_union"]);

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

/**
 * The message of a schema for an unknown key: the known keys as JSON, for {@link problemsOf}. Zod passes on text only.
 */
export function knownKeys(known: readonly string[]): string {
  return JSON.stringify(known);
}

/** The message for an unknown key. To ignore one silently could lose a restriction. */
export function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key, ${hint(key, known)}expected one of ${known.join(", ")}`;
}

/** The message for a name that does not exist. */
export function unknownName(name: string, known: readonly string[], expected: string): string {
  return `found "${name}", ${hint(name, known)}expected ${expected}: ${known.join(", ") || "there is none"}`;
}

/** What there is instead of a name that nothing has: the nearest one, or all. @param none what to say of no names */
export function alternatives(name: string, known: readonly string[], none = "There is none."): string {
  if (known.length === 0) return none;
  const nearest = nearestName(name, known);
  const most = 20;
  const more = known.length > most ? ` and ${known.length - most} more` : "";
  return `${nearest === undefined ? "" : `Did you mean ${nearest}? `}There are: ${known.slice(0, most).join(", ")}${more}.`;
}

function hint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest !== undefined ? `did you mean ${nearest}? ` : "";
}

/** The known name that is nearest; undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(name, known);
  return distance(name, nearest) <= Math.max(2, name.length / 3) ? nearest : undefined;
}

/** `["roles", "deploy", "trusts", 0]` as `roles.deploy.trusts[0]`. A key with hidden characters is written as JSON. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${keyText(String(key))}`))
    .join("");
}

function keyText(key: string): string {
  const short = cut(key, 80);
  return key !== "" && visible(key) === key ? short : visibleJson(JSON.stringify(short));
}

/** Words for a value that was found, short enough for one line. They say how YAML read it when that may surprise. */
export function foundText(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return `found ${value} (a number: YAML reads unquoted digits as one)`;
  const text = JSON.stringify(value) ?? typeof value;
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return typeof value === "string" && yamlDate.test(value)
    ? `found ${short} (a date: YAML reads it as one when it is not quoted)`
    : `found ${short}`;
}

/** The form in which Pulumi passes a value that YAML read as a date. */
export const yamlDate = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d+)? ([+-])(\d{2})(\d{2}) \S+$/;
