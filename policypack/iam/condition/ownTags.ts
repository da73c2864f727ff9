/** Whether a principal can set its own tags: then a condition that asks for its tag is no limit, since it may be any. */
import type { ConditionEntry, PolicyVersion, Statement } from "../document/document";
import { compilePattern, matches } from "../pattern/pattern";
import { nullAsks } from "./missing";
import { parseOperator } from "./operators";
import { type AnalysedSubject, compileResources, type NamedPolicy, OWN_USER_NAME, resolverOf } from "./subject";

interface Asked {
  /** The call that sets the tag, in lower case. */
  readonly action: string;
  /** ARNs that may be the principal's own. */
  readonly arns: readonly string[];
  /** The name of the tag, in lower case: IAM does not tell names of tags apart by their case. */
  readonly tag: string;
}

/**
 * True when the policies of a principal may let it set a tag of its own. In doubt it can: a condition on what it may set
 * counts only when it is about the names or values of tags.
 */
export function setsOwnTag(subject: AnalysedSubject, tag: string): boolean {
  const { kind, policies, boundary } = subject;
  const bounds = boundary === undefined ? [] : [boundary];
  // A policy that is attached to nobody yet may be attached to either.
  const kinds =
    kind === "policy" ? (["role", "user"] as const) : [kind === "role" ? ("role" as const) : ("user" as const)];
  return kinds.some((one) => {
    const asked = { action: `iam:tag${one}`, arns: ownArns(subject, one), tag: tag.toLowerCase() };
    const some = ({ document }: NamedPolicy, applies: typeof lets): boolean =>
      document.statements.some((statement) => applies(statement, document.version, subject, asked));
    return (
      policies.some((policy) => some(policy, lets)) &&
      bounds.every((policy) => some(policy, lets)) &&
      ![...policies, ...bounds].some((policy) => some(policy, bars))
    );
  });
}

/** The ARN of the principal. Where it is not known, one with a name that only patterns for every name match. */
function ownArns({ kind, arn, account = "000000000000" }: AnalysedSubject, as: "role" | "user"): string[] {
  const any = `arn:aws:iam::${account}:${as}/`;
  const own = kind === as && arn !== undefined ? arn : `${any}\u0000`;
  return as === "user" ? [own, any + OWN_USER_NAME] : [own];
}

/** True when an Allow may let the principal set the tag. */
function lets(statement: Statement, version: PolicyVersion, subject: AnalysedSubject, asked: Asked): boolean {
  return (
    statement.effect === "Allow" &&
    concerns(statement, version, subject, asked, true) &&
    statement.conditions.every((entry) => mayBeMet(entry, asked.tag))
  );
}

/** True when a Deny keeps the principal from setting the tag. */
function bars(statement: Statement, version: PolicyVersion, subject: AnalysedSubject, asked: Asked): boolean {
  return (
    statement.effect === "Deny" &&
    concerns(statement, version, subject, asked, false) &&
    statement.conditions.every((entry) => isMet(entry, asked.tag))
  );
}

/** @param wide whether what a variable may stand for counts as matched */
function concerns(
  { actions, resources }: Statement,
  version: PolicyVersion,
  subject: AnalysedSubject,
  { action, arns }: Asked,
  wide: boolean,
): boolean {
  if (resources === undefined) return false;
  const named = actions.values.some((value) => matches(compilePattern(value.toLowerCase()), action));
  const resolve = resolverOf(subject, wide !== resources.not);
  const patterns = compileResources(resources.values, version, resolve);
  const matched = arns.some((arn) => patterns.some((pattern) => matches(pattern, arn)));
  return named !== actions.not && matched !== resources.not;
}

/** Whether a request that sets the tag, and no other, may meet a condition of an Allow. */
function mayBeMet(entry: ConditionEntry, tag: string): boolean {
  const operator = parseOperator(entry.operator);
  const about = aboutTag(entry.key, tag);
  if (operator === undefined || about === undefined) return true;
  if (operator.comparison === "null") return nullAsks(entry) !== "absent";
  if (about === "value") return operator.negated || entry.values.some((value) => /[*?]|\$\{/.test(value));
  return operator.negated !== names(entry, tag);
}

/** Whether every request that sets the tag meets a condition of a Deny. */
function isMet(entry: ConditionEntry, tag: string): boolean {
  const operator = parseOperator(entry.operator);
  const about = aboutTag(entry.key, tag);
  if (operator === undefined || about === undefined) return false;
  if (operator.comparison === "null") return nullAsks(entry) === "present";
  if (about === "value") return !operator.negated && entry.values.includes("*") && operator.comparison === "like";
  return operator.quantifier === "ForAnyValue" && operator.negated !== names(entry, tag);
}

/** What a condition asks about: the names of the tags that are set, or the value of this one. */
function aboutTag(key: string, tag: string): "name" | "value" | undefined {
  const lower = key.toLowerCase();
  return lower === "aws:tagkeys" ? "name" : lower === `aws:requesttag/${tag}` ? "value" : undefined;
}

function names({ values }: ConditionEntry, tag: string): boolean {
  return values.some((value) => matches(compilePattern(value.toLowerCase()), tag));
}
