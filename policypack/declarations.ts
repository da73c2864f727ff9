/** Reads what the pack's configuration declares for all rules: accounts, documents, other principals, exceptions. */
import type { PolicyConfigSchema } from "@pulumi/policy";
import { isDay, isTooFar, latestDay } from "./calendar";
import { found, principalProblems, type DeclaredPrincipal } from "./declaredPrincipals";
import { parsePolicy } from "./iam";
import type { AttachedPolicy, Finding, Level, Subject } from "./rules/rule";

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
  readonly organizations: readonly string[];
  readonly exceptions: readonly Exception[];
  readonly documents: ReadonlyMap<string, AttachedPolicy>;
  readonly others: Readonly<Record<string, DeclaredPrincipal>>;
  /** True when the rules about trust and review hold for roles of services too. */
  readonly allRoles: boolean;
  /** The level of a finding about documents that are known only in the update, at the preview. */
  readonly unknownAtPreview: Level;
  /** What is wrong with the declarations, in words. */
  readonly problems: readonly string[];
  /** What counts no more, in words. */
  readonly advice: readonly string[];
}

/** The keys of the configuration: the form that the engine checks, and a description without a full stop. */
export const DECLARABLE = {
  accounts: {
    form: { type: "array", items: { type: "string" } },
    description: "Accounts that any role may trust and any resource may let in, 12 digits each, in quotes",
  },
  organizations: {
    form: { type: "array", items: { type: "string" } },
    description: "Organizations that any resource may let in by `aws:PrincipalOrgID`, such as `o-abcdef1234`",
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
      "Principals outside the stack, and functions, instances and jobs that run as one, by their ARNs. What they " +
      "may do decides whether passing or changing them is an escalation",
  },
  allRoles: {
    form: { type: "boolean" },
    description:
      "`true` applies the rules about trust, MFA and reviews to roles of services too, such as that of a function",
  },
  unknownAtPreview: {
    form: { type: "string", enum: ["mandatory", "advisory"] },
    description:
      "`advisory` lets a preview go on when documents are known only in the update. The update then judges each of " +
      "them before it is used. `mandatory` unless set",
  },
} satisfies Readonly<
  Record<string, { readonly form: PolicyConfigSchema["properties"][string]; readonly description: string }>
>;

/** The keys of an exception, with their descriptions. All keys are required. */
export const EXCEPTION_FIELDS: Readonly<Record<keyof Exception, string>> = {
  role:
    "A role by its name; another principal with its kind before it: `user/alice`, `group/deployers`, " +
    "`permission-set/developers`, `policy/ours`; a resource as findings name it: `resource/s3.BucketPolicy/artifacts`",
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
  const fields = record(config);
  const { accounts, organizations, exceptions, policies, others, allRoles, unknownAtPreview }: Fields = fields;
  for (const key of Object.keys(fields))
    // The level of the policy stands beside what it declares.
    if (!Object.hasOwn(DECLARABLE, key) && key !== "enforcementLevel")
      problems.push(`${key}: unknown; expected ${Object.keys(DECLARABLE).join(", ")}`);
  if (config !== undefined && !isObject(config)) problems.push(`: ${found(config)}, expected an object`);
  const readAccounts = array(accounts, "accounts", problems).filter((account, i): account is string => {
    if (typeof account === "string" && /^\d{12}$/.test(account)) return true;
    problems.push(`accounts[${i}]: ${found(account)}, expected 12 digits in quotes`);
    return false;
  });
  const readOrganizations = array(organizations, "organizations", problems).filter((one, i): one is string => {
    if (typeof one === "string" && /^o-[a-z0-9]+$/.test(one)) return true;
    problems.push(`organizations[${i}]: ${found(one)}, expected an id such as "o-abcdef1234"`);
    return false;
  });
  if (allRoles !== undefined && typeof allRoles !== "boolean")
    problems.push(`allRoles: ${found(allRoles)}, expected true or false`);
  if (unknownAtPreview !== undefined && unknownAtPreview !== "mandatory" && unknownAtPreview !== "advisory")
    problems.push(`unknownAtPreview: ${found(unknownAtPreview)}, expected "mandatory" or "advisory"`);
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
  const wrong = principalProblems(others);
  problems.push(...wrong.map(({ path, message }) => `others${path}: ${message}`));
  // An entry that cannot be read is left out; the others count.
  const readable = Object.entries(record(others)).filter(([arn]) => !wrong.some((problem) => problem.arn === arn));
  return {
    accounts: readAccounts,
    organizations: readOrganizations,
    exceptions: readExceptions,
    documents,
    others: Object.fromEntries(readable) as Record<string, DeclaredPrincipal>,
    // What cannot be read asks for more, not for less.
    allRoles: allRoles !== undefined && allRoles !== false,
    unknownAtPreview: unknownAtPreview === "advisory" ? "advisory" : "mandatory",
    problems,
    advice: readExceptions.flatMap((one) =>
      hasEnded(one, now) ? [`exceptions: take out the one for ${one.role} and ${one.rule}. ${endedText(one)}`] : [],
    ),
  };
}

type Fields = Partial<Record<keyof typeof DECLARABLE, unknown>>;

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
    if (own.some((one) => !hasEnded(one, now))) return [];
    const expired = own.at(-1);
    if (expired === undefined) return [finding];
    return [
      {
        ...finding,
        message: `${finding.message} ${endedText(expired)}.`,
      },
    ];
  });
}

function hasEnded({ until }: Exception, now: Date): boolean {
  return Date.parse(until) < Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
}

function endedText({ approvedBy, reason, until }: Exception): string {
  return `The exception that ${approvedBy} approved (${reason}) ended on ${until} and counts no more`;
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
  const name = nameProblem(read.role);
  if (name !== undefined) problems.push(`${path}.role: found ${JSON.stringify(read.role)}, ${name}`);
  if (!ruleNames.includes(read.rule))
    problems.push(`${path}.rule: found "${read.rule}", expected one of ${ruleNames.join(", ")}`);
  if (!isDate(read.until)) problems.push(`${path}.until: found "${read.until}", expected a date such as 2027-02-01`);
  else if (isTooFar(read.until, now))
    problems.push(
      `${path}.until: found "${read.until}", which is more than ten years away; the latest possible day is ${latestDay(now)}`,
    );
  return problems.length > before ? [] : [read];
}

/** Why an exception can be for nobody of this name; undefined when it can be. */
function nameProblem(role: string): string | undefined {
  if (/[*?]/.test(role)) return "expected one name: an exception is for one principal, so it has no wildcards";
  if (role.startsWith("arn:")) return "expected the name alone, which is the last part of this ARN";
  const [kind, ...rest] = role.split("/");
  const kinds = ["role", "user", "group", "policy", "permission-set", "resource"];
  if (rest.length > 0 && !kinds.includes(kind!))
    return `expected the name of a role without its path, or one of ${kinds.join(", ")} before the name`;
  return rest.length > 1 && kind !== "resource" ? "expected a name without its path" : undefined;
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
