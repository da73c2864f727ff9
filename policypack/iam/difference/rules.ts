/** Reads the policies of one side of a comparison. */
import { denyForce } from "../condition/denyForce";
import { allowLimits } from "../condition/allowLimits";
import type { AnalysedSubject } from "../condition/subject";
import { parseArn } from "../document/arn";
import type { Listing, PolicyVersion, Statement } from "../document/document";
import { parsePolicy } from "../document/parse";
import type { Problem } from "../document/parseStatement";
import type { Clause } from "../pattern/clause";
import type { Symbols } from "./symbols";
import { type Condition, conditionOf } from "./conditions";

/** The policies of a session. Documents are JavaScript values, as JSON.parse returns them. */
export interface SessionPolicies {
  /** The role's ARN. */
  readonly arn?: string;
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
  readonly boundary?: { readonly name: string; readonly document: unknown };
}

/** A statement that some session of the role may still meet. */
export interface Rule {
  readonly policy: string;
  readonly statement: Statement;
  readonly actions: Listing;
  readonly clause: Clause;
  /**
   * True for a NotResource, or a condition with "not", that has a variable which never resolves: AWS does not say whether such a
   * statement applies to everything or to nothing.
   */
  readonly unresolved: boolean;
  readonly conditions: readonly Condition[];
}

/** The statements of one side. */
export interface Rules {
  readonly allows: readonly Rule[];
  /** The Allow statements of the boundary; undefined without a boundary. */
  readonly bounds?: readonly Rule[];
  /** The Deny statements of the policies and of the boundary. */
  readonly denies: readonly Rule[];
}

/** A policy whose document cannot be read. */
interface UnreadablePolicy {
  readonly policy: string;
  readonly problem: Problem;
}

/** Reads one side. @returns the first problem of each document that cannot be read; else the rules */
export function rulesOf(
  side: SessionPolicies,
  symbols: Symbols,
  at: Date,
): { readonly rules: Rules; readonly problems?: undefined } | { readonly problems: readonly UnreadablePolicy[] } {
  const account = parseArn(side.arn ?? "")?.account;
  const subject: AnalysedSubject = {
    kind: "role",
    name: side.arn?.split("/").at(-1) ?? "role",
    ...(side.arn !== undefined && { arn: side.arn }),
    ...(account !== undefined && { account }),
    policies: [],
    now: at,
  };
  const problems: UnreadablePolicy[] = [];
  const read = ({ name, document: written }: SessionPolicies["policies"][number]): Rule[] => {
    const { document, problems: found } = parsePolicy(written, "identity");
    if (found !== undefined) problems.push({ policy: name, problem: found[0]! });
    return (document?.statements ?? [])
      .filter((statement) => counts(statement, document!.version, subject))
      .map((statement) => ruleOf(name, statement, document!.version, symbols));
  };
  const own = side.policies.flatMap(read);
  const bound = side.boundary === undefined ? undefined : read(side.boundary);
  if (problems.length > 0) return { problems };
  const allowing = (rules: readonly Rule[]): Rule[] => rules.filter(({ statement }) => statement.effect === "Allow");
  return {
    rules: {
      allows: allowing(own),
      ...(bound && { bounds: allowing(bound) }),
      denies: [...own, ...(bound ?? [])].filter(({ statement }) => statement.effect === "Deny"),
    },
  };
}

/** False for a statement that no session of the role can meet any more. */
function counts(statement: Statement, version: PolicyVersion, subject: AnalysedSubject): boolean {
  return statement.effect === "Allow"
    ? allowLimits(statement, version, subject).void === undefined
    : denyForce(statement, version, subject) !== "never";
}

function ruleOf(policy: string, statement: Statement, version: PolicyVersion, symbols: Symbols): Rule {
  const { not, values } = statement.resources!;
  const patterns = values.flatMap((value) => symbols.compile(value, version, true) ?? []);
  const conditions = statement.conditions.map((entry) => conditionOf(entry, version, symbols));
  return {
    policy,
    statement,
    actions: statement.actions,
    clause: { not, patterns },
    unresolved:
      (not && patterns.length < values.length) ||
      conditions.some(({ operator, values: found, entry }) => operator?.negated && found.length < entry.values.length),
    conditions,
  };
}

/**
 * A key by which rules compare equal when their statements differ only in Sid, order, repetition or case that IAM
 * ignores.
 */
export function meaningOf({ statement, actions, clause, unresolved, conditions }: Rule): string {
  const sorted = (texts: readonly string[]): string => JSON.stringify([...new Set(texts)].sort());
  return (
    `${statement.effect} ${actions.not} ${sorted(actions.values.map((value) => value.toLowerCase()))} ` +
    `${clause.not} ${unresolved} ${sorted(clause.patterns.map(({ tokens }) => tokens.join()))} ` +
    `${sorted(conditions.map(({ text }) => text))}`
  );
}
