/** Finds somebody whom a trust policy admits without multi-factor authentication (MFA), now or later. */
import { isMfaKey } from "../condition/keys";
import { momentsOf } from "../condition/moments";
import { accountIn, parseArn } from "../document/arn";
import type { PolicyDocument, Statement } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { checkCondition } from "./conditionCheck";
import { accountNamed, checkPrincipals } from "./principals";
import type { GranteeSession } from "./session";
import { evaluateTrust } from "./trust";

/** Somebody who is admitted, and the statement that admits them. */
export interface Admission {
  readonly principal: string;
  readonly statement: string;
}

/** Limit of the work for one trust policy, in conditions that are judged and steps of patterns; about a second. */
const TRUST_BUDGET = 5_000_000;

/**
 * Without MFA, a call with long-lived keys has no MFA keys; with temporary ones aws:MultiFactorAuthPresent is "false".
 */
const STATES = ["never", "without"] as const;

/**
 * The first admission without MFA that is found; undefined when there is none, `undecided` when the budget is used up.
 * @param exempt accounts whose sessions need no MFA, 12 digits each
 */
export function admittedWithoutMfa(
  document: PolicyDocument,
  now: Date,
  exempt: readonly string[] = [],
): Admission | "undecided" | undefined {
  const budget: Budget = { left: TRUST_BUDGET };
  // Most statements demand MFA. They are sorted out first, so that they are not judged for each principal and moment.
  const open = document.statements.filter(
    (statement) => statement.effect === "Allow" && !demandsMfa(statement, document, now),
  );
  if (open.length === 0) return undefined;
  const denials = document.statements.filter(({ effect }) => effect === "Deny");
  for (const principal of grantees(open)) {
    if (exempt.includes(accountIn(principal) ?? "")) continue;
    budget.left -= document.statements.length;
    const statements = [...open, ...denials].filter(
      (one) => checkPrincipals(one.principals, { principal, mfa: "never", now }).outcome !== "unmet",
    );
    const work = statements.reduce(
      (sum, { conditions }) => sum + 1 + conditions.reduce((values, entry) => values + 1 + entry.values.length, 0),
      1,
    );
    for (const moment of momentsOf(statements, now)) {
      for (const mfa of STATES) {
        budget.left -= work;
        if (budget.left <= 0) return "undecided";
        const { verdict, reasons } = evaluateTrust(
          { ...document, statements },
          { principal, mfa, now: moment },
          budget,
        );
        if (verdict !== "refused" && budget.left > 0)
          return { principal, statement: reasons.find(({ effect }) => effect === "Allow")?.statement ?? "" };
      }
    }
  }
  return budget.left <= 0 ? "undecided" : undefined;
}

/** True when the statement's conditions on MFA let nobody in who has signed in without it. */
function demandsMfa({ conditions }: Statement, { version }: PolicyDocument, now: Date): boolean {
  const asked = conditions.filter(({ key }) => isMfaKey(key));
  return STATES.every((mfa) => {
    const session: GranteeSession = { principal: "arn:aws:iam::999999999999:user/*", mfa, now };
    return asked.some((entry) => checkCondition(entry, version, session).outcome === "unmet");
  });
}

/** Any user and any role of each account that the statements name; of an unrelated account when they name everybody. */
function grantees(statements: readonly Statement[]): string[] {
  const found = statements.flatMap(({ principals }) =>
    (principals?.entries ?? []).flatMap((entry) => {
      if (entry.kind === "*" || (entry.kind === "AWS" && entry.value === "*") || principals?.not)
        return ["arn:aws:iam::999999999999"];
      const account = accountNamed(entry);
      return account === undefined ? [] : [`arn:${parseArn(entry.value)?.partition ?? "aws"}:iam::${account}`];
    }),
  );
  return [...new Set(found)].flatMap((account) => [`${account}:user/*`, `${account}:role/*`]);
}
