import { type Bag, isBag, isScalar, type Value } from "./values";

const listElements = new Set(["Resource", "NotResource"]);
const actionElements = new Set(["Action", "NotAction"]);
const principalElements = new Set(["Principal", "NotPrincipal"]);

/**
 * Whether two IAM policy documents mean the same. IAM itself rewrites documents, so these make no difference: the order
 * of keys, statements and values; a single value or a list of one; the case of actions and condition keys; whitespace;
 * an account's number or its root's ARN. Text that is not a policy is compared as text.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 *
 * @param partition the partition for an account number without ARN (`aws`, `aws-cn`, `aws-us-gov`)
 */
export function sameDocument(left: string, right: string, partition = "aws"): boolean {
  if (left === right) return true;
  const [one, other] = [parse(left), parse(right)];
  if (one === undefined || other === undefined) return false;
  return canonical(one, partition) === canonical(other, partition);
}

/** Why a text is not a JSON policy document, as one clause; undefined when it is one. */
export function documentProblem(document: string): string | undefined {
  try {
    const parsed = JSON.parse(document) as Value;
    if (isBag(parsed)) return undefined;
    return `found ${Array.isArray(parsed) ? "a list" : typeof parsed}, expected a JSON object with Version and Statement`;
  } catch (error) {
    return `not valid JSON: ${(error as Error).message}`;
  }
}

function parse(document: string): Bag | undefined {
  return documentProblem(document) === undefined ? (JSON.parse(document) as Bag) : undefined;
}

function canonical(document: Bag, partition: string): string {
  const { Version = "2008-10-17", Statement = [], ...others } = document; // the version that counts when none is named
  const statements = asList(Statement).map((one) => stable(isBag(one) ? statement(one, partition) : one));
  return stable({ ...others, Version, Statement: [...new Set(statements)].sort() });
}

function statement(elements: Bag, partition: string): Bag {
  return Object.fromEntries(
    Object.entries(elements).map(([element, value]) => {
      if (actionElements.has(element)) return [element, set(value, (action) => action.toLowerCase())];
      if (listElements.has(element)) return [element, set(value)];
      if (principalElements.has(element)) return [element, principals(value, partition)];
      if (element === "Condition" && isBag(value)) return [element, conditions(value)];
      return [element, value];
    }),
  );
}

// `"Principal": "*"` and `{"AWS": "*"}` are the same to AWS:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
function principals(value: Value, partition: string): Value {
  if (value === "*") return { AWS: ["*"] };
  if (!isBag(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([kind, who]) => [
      kind,
      kind === "AWS" ? set(who, (one) => (/^\d{12}$/.test(one) ? `arn:${partition}:iam::${one}:root` : one)) : set(who),
    ]),
  );
}

function conditions(operators: Bag): Bag {
  return Object.fromEntries(
    Object.entries(operators).map(([operator, keys]) => [
      operator,
      isBag(keys)
        ? Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), set(values)]))
        : keys,
    ]),
  );
}

// IAM reads `true` and `"true"`, `3600` and `"3600"` alike.
function set(value: Value, spelling: (item: string) => string = (item) => item): Value {
  const items = asList(value);
  if (!items.every(isScalar)) return value;
  return [...new Set(items.map((item) => spelling(String(item))))].sort();
}

function asList(value: Value): Value[] {
  return Array.isArray(value) ? value : [value];
}

function stable(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (!isBag(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${stable(value[key] ?? null)}`)
    .join(",")}}`;
}
