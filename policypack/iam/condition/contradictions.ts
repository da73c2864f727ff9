/**
 * Finds conditions that no request and no moment can meet together. A statement with such conditions never applies,
 * be it an Allow or a Deny.
 */
import type { ConditionEntry, PolicyVersion, Statement } from "../document/document";
import type { Budget } from "../pattern/automaton";
import type { Pattern } from "../pattern/pattern";
import { apart as apartAsPatterns, within } from "../pattern/relations";
import { ALWAYS_PRESENT } from "./keys";
import { fits, hasOneValue } from "./keyTypes";
import { heldWithoutKey, nullHolds } from "./missing";
import { withinRange } from "./addresses";
import { arnPatternParts, compare, dateOf, numberOf, type Operator, parseOperator } from "./operators";
import { type AnalysedSubject, OWN_USER_NAME } from "./subject";
import { neverPresent, valuesOf } from "./values";

interface Asked {
  readonly entry: ConditionEntry;
  readonly operator: Operator;
  /** All values that the condition may name, and those that it surely names. */
  readonly widest: readonly Pattern[];
  readonly sure: readonly Pattern[];
}

/** The key of which no request has a value that meets all conditions of the statement; undefined when there is none. */
export function contradictoryKey(
  { conditions }: Statement,
  version: PolicyVersion,
  subject: AnalysedSubject,
  present: ReadonlySet<string> = ALWAYS_PRESENT,
): string | undefined {
  if (conditions.length === 0) return undefined;
  const byKey = new Map<string, Asked[]>();
  for (const entry of conditions) {
    const operator = parseOperator(entry.operator);
    if (operator === undefined) continue;
    const key = entry.key.toLowerCase();
    const values = (wide: boolean): Pattern[] => valuesOf(entry, operator, version, subject, wide);
    const asked = { entry, operator, widest: values(true), sure: values(false) };
    byKey.set(key, [...(byKey.get(key) ?? []), asked]);
  }
  return [...byKey].find(([key, asked]) => {
    const isNull = ({ operator }: Asked): boolean => operator.comparison === "null";
    const missing =
      !present.has(key) &&
      asked.every((one) =>
        isNull(one) ? nullHolds(one.entry, false) !== false : heldWithoutKey(one.operator) !== false,
      );
    if (missing) return false;
    if (neverPresent(key, subject) || asked.some((one) => isNull(one) && nullHolds(one.entry, true) === false))
      return true;
    const values = asked.filter((one) => !isNull(one) && one.operator.quantifier === undefined);
    return hasOneValue(key) && noValueMeets(key, values, subject.now.getTime());
  })?.[0];
}

/** True when surely no value of a key meets all of the conditions, which are all asked of one value. */
function noValueMeets(key: string, asked: readonly Asked[], now: number): boolean {
  const plain = asked.filter(({ operator }) => !operator.negated);
  const negated = asked.filter(({ operator }) => operator.negated);
  const listed = plain.find(({ operator, widest }) => lists(key, operator) && widest.every(({ exact }) => exact));
  if (listed !== undefined && !listed.widest.some(isOwnName))
    if (!listed.widest.some(({ source }) => asked.every((one) => mayHold(one, source)))) return true;
  const budget: Budget = { left: COMPARISONS };
  return (
    plain.some((one, i) => plain.slice(i + 1).some((other) => apart(one, other, budget))) ||
    plain.some((one) => negated.some((other) => excluded(one, other))) ||
    noNumber(key, asked, now)
  );
}

/** True when a value of the request is one of those that the operator lists, letter for letter. */
function lists(key: string, { comparison }: Operator): boolean {
  return (
    comparison === "string" ||
    comparison === "like" ||
    comparison === "arn" ||
    (comparison === "bool" && fits("bool", key))
  );
}

/** The text that stands for the caller's own name may be equal to any other. */
function isOwnName({ source }: Pattern): boolean {
  return source.includes(OWN_USER_NAME);
}

function mayHold({ operator, widest, sure }: Asked, value: string): boolean {
  if (operator.negated)
    return !sure.some((one) => !isOwnName(one) && isRead(operator, one) && compare(operator, value, one) === true);
  // AWS does not say how it reads what is neither true nor false.
  if (operator.comparison === "bool" && !/^(?:true|false)$/i.test(value)) return true;
  // A variable may be any text, which the operators that read no wildcards do not know.
  const open = (one: Pattern): boolean => isOwnName(one) || (!one.exact && !isText(operator));
  return widest.some((one) => open(one) || compare(operator, value, one) !== false);
}

/** False for what is no ARN beside an operator for ARNs: whether `*` matches anything there is not documented. */
function isRead({ comparison }: Operator, value: Pattern): boolean {
  return comparison !== "arn" || arnPatternParts(value) !== undefined;
}

/** Limit of the work for one key, as {@link Budget}. Beyond it the conditions count as compatible. */
const COMPARISONS = 200_000;

/** True when no value is in both lists. */
function apart(one: Asked, other: Asked, budget: Budget): boolean {
  if (isText(one.operator) && isText(other.operator))
    return !one.widest.some((a) =>
      other.widest.some((b) => isOwnName(a) || isOwnName(b) || --budget.left <= 0 || !apartAsPatterns(a, b, budget)),
    );
  if (one.operator.comparison !== "ip" || other.operator.comparison !== "ip") return false;
  // Of two ranges that share an address, one is within the other.
  return !one.widest.some(({ source: a }) =>
    other.widest.some(({ source: b }) => withinRange(a, b) !== false || withinRange(b, a) !== false),
  );
}

/** True when every value that the one names is excluded by the other. */
function excluded({ operator, widest }: Asked, other: Asked): boolean {
  if (operator.comparison === "ip" && other.operator.comparison === "ip")
    return widest.every(({ source: a }) => other.sure.some(({ source: b }) => withinRange(a, b) === true));
  if (!isText(operator) || !isText(other.operator)) return false;
  // Each part of an ARN is compared by itself, so what such a pattern excludes is less than it looks.
  const outers = other.operator.comparison === "arn" ? [] : other.sure;
  const same = (inner: Pattern): boolean =>
    isRead(operator, inner) && other.sure.some(({ source }) => source === inner.source);
  return widest.every(
    (inner) =>
      !isOwnName(inner) &&
      ((operator.comparison === other.operator.comparison && same(inner)) ||
        (outers.length > 0 && within(inner, outers, { left: COMPARISONS }))),
  );
}

function isText({ comparison }: Operator): boolean {
  return comparison === "string" || comparison === "like" || comparison === "arn";
}

/** True when no number, or no moment from now on, is in all the ranges that are asked for. */
function noNumber(key: string, asked: readonly Asked[], now: number): boolean {
  return (["numeric", "date"] as const).some((comparison) => {
    let from = leastOf(key, comparison, now);
    let until = Infinity;
    // The ends of the range that do not belong to it.
    const without = { from: false, until: false };
    for (const { operator, entry } of asked) {
      if (operator.comparison !== comparison || operator.negated || entry.values.length === 0) continue;
      const numbers = entry.values.map(comparison === "numeric" ? numberOf : dateOf);
      if (numbers.includes(undefined)) continue;
      // One of the values has to match, so the widest one decides.
      const [least, most] = [Math.min(...(numbers as number[])), Math.max(...(numbers as number[]))];
      const { relation } = operator;
      if (!relation.startsWith("<") && least >= from) {
        without.from = relation === ">" || (without.from && least === from);
        from = least;
      }
      if (!relation.startsWith(">") && most <= until) {
        without.until = relation === "<" || (without.until && most === until);
        until = most;
      }
    }
    return from > until || (from === until && (without.from || without.until));
  });
}

/** The least that a key can be from now on. Dates are in milliseconds, aws:EpochTime as a number is in seconds. */
function leastOf(key: string, comparison: "numeric" | "date", now: number): number {
  const second = Math.floor(now / 1000);
  if (comparison === "numeric")
    return key === "aws:epochtime" ? second : key === "aws:multifactorauthage" ? 0 : -Infinity;
  return key === "aws:currenttime" ? now : key === "aws:epochtime" ? second * 1000 : -Infinity;
}

/** The longest time that AWS gives credentials for: 36 hours. */
const LONGEST_SESSION = 36 * 3600 * 1000;

/** True when only sessions that have ended meet the conditions: credentials issued that long ago are no more valid. */
export function onlyEndedSessions({ conditions }: Statement, now: Date): boolean {
  return conditions.some(({ key, operator: name, values }) => {
    if (key.toLowerCase() !== "aws:tokenissuetime") return false;
    const operator = parseOperator(name);
    if (operator?.comparison !== "date") return false;
    if (operator.negated || operator.relation.startsWith(">") || heldWithoutKey(operator) !== false) return false;
    return values.every((value) => (dateOf(value) ?? Infinity) < now.getTime() - LONGEST_SESSION);
  });
}
