/** Does what meets some conditions surely meet another one? */
import { ALWAYS_PRESENT } from "../conditionKeys";
import type { ConditionEntry, PolicyVersion } from "../document";
import { dateOf, type Operator, parseOperator, readsWildcards } from "../operators";
import { matchesEverything, type Pattern } from "../pattern";
import { apart, isArn, subset } from "./values";
import type { Variables } from "./value";

/** A condition, read for comparing. */
export interface Condition {
  readonly entry: ConditionEntry;
  /** In lower case. */
  readonly key: string;
  /** Undefined for an operator that is not known. */
  readonly operator: Operator | undefined;
  readonly values: readonly Pattern[];
  /** The same for conditions that say the same. */
  readonly text: string;
}

/** Reads a condition. */
export function conditionOf(entry: ConditionEntry, version: PolicyVersion, variables: Variables): Condition {
  const operator = parseOperator(entry.operator);
  const key = entry.key.toLowerCase();
  const values = entry.values.flatMap((value) => variables.compile(value, version, operator !== undefined && readsWildcards(operator)) ?? []);
  const old = version === "2008-10-17" && entry.values.some((value) => value.includes("${"));
  return { entry, key, operator, values, text: `${old ? "old " : ""}${entry.operator} ${key} ${JSON.stringify([...new Set(entry.values)].sort())}` };
}

/** True when whatever meets all of `given`, at a moment or later, meets the condition. */
export function implies(given: readonly Condition[], condition: Condition, at: Date): boolean {
  if (alwaysMet(condition, at)) return true;
  return given.some((one) => one.text === condition.text || entails(one, condition, isPresent(given, condition.key)));
}

/** True when the condition surely does not hold where all of `given` do. */
export function excludes(given: readonly Condition[], condition: Condition, at: Date): boolean {
  const opposite = negation(condition);
  return opposite !== undefined && opposite.every((one) => implies(given, one, at));
}

/** What holds where a condition does not, as conditions that hold together; undefined where that cannot be said. */
export function negation({ entry, key, operator, values }: Condition): readonly Condition[] | undefined {
  if (operator === undefined || operator.quantifier !== undefined || operator.comparison === "binary") return undefined;
  if (operator.comparison === "arn" && !values.every(isArn)) return undefined;
  const make = (change: Partial<Operator>, texts = entry.values, patterns = values): Condition => {
    const changed = { ...operator, ...change };
    const name = operatorName(changed);
    return { entry: { operator: name, key: entry.key, values: texts }, key, operator: changed, values: patterns, text: `${name} ${key} ${JSON.stringify([...new Set(texts)].sort())}` };
  };
  if (operator.comparison === "null" || operator.comparison === "bool") {
    const [only] = entry.values;
    if (entry.values.length !== 1 || !/^(true|false)$/i.test(only!)) return undefined;
    const other = only!.toLowerCase() === "true" ? "false" : "true";
    return [make(operator.comparison === "null" ? {} : { ifExists: !operator.ifExists }, [other], values.map((value) => ({ ...value, source: other, tokens: [...other].map((c) => c.charCodeAt(0)) })))];
  }
  const relation = { "=": undefined, "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;
  const flipped = relation[operator.relation];
  if (flipped !== undefined) return entry.values.length === 1 && !operator.negated ? [make({ relation: flipped, ifExists: !operator.ifExists })] : undefined;
  if (operator.negated) return [make({ negated: false, ifExists: false })];
  const none = make({ negated: true, ifExists: false });
  return operator.ifExists ? [none, present(entry.key)] : [none];
}

/** The alternatives of which a condition is made, where it has several values and any one of them will do. */
export function alternatives(condition: Condition): readonly Condition[] {
  const { entry, operator, values, key } = condition;
  const divisible = operator !== undefined && !operator.negated && operator.comparison !== "null" && operator.quantifier !== "ForAllValues" && entry.values.length > 1 && values.length === entry.values.length;
  if (!divisible) return [condition];
  return entry.values.map((value, i): Condition => ({ entry: { ...entry, values: [value] }, key, operator, values: [values[i]!], text: `${entry.operator} ${key} ${JSON.stringify([value])}` }));
}

function present(key: string): Condition {
  const entry = { operator: "Null", key, values: ["false"] };
  return { entry, key: key.toLowerCase(), operator: parseOperator("Null"), values: [], text: `Null ${key.toLowerCase()} ["false"]` };
}

/** Met by every request from that moment on, whatever is in it. */
function alwaysMet({ key, operator, entry, values }: Condition, at: Date): boolean {
  if (operator === undefined || operator.quantifier !== undefined || operator.negated) return false;
  const there = ALWAYS_PRESENT.has(key) || operator.ifExists;
  if (operator.comparison === "null") return ALWAYS_PRESENT.has(key) && entry.values.length === 1 && entry.values[0]!.toLowerCase() === "false";
  if (operator.comparison === "like") return there && values.some(matchesEverything);
  // Time only goes on: what is past stays past.
  return operator.comparison === "date" && key === "aws:currenttime" && operator.relation.startsWith(">") && entry.values.some((value) => (dateOf(value) ?? Infinity) < at.getTime());
}

/** True when the key is in every request that meets the conditions. */
function isPresent(given: readonly Condition[], key: string): boolean {
  return ALWAYS_PRESENT.has(key) || given.some((one) => one.key === key && one.operator !== undefined && (one.operator.comparison === "null" ? nullWants(one) === "false" : !metWhenMissing(one.operator)));
}

/** May a request without the key meet it? */
function metWhenMissing(operator: Operator): boolean {
  return operator.ifExists || operator.quantifier === "ForAllValues" || (operator.negated && operator.quantifier === undefined);
}

/** Does a request without the key surely meet it? Whether `ForAnyValue:…IfExists` does is not documented. */
function surelyMetWhenMissing(operator: Operator): boolean {
  return metWhenMissing(operator) && operator.quantifier !== "ForAnyValue";
}

/** What a `Null` asks: `true` for no such key. Undefined for both or neither. */
function nullWants({ entry }: Condition): string | undefined {
  const wants = new Set(entry.values.map((value) => value.toLowerCase()));
  return wants.size === 1 && (wants.has("true") || wants.has("false")) ? [...wants][0] : undefined;
}

function entails(given: Condition, wanted: Condition, keyPresent: boolean): boolean {
  if (given.key !== wanted.key || given.operator === undefined || wanted.operator === undefined) return false;
  const [g, w] = [given.operator, wanted.operator];
  if (w.comparison === "null") {
    const wants = nullWants(wanted);
    return g.comparison === "null" ? wants !== undefined && wants === nullWants(given) : wants === "false" && keyPresent;
  }
  if (g.comparison === "null") return nullWants(given) === "true" && surelyMetWhenMissing(w);
  if (g.quantifier !== w.quantifier) return false;
  const alike = g.quantifier === "ForAnyValue" && g.ifExists === w.ifExists;
  if (metWhenMissing(g) && !keyPresent && !surelyMetWhenMissing(w) && !alike) return false;
  if (g.negated) return w.negated && subset(w, wanted.values, g, given.values);
  return w.negated ? apart(g, given.values, w, wanted.values) : subset(g, given.values, w, wanted.values);
}

const NAMES: Readonly<Partial<Record<Operator["comparison"], readonly [plain: string, negated: string]>>> = {
  string: ["StringEquals", "StringNotEquals"],
  stringIgnoreCase: ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
  like: ["StringLike", "StringNotLike"],
  arn: ["ArnLike", "ArnNotLike"],
  ip: ["IpAddress", "NotIpAddress"],
  bool: ["Bool", "Bool"],
  null: ["Null", "Null"],
};

function operatorName({ comparison, relation, negated, ifExists }: Operator): string {
  const words = { "=": negated ? "NotEquals" : "Equals", "<": "LessThan", "<=": "LessThanEquals", ">": "GreaterThan", ">=": "GreaterThanEquals" };
  const base = NAMES[comparison]?.[negated ? 1 : 0] ?? `${comparison === "date" ? "Date" : "Numeric"}${words[relation]}`;
  return `${base}${ifExists ? "IfExists" : ""}`;
}
