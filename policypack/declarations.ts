/** Reads what the pack's configuration declares for all rules: accounts, documents, other principals, exceptions. */
import type { PolicyConfigSchema } from "@pulumi/policy";
import { isDay, isTooFar, latestDay } from "./calendar";
import { found, othersProblems, type DeclaredOther } from "./declaredOthers";
import { parsePolicy } from "./iam";
import type { AttachedPolicy, Finding, Subject } from "./rules/rule";

/** An exception: a rule does not stop a principal until a day. */
export interface Exception {
  /** The name of a role, or the kind and name of another principal: `user/alice`, `group/deployers`, `policy/ours`. */
  readonly role: string;
  readonly rule: string;
  readonly reason: string;
  readonly approvedBy: string;
  /** ISO date. The exception holds to the end of that day in UTC. */
  readonly until: string;
}

/** The declarations, read. */
export interface Declarations {
  readonly accounts: readonly string[];
  readonly exceptions: readonly Exception[];
  readonly documents: ReadonlyMap<string, AttachedPolicy>;
  readonly others: Readonly<Record<string, DeclaredOther>>;
  /** What is wrong with the declarations, in words. */
  readonly problems: readonly string[];
}

/** The keys of the configuration: the form that the engine checks, and a description without a full stop. */
export const DECLARABLE = {
  accounts: {
    form: { type: "array", items: { type: "string" } },
    description: "Accounts that any role may trust, 12 digits each, in quotes",
  },
  exceptions: {
    form: { type: "array", items: { type: "object" } },
    description: "Dated exceptions: a rule that does not stop one principal, until a day",
  },
  policies: {
    form: { type: "object" },
    description: "Documents of managed policies that the stack attaches and does not make, by their ARNs",
  },
  others: {
    form: { type: "object" },
    description:
      "Principals outside the stack and what runs as one, by their ARNs: by what they may do, passing or " +
      "changing them is an escalation or not",
  },
} satisfies Readonly<
  Record<string, { readonly form: PolicyConfigSchema["properties"][string]; readonly description: string }>
>;

/** The keys of an exception, with their descriptions. All keys are required. */
export const EXCEPTION_FIELDS: Readonly<Record<keyof Exception, string>> = {
  role:
    "A role by its name; another principal with its kind before it: `user/alice`, `group/deployers`, " +
    "`permission-set/developers`, `policy/ours`",
  rule: "The rule that does not stop it, by its name",
  reason: "Why",
  approvedBy: "Who decided it",
  until:
    "The last day on which it counts, in UTC, such as `2027-02-01`; at most ten years away. After it the " +
    "finding says whose exception ended",
};

const EXCEPTION_KEYS = Object.keys(EXCEPTION_FIELDS) as (keyof Exception)[];

/** Reads the configuration of the policy `declarations`; never throws. */
export function readDeclarations(config: unknown, ruleNames: readonly string[], now: Date = new Date()): Declarations {
  const problems: string[] = [];
  const { accounts, exceptions, policies, others }: Partial<Record<keyof typeof DECLARABLE, unknown>> = record(config);
  const readAccounts = array(accounts, "accounts", problems).filter((account, i): account is string => {
    if (typeof account === "string" && /^\d{12}$/.test(account)) return true;
    problems.push(`accounts[${i}]: ${found(account)}, expected 12 digits in quotes`);
    return false;
  });
  const readExceptions = array(exceptions, "exceptions", problems).flatMap((entry, i) =>
    exception(entry, `exceptions[${i}]`, ruleNames, now, problems),
  );
  if (policies !== undefined && !isObject(policies))
    problems.push(`policies: ${found(policies)}, expected documents by the ARNs of their policies`);
  const documents = new Map(
    Object.entries(record(policies)).map(([arn, document]): [string, AttachedPolicy] => {
      const parsed = parsePolicy(document, "identity");
      return [
        arn,
        parsed.problems === undefined
          ? { name: arn, document: parsed.document }
          : { name: arn, problems: parsed.problems },
      ];
    }),
  );
  const wrong = othersProblems(others);
  problems.push(...wrong.map(({ path, message }) => `others${path}: ${message}`));
  // An entry that cannot be read is left out; the others count.
  const readable = Object.entries(record(others)).filter(([arn]) => !wrong.some((problem) => problem.arn === arn));
  return {
    accounts: readAccounts,
    exceptions: readExceptions,
    documents,
    others: Object.fromEntries(readable) as Record<string, DeclaredOther>,
    problems,
  };
}

/** Leaves out findings that an exception covers. When an exception has expired, its finding stays and says so. */
export function withoutExcepted(
  findings: readonly Finding[],
  subject: Pick<Subject, "kind" | "name">,
  exceptions: readonly Exception[],
  now: Date,
): Finding[] {
  // An exception for a role must not excuse a group that happens to have its name.
  const names = [`${subject.kind}/${subject.name}`, ...(subject.kind === "role" ? [subject.name] : [])];
  return findings.flatMap((finding) => {
    const own = exceptions.filter((one) => names.includes(one.role) && one.rule === finding.rule);
    const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
    if (own.some((one) => Date.parse(one.until) >= today)) return [];
    const expired = own.at(-1);
    if (expired === undefined) return [finding];
    return [
      {
        ...finding,
        message:
          `${finding.message} The exception that ${expired.approvedBy} approved (${expired.reason}) ended on ` +
          `${expired.until} and counts no more.`,
      },
    ];
  });
}

function exception(
  entry: unknown,
  path: string,
  ruleNames: readonly string[],
  now: Date,
  problems: string[],
): Exception[] {
  const fields = record(entry);
  const before = problems.length;
  for (const key of EXCEPTION_KEYS) {
    const value = fields[key];
    if (typeof value !== "string" || value.trim() === "")
      problems.push(`${path}.${key}: ${found(value)}, expected text`);
  }
  for (const key of Object.keys(fields))
    if (!Object.hasOwn(EXCEPTION_FIELDS, key))
      problems.push(`${path}.${key}: unknown; expected ${EXCEPTION_KEYS.join(", ")}`);
  if (problems.length > before) return [];
  const read = fields as unknown as Exception;
  if (!ruleNames.includes(read.rule))
    problems.push(`${path}.rule: found "${read.rule}", expected one of ${ruleNames.join(", ")}`);
  if (!isDate(read.until)) problems.push(`${path}.until: found "${read.until}", expected a date such as 2027-02-01`);
  else if (isTooFar(read.until, now))
    problems.push(
      `${path}.until: found "${read.until}", which is more than ten years away; the latest possible day is ${latestDay(now)}`,
    );
  return problems.length > before ? [] : [read];
}

/** True for a date that exists, with or without a time of day. */
function isDate(text: string): boolean {
  return /^.{10}(?:T|$)/.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
}

function array(value: unknown, path: string, problems: string[]): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as unknown[];
  problems.push(`${path}: ${found(value)}, expected a list`);
  return [];
}

function record(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
