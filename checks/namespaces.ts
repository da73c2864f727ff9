import { distance } from "fastest-levenshtein";
import { nearestName, type Problem } from "../settings/problems";
import { visible } from "../settings/visible";

/** Keys that an entry of each section has, and that entries in other programs' settings are unlikely to have. */
const marks: Readonly<Record<string, readonly string[]>> = {
  roles: ["trusts", "review"],
  policies: ["document"],
  groups: ["members"],
  grants: ["to"],
};
/** Namespaces that are never taken for a misspelt project name. */
const pulumis = ["aws", "pulumi"];

/** A key of a stack's configuration, split into namespace and name, with its value. */
interface Key {
  readonly full: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: unknown;
}

/**
 * Reports keys that were probably meant for this program, but are not in its project's namespace. The program never
 * reads such keys, and would delete what they once declared.
 *
 * Providers and other programs have namespaces of their own. So a key is reported only when its namespace is the
 * project's name misspelt, when its value has the form of a section of this program, or when it has the name of a
 * section and the stack has no section at all.
 *
 * @param config the stack's values by their full keys, read from JSON
 * @param known the names of this program's own keys
 */
export function strayKeys(
  config: Readonly<Record<string, unknown>>,
  project: string,
  known: readonly string[],
): Problem[] {
  const keys = Object.entries(config).map(([full, value]) => keyOf(full, value));
  const says = ({ namespace, name, value }: Key) =>
    namespace === project && (Object.hasOwn(marks, name) || name === "empty") && !isNothing(value);
  const silent = !keys.some(says);
  return keys.flatMap((key) => {
    const { full, namespace, name, value } = key;
    const meant = known.includes(name) ? name : nearestName(name, known);
    const called = silent && Object.hasOwn(marks, name) && isEntries(value) && !isNothing(value);
    if (namespace === project || !(called || hasForm(key) || isSlip(namespace, project, meant !== undefined)))
      return [];
    const hint = meant === undefined ? `the namespace ${project}` : `${project}:${meant}`;
    const message =
      `found the namespace ${visible(namespace)}, did you mean ${hint}? expected ${project}, the project's name in Pulumi.yaml: ` +
      "no other keys are read, and what is not read would be deleted";
    return [{ path: visible(full), message }];
  });
}

/** True when a section is missing or has no entry. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (isEntries(value) && Object.keys(value).length === 0);
}

function keyOf(full: string, value: unknown): Key {
  const colon = full.indexOf(":");
  return { full, namespace: full.slice(0, colon), name: full.slice(colon + 1), value };
}

/**
 * True when a namespace is the project's name misspelt: other case, other or no hyphens, words in another order,
 * letters that are missing, added, wrong or swapped.
 *
 * @param ours whether the key's name is, nearly or exactly, one of this program's: then one letter in five may be wrong
 */
function isSlip(namespace: string, project: string, ours: boolean): boolean {
  if (pulumis.includes(namespace)) return false;
  const [found, meant] = [letters(namespace), letters(project)];
  if (found === meant || words(namespace) === words(project)) return true;
  const apart = distance(found, meant);
  if (apart <= 1 || (apart === 2 && sorted(found) === sorted(meant))) return ours || meant.length >= 5;
  return ours && apart <= Math.floor(meant.length / 5);
}

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const words = (text: string) => sortedBy(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
const sorted = (text: string) => sortedBy([...text]);
const sortedBy = (parts: string[]) => parts.sort().join(" ");

/** True when an entry of the value has a key that marks entries of the section of that name. */
function hasForm({ name, value }: Key): boolean {
  const own = Object.hasOwn(marks, name) ? marks[name]! : [];
  return (
    isEntries(value) &&
    Object.values(value).some((entry) => isEntries(entry) && own.some((mark) => Object.hasOwn(entry, mark)))
  );
}

function isEntries(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
