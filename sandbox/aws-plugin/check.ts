import { autoName } from "./naming";
import { documentProblem } from "./policyDocument";
import type { InputProperty, ResourceType } from "./resourceType";
import { type Bag, defined, hasUnknown, isBag, isScalar, unknownString, type Value } from "./values";

/** The property that lists the inputs which the program did not set. The genuine plugin keeps the same list. */
export const defaultsProperty = "__defaults";

/** A property that cannot be used, and the reason. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What decides a resource's name, apart from its inputs. */
export interface NamingContext {
  readonly logicalName: string;
  readonly seed: Uint8Array;
  /**
   * The name that the engine proposes (`pulumi:autonaming` in the stack's settings); undefined without such settings.
   */
  readonly autonaming?: { readonly mode: "propose" | "enforce" | "disable"; readonly name: string } | undefined;
}

/**
 * Adds the name and defaults to a resource's inputs, brings every value into one form (documents as JSON text), and
 * reports what cannot be used. Values that are not known yet are accepted.
 *
 * @param olds the inputs of the last deployment; empty for a new resource
 */
export function checkInputs(
  type: ResourceType,
  olds: Bag,
  news: Bag,
  context: NamingContext,
): { inputs: Bag; failures: Failure[] } {
  const failures: Failure[] = [];
  const inputs: Bag = {};
  const defaults: string[] = [];
  for (const [property, value] of Object.entries(news)) {
    if (property === defaultsProperty || value === null) continue;
    const rule = type.inputs[property];
    if (rule === undefined) {
      failures.push({ property, reason: unknownProperty(type) });
      continue;
    }
    const { value: settled, problem } = settle(rule, value);
    if (problem !== undefined) failures.push({ property, reason: problem });
    inputs[property] = settled;
  }
  for (const [property, rule] of Object.entries(type.inputs)) {
    if (inputs[property] !== undefined) continue;
    if (rule.required) failures.push({ property, reason: `missing; every ${type.noun} needs one` });
    if (rule.default === undefined) continue;
    inputs[property] = rule.default;
    defaults.push(property);
  }
  failures.push(...nameIt(type, olds, inputs, defaults, context));
  return { inputs: { ...inputs, [defaultsProperty]: defaults.sort() }, failures };
}

function unknownProperty(type: ResourceType): string {
  return (
    `the sandbox's AWS plugin knows no such property of ${type.token}, only ${Object.keys(type.inputs).sort().join(", ")}. ` +
    "Against AWS the genuine plugin may take it"
  );
}

function nameIt(type: ResourceType, olds: Bag, inputs: Bag, defaults: string[], context: NamingContext): Failure[] {
  if (type.naming === undefined) return [];
  const { property, prefix, maxLength } = type.naming;
  const given = inputs[property];
  if (given !== undefined) {
    if (prefix !== undefined && inputs[prefix] !== undefined) {
      return [{ property: prefix, reason: `conflicts with ${property}; keep one of the two` }];
    }
    if (typeof given === "string" && !hasUnknown(given) && (given === "" || given.length > maxLength)) {
      return [{ property, reason: `found ${given.length} characters, expected 1 to ${maxLength}` }];
    }
    return [];
  }
  if (prefix !== undefined && inputs[prefix] !== undefined) return []; // AWS's side of the name is made at creation
  const before =
    Array.isArray(olds[defaultsProperty]) && olds[defaultsProperty].includes(property) ? olds[property] : undefined;
  try {
    inputs[property] = before ?? newName(context, maxLength);
    defaults.push(property);
    return [];
  } catch (error) {
    return [{ property, reason: (error as Error).message }];
  }
}

function newName({ logicalName, seed, autonaming }: NamingContext, maxLength: number): string {
  if (autonaming?.mode === "disable") throw new Error("missing, and this stack's settings turn generated names off");
  if (autonaming !== undefined && autonaming.name !== "") return autonaming.name;
  return autoName(logicalName, maxLength, seed);
}

function settle(rule: InputProperty, value: Value): { value: Value; problem?: string } {
  if (hasUnknown(value)) return { value: rule.kind === "document" ? unknownString : value };
  switch (rule.kind) {
    case "string":
      return isScalar(value) ? { value: String(value) } : expected("a string", value);
    case "number":
      return number(rule, value);
    case "boolean":
      if (value === "true" || value === "false") return { value: value === "true" };
      return typeof value === "boolean" ? { value } : expected("true or false", value);
    case "document":
      return document(value);
    case "set":
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? { value: [...new Set(value)] }
        : expected("a list of strings", value);
    case "tags":
      return isBag(value) && Object.values(value).every(isScalar)
        ? {
            value: Object.fromEntries(
              Object.entries(value).map(([key, item]) => [key, isScalar(item) ? String(item) : ""]),
            ),
          }
        : expected("a map of strings", value);
    case "inlinePolicies":
      return inlinePolicies(value);
    case "object": {
      const wanted = isBag(value) ? rule.wanted?.(value) : "a map";
      return wanted === undefined ? { value } : expected(wanted, value);
    }
  }
}

function number({ range }: InputProperty, value: Value): { value: Value; problem?: string } {
  const found = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof found !== "number" || Number.isNaN(found)) return expected("a number", value);
  return range !== undefined && (found < range[0] || found > range[1])
    ? expected(`${range[0]} to ${range[1]}`, value)
    : { value: found };
}

function document(value: Value): { value: Value; problem?: string } {
  const written = isBag(value) ? JSON.stringify(value) : value;
  if (typeof written !== "string") return expected("a policy document", value);
  const problem = documentProblem(written);
  return problem === undefined ? { value: written } : { value, problem: `not a policy document: ${problem}` };
}

function inlinePolicies(value: Value): { value: Value; problem?: string } {
  if (!Array.isArray(value) || !value.every(isBag)) return expected("a list of { name, policy }", value);
  const checked = value.map((one) => ({
    name: one.name,
    policy: one.policy === undefined ? undefined : document(one.policy),
  }));
  const problem = checked.find((one) => one.policy?.problem !== undefined)?.policy?.problem;
  const policies = checked.map(({ name, policy }) => defined({ name, policy: policy?.value }));
  return problem === undefined ? { value: policies } : { value: policies, problem };
}

function expected(form: string, found: Value): { value: Value; problem: string } {
  return { value: found, problem: `found ${JSON.stringify(found)}, expected ${form}` };
}
