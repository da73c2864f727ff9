/** Decides one condition of a statement for one call, in three values, and says why in words. */
import type { Budget } from "./automaton";
import type { ConditionEntry, PolicyVersion } from "./document";
import { arnPatternParts, compare, dateOf, type Operator, parseOperator, readsWildcards } from "./operators";
import { compilePattern, literalPattern, type Pattern } from "./pattern";
import { inclusion, intersection } from "./patternRelations";
import { type ContextValue, contextValue, type GranteeSession } from "./session";
import { compileValue, segments } from "./variables";

/**
 * `met` and `unmet` are proven. `required` is met when the caller brings what `expected` says.
 * `undetermined` means that this evaluator cannot know.
 */
export type Outcome = "met" | "unmet" | "required" | "undetermined";

/** What one condition came to. */
export interface ConditionResult {
  readonly outcome: Outcome;
  /** `window-not-open` and `window-over` are dates that are not met; all else is `condition`. */
  readonly kind: "condition" | "window-not-open" | "window-over";
  /** What the call has, in words. */
  readonly found: string;
  /** What the condition asks, in words. */
  readonly expected: string;
}

/**
 * Evaluates one condition entry for the call that `session` makes.
 * @param budget work that comparing patterns may do; what is left when it is used up is undetermined
 */
export function checkCondition(entry: ConditionEntry, version: PolicyVersion, session: GranteeSession, budget?: Budget): ConditionResult {
  const operator = parseOperator(entry.operator);
  const value = contextValue(session, entry.key);
  const expected = expectation(entry, operator);
  const found = finding(value, entry.key);
  const done = (outcome: Outcome, text = found): ConditionResult => ({ outcome, kind: kindOf(outcome, entry, operator), found: text, expected });
  if (operator === undefined) return done("undetermined", `the operator ${entry.operator} is not known`);
  if (value.state === "unknown") return done(value.supplied ? "required" : "undetermined");
  if (operator.comparison === "null") return done(checkNull(entry, value));
  if (value.state === "absent") return done(truth(whenMissing(operator)));
  if (operator.comparison === "binary") return done("undetermined", "binary values are not compared");
  const compiled = compileValues(entry, version, operator, session);
  if (compiled.unresolved !== undefined) return done("required", `\${${compiled.unresolved}} is not known beforehand`);
  if (value.state === "pattern") return done(checkPattern(operator, value.pattern, compiled.patterns, budget));
  const results = value.values.map((actual) => anyOf(compiled.patterns.map((pattern) => compare(operator, actual, pattern))));
  return done(combine(operator, results));
}

function checkNull(entry: ConditionEntry, value: ContextValue): Outcome {
  const wantsMissing = entry.values.map((v) => v.toLowerCase());
  if (wantsMissing.some((v) => v !== "true" && v !== "false")) return "undetermined";
  return truth(wantsMissing.includes(value.state === "absent" ? "true" : "false"));
}

function whenMissing(operator: Operator): boolean {
  if (operator.ifExists || operator.quantifier === "ForAllValues") return true;
  return operator.negated && operator.quantifier === undefined;
}

function combine(operator: Operator, results: readonly (boolean | undefined)[]): Outcome {
  const held = results.map((r) => (r === undefined ? undefined : operator.negated ? !r : r));
  if (operator.quantifier === "ForAllValues") return held.includes(false) ? "unmet" : held.includes(undefined) ? "undetermined" : "met";
  return truth(anyOf(held));
}

/** A principal of which only a pattern is known: met for all of it, for none of it, or for some. */
function checkPattern(operator: Operator, actual: string, expected: readonly Pattern[], budget?: Budget): Outcome {
  const whole = compilePattern(actual);
  const split = (pattern: Pattern): readonly Pattern[] => (operator.comparison === "arn" ? (arnPatternParts(pattern) ?? []) : [pattern]);
  const own = split(whole);
  if (operator.comparison !== "arn" && operator.comparison !== "like" && operator.comparison !== "string") return "undetermined";
  if (operator.quantifier !== undefined) return "undetermined";
  const comparable = expected.map(split).filter((parts) => parts.length === own.length);
  if (comparable.length < expected.length) return "undetermined";
  const all = comparable.some((parts) => parts.every((part, i) => inclusion(own[i]!, [part], budget)?.included === true));
  if (budget !== undefined && (budget.left -= actual.length * expected.reduce((sum, { tokens }) => sum + tokens.length, 0)) <= 0) return "undetermined";
  const none = comparable.every((parts) => parts.some((part, i) => intersection(part, own[i]!) === undefined));
  if (all) return operator.negated ? "unmet" : "met";
  if (none) return operator.negated ? "met" : "unmet";
  return "required";
}

function compileValues(entry: ConditionEntry, version: PolicyVersion, operator: Operator, session: GranteeSession): { patterns: Pattern[]; unresolved?: string } {
  const patterns: Pattern[] = [];
  for (const text of entry.values) {
    for (const segment of segments(text, version)) {
      if ("variable" in segment && contextValue(session, segment.variable).state !== "values" && contextValue(session, segment.variable).state !== "absent") {
        return { patterns, unresolved: segment.variable };
      }
    }
    const pattern = compileValue(text, version, readsWildcards(operator), (variable) => {
      const resolved = contextValue(session, variable);
      return resolved.state === "values" ? literalPattern(resolved.values[0]!) : undefined;
    });
    if (pattern !== undefined) patterns.push(pattern);
  }
  return { patterns };
}

function anyOf(results: readonly (boolean | undefined)[]): boolean | undefined {
  return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
}

function truth(value: boolean | undefined): Outcome {
  return value === undefined ? "undetermined" : value ? "met" : "unmet";
}

function kindOf(outcome: Outcome, entry: ConditionEntry, operator: Operator | undefined): ConditionResult["kind"] {
  const time = /^aws:(currenttime|epochtime)$/i.test(entry.key);
  if (!time || outcome !== "unmet" || operator === undefined) return "condition";
  return operator.relation.startsWith("<") ? "window-over" : operator.relation.startsWith(">") ? "window-not-open" : "condition";
}

function finding(value: ContextValue, key: string): string {
  switch (value.state) {
    case "values": return value.values.map((v) => JSON.stringify(v)).join(", ");
    case "pattern": return `any principal that matches ${value.pattern}`;
    case "absent": return `no ${key}: ${value.why}`;
    case "unknown": return value.supplied ? `${key} is up to the caller` : `${key} is not known beforehand`;
  }
}

const WORDS: Readonly<Record<string, string>> = { "=": "equal to", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least" };

function expectation(entry: ConditionEntry, operator: Operator | undefined): string {
  const key = entry.key.toLowerCase();
  const values = entry.values.map((v) => JSON.stringify(v)).join(" or ");
  if (operator === undefined) return `${entry.operator} ${entry.key} ${values}`;
  const missing = operator.ifExists ? ", or no such key" : "";
  if (operator.comparison === "null") return entry.values[0] === "true" ? `no ${entry.key}` : `${entry.key} to be present`;
  if (key === "aws:multifactorauthpresent" && operator.comparison === "bool") {
    return (entry.values[0]?.toLowerCase() === "true" ? "a session signed in with multi-factor authentication" : "a session without multi-factor authentication") + missing;
  }
  if (key === "aws:multifactorauthage" && operator.comparison === "numeric") {
    return `a multi-factor sign-in ${WORDS[operator.relation]} ${entry.values.join(" or ")} s old${missing}`;
  }
  if (key === "aws:currenttime" && operator.comparison === "date" && operator.relation !== "=") {
    const time = dateOf(entry.values[0] ?? "");
    return `a time ${operator.relation.startsWith("<") ? "before" : "after"} ${time === undefined ? values : new Date(time).toISOString()}${missing}`;
  }
  const verb = operator.comparison === "numeric" || operator.comparison === "date" ? WORDS[operator.relation] : readsWildcards(operator) ? "like" : operator.comparison === "ip" ? "within" : "equal to";
  const quantifier = operator.quantifier === "ForAllValues" ? "every value of " : operator.quantifier === "ForAnyValue" ? "some value of " : "";
  return `${quantifier}${entry.key} ${operator.negated ? "not " : ""}${verb} ${values === "" ? "nothing (an empty list)" : values}${missing}`;
}
