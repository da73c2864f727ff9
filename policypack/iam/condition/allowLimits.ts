/**
 * Judges how far the conditions of an Allow limit what a session may do.
 *
 * In doubt an Allow applies: a condition counts as a limit only when that is proven. For a Deny it is the other way
 * round; see denyForce.ts.
 */
import type { ConditionEntry, PolicyVersion, Statement } from "../document/document";
import type { Pattern } from "../pattern/pattern";
import { contradictoryKey } from "./contradictions";
import { ALWAYS_PRESENT, keyKind } from "./keys";
import { heldWithoutKey, nullAsks, nullHolds } from "./missing";
import { dateOf, isOver, type Operator, parseOperator } from "./operators";
import type { AnalysedSubject } from "./subject";
import { isAmong, knownValue, type Limit, narrows, neverPresent, valuesInSession, valuesOf } from "./values";

/** How the conditions of an Allow limit it. */
export interface AllowLimits {
  /** Why no session can ever meet the conditions, in words. Set only when the statement allows nothing. */
  readonly void?: string;
  readonly narrowing: readonly Limit[];
  /**
   * Limits on iam:PassRole alone. Every iam:PassRole request names a service, so `IfExists` makes no difference there
   * and iam:PassedToService is a limit even with it.
   */
  readonly passing: readonly Limit[];
  /** Services that the conditions exclude as receivers of a passed role. */
  readonly barred: readonly Pattern[];
  /** Conditions that may or may not be limits, in words. */
  readonly unproven: readonly string[];
}

/**
 * Judges the conditions of an Allow.
 * @param present the keys that every request has
 */
export function allowLimits(
  statement: Statement,
  version: PolicyVersion,
  subject: AnalysedSubject,
  present: ReadonlySet<string> = ALWAYS_PRESENT,
): AllowLimits {
  const narrowing: Limit[] = [];
  const passing: Limit[] = [];
  const barred: Pattern[] = [];
  const unproven: string[] = [];
  const done = (reason?: string): AllowLimits => ({
    ...(reason === undefined ? {} : { void: reason }),
    narrowing,
    passing,
    barred,
    unproven,
  });
  for (const entry of statement.conditions) {
    const key = entry.key.toLowerCase();
    const operator = parseOperator(entry.operator);
    if (operator === undefined) {
      unproven.push(`${entry.operator} is not an operator that is known`);
      continue;
    }
    const widest = valuesOf(entry, operator, version, subject, true);
    const denied =
      operator.negated &&
      isAmong(knownValue(key, subject), operator, valuesOf(entry, operator, version, subject, false)) === true;
    if (denied || unmeetable(entry, operator, widest, subject, present))
      return done(`no session can meet ${entry.operator} ${entry.key}`);
    const demands =
      !operator.negated && operator.comparison !== "null" && demandsKey(operator, mustBePresent(statement, key));
    const kind = keyKind(key);
    if (kind === "session" || kind === "free" || operator.comparison === "null") continue;
    const values = kind === "object" ? valuesInSession(entry, operator, version, subject) : widest;
    if (key === "iam:passedtoservice" && operator.negated)
      barred.push(...valuesOf(entry, operator, version, subject, false));
    if (key === "iam:passedtoservice" && operator.ifExists && !operator.negated && narrows(key, operator, values))
      passing.push({ key, values });
    if (!demands) continue;
    if (kind === "unlisted") unproven.push(`what ${entry.key} limits is not known`);
    else if (narrows(key, operator, values)) narrowing.push({ key, values });
  }
  const contradictory = contradictoryKey(statement, version, subject, present);
  return contradictory === undefined ? done() : done(`no request has a ${contradictory} that meets all its conditions`);
}

function mustBePresent(statement: Statement, key: string): boolean {
  return statement.conditions.some(
    (other) => other.key.toLowerCase() === key && other.operator === "Null" && nullAsks(other) === "present",
  );
}

/** True when the operator holds only for requests that have the key. */
function demandsKey(operator: Operator, present: boolean): boolean {
  return present || heldWithoutKey(operator) === false;
}

/** True when no session of this subject can ever meet the condition. */
function unmeetable(
  entry: ConditionEntry,
  operator: Operator,
  values: readonly Pattern[],
  subject: AnalysedSubject,
  present: ReadonlySet<string>,
): boolean {
  const key = entry.key.toLowerCase();
  if (operator.comparison === "null") {
    if (neverPresent(key, subject)) return nullHolds(entry, false) === false;
    return nullAsks(entry) === "neither" || (present.has(key) && nullHolds(entry, true) === false);
  }
  if (operator.negated || heldWithoutKey(operator) !== false) return false;
  if (values.length === 0) return true;
  if (neverPresent(key, subject)) return true;
  if (isAmong(knownValue(key, subject), operator, values) === false) return true;
  if (operator.comparison === "date" && key === "aws:currenttime" && operator.relation.startsWith("<")) {
    return entry.values.every((value) => isOver(operator.relation, dateOf(value) ?? Infinity, subject.now.getTime()));
  }
  if (operator.comparison === "numeric" && key === "aws:epochtime" && operator.relation.startsWith("<")) {
    return entry.values.every((value) =>
      isOver(operator.relation, Number(value), Math.floor(subject.now.getTime() / 1000)),
    );
  }
  return false;
}
