import {
  found,
  principalProblems,
  policyProblem,
  strayKeys,
  type FormProblem,
} from "../../policypack/declaredPrincipals";

/**
 * Checks the form of a principal for `cross-account check`: the object around the policy documents. The documents are
 * judged later.
 */

const principalKeys = ["name", "arn", "policies", "boundary", "trust", "others", "maxSessionDuration"];

/** The first problem of a principal's form; undefined when there is none. */
export function formProblem(fields: Readonly<Record<string, unknown>>): FormProblem | undefined {
  const unknown = strayKeys(fields, principalKeys);
  if (unknown !== undefined)
    return {
      path: "",
      message:
        `unknown key ${unknown}; expected a policy document ({ Version, Statement }) or a principal with ` +
        `${principalKeys.join(", ")}`,
    };
  const { name, arn, policies, boundary, trust, others, maxSessionDuration: seconds } = fields;
  if (typeof name !== "string" || name === "")
    return { path: "name", message: `${found(name)}, expected the principal's name` };
  if (!Array.isArray(policies))
    return {
      path: "policies",
      message: `${found(policies)}, expected a list of documents, ARNs of managed policies, or { arn, document }`,
    };
  if (arn !== undefined && !(typeof arn === "string" && /^arn:[^:]+:iam::\d{12}:(role|user|group)\//.test(arn)))
    return { path: "arn", message: `${found(arn)}, expected the ARN of a role, user or group` };
  if (seconds !== undefined && !(Number.isInteger(seconds) && (seconds as number) > 0))
    return { path: "maxSessionDuration", message: `${found(seconds)}, expected seconds` };
  return (
    first(policies as unknown[], (policy, at) => policyProblem(policy, `policies[${at}]`)) ??
    (boundary === undefined ? undefined : policyProblem(boundary, "boundary")) ??
    documentProblem(trust, "trust", "a trust policy") ??
    othersProblem(others)
  );
}

function documentProblem(value: unknown, path: string, what: string): FormProblem | undefined {
  return value === undefined || typeof value === "string" || isObject(value)
    ? undefined
    : { path, message: `${found(value)}, expected ${what}` };
}

function othersProblem(others: unknown): FormProblem | undefined {
  const [problem] = principalProblems(others);
  return problem && { path: `others${problem.path}`, message: problem.message };
}

function first<Item>(
  items: readonly Item[],
  problem: (item: Item, at: number) => FormProblem | undefined,
): FormProblem | undefined {
  for (const [at, item] of items.entries()) {
    const one = problem(item, at);
    if (one !== undefined) return one;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
