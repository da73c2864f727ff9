/** The values that a condition compares, as far as they are known for the principal that is judged. */
import type { ConditionEntry, PolicyVersion } from "../document/document";
import { fixedCharacters, literalPattern, matches, type Pattern, PINNED_NAME } from "../pattern/pattern";
import { isWide, unionPatterns } from "../pattern/unions";
import { keyKind } from "./keys";
import { hasFreeValues } from "./keyTypes";
import { arnPatternParts, compare, type Operator, readsWildcards } from "./operators";
import { setsOwnTag } from "./ownTags";
import { type AnalysedSubject, mayBeMany, ownResolverOf, principalArn, resolverOf } from "./subject";
import { compileValue } from "./variables";

/** A proven limit: the key must have one of these values. */
export interface Limit {
  readonly key: string;
  readonly values: readonly Pattern[];
}

/**
 * The values of a condition as patterns. Values that match nothing are left out.
 * @param wide see {@link resolverOf}
 */
export function valuesOf(
  entry: ConditionEntry,
  operator: Operator,
  version: PolicyVersion,
  subject: AnalysedSubject,
  wide: boolean,
): Pattern[] {
  const resolve = resolverOf(subject, wide);
  return entry.values.flatMap((value) => compileValue(value, version, readsWildcards(operator), resolve) ?? []);
}

/**
 * The values of a condition on an object. Variables that have one fixed value in a session are read as literal text: a
 * condition that compares a resource's tag with the session's own tag is a limit, whatever that tag is.
 */
export function valuesInSession(
  entry: ConditionEntry,
  operator: Operator,
  version: PolicyVersion,
  subject: AnalysedSubject,
): Pattern[] {
  const resolve = ownResolverOf(subject);
  return entry.values.flatMap((value) => {
    // With a wildcard in the value this does not hold: the variable may be empty, and then the wildcard matches
    // everything.
    const wildcards = readsWildcards(operator) && /[*?]/.test(value.replace(/\$\{[^}]*\}/g, ""));
    const fixed = (variable: string, fallback: string | undefined): boolean => {
      if (readsWildcards(operator) && mayBeMany(fallback)) return false;
      const tag = /^aws:principaltag\/(.+)$/i.exec(variable)?.[1];
      return !wildcards && (/^aws:principalarn$/i.test(variable) || (tag !== undefined && !setsOwnTag(subject, tag)));
    };
    return (
      compileValue(value, version, readsWildcards(operator), (variable, fallback) =>
        fixed(variable, fallback) ? literalPattern(`\${${variable}}`) : resolve(variable, fallback),
      ) ?? []
    );
  });
}

/** True when the values are a limit: there is at least one, and none of them matches nearly everything. */
export function narrows(key: string, operator: Operator, values: readonly Pattern[]): boolean {
  // Only a service that calls for somebody makes such grants. For all others the caller names whom they are for.
  if (key === "kms:grantisforawsresource" && !values.every(({ source }) => /^true$/i.test(source))) return false;
  // Only one of the request's values has to match, so the others are free.
  if (operator.quantifier === "ForAnyValue" && hasFreeValues(key)) return false;
  switch (operator.comparison) {
    case "string":
    case "stringIgnoreCase":
    case "bool":
    case "like":
    case "arn":
      return (
        values.length > 0 &&
        [...values, ...unionPatterns(values, (characters) => isWide(characters, false))].every(
          (value) => value.exact || fixedCharacters(telling(value)) >= PINNED_NAME,
        )
      );
    case "numeric":
    case "date":
    case "ip":
    case "binary":
    case "null":
      return false;
  }
}

/**
 * The part of a value that distinguishes it from others of its kind, at first sight. The head of an ARN, the ending
 * `.amazonaws.com` of a service and the start `alias/` do not. Types of resource are measured later: see `tells`.
 */
function telling({ source, tokens }: Pattern): readonly number[] {
  if (source.startsWith("alias/")) return tokens.slice("alias/".length);
  const domain = /\.amazonaws\.com(\.cn)?$/.exec(source);
  if (domain !== null) return tokens.slice(0, -domain[0].length);
  if (!source.startsWith("arn:")) return tokens;
  let from = 0;
  for (let colons = 0; from < tokens.length && colons < 5; from++) if (tokens[from] === 58) colons++;
  return tokens.slice(from);
}

/** True when no request of this subject has the key. */
export function neverPresent(key: string, subject: AnalysedSubject): boolean {
  return subject.kind === "role" && key === "aws:username";
}

/** The value that the key has in every request of this subject; undefined when it may vary or is not known. */
export function knownValue(key: string, subject: AnalysedSubject): string | undefined {
  if (key === "aws:principalisawsservice") return "false";
  if (key === "aws:principaltype")
    return subject.kind === "role" ? "AssumedRole" : subject.kind === "policy" ? undefined : "User";
  if (key === "aws:principalarn") return principalArn(subject);
  if (key === "aws:principalaccount") return subject.account;
  return undefined;
}

/**
 * Whether `known` is among the values, compared as the operator compares. The operator's negation is ignored. Undefined
 * when there is no known value, or the operator does not compare text.
 */
export function isAmong(
  known: string | undefined,
  operator: Operator,
  values: readonly Pattern[],
): boolean | undefined {
  if (known === undefined) return undefined;
  switch (operator.comparison) {
    case "string":
    case "like":
      return values.some((value) => matches(value, known));
    case "arn": {
      const results = values.map((value) =>
        arnPatternParts(value) === undefined ? undefined : compare(operator, known, value),
      );
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

/** True when the key is about the resource or what the request acts on; see {@link keyKind}. */
export function onObject(key: string): boolean {
  return keyKind(key) === "object";
}
