/** Judges when a Deny surely applies. In doubt it counts as not applying, so that no permission is taken for denied. */
import type { ConditionEntry, PolicyVersion, Statement } from "../document/document";
import { matchesEverything } from "../pattern/pattern";
import { contradictoryKey } from "./contradictions";
import { ALWAYS_PRESENT } from "./keys";
import { hasFreeValues, hasOneValue } from "./keyTypes";
import { heldWithoutKey, nullHolds } from "./missing";
import { dateOf, isOver, type Operator, parseOperator } from "./operators";
import { type AnalysedSubject, mayLackUserName } from "./subject";
import { isAmong, knownValue, type Limit, narrows, neverPresent, onObject, valuesInSession, valuesOf } from "./values";

/**
 * When a Deny applies:
 * - `always` or `never`
 * - `unless`: whenever the key has none of these values. So the requests that get past the Deny have one of them.
 * - `when`: only where all of these conditions hold. `bars` beside it: surely when the key has one of these values.
 */
export type DenyForce =
  "always" | "never" | { readonly unless: Limit } | { readonly when: readonly ConditionEntry[]; readonly bars?: Limit };

/**
 * True when every request that meets the conditions `by` also meets `conditions`: each condition is among `by`, or is
 * one of them with `IfExists` added, which asks for less.
 */
export function implied(conditions: readonly ConditionEntry[], by: readonly ConditionEntry[]): boolean {
  const same = (a: ConditionEntry, b: ConditionEntry): boolean =>
    (a.operator === b.operator || a.operator === `${b.operator}IfExists`) && asked(a) === asked(b);
  return conditions.every((one) => by.some((other) => same(one, other)));
}

const askedBy = new WeakMap<ConditionEntry, string>();

/** The key and the values of a condition as one text. The order of the values does not change it. */
function asked(entry: ConditionEntry): string {
  let known = askedBy.get(entry);
  if (known === undefined)
    askedBy.set(
      entry,
      (known = JSON.stringify([entry.literal === true, entry.key.toLowerCase(), ...[...entry.values].sort()])),
    );
  return known;
}

/**
 * Judges the conditions of a Deny.
 * @param present the keys that every request has
 * @param lacks true for a key, in lower case, that no request has which the Deny is about
 */
export function denyForce(
  statement: Statement,
  version: PolicyVersion,
  subject: AnalysedSubject,
  present: ReadonlySet<string> = ALWAYS_PRESENT,
  lacks: (key: string) => boolean = () => false,
): DenyForce {
  if (contradictoryKey(statement, version, subject, present) !== undefined) return "never";
  const open: { entry: ConditionEntry; force: EntryForce }[] = [];
  for (const entry of statement.conditions) {
    const operator = parseOperator(entry.operator);
    const force = operator === undefined ? "unsure" : entryForce(entry, operator, version, subject, present, lacks);
    if (force === "never") return "never";
    if (force !== "always") open.push({ entry, force });
  }
  if (open.length === 0) return "always";
  const when = open.map(({ entry }) => entry);
  // A request gets past the Deny by failing any one of the open conditions. So with two of them, neither is a limit.
  const [only] = open;
  if (open.length > 1 || typeof only!.force !== "object") return { when };
  return "unless" in only!.force ? only!.force : { when, ...only!.force };
}

type EntryForce = "always" | "never" | "unsure" | { readonly unless: Limit } | { readonly bars: Limit };

function entryForce(
  entry: ConditionEntry,
  operator: Operator,
  version: PolicyVersion,
  subject: AnalysedSubject,
  present: ReadonlySet<string>,
  lacks: (key: string) => boolean,
): EntryForce {
  const key = entry.key.toLowerCase();
  const never = neverPresent(key, subject) || lacks(key);
  if (operator.comparison === "null") {
    const holds = never || present.has(key) ? nullHolds(entry, !never) : undefined;
    return holds === undefined ? "unsure" : holds ? "always" : "never";
  }
  const whenMissing = heldWithoutKey(operator);
  if (never) return whenMissing === undefined ? "unsure" : whenMissing ? "always" : "never";
  if (operator.comparison === "date" && key === "aws:currenttime") return dateForce(entry, operator, subject);
  // AWS does not say whether "not" holds where its value has a variable that does not resolve.
  if (operator.negated && mayLackUserName(subject, entry.values, version)) return "unsure";
  const sure = valuesOf(entry, operator, version, subject, operator.negated);
  const among = isAmong(knownValue(key, subject), operator, sure);
  // A Deny counts only when it surely applies. So a plain operator needs values read too narrowly rather than too
  // widely, and a negated one needs them read too widely; `valuesOf` was called accordingly.
  if (among !== undefined && among !== operator.negated) return "always";
  if (!operator.negated && operator.comparison === "like" && sure.some(matchesEverything)) {
    if (present.has(key) || (whenMissing === true && hasOneValue(key))) return "always";
  }
  if (!onObject(key)) return "unsure";
  if (key === "iam:passedtoservice" && !operator.negated) return { bars: { key, values: sure } };
  // The Deny applies unless the key has one of the values, so the requests that are left are limited to them.
  if (operator.negated && whenMissing === true && !(operator.quantifier === "ForAllValues" && hasFreeValues(key))) {
    const values = valuesInSession(entry, operator, version, subject);
    if (narrows(key, operator, values)) return { unless: { key, values } };
  }
  return "unsure";
}

function dateForce(entry: ConditionEntry, operator: Operator, subject: AnalysedSubject): EntryForce {
  const time = dateOf(entry.values[0] ?? "");
  if (time === undefined || entry.values.length !== 1 || operator.negated) return "unsure";
  // Time moves in one direction: a date that is past stays past.
  const now = subject.now.getTime();
  if (operator.relation.startsWith(">") && (time < now || (operator.relation === ">=" && time === now)))
    return "always";
  if (operator.relation.startsWith("<") && isOver(operator.relation, time, now)) return "never";
  return "unsure";
}
