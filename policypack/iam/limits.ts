/**
 * What the conditions of a statement prove about what it lets a session do.
 *
 * An Allow is read as widely as it may apply: a condition counts as a limit only where that is proven. A
 * Deny is read as narrowly as it surely applies.
 */
import { ALWAYS_PRESENT, keyKind } from "./conditionKeys";
import type { ConditionEntry, PolicyVersion, Statement } from "./document";
import { dateOf, type Operator, parseOperator, readsWildcards } from "./operators";
import { literalPattern, matches, type Pattern } from "./pattern";
import { intersection } from "./patternRelations";
import { PINNED_NAME } from "./reach";
import { type AnalysedSubject, resolverOf } from "./subject";
import { compileValue } from "./variables";

/** A proven limit: the key must have one of these values. */
export interface Limit {
  readonly key: string;
  readonly values: readonly Pattern[];
}

/** What the conditions of an Allow come to. */
export interface AllowLimits {
  /** Why no session can ever meet them; then the statement allows nothing. */
  readonly void?: string;
  readonly narrowing: readonly Limit[];
  /** Limits that hold for iam:PassRole alone: every such request names the service, so `IfExists` changes nothing there. */
  readonly passing: readonly Limit[];
  /** Conditions that may or may not limit, in words. */
  readonly unproven: readonly string[];
}

/**
 * When a Deny applies: always, never, when a key has none of the values (so what is left has one of them),
 * or only where all of these conditions hold.
 */
export type DenyForce = "always" | "never" | { readonly unless: Limit } | { readonly when: readonly ConditionEntry[] };

/** True when whatever meets the conditions of an Allow also meets these: each of them is one of its own, or weaker by IfExists. */
export function implied(conditions: readonly ConditionEntry[], by: readonly ConditionEntry[]): boolean {
  const same = (a: ConditionEntry, b: ConditionEntry): boolean =>
    a.key.toLowerCase() === b.key.toLowerCase() && (a.operator === b.operator || a.operator === `${b.operator}IfExists`) && JSON.stringify([...a.values].sort()) === JSON.stringify([...b.values].sort());
  return conditions.every((one) => by.some((other) => same(one, other)));
}

/** Judges the conditions of an Allow. */
export function allowLimits(statement: Statement, version: PolicyVersion, subject: AnalysedSubject): AllowLimits {
  const narrowing: Limit[] = [];
  const passing: Limit[] = [];
  const unproven: string[] = [];
  const demanded = new Map<string, Pattern[][]>();
  for (const entry of statement.conditions) {
    const key = entry.key.toLowerCase();
    const operator = parseOperator(entry.operator);
    const present = statement.conditions.some((other) => other.key.toLowerCase() === key && other.operator === "Null" && other.values.every((v) => v.toLowerCase() === "false"));
    if (operator === undefined) {
      unproven.push(`${entry.operator} is not an operator that is known`);
      continue;
    }
    const values = valuesOf(entry, operator, version, subject);
    if (unmeetable(entry, operator, values, subject)) return { void: `no session can meet ${entry.operator} ${entry.key}`, narrowing, passing, unproven };
    const demands = !operator.negated && operator.comparison !== "null" && demandsKey(operator, present);
    if (demands && (operator.comparison === "string" || operator.comparison === "like" || operator.comparison === "arn") && operator.quantifier === undefined) {
      const sets = demanded.get(key) ?? [];
      sets.push(values);
      demanded.set(key, sets);
    }
    const kind = keyKind(key);
    if (kind === "session" || kind === "free" || operator.comparison === "null") continue;
    if (key === "iam:passedtoservice" && operator.ifExists && !operator.negated && narrows(operator, values)) passing.push({ key, values });
    if (!demands) continue;
    if (kind === "unlisted") unproven.push(`what ${entry.key} limits is not known`);
    else if (narrows(operator, values)) narrowing.push({ key, values });
  }
  for (const [key, sets] of demanded) {
    const absent = statement.conditions.some((e) => e.key.toLowerCase() === key && e.operator === "Null" && e.values.some((v) => v.toLowerCase() === "true"));
    if (absent || contradictory(sets)) return { void: `no request has a ${key} that meets all its conditions`, narrowing, passing, unproven };
  }
  return { narrowing, passing, unproven };
}

/** Judges the conditions of a Deny. */
export function denyForce(statement: Statement, version: PolicyVersion, subject: AnalysedSubject): DenyForce {
  const open: { entry: ConditionEntry; force: EntryForce }[] = [];
  for (const entry of statement.conditions) {
    const operator = parseOperator(entry.operator);
    const force = operator === undefined ? "unsure" : entryForce(entry, operator, version, subject);
    if (force === "never") return "never";
    if (force !== "always") open.push({ entry, force });
  }
  if (open.length === 0) return "always";
  // With two open conditions a request escapes the Deny by failing either, so nothing is left that both prove.
  const [only] = open;
  if (open.length === 1 && typeof only!.force === "object") return only!.force;
  return { when: open.map(({ entry }) => entry) };
}

type EntryForce = "always" | "never" | "unsure" | { readonly unless: Limit };

function entryForce(entry: ConditionEntry, operator: Operator, version: PolicyVersion, subject: AnalysedSubject): EntryForce {
  const key = entry.key.toLowerCase();
  const never = neverPresent(key, subject);
  if (operator.comparison === "null") {
    const missing = entry.values.map((v) => v.toLowerCase());
    if (never) return missing.includes("true") ? "always" : "never";
    if (ALWAYS_PRESENT.has(key)) return missing.includes("false") ? "always" : "never";
    return "unsure";
  }
  const whenMissing = operator.ifExists || operator.quantifier === "ForAllValues" || (operator.negated && operator.quantifier === undefined);
  if (never) return whenMissing ? "always" : "never";
  if (operator.comparison === "date" && key === "aws:currenttime") return dateForce(entry, operator, subject);
  const values = valuesOf(entry, operator, version, subject, false);
  if (operator.comparison === "like" && !operator.negated && (ALWAYS_PRESENT.has(key) || operator.ifExists) && values.some((v) => v.tokens.length === 1 && v.tokens[0] === -2)) return "always";
  // Denied unless the key has one of the values: what is left is limited to them, whether or not the Deny also holds when the key is missing.
  if (operator.negated && operator.quantifier !== "ForAnyValue" && keyKind(key) === "object") {
    const wide = valuesOf(entry, operator, version, subject, true);
    if (whenMissing && narrows({ ...operator, negated: false }, wide)) return { unless: { key, values: wide } };
  }
  return "unsure";
}

function dateForce(entry: ConditionEntry, operator: Operator, subject: AnalysedSubject): EntryForce {
  const time = dateOf(entry.values[0] ?? "");
  if (time === undefined || entry.values.length !== 1 || operator.negated) return "unsure";
  // Time only goes on: what is past stays past.
  if (operator.relation.startsWith(">") && time <= subject.now.getTime()) return "always";
  if (operator.relation.startsWith("<") && time <= subject.now.getTime()) return "never";
  return "unsure";
}

/** True when the operator holds only where the key is in the request. */
function demandsKey(operator: Operator, present: boolean): boolean {
  return present || (!operator.ifExists && operator.quantifier !== "ForAllValues");
}

/** True when being one of the values is a limit: there is a value, and none is nearly anything. */
function narrows(operator: Operator, values: readonly Pattern[]): boolean {
  switch (operator.comparison) {
    case "string":
    case "stringIgnoreCase":
    case "bool":
      return values.length > 0 && values.every((value) => value.exact || pinned(value) >= PINNED_NAME);
    case "like":
    case "arn":
      return values.length > 0 && values.every((value) => value.exact || pinned(value) >= PINNED_NAME);
    case "numeric":
    case "date":
    case "ip":
    case "binary":
    case "null":
      return false;
  }
}

/** Characters that a value fixes; of an ARN only those of the resource, since the rest names nothing. */
function pinned(value: Pattern): number {
  let from = 0;
  const arn = /^arn:/.test(value.source);
  if (arn) {
    let colons = 0;
    while (from < value.tokens.length && colons < 5) if (value.tokens[from++] === 58) colons++;
    const slash = value.tokens.indexOf(47, from);
    if (slash >= 0 && slash < value.tokens.length - 1) from = slash + 1;
  }
  return value.tokens.slice(from).filter((token) => token >= 0).length;
}

/** Conditions that no session of this subject can ever meet. */
function unmeetable(entry: ConditionEntry, operator: Operator, values: readonly Pattern[], subject: AnalysedSubject): boolean {
  const key = entry.key.toLowerCase();
  if (operator.comparison === "null") {
    const wants = entry.values.map((v) => v.toLowerCase());
    if (wants.length === 0) return true;
    if (neverPresent(key, subject)) return !wants.includes("true");
    return ALWAYS_PRESENT.has(key) && !wants.includes("false");
  }
  const optional = operator.ifExists || operator.quantifier === "ForAllValues";
  if (operator.negated || optional) return false;
  if (values.length === 0) return true;
  if (neverPresent(key, subject)) return true;
  const text = operator.comparison === "string" || operator.comparison === "like" || operator.comparison === "stringIgnoreCase" || operator.comparison === "arn";
  if (text) {
    const known = knownValue(key, subject);
    if (known !== undefined) return !values.some((value) => (operator.comparison === "stringIgnoreCase" ? value.source.toLowerCase() === known.toLowerCase() : matches(value, known)));
  }
  if (operator.comparison === "bool" && key === "aws:principalisawsservice") return !entry.values.some((v) => v.toLowerCase() === "false");
  if (operator.comparison === "date" && key === "aws:currenttime" && operator.relation.startsWith("<")) {
    return entry.values.every((value) => (dateOf(value) ?? Infinity) <= subject.now.getTime());
  }
  if (operator.comparison === "numeric" && key === "aws:epochtime" && operator.relation.startsWith("<")) {
    return entry.values.every((value) => Number(value) * 1000 <= subject.now.getTime());
  }
  return false;
}

/** Keys that no request of this subject has. */
function neverPresent(key: string, subject: AnalysedSubject): boolean {
  return subject.kind === "role" && key === "aws:username";
}

function knownValue(key: string, subject: AnalysedSubject): string | undefined {
  if (key === "aws:principaltype") return subject.kind === "role" ? "AssumedRole" : subject.kind === "policy" ? undefined : "User";
  if (key === "aws:principalarn" && subject.kind !== "group") return subject.arn;
  if (key === "aws:principalaccount") return subject.account;
  return undefined;
}

/** Two demands on a key with one value that no value meets. */
function contradictory(sets: readonly (readonly Pattern[])[]): boolean {
  for (let i = 0; i < sets.length; i++) {
    for (let j = i + 1; j < sets.length; j++) {
      if (sets[i]!.length * sets[j]!.length > 400) continue;
      if (!sets[i]!.some((a) => sets[j]!.some((b) => intersection(a, b) !== undefined))) return true;
    }
  }
  return false;
}

function valuesOf(entry: ConditionEntry, operator: Operator, version: PolicyVersion, subject: AnalysedSubject, wide = true): Pattern[] {
  const resolve = resolverOf(subject, wide);
  const object = keyKind(entry.key) === "object";
  return entry.values.flatMap((value) => {
    const pattern = compileValue(value, version, readsWildcards(operator), (variable) => {
      // A tag of the principal is one fixed value in a session, and tags have no wildcards: a resource must carry the same.
      if (object && wide && /^aws:principaltag\//i.test(variable)) return literalPattern(`\${${variable}}`);
      return resolve(variable);
    });
    return pattern === undefined ? [] : [pattern];
  });
}
