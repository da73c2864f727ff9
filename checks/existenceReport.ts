import { isAwsManagedPolicy } from "../policypack/iam";
import type { Account } from "../settings/account";
import { roleName, sharedPolicyArn } from "../settings/arns";
import { managedPolicyArn, nearestManagedPolicy } from "../settings/managedPolicies";
import { nearestName, placed, problemLine, type Problem, type Where } from "../settings/problems";
import type { Settings } from "../settings/settings";
import { cut, visible } from "../settings/visible";
import type { Outside } from "./outside";

/** What the provider answered when it looked something up: the ARN, when it exists, or an error. */
export type Answer = { readonly arn?: string } | Error;

/** The messages that follow from the answers. */
export interface ExistenceReport {
  /** Set when nothing may be deployed. */
  readonly headline?: string;
  /** A line each: what does not exist, and what could not be looked up. Empty without a headline. */
  readonly problems: readonly string[];
  /** What could not be checked for want of permission; at most one text. */
  readonly warnings: readonly string[];
}

/**
 * What IAM, IAM Identity Center and the AWS provider say of something that does not exist. No name in IAM has a blank or
 * a colon in it.
 */
const absent = new RegExp(
  "\\bNoSuchEntity(?:Exception)?: |couldn't find resource|empty result|no IAM group found|" +
    "no matching IAM Policy found|reading SSO Permission Set: not found|" +
    "\\b(?:USER|GROUP) not found\\b|no Identity Store (?:User|Group) found",
);
const denied = /\bAccessDenied(?:Exception)?: |is not authorized to perform/;

/** Turns the answers into messages. @param where tells the file and the line of a setting */
export function existenceReport(
  settings: Settings,
  answers: readonly (readonly [Outside, Answer])[],
  where?: Where,
): ExistenceReport {
  const of = (verdict: ReturnType<typeof verdictOf>) => answers.filter(([, answer]) => verdictOf(answer) === verdict);
  const there = of("there").map(([{ kind, name }, answer]) => ({
    kind,
    name,
    written: writtenName(answer, kind) ?? name,
  }));
  const known = (kind: Outside["kind"]) => [
    ...createdHere(settings, kind),
    ...there.flatMap((one) => (one.kind === kind ? [one.written] : [])),
  ];
  const misspelt = there.flatMap(({ kind, name, written }) => (written === name ? [] : [`${kind} ${name}`]));
  const gone = answers.filter(
    ([{ kind, name }, answer]) => verdictOf(answer) === "absent" || misspelt.includes(`${kind} ${name}`),
  );
  const failed = of("failed");
  const problems = [
    ...gone.flatMap(([named]) =>
      absences(named, settings.account, known(named.kind)).map((problem) => problemLine(problem, where)),
    ),
    ...failed.map(([named, answer]) => {
      const text = `whether the ${subject(named)} exists could not be asked: ${wordsOf(answer)}`;
      return placed(`${named.paths.join(", ")}: ${text}`, where?.(named.paths[0]!));
    }),
    ...(failed.length > 0 ? ["Run the same command again, once that is mended."] : []),
  ];
  const things = gone.length === 1 ? "something that does not exist" : `${gone.length} things that do not exist`;
  const headline =
    gone.length > 0
      ? `The settings of this stack name ${things}; nothing was changed.`
      : "Not all that the settings of this stack name could be asked for; nothing was changed.";
  const unread = of("denied");
  const warnings = unread.length > 0 ? [unreadText(unread)] : [];
  // With an error, warnings would not be shown. So they are put among the problems.
  return problems.length > 0
    ? { headline, problems: [...problems, ...warnings], warnings: [] }
    : { problems, warnings };
}

/** Classifies an answer. */
export function verdictOf(answer: Answer): "there" | "absent" | "denied" | "failed" {
  if (!(answer instanceof Error)) return "there";
  if (absent.test(answer.message)) return "absent";
  return denied.test(answer.message) ? "denied" : "failed";
}

/**
 * The name in IAM's own spelling; for a policy, its ARN. IAM ignores upper and lower case when it looks a name up, but
 * not when a policy uses it.
 */
function writtenName(answer: Answer, kind: Outside["kind"]): string | undefined {
  const arn = answer instanceof Error ? undefined : answer.arn;
  return kind === "policy" ? arn : arn?.split("/").at(-1);
}

function createdHere({ account, roles, policies, groups }: Settings, kind: Outside["kind"]): string[] {
  if (kind === "group") return Object.keys(groups);
  if (kind === "role") return Object.entries(roles).map(([key, role]) => roleName(key, role));
  return kind === "policy"
    ? Object.entries(policies).map(([key, policy]) => sharedPolicyArn(key, policy, account))
    : [];
}

const expected = {
  user: "a user who exists",
  group: "a group under groups, or one that exists",
  role: "a role under roles, or one that exists",
  policy: "a policy under policies, or one that exists",
} as const;

function absences({ kind, name, paths }: Outside, { id, partition }: Account, known: readonly string[]): Problem[] {
  const awss = kind === "policy" && isAwsManagedPolicy(name);
  const near = awss ? managedPolicyArn(nearestManagedPolicy(lastPart(name)) ?? "", partition) : nearest(name, known);
  // The same name in another partition would be no help.
  const hint = near === undefined || near === name ? "" : `did you mean ${near}? `;
  const owner = awss ? "AWS" : `the account ${id}`;
  const handle = kind === "policy" ? "ARN" : "name";
  const wanted = `expected ${awss ? "a managed policy of AWS" : expected[kind]}: ${owner} has no ${kind} of this ${handle}`;
  return paths.map((path) => ({ path, message: `found "${name}", ${hint}${wanted}` }));
}

/** The known name that is nearest; ARNs are compared by their last parts. Undefined when none is near. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const part = nearestName(lastPart(name), known.map(lastPart));
  return known.find((one) => part !== undefined && lastPart(one) === part);
}

const lastPart = (name: string) => name.slice(name.lastIndexOf("/") + 1);

function unreadText(unread: readonly (readonly [Outside, Answer])[]): string {
  const actions = [...new Set(unread.flatMap(([{ kind }]) => actionsFor[kind]))];
  const list = unread.map(([named]) => `the ${subject(named)} (${named.paths.join(", ")})`).join("; ");
  const why = `since these credentials may not read them (${wordsOf(unread[0]![1])})`;
  return `Nothing has checked that these exist, ${why}: ${list}. Allow ${actions.join(", ")} to have it checked.`;
}

/** The permissions that the provider's look-ups need. */
const actionsFor = {
  user: ["iam:GetUser"],
  group: ["iam:GetGroup"],
  role: ["iam:GetRole"],
  policy: ["iam:GetPolicy", "iam:GetPolicyVersion"],
} as const;

function subject({ kind, name }: Outside): string {
  return `${kind} ${name}`;
}

/** What the engine, Pulumi's bridge and the AWS SDK put around the message of AWS. */
const wrappings = [
  /^invocation of \S+ returned an error: /i,
  /^invoking \S+: /,
  /^\d+ errors? occurred: \* /,
  /operation error [\w ]+: \w+, https response error StatusCode: \d+, RequestID: [^,]*, (?:api error )?/,
];

/** The provider's error on one line, without those wrappings. */
export function wordsOf(answer: Answer): string {
  const message = answer instanceof Error ? answer.message : "";
  const inner = wrappings.reduce((text, wrapping) => text.replace(wrapping, ""), message.replace(/\s+/g, " ").trim());
  return cut(visible(inner), 300) || "the provider gives no reason";
}
