/** Reads what a role's trust policy allows one account, as strictly as a grant needs it. Pure. */
import {
  accountNamed,
  namesWholeAccount,
  parseArn,
  type PolicyDocument,
  type PrincipalEntry,
  type Statement,
  statementName,
} from "../policypack/iam";
import type { Account } from "../settings/account";
import { shown } from "./offeredRole";

/** The actions that a grant may allow, in IAM's spelling. */
export const grantableActions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"] as const;

/** What the Allow statements for an account allow. */
export interface TrustedActions {
  /** Those of {@link grantableActions} that they allow, sorted. */
  readonly actions: readonly string[];
  /** What they allow beyond what a grant may use, each as a sentence without a full stop. */
  readonly excess: readonly string[];
}

/** Collects what a trust policy allows an account. */
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
      const known = statement.actions.values.map(
        (action) => [action, grantableActions.find((one) => one.toLowerCase() === action.toLowerCase())] as const,
      );
      for (const [, action] of known) if (action !== undefined) actions.add(action);
      const others = known.flatMap(([action, one]) => (one === undefined ? [action] : []));
      if (others.length > 0) excess.push(`${where} allows ${shown(others.join(", "))}`);
    }
  }
  return { actions: [...actions].sort(), excess };
}

/** Collects what a trust policy allows one or another of several accounts. */
export function trustedActionsIn(
  trust: PolicyDocument,
  accounts: readonly Pick<Account, "id" | "partition">[],
): TrustedActions {
  const all = accounts.map((account) => trustedActions(trust, account));
  return {
    actions: [...new Set(all.flatMap(({ actions }) => actions))].sort(),
    excess: [...new Set(all.flatMap(({ excess }) => excess))],
  };
}

/** Whether a statement names the account, or a user or role of it. */
export function concerns(
  { principals }: Pick<Statement, "principals">,
  account: Pick<Account, "id" | "partition">,
): boolean {
  return principals !== undefined && !principals.not && principals.entries.some((entry) => isOf(entry, account));
}

function isOf(entry: PrincipalEntry, { id, partition }: Pick<Account, "id" | "partition">): boolean {
  if (accountNamed(entry) !== id) return false;
  if (entry.value === id) return true;
  return (
    parseArn(entry.value)?.partition === partition &&
    (namesWholeAccount(entry) ||
      /^arn:[^:]*:(?:iam::\d{12}:(?:user|role)|sts::\d{12}:assumed-role)\/[\w+=,.@/-]+$/.test(entry.value))
  );
}

/** Whom a statement trusts when it does not name them, in words; undefined when it names them. */
function openTo({ principals }: Statement): string | undefined {
  if (principals?.not) return "whomever its NotPrincipal does not name";
  return principals?.entries.some(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS"))
    ? "everybody (*)"
    : undefined;
}
