/**
 * Condition operators: what their names mean, and how they compare one value of the request with one value of the
 * policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { inRange } from "./addresses";
import { arnParts } from "../document/arn";
import { once } from "../once";
import { matches, type Pattern, patternOf, sourceOf } from "../pattern/pattern";

/** What kind of values an operator compares. */
export type Comparison =
  "string" | "stringIgnoreCase" | "like" | "arn" | "numeric" | "date" | "bool" | "ip" | "binary" | "null";

/** A condition operator, taken apart. */
export interface Operator {
  readonly quantifier?: "ForAllValues" | "ForAnyValue";
  readonly comparison: Comparison;
  /** For numbers and dates; `=` otherwise. */
  readonly relation: "=" | "<" | "<=" | ">" | ">=";
  /** True for the `Not…` operators: they hold when no listed value matches, and when the key is missing. */
  readonly negated: boolean;
  /** True with the suffix `IfExists`: holds when the key is missing. */
  readonly ifExists: boolean;
}

const BASES: Readonly<Record<string, Omit<Operator, "quantifier" | "ifExists">>> = Object.assign(
  Object.create(null) as Record<string, never>,
  {
    ...pair("String", "Equals", "NotEquals", "string"),
    ...pair("String", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "stringIgnoreCase"),
    ...pair("String", "Like", "NotLike", "like"),
    ...pair("Arn", "Equals", "NotEquals", "arn"),
    ...pair("Arn", "Like", "NotLike", "arn"),
    ...ordered("Numeric", "numeric"),
    ...ordered("Date", "date"),
    Bool: { comparison: "bool", relation: "=", negated: false },
    BinaryEquals: { comparison: "binary", relation: "=", negated: false },
    IpAddress: { comparison: "ip", relation: "=", negated: false },
    NotIpAddress: { comparison: "ip", relation: "=", negated: true },
    Null: { comparison: "null", relation: "=", negated: false },
  },
);

/** The names of all operators, without quantifier and `IfExists`. */
export const operatorNames: readonly string[] = Object.keys(BASES);

const operators = new Map<string, Operator>();

/** Takes the name of an operator apart; undefined for one that IAM does not have. */
export function parseOperator(name: string): Operator | undefined {
  const known = operators.get(name) ?? takeApart(name);
  // Only names that IAM has are kept, and these are few.
  if (known !== undefined) operators.set(name, known);
  return known;
}

function takeApart(name: string): Operator | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  const base = parts === null ? undefined : BASES[parts[2]!];
  if (parts === null || base === undefined) return undefined;
  const quantifier = parts[1] as Operator["quantifier"];
  if (base.comparison === "null" && (quantifier !== undefined || parts[3] !== undefined)) return undefined;
  return { ...(quantifier === undefined ? {} : { quantifier }), ...base, ifExists: parts[3] !== undefined };
}

/** True when the operator reads `*` and `?` in the policy's values as wildcards. */
export function readsWildcards(operator: Operator): boolean {
  return operator.comparison === "like" || operator.comparison === "arn";
}

/**
 * Compares one value of the request with one of the policy, without negation.
 * @param expected for operators that read wildcards its compiled pattern, else a pattern without any
 * @returns undefined when one of the two is not a value of the operator's kind
 */
export function compare(operator: Operator, actual: string, expected: Pattern): boolean | undefined {
  switch (operator.comparison) {
    case "string":
    case "binary":
      return matches(expected, actual);
    case "stringIgnoreCase":
      return actual.toLowerCase() === expected.source.toLowerCase();
    case "like":
      return matches(expected, actual);
    case "arn":
      return matchesArn(expected, actual);
    case "bool":
      return /^(true|false)$/i.test(expected.source)
        ? actual.toLowerCase() === expected.source.toLowerCase()
        : undefined;
    case "numeric":
      return relate(operator.relation, numberOf(actual), numberOf(expected.source));
    case "date":
      return relate(operator.relation, dateOf(actual), dateOf(expected.source));
    case "ip":
      return inRange(actual, expected.source);
    case "null":
      return undefined;
  }
}

/**
 * Milliseconds since 1970 of an IAM date: ISO 8601 (a date alone is midnight UTC) or seconds since 1970. Undefined for what is none,
 * and for a moment that milliseconds do not tell.
 */
export function dateOf(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const zoned = text.includes("T") && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * True when "the current time is before `date`" can no longer hold. With `<=` it still holds at the date itself.
 * @param date in the same unit as `now`
 */
export function isOver(relation: Operator["relation"], date: number, now: number): boolean {
  return relation === "<=" ? date < now : date <= now;
}

/** Splits a compiled pattern of an ARN into the patterns of its six parts; undefined when it has fewer. */
export const arnPatternParts = once(({ tokens: all }: Pattern): readonly Pattern[] | undefined => {
  const parts: number[][] = [[]];
  for (const token of all) {
    if (token === COLON && parts.length < 6) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  if (parts.length < 6) return undefined;
  return parts.map((tokens) => patternOf(tokens, sourceOf(tokens)));
});

const COLON = 58;

/** ArnEquals and ArnLike are the same: each of the six parts is matched by itself. */
function matchesArn(expected: Pattern, actual: string): boolean | undefined {
  const pattern = arnPatternParts(expected);
  const parts = arnParts(actual);
  if (pattern === undefined) return expected.source === "*" ? true : undefined;
  if (parts === undefined) return false;
  return pattern.every((part, i) => matches(part, parts[i]!));
}

/**
 * The number that a text means to IAM; undefined when it means none, or one with more digits than JavaScript tells apart:
 * 9007199254740993 would be 9007199254740992.
 */
export function numberOf(text: string): number | undefined {
  const digits = text.replace(/[eE].*|\D/g, "").length;
  return digits <= 15 && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function relate(relation: Operator["relation"], a: number | undefined, b: number | undefined): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  switch (relation) {
    case "=":
      return a === b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

function pair(
  prefix: string,
  plain: string,
  negated: string,
  comparison: Comparison,
): Record<string, Omit<Operator, "quantifier" | "ifExists">> {
  return {
    [prefix + plain]: { comparison, relation: "=", negated: false },
    [prefix + negated]: { comparison, relation: "=", negated: true },
  };
}

function ordered(prefix: string, comparison: Comparison): Record<string, Omit<Operator, "quantifier" | "ifExists">> {
  return {
    ...pair(prefix, "Equals", "NotEquals", comparison),
    [`${prefix}LessThan`]: { comparison, relation: "<", negated: false },
    [`${prefix}LessThanEquals`]: { comparison, relation: "<=", negated: false },
    [`${prefix}GreaterThan`]: { comparison, relation: ">", negated: false },
    [`${prefix}GreaterThanEquals`]: { comparison, relation: ">=", negated: false },
  };
}
