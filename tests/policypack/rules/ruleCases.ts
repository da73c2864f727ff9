/** The cases of one rule: what it must find something in, and what is nearly the same and it must find nothing in. */
import type { Case } from "../cases/case";

/** A principal, without what it comes to: that is said by the list that it is in. */
export type RuleCase = Omit<Case, "verdict" | "rule" | "witness">;

/** Each file of this folder exports one as `cases`. */
export interface RuleCases {
  readonly fails: readonly RuleCase[];
  readonly passes: readonly RuleCase[];
  /** What a mandatory rule gives advice on, and does not stop. */
  readonly advises?: readonly RuleCase[];
}

/** A role with one policy of these statements. */
export function role(name: string, ...statements: object[]): RuleCase {
  return { name, policies: statements.length === 0 ? [] : [{ Version: "2012-10-17", Statement: statements }] };
}

/** A role with a trust policy of one statement, and what else is said of it. */
export function trusting(name: string, principal: unknown, condition?: object, more: RuleCase["more"] = {}): RuleCase {
  const statement = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: principal,
    ...(condition && { Condition: condition }),
  };
  return { name, policies: [], trust: { Version: "2012-10-17", Statement: [statement] }, more };
}
