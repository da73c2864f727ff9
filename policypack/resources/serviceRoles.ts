/** Decides whether a role is one that services of its own account alone may assume, such as that of a function. */
import { parseArn, type PolicyDocument, type Statement } from "../iam";
import { conditionVerdict } from "../rules/outsiders";

/**
 * Services that let somebody from outside the account get at the role: people of a directory or of IAM Identity
 * Center, devices and machines with a certificate.
 */
const DOORS: ReadonlySet<string> = new Set([
  "account-access",
  "credentials.iot",
  "ds",
  "identitystore",
  "rolesanywhere",
  "signin",
  "sso",
]);

/** `lambda.amazonaws.com`, `logs.eu-west-1.amazonaws.com`, `ec2.amazonaws.com.cn`. */
const service = /^([a-z0-9.-]+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.(?:com(?:\.cn)?|eu)$/i;

/**
 * True when the trust policy lets in services of AWS alone, none of which lets others in, and none for an account that
 * is not declared.
 * @param account the role's own account, where known; then no statement may name another
 */
export function trustsServicesAlone(
  trust: PolicyDocument,
  account: string | undefined,
  accounts: readonly string[],
): boolean {
  const allows = trust.statements.filter(({ effect }) => effect === "Allow");
  return allows.length > 0 && allows.every((statement) => ofOwnServices(statement, account, accounts));
}

function ofOwnServices(
  { principals, conditions }: Statement,
  account: string | undefined,
  accounts: readonly string[],
): boolean {
  if (principals === undefined || principals.not) return false;
  const services = principals.entries.every(({ kind, value }) => {
    const name = kind === "Service" ? service.exec(value)?.[1]?.toLowerCase() : undefined;
    return name !== undefined && !DOORS.has(name);
  });
  if (!services) return false;
  // Where the own account is not known, the account that a condition names is taken for it: without the condition the
  // role would pass too.
  if (account === undefined) return true;
  const us = { accounts: [...accounts, account], organizations: [] };
  return !conditions.some((entry) => {
    const verdict = conditionVerdict(entry, us, "Service");
    return (
      verdict !== undefined && verdict !== "insider" && verdict.level === "mandatory" && namesAccounts(entry.values)
    );
  });
}

function namesAccounts(values: readonly string[]): boolean {
  return values.some((value) => /^\d{12}$/.test(value) || /^\d{12}$/.test(parseArn(value)?.account ?? ""));
}
