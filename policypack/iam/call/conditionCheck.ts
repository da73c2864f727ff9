/**
 * Decides whether one call meets one condition of a statement, and says what was found. reasonWords.ts words the
 * result.
 */
import { heldWithoutKey, nullHolds } from "../condition/missing";
import { arnPatternParts, compare, type Operator, parseOperator, readsWildcards } from "../condition/operators";
import { compileValue, segments } from "../condition/variables";
import type { ConditionEntry, PolicyVersion } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { compilePattern, literalPattern, type Pattern } from "../pattern/pattern";
import { apart, within } from "../pattern/relations";
import { type ContextValue, contextValue, type GranteeSession } from "./session";

/**
 * `met` and `unmet` are proven. `required` is met when the caller brings what the condition asks for.
 * `undetermined` means that this evaluator cannot know.
 */
export type Outcome = "met" | "unmet" | "required" | "undetermined";

/** What the call has for a condition's key, or why no value was compared. */
export type Found =
  | ContextValue
  | { readonly state: "unknown-operator" }
  | { readonly state: "binary" }
  /** A variable in the condition's values whose value in the call is not known. */
  | { readonly state: "unresolved"; readonly variable: string };

/** The result for one condition. */
export interface ConditionResult {
  readonly about: "condition";
  readonly outcome: Outcome;
  /** `window-not-open` or `window-over` when a date is not met; else `condition`. */
  readonly kind: "condition" | "window-not-open" | "window-over";
  /** The condition, as the statement has it. */
  readonly condition: ConditionEntry;
  readonly found: Found;
}

/**
 * Evaluates one condition entry for the call that `session` makes.
 * @param budget limits the work of comparing patterns; once it is used up, results are `undetermined`
 */
export function checkCondition(
  entry: ConditionEntry,
  version: PolicyVersion,
  session: GranteeSession,
  budget?: Budget,
): ConditionResult {
  const operator = parseOperator(entry.operator);
  const value = contextValue(session, entry.key);
  const done = (outcome: Outcome, found: Found = value): ConditionResult => ({
    about: "condition",
    outcome,
    kind: kindOf(outcome, entry, operator),
    condition: entry,
    found,
  });
  if (operator === undefined) return done("undetermined", { state: "unknown-operator" });
  if (value.state === "unknown") return done(value.supplied ? "required" : "undetermined");
  if (operator.comparison === "null") return done(value.state === "other" ? "undetermined" : checkNull(entry, value));
  if (value.state === "absent") return done(truth(heldWithoutKey(operator)));
  if (operator.comparison === "binary") return done("undetermined", { state: "binary" });
  const compiled = compileValues(entry, version, operator, session);
  if (compiled.unresolved !== undefined)
    return done("required", { state: "unresolved", variable: compiled.unresolved });
  if (value.state === "other") return done(checkOther(operator, value.than, compiled.patterns));
  if (value.state === "pattern") return done(checkPattern(operator, value.pattern, compiled.patterns, budget));
  const results = value.values.map((actual) =>
    anyOf(compiled.patterns.map((pattern) => compare(operator, actual, pattern))),
  );
  return done(combine(operator, results));
}

function checkNull(entry: ConditionEntry, value: ContextValue): Outcome {
  return truth(nullHolds(entry, value.state !== "absent"));
}

function combine(operator: Operator, results: readonly (boolean | undefined)[]): Outcome {
  const held = results.map((r) => (r === undefined ? undefined : operator.negated ? !r : r));
  if (operator.quantifier === "ForAllValues")
    return held.includes(false) ? "unmet" : held.includes(undefined) ? "undetermined" : "met";
  return truth(anyOf(held));
}

/** Decides for a principal of which only a pattern is known: `required` when some texts of it meet the condition. */
function checkPattern(operator: Operator, actual: string, expected: readonly Pattern[], budget?: Budget): Outcome {
  const whole = compilePattern(actual);
  const split = (pattern: Pattern): readonly Pattern[] =>
    operator.comparison === "arn" ? (arnPatternParts(pattern) ?? []) : [pattern];
  const own = split(whole);
  if (operator.comparison !== "arn" && operator.comparison !== "like" && operator.comparison !== "string")
    return "undetermined";
  if (operator.quantifier !== undefined) return "undetermined";
  const comparable = expected.map(split).filter((parts) => parts.length === own.length);
  if (comparable.length < expected.length) return "undetermined";
  if (
    budget !== undefined &&
    (budget.left -= actual.length * expected.reduce((sum, { tokens }) => sum + tokens.length, 0)) <= 0
  )
    return "undetermined";
  const all = comparable.some((parts) => parts.every((part, i) => within(own[i]!, [part], budget)));
  const none = comparable.every((parts) => parts.some((part, i) => apart(part, own[i]!, budget)));
  if (budget !== undefined && budget.left <= 0) return "undetermined";
  if (all) return operator.negated ? "unmet" : "met";
  if (none) return operator.negated ? "met" : "unmet";
  return "required";
}

/**
 * Decides for a value that is missing or is any text but those that `than` matches. It is decided only where both come
 * to the same, and where the condition names no other text.
 */
function checkOther(operator: Operator, than: string, expected: readonly Pattern[]): Outcome {
  if (operator.comparison !== "like" && operator.comparison !== "string") return "undetermined";
  const excluded = [compilePattern(than)];
  if (!expected.every((pattern) => within(pattern, excluded))) return "undetermined";
  // No expected text is the value's.
  return heldWithoutKey(operator) === operator.negated ? truth(operator.negated) : "undetermined";
}

function compileValues(
  entry: ConditionEntry,
  version: PolicyVersion,
  operator: Operator,
  session: GranteeSession,
): { patterns: Pattern[]; unresolved?: string } {
  const patterns: Pattern[] = [];
  for (const text of entry.values) {
    for (const segment of segments(text, version)) {
      if (
        "variable" in segment &&
        contextValue(session, segment.variable).state !== "values" &&
        contextValue(session, segment.variable).state !== "absent"
      ) {
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
  return operator.relation.startsWith("<")
    ? "window-over"
    : operator.relation.startsWith(">")
      ? "window-not-open"
      : "condition";
}
