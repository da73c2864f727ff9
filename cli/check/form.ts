/** Whether a principal has the form that `cross-account check` reads. What documents say is judged later: here is only what holds them. */

/** The first thing that is not of the form. */
export interface FormProblem {
  /** Such as `policies[0].arn`. */
  readonly path: string;
  /** What was found and what is expected. */
  readonly message: string;
}

const principalKeys = ["name", "arn", "policies", "boundary", "trust", "others", "maxSessionDuration"];
const otherKeys = ["policies", "trust", "runsAs"];
const policyWords = "a policy document, the ARN of a managed policy, or { arn, document }";

/** What is wrong with a principal's form; undefined when nothing is. */
export function formProblem(fields: Readonly<Record<string, unknown>>): FormProblem | undefined {
  const unknown = strayKeys(fields, principalKeys);
  if (unknown !== undefined) return { path: "", message: `unknown key ${unknown}; expected a policy document ({ Version, Statement }) or a principal with ${principalKeys.join(", ")}` };
  const { name, arn, policies, boundary, trust, others, maxSessionDuration: seconds } = fields;
  if (typeof name !== "string" || name === "") return { path: "name", message: `${found(name)}, expected the principal's name` };
  if (!Array.isArray(policies)) return { path: "policies", message: `${found(policies)}, expected a list of documents, ARNs of managed policies, or { arn, document }` };
  if (arn !== undefined && !(typeof arn === "string" && /^arn:[^:]+:iam::\d{12}:(role|user|group)\//.test(arn))) return { path: "arn", message: `${found(arn)}, expected the ARN of a role, user or group` };
  if (seconds !== undefined && !(Number.isInteger(seconds) && (seconds as number) > 0)) return { path: "maxSessionDuration", message: `${found(seconds)}, expected seconds` };
  return (
    first(policies as unknown[], (policy, at) => policyProblem(policy, `policies[${at}]`)) ??
    (boundary === undefined ? undefined : policyProblem(boundary, "boundary")) ??
    documentProblem(trust, "trust", "a trust policy") ??
    othersProblem(others)
  );
}

function policyProblem(policy: unknown, path: string): FormProblem | undefined {
  if (typeof policy === "string") return undefined;
  if (!isObject(policy)) return { path, message: `${found(policy)}, expected ${policyWords}` };
  if (!("arn" in policy) && !("document" in policy)) return undefined;
  const stray = strayKeys(policy, ["arn", "document"]);
  if (stray !== undefined) return { path, message: `unknown key ${stray}, expected ${policyWords}` };
  if (typeof policy["arn"] !== "string" || !policy["arn"].startsWith("arn:")) return { path: `${path}.arn`, message: `${found(policy["arn"])}, expected the ARN of a managed policy` };
  const { document } = policy;
  const isDocument = isObject(document) && !("arn" in document) && !("document" in document);
  return isDocument || (typeof document === "string" && !document.startsWith("arn:")) ? undefined : { path: `${path}.document`, message: `${found(document)}, expected a policy document` };
}

function documentProblem(value: unknown, path: string, what: string): FormProblem | undefined {
  return value === undefined || typeof value === "string" || isObject(value) ? undefined : { path, message: `${found(value)}, expected ${what}` };
}

function othersProblem(others: unknown): FormProblem | undefined {
  if (others === undefined) return undefined;
  if (!isObject(others)) return { path: "others", message: `${found(others)}, expected what other principals are, by their ARNs` };
  return first(Object.entries(others), ([arn, other]) => {
    const path = `others[${JSON.stringify(arn)}]`;
    if (!arn.startsWith("arn:")) return { path, message: "found this key, expected an ARN" };
    if (!isObject(other)) return { path, message: `${found(other)}, expected an object with keys out of ${otherKeys.join(", ")}` };
    const stray = strayKeys(other, otherKeys);
    if (stray !== undefined) return { path, message: `unknown key ${stray}, expected keys out of ${otherKeys.join(", ")}` };
    const { policies, runsAs } = other;
    if (runsAs !== undefined && !(typeof runsAs === "string" && runsAs.startsWith("arn:"))) return { path: `${path}.runsAs`, message: `${found(runsAs)}, expected the ARN of a role` };
    const listed = policies === undefined ? [] : Array.isArray(policies) ? (policies as unknown[]) : [policies];
    return first(listed, (policy, at) => policyProblem(policy, Array.isArray(policies) ? `${path}.policies[${at}]` : `${path}.policies`)) ?? documentProblem(other["trust"], `${path}.trust`, "a trust policy");
  });
}

/** What stands somewhere, short enough for a line. */
export function found(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value) ?? typeof value;
  return `found ${text.length > 80 ? `${text.slice(0, 77)}…` : text}`;
}

function strayKeys(fields: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined {
  const stray = Object.keys(fields).filter((key) => !known.includes(key));
  return stray.length > 0 ? stray.slice(0, 10).join(", ") : undefined;
}

function first<Item>(items: readonly Item[], problem: (item: Item, at: number) => FormProblem | undefined): FormProblem | undefined {
  for (const [at, item] of items.entries()) {
    const one = problem(item, at);
    if (one !== undefined) return one;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
