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

/** How two documents differ: statements that only one of them has, each as one line of JSON. */
export interface Difference {
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

/** The difference between two documents; undefined when they say the same. */
export function difference(expected: unknown, found: unknown, kind: PolicyKind): Difference | undefined {
  const [before, after] = [statementsOf(expected, kind), statementsOf(found, kind)];
  const result = {
    expected: before.filter((one) => !after.includes(one)),
    found: after.filter((one) => !before.includes(one)),
  };
  return result.expected.length + result.found.length > 0 ? result : undefined;
}

/** The difference in words, each statement shortened to `length` characters. */
export function differenceText({ expected, found }: Difference, length = 300): string {
  const listed = (statements: readonly string[]) =>
    statements.map((one) => (one.length > length ? `${one.slice(0, length)}…` : one)).join(" and ");
  if (found.length === 0) return `expected ${listed(expected)}, which is not there`;
  return `found ${listed(found)}, expected ${expected.length > 0 ? listed(expected) : "no such statement"}`;
}

/**
 * The statements of a document in one form, sorted, without repetitions. A document that cannot be read is given whole,
 * unchanged.
 */
function statementsOf(document: unknown, kind: PolicyKind): string[] {
  const parsed = parsePolicy(document, kind);
  if (parsed.document === undefined) return [JSON.stringify(sorted(document)) ?? "nothing"];
  return [...new Set(parsed.document.statements.map((statement) => canonical(statement, parsed.document)))].sort();
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
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
