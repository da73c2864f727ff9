/**
 * Compares policy documents by meaning. Ignores order, Sid, a single value instead of a list, and how an account is
 * written.
 */
import {
  type ConditionEntry,
  parsePolicy,
  type PolicyDocument,
  type PolicyKind,
  type PrincipalListing,
  type Statement,
} from "../../../policypack/iam";
import { compareText } from "../../shared/compareText";

/** A statement that only one of two documents has, or the whole of a document that cannot be read. */
export type Part =
  { readonly statement: Statement; readonly version: PolicyDocument["version"] } | { readonly unread: unknown };

/** How two documents differ. */
export interface Difference {
  readonly expected: readonly Part[];
  readonly found: readonly Part[];
}

/** The difference between two documents; undefined when they say the same. */
export function difference(expected: unknown, found: unknown, kind: PolicyKind): Difference | undefined {
  const [before, after] = [partsOf(expected, kind), partsOf(found, kind)];
  const beyond = (some: ReadonlyMap<string, Part>, others: ReadonlyMap<string, Part>) =>
    [...some].sort(([a], [b]) => compareText(a, b)).flatMap(([text, part]) => (others.has(text) ? [] : [part]));
  const result = { expected: beyond(before, after), found: beyond(after, before) };
  return result.expected.length + result.found.length > 0 ? result : undefined;
}

/** The parts of a document, by a text that is the same however they are written. */
function partsOf(document: unknown, kind: PolicyKind): ReadonlyMap<string, Part> {
  const parsed = parsePolicy(document, kind);
  if (parsed.document === undefined)
    return new Map([[JSON.stringify(sorted(document)) ?? "nothing", { unread: document }]]);
  const { statements, version } = parsed.document;
  return new Map(
    statements.map((statement) => [canonical(statement, parsed.document), { statement, version }] as const),
  );
}

function canonical(
  { effect, actions, resources, principals, conditions }: Statement,
  { version }: PolicyDocument,
): string {
  const listing = (name: string, values: readonly string[], not: boolean) => ({
    [not ? `Not${name}` : name]: unique(values),
  });
  const statement = {
    Effect: effect,
    ...(principals !== undefined && principalsOf(principals)),
    ...listing(
      "Action",
      actions.values.map((action) => action.toLowerCase()),
      actions.not,
    ),
    ...(resources !== undefined && listing("Resource", resources.values, resources.not)),
    ...(conditions.length > 0 && { Condition: conditionsOf(conditions) }),
  };
  const text = JSON.stringify(statement);
  // The version 2008-10-17 has no policy variables, so the same text means something else in it.
  return version === "2008-10-17" && text.includes("${") ? `${text} in the version 2008-10-17` : text;
}

function principalsOf({ not, entries }: PrincipalListing): object {
  const kinds: Record<string, string[]> = {};
  for (const { kind, value } of entries) {
    // `*` alone and `{ "AWS": "*" }` are the same:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    const account = /^arn:[^:]*:iam::(\d{12}):root$/.exec(value)?.[1];
    (kinds[kind === "*" ? "AWS" : kind] ??= []).push(account ?? value);
  }
  return {
    [not ? "NotPrincipal" : "Principal"]: sorted(
      Object.fromEntries(Object.entries(kinds).map(([kind, values]) => [kind, unique(values)])),
    ),
  };
}

function conditionsOf(conditions: readonly ConditionEntry[]): unknown {
  const operators: Record<string, Record<string, string[]>> = {};
  for (const { operator, key, values } of conditions) (operators[operator] ??= {})[key.toLowerCase()] = unique(values);
  return sorted(operators);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** The same value with the keys of all objects in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
