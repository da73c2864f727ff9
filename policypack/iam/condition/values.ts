/** What is known of the values that a condition compares, for the principal that is judged. */
import type { ConditionEntry, PolicyVersion } from "../document/document";
import { fixedCharacters, literalPattern, matches, type Pattern, PINNED_NAME } from "../pattern/pattern";
import { keyKind, SEVERAL_VALUES } from "./keys";
import { arnPatternParts, compare, type Operator, readsWildcards } from "./operators";
import { type AnalysedSubject, resolverOf } from "./subject";
import { compileValue } from "./variables";

/** A proven limit: the key must have one of these values. */
export interface Limit {
  readonly key: string;
  readonly values: readonly Pattern[];
}

/**
 * The values of a condition as patterns; those that match nothing are left out.
 * @param wide where a variable may be anything, whether it is read as all of that or as nothing
 */
export function valuesOf(entry: ConditionEntry, operator: Operator, version: PolicyVersion, subject: AnalysedSubject, wide: boolean): Pattern[] {
  const resolve = resolverOf(subject, wide);
  return entry.values.flatMap((value) => compileValue(value, version, readsWildcards(operator), resolve) ?? []);
}

/**
 * The values of a condition on an object, in which what is one fixed text in a session stands for itself:
 * a resource whose tag must be the session's own tag is limited, whatever that tag is.
 */
export function valuesInSession(entry: ConditionEntry, operator: Operator, version: PolicyVersion, subject: AnalysedSubject): Pattern[] {
  const resolve = resolverOf(subject, true);
  return entry.values.flatMap((value) => {
    // Beside a wildcard nothing is sure: the session's own text may be empty.
    const wildcards = readsWildcards(operator) && /[*?]/.test(value.replace(/\$\{[^}]*\}/g, ""));
    const fixed = (variable: string): boolean => !wildcards && /^aws:(?:principaltag\/|userid$|principalarn$)/i.test(variable);
    return compileValue(value, version, readsWildcards(operator), (variable) => (fixed(variable) ? literalPattern(`\${${variable}}`) : resolve(variable))) ?? [];
  });
}

/** True when being one of the values is a limit: there is a value, and none is nearly anything. */
export function narrows(key: string, operator: Operator, values: readonly Pattern[]): boolean {
  // Of several values in one request only one has to match, so the others are free.
  if (operator.quantifier === "ForAnyValue" && SEVERAL_VALUES.has(key)) return false;
  switch (operator.comparison) {
    case "string":
    case "stringIgnoreCase":
    case "bool":
    case "like":
    case "arn":
      return values.length > 0 && values.every((value) => value.exact || fixedCharacters(telling(value)) >= PINNED_NAME);
    case "numeric":
    case "date":
    case "ip":
    case "binary":
    case "null":
      return false;
  }
}

/** The part of a value that tells one from another: not the head of an ARN, nor what all names of services or aliases share. */
function telling({ source, tokens }: Pattern): readonly number[] {
  if (source.startsWith("alias/")) return tokens.slice("alias/".length);
  const domain = /\.amazonaws\.com(\.cn)?$/.exec(source);
  if (domain !== null) return tokens.slice(0, -domain[0].length);
  if (!source.startsWith("arn:")) return tokens;
  let from = 0;
  for (let colons = 0; from < tokens.length && colons < 5; from++) if (tokens[from] === 58) colons++;
  const slash = tokens.indexOf(47, from);
  return tokens.slice(slash >= 0 && slash < tokens.length - 1 ? slash + 1 : from);
}

/** Keys that no request of this subject has. */
export function neverPresent(key: string, subject: AnalysedSubject): boolean {
  return subject.kind === "role" && key === "aws:username";
}

/** The value that a key has in every request of this subject. */
export function knownValue(key: string, subject: AnalysedSubject): string | undefined {
  if (key === "aws:principalisawsservice") return "false";
  if (key === "aws:principaltype") return subject.kind === "role" ? "AssumedRole" : subject.kind === "policy" ? undefined : "User";
  // Groups, policies and permission sets have ARNs of which nobody is the principal.
  if (key === "aws:principalarn") return /^arn:[^:]*:iam::\d{12}:(role|user)\//.test(subject.arn ?? "") ? subject.arn : undefined;
  if (key === "aws:principalaccount") return subject.account;
  return undefined;
}

/** Whether the known value is among the values, by the rules of the operator; undefined where it is not known or not text. */
export function isAmong(known: string | undefined, operator: Operator, values: readonly Pattern[]): boolean | undefined {
  if (known === undefined) return undefined;
  switch (operator.comparison) {
    case "string":
    case "like":
      return values.some((value) => matches(value, known));
    case "arn": {
      const results = values.map((value) => (arnPatternParts(value) === undefined ? undefined : compare(operator, known, value)));
      return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
    }
    case "stringIgnoreCase":
    case "bool":
      return values.some((value) => value.source.toLowerCase() === known.toLowerCase());
    case "numeric":
    case "date":
    case "ip":
    case "binary":
    case "null":
      return undefined;
  }
}

/** True where a key says something about the resource or the object of a request. */
export function onObject(key: string): boolean {
  return keyKind(key) === "object";
}
