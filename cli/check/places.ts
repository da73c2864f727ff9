/** Where the things that findings are about stand in the input of `cross-account check`. */
import { statementName } from "../../policypack/iam";
import { RULES } from "../../policypack/rules";
import type { Finding, Subject } from "../../policypack/rules/rule";

/** Tells the line, counted from 1, of a path or of the nearest thing that has it in it; undefined when not known. */
export type LineOf = (path: string) => number | undefined;

/** The longest text, in characters, in which lines are looked for. Others would take seconds. */
const longest = 1_000_000;

/** Finds lines in a text. It is read for them when the first is asked for. */
export function linesIn(text: string): LineOf {
  let found: LineOf | undefined;
  return (path) => (found ??= read(text))(path);
}

function read(text: string): LineOf {
  if (text.length > longest) return () => undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where a line is asked for
  const { nearestLine, pathLines } = require("../../settings/pathLines") as typeof import("../../settings/pathLines");
  const lines = pathLines(text);
  return (path) => nearestLine(lines, path);
}

/** A path below another one. Either may be empty. */
export function joined(base: string, inner: string): string {
  if (base === "" || inner === "") return base + inner;
  return inner.startsWith("[") ? base + inner : `${base}.${inner}`;
}

/**
 * The path of what a finding is about: a statement, else its policy, else what the rule is about.
 *
 * @param base the path of the subject; empty for the whole input
 * @param documents the paths of the subject's policies below it, by their names
 */
export function pathOf(
  { rule, policy, statement }: Finding,
  subject: Subject,
  base: string,
  documents: ReadonlyMap<string, string>,
): string {
  const path = policy === undefined ? undefined : documents.get(policy);
  if (path === undefined) {
    const isAboutSession = RULES.some(({ name, about }) => name === rule && about === "session");
    return joined(base, isAboutSession ? "maxSessionDuration" : "name");
  }
  const attached = [...subject.policies, ...[subject.boundary, subject.trust].flatMap((one) => one ?? [])];
  const found = attached
    .find(({ name }) => name === policy)
    ?.document?.statements.find((one) => statementName(one) === statement);
  return joined(joined(base, path), found === undefined ? "" : `Statement[${found.index}]`);
}
