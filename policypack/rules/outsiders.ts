/**
 * Whom an Allow statement with principals lets in, beyond the accounts and organizations that are declared: what its
 * principals say, and what its conditions prove about who calls.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import {
  accountNamed,
  type ConditionEntry,
  parseArn,
  parseOperator,
  type PrincipalEntry,
  type Statement,
} from "../iam";
import type { Level } from "./rule";

/** Who belongs to us. */
export interface Insiders {
  /** 12 digits each. */
  readonly accounts: readonly string[];
  /** Such as `o-abcdef1234`. */
  readonly organizations: readonly string[];
}

/** Somebody who is let in. `why` goes on from "the statement". */
export interface Outsider {
  readonly level: Level;
  readonly why: string;
  /** The account that is let in, when it is that. */
  readonly account?: string;
}

/** What is known of who calls: that it is one of us, or the worst of those who it may be. */
export type Verdict = Outsider | "insider";

const EVERYBODY: Outsider = { level: "mandatory", why: "lets everybody in" };

/** Services that act for everybody who calls them, wherever the caller is. */
const serviceName = /^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|amazonaws\.eu|api\.aws)$/i;

/** Who a principal is. */
export function principalVerdict(entry: PrincipalEntry, us: Insiders): Verdict {
  const { kind, value } = entry;
  if (kind === "*" || value === "*") return EVERYBODY;
  if (kind === "Service")
    return serviceName.test(value)
      ? { level: "advisory", why: `lets the service ${value} in, whichever account it acts for` }
      : { level: "mandatory", why: `lets the service ${value} in, which is no service of AWS` };
  if (kind === "CanonicalUser")
    return { level: "mandatory", why: `lets the canonical user ${value} in, whose account nobody can tell` };
  if (kind === "Federated") return ofAccount(parseArn(value)?.account, `the federated principal ${value}`, us);
  if (/^arn:[^:]*:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/.test(value))
    return { level: "advisory", why: `lets ${value} in, which does not say whose distributions use it` };
  return ofAccount(/[*?]/.test(value) ? undefined : accountNamed(entry), value, us);
}

function ofAccount(account: string | undefined, who: string, us: Insiders): Verdict {
  if (account === undefined || !/^\d{12}$/.test(account))
    return { level: "mandatory", why: `lets ${who} in, which names no account` };
  return us.accounts.includes(account)
    ? "insider"
    : { level: "mandatory", why: `lets account ${account} in, which is not declared`, account };
}

function ofOrganization(organization: string, us: Insiders): Verdict {
  return us.organizations.includes(organization)
    ? "insider"
    : {
        level: "advisory",
        why: `lets every account of the organization ${organization} in, which is not declared`,
      };
}

type Reader = (value: string, entry: ConditionEntry, us: Insiders) => Verdict | undefined;

const account: Reader = (value, _, us) => (/^\d{12}$/.test(value) ? ofAccount(value, value, us) : undefined);
const organization: Reader = (value, _, us) => (/^o-[a-z0-9]+$/.test(value) ? ofOrganization(value, us) : undefined);
const path: Reader = (value, entry, us) => organization(value.split("/")[0]!, entry, us);

/**
 * An ARN proves the account that stands in it. To text operators a star may stand for any number of parts, so nothing
 * before the account may have one.
 */
const arn: Reader = (value, { operator }, us) => {
  const parts = parseArn(value);
  if (parts === undefined) return undefined;
  const { partition, service, region } = parts;
  if (parseOperator(operator)?.comparison !== "arn" && /\*/.test(`${partition}${service}${region}`)) return undefined;
  if (service === "s3" && parts.account === "" && !/[*?]/.test(parts.resource.split("/")[0]!))
    return { level: "advisory", why: `lets ${value} in, which does not say whose bucket it is` };
  return /^\d{12}$/.test(parts.account) ? ofAccount(parts.account, value, us) : undefined;
};

const service: Reader = (value) =>
  serviceName.test(value)
    ? { level: "advisory", why: `lets the service ${value} in, whichever account it acts for` }
    : undefined;

const services: Reader = (value) =>
  value.toLowerCase() === "true"
    ? { level: "advisory", why: "lets services of AWS in, whichever account they act for" }
    : undefined;

/** Network interfaces of a file system are in networks that its owner chose. */
const mounted: Reader = (value) => (value.toLowerCase() === "true" ? "insider" : undefined);

/** Condition keys that tell who calls, or for whom. Others, such as addresses and networks, prove no account. */
const READERS: Readonly<Record<string, Reader>> = {
  "aws:principalaccount": account,
  "aws:sourceaccount": account,
  "aws:sourceowner": account,
  "kms:calleraccount": account,
  "s3:dataaccesspointaccount": account,
  "aws:principalorgid": organization,
  "aws:sourceorgid": organization,
  "aws:principalorgpaths": path,
  "aws:sourceorgpaths": path,
  "aws:principalarn": arn,
  "aws:sourcearn": arn,
  "lambda:sourcefunctionarn": arn,
  "ec2:sourceinstancearn": arn,
  "s3:dataaccesspointarn": arn,
  "elasticfilesystem:accesspointarn": arn,
  "aws:principalisawsservice": services,
  "aws:principalservicename": service,
  "aws:principalservicenameslist": service,
  "elasticfilesystem:accessedviamounttarget": mounted,
};

function readerOf(key: string): Reader | undefined {
  const name = key.toLowerCase();
  if (isWrittenByCaller(name)) return arn;
  return Object.hasOwn(READERS, name) ? READERS[name] : undefined;
}

/** True for what the caller itself writes into the request. Only of a service is it known that it writes the truth. */
function isWrittenByCaller(key: string): boolean {
  return key.toLowerCase().startsWith("kms:encryptioncontext:");
}

/**
 * What a condition of an Allow proves; undefined when it proves nothing about who calls.
 * @param caller the kind of principal that the Allow names
 */
export function conditionVerdict(
  entry: ConditionEntry,
  us: Insiders,
  caller: PrincipalEntry["kind"],
): Verdict | undefined {
  if (caller !== "Service" && isWrittenByCaller(entry.key)) return undefined;
  const operator = parseOperator(entry.operator);
  if (operator === undefined || operator.negated || operator.ifExists || operator.quantifier === "ForAllValues")
    return undefined;
  return provenBy(entry, us);
}

/**
 * What remains of who calls where a Deny with this condition does not apply; undefined when that is not known. The
 * Deny must apply to a missing key too.
 */
function remainderVerdict(entry: ConditionEntry, us: Insiders): Verdict | undefined {
  const operator = parseOperator(entry.operator);
  if (operator === undefined || isWrittenByCaller(entry.key)) return undefined;
  if (operator.comparison === "bool")
    return operator.ifExists && entry.values.every((value) => value.toLowerCase() === "false")
      ? provenBy({ ...entry, values: ["true"] }, us)
      : undefined;
  if (!operator.negated || operator.quantifier === "ForAnyValue") return undefined;
  return provenBy(entry, us);
}

const PROVING: ReadonlySet<string> = new Set(["string", "stringIgnoreCase", "like", "arn", "bool"]);

/** The worst of what the values say; undefined when one of them says nothing. */
function provenBy(entry: ConditionEntry, us: Insiders): Verdict | undefined {
  const reader = readerOf(entry.key);
  const comparison = parseOperator(entry.operator)?.comparison ?? "";
  if (reader === undefined || !PROVING.has(comparison) || entry.values.length === 0) return undefined;
  // In other operators a star is a star, which no account has.
  return worst(entry.values.map((value) => (value.includes("${") ? undefined : reader(value, entry, us))));
}

/** The worst of several who may call. */
export function worst(verdicts: readonly (Verdict | undefined)[]): Verdict | undefined {
  if (verdicts.includes(undefined)) return undefined;
  const known = verdicts as readonly Verdict[];
  return (
    known.find((one) => one !== "insider" && one.level === "mandatory") ??
    known.find((one) => one !== "insider") ??
    "insider"
  );
}

/**
 * Puts together what is proven of one caller: one who is surely among us is no outsider, whatever else is said.
 * Everybody is narrowed to what a condition proves. A service that a condition lets act for an account which is not
 * declared is let in on purpose.
 */
export function together(principal: Verdict, proven: readonly Verdict[]): Verdict {
  if (principal === "insider" || proven.includes("insider")) return "insider";
  const known = proven as readonly Outsider[];
  if (principal === EVERYBODY) return known.find(({ level }) => level === "advisory") ?? known[0] ?? principal;
  return principal.level === "mandatory" ? principal : (worst([principal, ...known]) ?? principal);
}

/** Limit of the pairs of an Allow and a Deny that are compared. Beyond it a Deny counts for nothing. */
const MOST_PAIRS = 20_000;

/** What the Deny statements of a document leave over of each Allow. */
export function denialsOf(statements: readonly Statement[], us: Insiders): (allow: Statement) => readonly Verdict[] {
  const denials = statements.flatMap((statement) => {
    const left = statement.effect === "Deny" ? leftBy(statement, us) : undefined;
    return left === undefined ? [] : [{ statement, left }];
  });
  let pairs = MOST_PAIRS;
  return (allow) =>
    denials.flatMap(({ statement, left }) =>
      (pairs -= allow.actions.values.length + 1) > 0 && covers(statement, allow) ? [left] : [],
    );
}

/** Who is left by a Deny that applies to everybody else; undefined when that is not known. */
function leftBy({ principals, conditions }: Statement, us: Insiders): Verdict | undefined {
  if (principals === undefined) return undefined;
  if (principals.not)
    return conditions.length === 0 ? worst(principals.entries.map((entry) => principalVerdict(entry, us))) : undefined;
  if (
    conditions.length === 0 ||
    !principals.entries.some(({ kind, value }) => (kind === "*" || kind === "AWS") && value === "*")
  )
    return undefined;
  return worst(conditions.map((entry) => remainderVerdict(entry, us)));
}

/** True when the Deny surely covers all actions and resources of the Allow. */
function covers(deny: Statement, allow: Statement): boolean {
  if (deny.actions.not || allow.actions.not || deny.resources?.not || allow.resources?.not) {
    if (deny.actions.not || deny.resources?.not) return false;
    return everything(deny.actions.values) && (deny.resources === undefined || everything(deny.resources.values));
  }
  const within = (inner: readonly string[], outer: readonly string[]): boolean =>
    inner.every((one) => outer.some((other) => includes(other, one)));
  const lower = (values: readonly string[]): string[] => values.map((value) => value.toLowerCase());
  return (
    within(lower(allow.actions.values), lower(deny.actions.values)) &&
    (deny.resources === undefined || within(allow.resources?.values ?? ["*"], deny.resources.values))
  );
}

function everything(values: readonly string[]): boolean {
  return values.includes("*");
}

/** True when a pattern surely includes another: it is the same, or the beginning that the other has, and a star. */
function includes(outer: string, inner: string): boolean {
  if (outer === inner || outer === "*") return true;
  const beginning = /^([^*?]*)\*$/.exec(outer)?.[1];
  return beginning !== undefined && inner.startsWith(beginning);
}
