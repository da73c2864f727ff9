/**
 * The form of `others`, in which a configuration or a checked file declares principals, and functions, instances or
 * jobs that run as one. Only the form is checked here; the documents are judged later.
 */

/** One entry of `others`: a principal, or a function, instance or job that runs as one. */
export interface DeclaredPrincipal {
  /** A document, the ARN of a managed policy, `{ arn, document }`, or a list of those. */
  readonly policies?: unknown;
  readonly trust?: unknown;
  /** The ARN of the role that a function, instance or job holds. */
  readonly runsAs?: string;
}

/** Something in the declaration that is not of the right form. */
export interface FormProblem {
  /** Such as `["arn:aws:iam::111111111111:role/app"].runsAs`. */
  readonly path: string;
  /** What was found and what is expected. */
  readonly message: string;
}

/** The keys of an entry, with their descriptions as sentences without a full stop. */
export const PRINCIPAL_FIELDS: Readonly<Record<keyof DeclaredPrincipal, string>> = {
  policies: "What it may do: a document, the ARN of a policy of AWS, `{ arn, document }`, or a list of those",
  trust: "Its trust policy: the services that it names are those that the role may be passed to",
  runsAs: "The ARN of the role that a function, an instance or a job holds",
};

const keys = Object.keys(PRINCIPAL_FIELDS);
const policyWords = "a policy document, the ARN of a managed policy, or { arn, document }";

/** What is wrong with the form of `others`, each with the ARN of its entry; empty when nothing is. */
export function principalProblems(others: unknown): (FormProblem & { readonly arn?: string })[] {
  if (others === undefined) return [];
  if (!isObject(others))
    return [{ path: "", message: `${found(others)}, expected what other principals are, by their ARNs` }];
  return Object.entries(others).flatMap(([arn, other]) =>
    problemsOf(arn, other).map((problem) => ({ ...problem, arn })),
  );
}

function problemsOf(arn: string, other: unknown): FormProblem[] {
  const path = `[${JSON.stringify(arn)}]`;
  if (!arn.startsWith("arn:")) return [{ path, message: "found this key, expected an ARN" }];
  if (!isObject(other))
    return [{ path, message: `${found(other)}, expected an object with keys out of ${keys.join(", ")}` }];
  const stray = strayKeys(other, keys);
  const { policies, runsAs, trust } = other;
  return [
    ...(stray === undefined
      ? []
      : [{ path, message: `unknown key ${stray}, expected keys out of ${keys.join(", ")}` }]),
    ...(runsAs === undefined || (typeof runsAs === "string" && runsAs.startsWith("arn:"))
      ? []
      : [{ path: `${path}.runsAs`, message: `${found(runsAs)}, expected the ARN of a role` }]),
    ...(trust === undefined || typeof trust === "string" || isObject(trust)
      ? []
      : [{ path: `${path}.trust`, message: `${found(trust)}, expected a trust policy` }]),
    ...(Array.isArray(policies) ? (policies as unknown[]) : [policies]).flatMap((policy, at) =>
      policy === undefined
        ? []
        : (policyProblem(policy, Array.isArray(policies) ? `${path}.policies[${at}]` : `${path}.policies`) ?? []),
    ),
  ];
}

/** What is wrong with the form of a policy: a document, an ARN, or `{ arn, document }`. Undefined when nothing is. */
export function policyProblem(policy: unknown, path: string): FormProblem | undefined {
  if (typeof policy === "string") return undefined;
  if (!isObject(policy)) return { path, message: `${found(policy)}, expected ${policyWords}` };
  if (!Object.hasOwn(policy, "arn") && !Object.hasOwn(policy, "document")) return undefined;
  const stray = strayKeys(policy, ["arn", "document"]);
  if (stray !== undefined) return { path, message: `unknown key ${stray}, expected ${policyWords}` };
  const within = (key: string): string => (path === "" ? key : `${path}.${key}`);
  if (typeof policy["arn"] !== "string" || !policy["arn"].startsWith("arn:"))
    return { path: within("arn"), message: `${found(policy["arn"])}, expected the ARN of a managed policy` };
  const { document } = policy;
  const isDocument = isObject(document) && !Object.hasOwn(document, "arn") && !Object.hasOwn(document, "document");
  return isDocument || (typeof document === "string" && !document.startsWith("arn:"))
    ? undefined
    : { path: within("document"), message: `${found(document)}, expected a policy document` };
}

/** Words for a value that was found, short enough for one line. */
export function found(value: unknown): string {
  if (value === undefined) return "missing";
  const text = jsonOf(value) ?? typeof value;
  return `found ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
}

/** The start of the JSON text; undefined for what has none, such as an object within itself. */
function jsonOf(value: unknown): string | undefined {
  // Each value has a character or more. What stands in itself many times over has more text than there is memory.
  let left = 100;
  try {
    return JSON.stringify(value, (_, one: unknown) => (left-- > 0 ? one : null));
  } catch {
    return undefined;
  }
}

/** The keys that are not among the known ones (at most ten), as one text; undefined when there are none. */
export function strayKeys(fields: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined {
  const stray = Object.keys(fields).filter((key) => !known.includes(key));
  return stray.length > 0
    ? stray
        .slice(0, 10)
        .map((key) => JSON.stringify(key))
        .join(", ")
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
