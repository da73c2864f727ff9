/** What a role's trust policy gives to one account, read as strictly as a grant has to rely on it. Pure. */
import { accountNamed, namesWholeAccount, parseArn, type PolicyDocument, type PrincipalEntry, type Statement, statementName } from "../policypack/iam";
import type { Account } from "../settings/account";
import { shown } from "./offeredRole";

/** All that a grant may allow, in IAM's spelling. */
export const grantableActions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"] as const;

/** The actions that the Allow statements for this account give, and what they give that no grant may follow. */
export interface TrustedActions {
  readonly actions: readonly string[];
  /** Each a sentence without a full stop. */
  readonly excess: readonly string[];
}

/** What a trust policy gives to an account. */
export function trustedActions(trust: PolicyDocument, account: Pick<Account, "id" | "partition">): TrustedActions {
  const actions = new Set<string>();
  const excess: string[] = [];
  for (const statement of trust.statements.filter(({ effect }) => effect === "Allow")) {
    const where = shown(statementName(statement));
    const everybody = openTo(statement);
    if (everybody === undefined && !concerns(statement, account)) continue;
    if (everybody !== undefined) excess.push(`${where} trusts ${everybody}`);
    if (statement.actions.not) excess.push(`${where} allows all but ${shown(statement.actions.values.join(", "))}`);
    else {
      const known = statement.actions.values.map((action) => [action, grantableActions.find((one) => one.toLowerCase() === action.toLowerCase())] as const);
      for (const [, action] of known) if (action !== undefined) actions.add(action);
      const others = known.flatMap(([action, one]) => (one === undefined ? [action] : []));
      if (others.length > 0) excess.push(`${where} allows ${shown(others.join(", "))}`);
    }
  }
  return { actions: [...actions].sort(), excess };
}

/** Whether a statement names the account, or a user or role of it. */
export function concerns({ principals }: Pick<Statement, "principals">, account: Pick<Account, "id" | "partition">): boolean {
  return principals !== undefined && !principals.not && principals.entries.some((entry) => isOf(entry, account));
}

function isOf(entry: PrincipalEntry, { id, partition }: Pick<Account, "id" | "partition">): boolean {
  if (accountNamed(entry) !== id) return false;
  if (entry.value === id) return true;
  return parseArn(entry.value)?.partition === partition && (namesWholeAccount(entry) || /^arn:[^:]*:(?:iam::\d{12}:(?:user|role)|sts::\d{12}:assumed-role)\/[\w+=,.@/-]+$/.test(entry.value));
}

/** Words for a statement that does not say whom it trusts. */
function openTo({ principals }: Statement): string | undefined {
  if (principals?.not) return "whomever its NotPrincipal does not name";
  return principals?.entries.some(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS")) ? "everybody (*)" : undefined;
}
