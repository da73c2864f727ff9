/** Whom a role's trust policy names: accounts, single principals, and principals that were deleted. */
import {
  accountNamed,
  compilePattern,
  evaluateTrust,
  momentsOf,
  namesAction,
  parseArn,
  parseIamArn,
  type PolicyDocument,
  type PrincipalEntry,
  type Statement,
} from "../../../policypack/iam";

/** Whom a trust policy names. */
export interface TrustedSide {
  /** Account ids, 12 digits, sorted; `*` when principals of any account may be admitted. */
  readonly accounts: readonly string[];
  /** Whether a statement names everybody, even if its conditions then limit that. */
  readonly everybody: boolean;
  /** ARNs of single users and roles, from Principal or from a condition without wildcards, sorted. */
  readonly named: readonly string[];
  /** `AIDA…` and `AROA…`: the ids that IAM puts in the place of a deleted principal. Sorted. */
  readonly stale: readonly string[];
}

/** Reads a trust policy of a role in the account `own`. */
export function trustedSide(document: PolicyDocument, own: string, now: Date): TrustedSide {
  const allows = document.statements.filter(
    ({ effect, actions }) => effect === "Allow" && namesAction(actions, "sts:AssumeRole"),
  );
  const entries = allows.flatMap(({ principals }) => principals?.entries ?? []);
  const everybody = allows.some(namesEverybody);
  const conditions = principalValues(allows, "has");
  const fromConditions = everybody
    ? conditions.flatMap((value) => /^(?:arn:[^:]*:iam::)?(\d{12})(?::|$)/.exec(value)?.[1] ?? [])
    : [];
  const accounts = allows.flatMap(({ principals }) =>
    principals?.not ? [] : principals!.entries.flatMap((entry) => accountNamed(entry) ?? []),
  );
  const denials = document.statements.filter(({ effect }) => effect === "Deny");
  const outside =
    everybody &&
    ([...conditions, ...principalValues(denials, "has not")].some(isAccountPattern) ||
      admitsStrangers(document, [...accounts, ...fromConditions, own], now));
  // Who is let in may stand in a Deny alone: in everybody but whom it denies.
  const fromDenials =
    everybody && !outside ? accountsIn(denials).filter((account) => admitsOf(document, account, now)) : [];
  return {
    everybody,
    accounts: sortedSet([...accounts, ...fromConditions, ...fromDenials, ...(outside ? ["*"] : [])]),
    named: sortedSet(
      [...entries.filter(({ kind }) => kind === "AWS").map(({ value }) => value), ...conditions].filter(isSingle),
    ),
    stale: sortedSet(entries.filter(isStale).map(({ value }) => value)),
  };
}

/** Whether the trust policy lets principals of other accounts assume the role. */
export function letsOthersIn({ accounts }: TrustedSide, own: string): boolean {
  return accounts.some((account) => account !== own);
}

function namesEverybody({ principals }: Statement): boolean {
  return (
    principals === undefined ||
    principals.not ||
    principals.entries.some(({ kind, value }) => kind === "*" || (kind === "AWS" && value === "*"))
  );
}

/** The values that conditions compare with the caller's ARN or account: those that it is to have, or not to have. */
function principalValues(statements: readonly Statement[], has: "has" | "has not"): string[] {
  return statements
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ operator, key, values }) =>
      /^aws:principal(arn|account)$/i.test(key) && /not/i.test(operator) === (has === "has not") ? values : [],
    );
}

function isAccountPattern(value: string): boolean {
  return /^arn:[^:]*:iam::[^:]*[*?]/.test(value) || /^[\d*?]*[*?][\d*?]*$/.test(value);
}

/** All account ids that are written in statements, wherever. */
function accountsIn(statements: readonly Statement[]): string[] {
  return sortedSet(JSON.stringify(statements).match(/(?<!\d)\d{12}(?!\d)/g) ?? []);
}

/** Accounts to look for strangers from, down. Patterns may leave out some of them, hardly all. */
const strangers = [999_999_999_999, 515_151_515_151, 101_010_101_010];

/** Whether the trust policy admits a principal of an account that it does not name, in whatever way. */
function admitsStrangers(document: PolicyDocument, named: readonly string[], now: Date): boolean {
  const text = JSON.stringify(document);
  return strangers.some((first) => {
    let stranger = first;
    while (named.includes(String(stranger)) || text.includes(String(stranger))) stranger--;
    return admitsOf(document, String(stranger), now);
  });
}

/** Whether the trust policy may admit a principal of an account: one that is written in it, or any other. */
function admitsOf(document: PolicyDocument, account: string, now: Date): boolean {
  const written = JSON.stringify(document).match(/arn:[^"]*?:(?:iam|sts)::\d{12}:[^"]+/g) ?? [];
  return [
    ...written.filter((arn) => parseArn(arn)?.account === account && compilePattern(arn).exact),
    `arn:aws:iam::${account}:user/anybody`,
    `arn:aws:iam::${account}:role/anybody`,
  ].some((principal) =>
    momentsOf(document.statements, now).some(
      (moment) => evaluateTrust(document, { principal, mfa: "possible", now: moment }).verdict !== "refused",
    ),
  );
}

function isSingle(value: string): boolean {
  return (
    ["user", "role"].includes(parseIamArn(value)?.kind ?? "") && compilePattern(value).exact && !value.includes("${")
  );
}

function isStale({ kind, value }: PrincipalEntry): boolean {
  return kind === "AWS" && /^A(IDA|ROA)[A-Z0-9]{12,}$/.test(value);
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
