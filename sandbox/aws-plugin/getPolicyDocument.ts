import { createHash } from "node:crypto";
import { type Bag, defined, isBag, optionalText, text, texts, type Value } from "./values";

/**
 * Makes the JSON policy document from statements, as `aws.iam.getPolicyDocument` does. `&{…}` becomes a policy variable
 * `${…}`. `sourcePolicyDocuments` and `overridePolicyDocuments` are not supported.
 *
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/getpolicydocument/
 *
 * @throws when an argument is not supported
 */
export function policyDocument(args: Bag): Bag {
  const supported = new Set(["policyId", "statements", "version"]);
  const other = Object.keys(args).find((key) => !supported.has(key));
  if (other !== undefined)
    throw new Error(
      `getPolicyDocument: the sandbox's AWS plugin does not support "${other}", only ${[...supported].join(", ")}`,
    );
  const document = defined({
    Version: optionalText(args, "version") ?? "2012-10-17",
    Id: optionalText(args, "policyId"),
    Statement: bags(args.statements).map(statement),
  });
  const json = JSON.stringify(document, null, 2);
  return {
    ...args,
    json,
    minifiedJson: JSON.stringify(document),
    id: createHash("sha256").update(json).digest("hex").slice(0, 10),
  };
}

function statement(given: Bag): Bag {
  return defined({
    Sid: optionalText(given, "sid"),
    Effect: optionalText(given, "effect") ?? "Allow",
    Action: oneOrMore(given, "actions"),
    NotAction: oneOrMore(given, "notActions"),
    Resource: oneOrMore(given, "resources"),
    NotResource: oneOrMore(given, "notResources"),
    Principal: principals(given.principals),
    NotPrincipal: principals(given.notPrincipals),
    Condition: conditions(given.conditions),
  });
}

function oneOrMore(given: Bag, property: string): Value | undefined {
  const values = texts(given, property).map(variables);
  return values.length > 1 ? values : values[0];
}

function principals(given: Value | undefined): Value | undefined {
  const all = bags(given);
  if (all.length === 0) return undefined;
  if (all.every((one) => one.type === "*")) return "*";
  const byType = new Map<string, string[]>();
  for (const one of all)
    byType.set(text(one, "type"), [
      ...(byType.get(text(one, "type")) ?? []),
      ...texts(one, "identifiers").map(variables),
    ]);
  return Object.fromEntries(
    [...byType].map(([type, who]): [string, Value] => [type, who.length > 1 ? who : (who[0] ?? [])]),
  );
}

function conditions(given: Value | undefined): Value | undefined {
  const all = bags(given);
  if (all.length === 0) return undefined;
  const operators: Record<string, Record<string, Value>> = {};
  for (const one of all) {
    const values = texts(one, "values").map(variables);
    (operators[text(one, "test")] ??= {})[text(one, "variable")] = values.length > 1 ? values : (values[0] ?? []);
  }
  return operators;
}

// The program's own language would replace `${…}`, so the function uses `&{…}`.
function variables(value: string): string {
  return value.replaceAll("&{", "${");
}

function bags(value: Value | undefined): Bag[] {
  return Array.isArray(value) ? value.filter(isBag) : [];
}
