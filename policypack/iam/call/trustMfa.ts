/** Whom a trust policy admits without multi-factor authentication, now or at a later moment. */
import { isMfaKey } from "../condition/keys";
import { dateOf } from "../condition/operators";
import { parseArn } from "../document/arn";
import type { PolicyDocument, Statement } from "../document/document";
import type { Budget } from "../pattern/automaton";
import { checkCondition } from "./conditionCheck";
import { accountNamed, checkPrincipals } from "./principals";
import type { GranteeSession } from "./session";
import { evaluateTrust } from "./trust";

/** Somebody who is admitted, and the statement that does it. */
export interface Admission {
  readonly principal: string;
  readonly statement: string;
}

/** Work that one trust policy may take, in conditions that are looked at and steps of patterns; about a second. */
const TRUST_BUDGET = 5_000_000;

/** Without MFA the keys are missing from a call with long-lived keys, and false in one with temporary ones. */
const STATES = ["never", "without"] as const;

/** The first that is found; undefined when there is nobody, `undecided` when that is too much work to be said. */
export function admittedWithoutMfa(document: PolicyDocument, now: Date): Admission | "undecided" | undefined {
  const budget: Budget = { left: TRUST_BUDGET };
  // Most statements ask for MFA, and need not be looked at for each principal and moment.
  const open = document.statements.filter((statement) => statement.effect === "Allow" && !demandsMfa(statement, document, now));
  if (open.length === 0) return undefined;
  const denials = document.statements.filter(({ effect }) => effect === "Deny");
  for (const principal of grantees(open)) {
    budget.left -= document.statements.length;
    const statements = [...open, ...denials].filter((one) => checkPrincipals(one.principals, { principal, mfa: "never", now }).outcome !== "unmet");
    const work = statements.reduce((sum, { conditions }) => sum + 1 + conditions.reduce((values, entry) => values + 1 + entry.values.length, 0), 1);
    for (const moment of moments(statements, now)) {
      for (const mfa of STATES) {
        budget.left -= work;
        if (budget.left <= 0) return "undecided";
        const { verdict, reasons } = evaluateTrust({ ...document, statements }, { principal, mfa, now: moment }, budget);
        if (verdict !== "refused" && budget.left > 0) return { principal, statement: reasons.find(({ effect }) => effect === "Allow")?.statement ?? "" };
      }
    }
  }
  return budget.left <= 0 ? "undecided" : undefined;
}

/** True when the conditions on MFA alone let nobody in who has signed in without it. */
function demandsMfa({ conditions }: Statement, { version }: PolicyDocument, now: Date): boolean {
  const asked = conditions.filter(({ key }) => isMfaKey(key));
  return STATES.every((mfa) => {
    const session: GranteeSession = { principal: "arn:aws:iam::999999999999:user/*", mfa, now };
    return asked.some((entry) => checkCondition(entry, version, session).outcome === "unmet");
  });
}

/** Users and roles of every account that the statements name; a stranger where they name everybody. */
function grantees(statements: readonly Statement[]): string[] {
  const found = statements.flatMap(({ principals }) =>
    (principals?.entries ?? []).flatMap((entry) => {
      if (entry.kind === "*" || (entry.kind === "AWS" && entry.value === "*") || principals?.not) return ["arn:aws:iam::999999999999"];
      const account = accountNamed(entry);
      return account === undefined ? [] : [`arn:${parseArn(entry.value)?.partition ?? "aws"}:iam::${account}`];
    }),
  );
  return [...new Set(found)].flatMap((account) => [`${account}:user/*`, `${account}:role/*`]);
}

/** Now, and each later moment at which a date of the statements starts or ends something. */
function moments(statements: readonly Statement[], now: Date): Date[] {
  const dates = statements.flatMap(({ conditions }) => conditions.flatMap(({ key, values }) => (/^aws:(currenttime|epochtime)$/i.test(key) ? values.map(dateOf) : [])));
  const later = new Set(dates.filter((time): time is number => time !== undefined && time > now.getTime()));
  return [now, ...[...later].flatMap((time) => [new Date(time), new Date(time + 1000)])];
}
