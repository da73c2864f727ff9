/** Does every request that meets some conditions surely meet another condition? */
import { fits, hasOneValue } from "../condition/keyTypes";
import { heldWithoutKey, nullAsks, nullHolds } from "../condition/missing";
import { dateOf, type Operator, parseOperator, readsWildcards } from "../condition/operators";
import type { ConditionEntry, PolicyVersion } from "../document/document";
import { hasVariable, matchesEverything, type Pattern } from "../pattern/pattern";
import type { Symbols } from "./symbols";
import { apart, isValue, subset } from "./values";

/** A condition, read for comparing. */
export interface Condition {
  readonly entry: ConditionEntry;
  /** In lower case. */
  readonly key: string;
  /** Undefined for an operator that is not known. */
  readonly operator: Operator | undefined;
  readonly values: readonly Pattern[];
  /** Equal for conditions that differ only in the order or repetition of values, or in the case of the key. */
  readonly text: string;
}

/** The requests that conditions are compared for. */
export interface Calls {
  /** Only requests from this moment on are compared. */
  readonly at: Date;
  /** The keys that all of the requests have, in lower case. */
  readonly present: ReadonlySet<string>;
}

/** Reads a condition. */
export function conditionOf(entry: ConditionEntry, version: PolicyVersion, symbols: Symbols): Condition {
  const operator = parseOperator(entry.operator);
  const values = entry.values.flatMap(
    (value) => symbols.compile(value, version, operator !== undefined && readsWildcards(operator)) ?? [],
  );
  return { entry, key: entry.key.toLowerCase(), operator, values, text: textOf(entry) };
}

function textOf({ operator, key, values, literal }: ConditionEntry): string {
  return `${literal ? "literally " : ""}${operator} ${key.toLowerCase()} ${JSON.stringify([...new Set(values)].sort())}`;
}

/** True when every call that meets all of `given` surely meets the condition. */
export function implies(given: readonly Condition[], condition: Condition, calls: Calls): boolean {
  if (alwaysMet(condition, calls)) return true;
  return given.some(
    (one) => one.text === condition.text || entails(one, condition, isPresent(given, condition.key, calls)),
  );
}

/** True when no call that meets all of `given` meets the condition. */
export function excludes(given: readonly Condition[], condition: Condition, calls: Calls): boolean {
  const ruled = opposite(condition);
  return ruled !== undefined && ruled.every((one) => implies(given, one, calls));
}

/**
 * The conditions that all hold for a request that does not meet `condition`; undefined when none are known.
 *
 * They are known only for keys whose type is known and that have one value at most. A value of the wrong type meets
 * neither a condition nor its opposite; nor do several values under an operator without a quantifier.
 */
export function negation(condition: Condition): readonly Condition[] | undefined {
  const { entry, key, operator, values } = condition;
  if (operator === undefined || operator.comparison === "null") return opposite(condition);
  const sure =
    fits(operator.comparison, key) &&
    values.length === entry.values.length &&
    !values.some(hasVariable) &&
    values.every((value) => isValue(operator, value));
  return sure ? opposite(condition) : undefined;
}

/** Conditions that no request meets together with `condition`; undefined when none are known. */
function opposite({ entry, key, operator, values }: Condition): readonly Condition[] | undefined {
  if (operator === undefined || operator.quantifier !== undefined || operator.comparison === "binary") return undefined;
  const make = (change: Partial<Operator>, texts = entry.values, patterns = values): Condition => {
    const changed = { ...operator, ...change };
    const turned = { ...entry, operator: operatorName(changed), values: texts };
    return { entry: turned, key, operator: changed, values: patterns, text: textOf(turned) };
  };
  if (operator.comparison === "null" || operator.comparison === "bool") {
    const [only] = entry.values;
    if (entry.values.length !== 1 || !/^(true|false)$/i.test(only!)) return undefined;
    if (operator.comparison === "bool" && !hasOneValue(key)) return undefined;
    const other = only!.toLowerCase() === "true" ? "false" : "true";
    return [
      make(
        operator.comparison === "null" ? {} : { ifExists: !operator.ifExists },
        [other],
        values.map((value) => ({ ...value, source: other, tokens: [...other].map((c) => c.charCodeAt(0)) })),
      ),
    ];
  }
  const relation = { "=": undefined, "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;
  const flipped = relation[operator.relation];
  if (flipped !== undefined)
    return entry.values.length === 1 && !operator.negated && hasOneValue(key)
      ? [make({ relation: flipped, ifExists: !operator.ifExists })]
      : undefined;
  if (operator.negated) return [make({ negated: false, ifExists: false })];
  const none = make({ negated: true, ifExists: false });
  return operator.ifExists ? [none, present(entry.key)] : [none];
}

/** Limit of the combinations that the conditions of one statement are divided into. */
const MAXIMUM_COMBINATIONS = 256;

/**
 * Divides conditions with several values into all combinations of single values, which together are met by the same
 * requests. The conditions as they are when there would be more than {@link MAXIMUM_COMBINATIONS}.
 */
export function combinations(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
  const sets = conditions.map(alternatives);
  if (sets.reduce((product, set) => product * set.length, 1) > MAXIMUM_COMBINATIONS) return [conditions];
  return sets.reduce<Condition[][]>(
    (all, set) => all.flatMap((chosen) => set.map((condition) => [...chosen, condition])),
    [[]],
  );
}

/** Splits a condition that any one of several values meets into one condition for each value; else returns it alone. */
function alternatives(condition: Condition): readonly Condition[] {
  const { entry, operator, values, key } = condition;
  const divisible =
    operator !== undefined &&
    !operator.negated &&
    operator.comparison !== "null" &&
    operator.quantifier !== "ForAllValues" &&
    entry.values.length > 1 &&
    values.length === entry.values.length;
  if (!divisible) return [condition];
  return entry.values.map((value, i): Condition => {
    const only = { ...entry, values: [value] };
    return { entry: only, key, operator, values: [values[i]!], text: textOf(only) };
  });
}

function present(key: string): Condition {
  const entry = { operator: "Null", key, values: ["false"] };
  return { entry, key: key.toLowerCase(), operator: parseOperator("Null"), values: [], text: textOf(entry) };
}

/** True when every one of the calls meets the condition. */
function alwaysMet({ key, operator, entry, values }: Condition, { at, present: keys }: Calls): boolean {
  if (operator === undefined || operator.quantifier !== undefined || operator.negated) return false;
  const there = keys.has(key) || (operator.ifExists && hasOneValue(key));
  if (operator.comparison === "null") return keys.has(key) && nullHolds(entry, true) === true;
  if (operator.comparison === "like") return there && values.some(matchesEverything);
  // Time moves in one direction: a date that is past stays past.
  return (
    operator.comparison === "date" &&
    key === "aws:currenttime" &&
    operator.relation.startsWith(">") &&
    entry.values.some((value) => (dateOf(value) ?? Infinity) < at.getTime())
  );
}

/** True when every request that meets the conditions has the key. */
function isPresent(given: readonly Condition[], key: string, calls: Calls): boolean {
  return (
    calls.present.has(key) ||
    given.some(
      (one) =>
        one.key === key &&
        one.operator !== undefined &&
        (one.operator.comparison === "null"
          ? nullAsks(one.entry) === "present"
          : heldWithoutKey(one.operator) === false),
    )
  );
}

function entails(given: Condition, wanted: Condition, keyPresent: boolean): boolean {
  if (given.key !== wanted.key || given.operator === undefined || wanted.operator === undefined) return false;
  const [g, w] = [given.operator, wanted.operator];
  if (w.comparison === "null") {
    const asks = nullAsks(wanted.entry);
    return g.comparison === "null"
      ? asks !== undefined && asks === nullAsks(given.entry)
      : asks === "present" && keyPresent;
  }
  if (g.comparison === "null") return nullAsks(given.entry) === "absent" && heldWithoutKey(w) === true;
  if (g.quantifier !== w.quantifier) return false;
  const alike = g.quantifier === "ForAnyValue" && g.ifExists === w.ifExists;
  if (heldWithoutKey(g) !== false && !keyPresent && heldWithoutKey(w) !== true && !alike) return false;
  // A value that is not an ARN does not meet ArnLike, and it is not sure that it meets ArnNotLike.
  if (w.negated && w.comparison === "arn" && g.comparison !== "arn" && !fits("arn", wanted.key)) return false;
  if (g.negated) return w.negated && subset(w, wanted.values, g, given.values);
  if (!w.negated) return subset(g, given.values, w, wanted.values);
  // With several values, one may be among the wanted ones while another is among the forbidden ones.
  return (g.quantifier !== undefined || hasOneValue(given.key)) && apart(g, given.values, w, wanted.values);
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
  const words = {
    "=": negated ? "NotEquals" : "Equals",
    "<": "LessThan",
    "<=": "LessThanEquals",
    ">": "GreaterThan",
    ">=": "GreaterThanEquals",
  };
  const base =
    NAMES[comparison]?.[negated ? 1 : 0] ?? `${comparison === "date" ? "Date" : "Numeric"}${words[relation]}`;
  return `${base}${ifExists ? "IfExists" : ""}`;
}
