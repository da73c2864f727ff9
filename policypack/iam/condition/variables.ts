/**
 * Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}`,
 * which stand for the characters themselves. Documents of the version 2008-10-17 have none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import type { PolicyVersion } from "../document/document";
import { compilePattern, literalPattern, type Pattern, patternOf, sharedPattern } from "../pattern/pattern";

/** A piece of a policy's value: text in which `*` and `?` are wildcards, or a variable. */
export type Segment =
  { readonly text: string; readonly literal: boolean } | { readonly variable: string; readonly fallback?: string };

function hasVariables(value: string, version: PolicyVersion): boolean {
  return version !== "2008-10-17" && value.includes("${");
}

/** Splits a value at its variables. In the old version the whole value is text. */
export function segments(value: string, version: PolicyVersion): Segment[] {
  if (!hasVariables(value, version)) return [{ text: value, literal: false }];
  const result: Segment[] = [];
  const variable = /\$\{([^{}]*)\}/g;
  let last = 0;
  for (let found = variable.exec(value); found !== null; found = variable.exec(value)) {
    if (found.index > last) result.push({ text: value.slice(last, found.index), literal: false });
    const inner = found[1]!.trim();
    const parts = /^([^,]+?)\s*(?:,\s*'([^']*)')?$/.exec(inner);
    if (inner === "*" || inner === "?" || inner === "$") result.push({ text: inner, literal: true });
    else if (parts === null) result.push({ text: found[0], literal: true });
    else result.push({ variable: parts[1]!, ...(parts[2] === undefined ? {} : { fallback: parts[2] }) });
    last = variable.lastIndex;
  }
  if (last < value.length) result.push({ text: value.slice(last), literal: false });
  return result;
}

/**
 * Resolves a variable for one session. Returns its text, or a pattern of all that it may be; undefined when the
 * variable never resolves, so that its fallback is used; null when its value is not known, whether it has a fallback or
 * not.
 */
export type Resolve = (variable: string, fallback: string | undefined) => Pattern | undefined | null;

/**
 * Compiles a value with its variables.
 * @param wildcards false for operators that read `*` and `?` as literal characters
 * @returns undefined when the value matches nothing: a variable has no fallback and does not resolve, or is null
 */
export function compileValue(
  value: string,
  version: PolicyVersion,
  wildcards: boolean,
  resolve: Resolve,
): Pattern | undefined {
  if (!hasVariables(value, version)) return wildcards ? sharedPattern(value) : literalPattern(value);
  const tokens: number[] = [];
  let source = "";
  for (const segment of segments(value, version)) {
    if ("variable" in segment) {
      const resolved = resolve(segment.variable, segment.fallback);
      if (resolved === null || (resolved === undefined && segment.fallback === undefined)) return undefined;
      const text = resolved?.source ?? segment.fallback!;
      tokens.push(...(resolved ?? literalPattern(text)).tokens);
      source += text;
    } else {
      const compile = wildcards && !segment.literal ? compilePattern : literalPattern;
      tokens.push(...compile(segment.text).tokens);
      source += segment.text;
    }
  }
  return patternOf(tokens, source);
}
