/**
 * Less than the role: makes the session policies of a call, and tells what they leave. A bundle of its own,
 * since the catalogue takes longer to load than a whole call.
 */
import {
  actionCatalogue,
  type ActionSet,
  iamRefusals,
  isAwsManagedPolicy,
  managedPolicy,
  namedActions,
  parseJson,
  parsePolicy,
  remaining,
  type NamedPolicy,
} from "../../../policypack/iam";
import { readText, Unreadable } from "../../../settings/readText";
import { exitCodes } from "../failure";
import type { Request } from "../options";
import type { KnownRole } from "../roles/publishedRoles";
import type { RoleArn } from "../roles/roleArn";
import { longestPolicy, readOnlyAccess, readOnlyPolicy } from "./readOnly";
import { rolePolicies } from "./rolePolicies";
import { scopePolicy } from "./scopes";

/** The session policies of a call. A session may do what the role allows and one of them does. */
export interface SessionPolicies {
  /** As JSON. */
  readonly policy?: string;
  readonly policyArns?: readonly string[];
}

/** Why a call is not made. Errors would not do: this bundle has a class of its own for each. */
export interface Refused {
  readonly exitCode: number;
  readonly lines: readonly string[];
}

/** What was typed about session policies. */
type Typed = Pick<Request, "policyFile" | "policyArn" | "readOnly" | "scope">;

/** The largest file that is read, in bytes. A policy may be written with much white space. */
const limit = 200_000;

/**
 * Makes the policy that was written, in a file or with `--scope`, and refuses what AWS would. Asks nobody.
 *
 * @returns the policy, if one was written
 */
export function writtenPolicy({ policyFile, scope }: Typed): { readonly policy?: string; readonly refused?: Refused } {
  if (policyFile === undefined && scope === undefined) return {};
  const from = policyFile ?? "--scope";
  const { text, problems } = policyFile !== undefined ? textOf(policyFile) : scopePolicy(scope!, actionCatalogue());
  // What is wrong with a value of --scope would be told twice.
  const refused = problems.length > 0 ? [] : iamRefusals(text, "identity");
  const lines = [
    ...problems,
    ...refused.map(({ path, message }) => `${from}: ${path === "" ? "" : `${path}: `}${message}`),
  ];
  if (lines.length > 0) return { refused: { exitCode: exitCodes.usage, lines } };
  const policy = JSON.stringify(parseJson(text));
  if (policy.length <= longestPolicy) return { policy };
  const line =
    `${from}: found a session policy of ${inNumbers(policy.length)} characters without white space, expected at most ` +
    `${inNumbers(longestPolicy)}, AWS's limit. Name fewer actions, write patterns such as s3:Get*, or store it as a ` +
    "managed policy in the role's account and name that with --policy-arn.";
  return { refused: { exitCode: exitCodes.limits, lines: [line] } };
}

function textOf(file: string): { readonly text: string; readonly problems: readonly string[] } {
  try {
    return { text: readText(file, { limit, pipes: true }).replace(/^\ufeff/, ""), problems: [] };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const problem = error.code === "ENOENT" ? "there is no such file" : error.message;
    return { text: "", problems: [`--policy-file ${file}: ${problem}; expected a policy in JSON.`] };
  }
}

/**
 * Makes the session policies for a role.
 *
 * @param written {@link writtenPolicy}
 * @returns them, and what they leave in words; or why a managed policy cannot be the role's
 */
export function narrow(
  typed: Typed,
  written: string | undefined,
  role: RoleArn,
  known: KnownRole | undefined,
): { readonly policies: SessionPolicies; readonly lines: readonly string[]; readonly refused?: Refused } {
  const foreign = (typed.policyArn ?? []).filter((arn) => isForeign(arn, role));
  if (foreign.length > 0)
    return {
      policies: {},
      lines: [],
      refused: { exitCode: exitCodes.usage, lines: foreign.map((arn) => foreignText(arn, role)) },
    };
  const { subject, unknown = tooMany } = rolePolicies(known, new Date());
  const own = subject && remaining(subject, undefined);
  const generated = typed.readOnly && own ? readOnlyPolicy(actionCatalogue(), own.allowed) : undefined;
  const policy = written ?? generated;
  const standIn = typed.readOnly === true && generated === undefined;
  const policyArns = standIn ? [readOnlyAccess(role.partition)] : typed.policyArn;
  const policies = { ...(policy !== undefined && { policy }), ...(policyArns && { policyArns }) };
  const why = own
    ? `the role's reads do not fit into ${inNumbers(longestPolicy)} characters, or it has none`
    : `what the role allows is not known: ${unknown}`;
  const lines = standIn ? [`--read-only: the session policy is AWS's own ReadOnlyAccess, since ${why}.`] : [];
  const size =
    policy === undefined
      ? ""
      : ` Its policy has ${inNumbers(policy.length)} of ${inNumbers(longestPolicy)} characters.`;
  const { documents, dark } = documentsOf(policies);
  const after = subject && dark.length === 0 ? remaining(subject, documents) : undefined;
  if (!after) {
    if (standIn && !own) return { policies, lines };
    const reason = dark.length > 0 ? `the document of ${dark.join(", ")} is not in the catalogue` : unknown;
    return {
      policies,
      lines: [...lines, `The session has less than the role. How much less is not known here: ${reason}.${size}`],
    };
  }
  const told =
    `The session policy leaves ${count(after.left)} of ${count(after.allowed)} actions that the settings of the stack ` +
    `${known!.stack} give the role.${size}`;
  const vain = typed.readOnly ? [] : inVain(documents, after.left);
  return { policies, lines: [...lines, told, ...(vain.length > 0 ? [vainText(vain)] : [])] };
}

const tooMany = "its policies are too many to be judged";

/** How many patterns are named. */
const mostNamed = 12;

function vainText(vain: readonly string[]): string {
  const more = vain.length > mostNamed ? ` and ${vain.length - mostNamed} more` : "";
  return `Asked for, and not given by the role: ${vain.slice(0, mostNamed).join(", ")}${more}.`;
}

/** The action patterns of the session's Allow statements of which nothing is left. */
function inVain(policies: readonly NamedPolicy[], left: ActionSet): string[] {
  const catalogue = actionCatalogue();
  const asked = policies
    .filter(({ name }) => !isAwsManagedPolicy(name))
    .flatMap(({ document }) => document.statements)
    .filter(({ effect, actions }) => effect === "Allow" && !actions.not)
    .flatMap(({ actions }) => actions.values);
  return [...new Set(asked)].filter(
    (value) => left.and(namedActions(catalogue, { not: false, values: [value] }).set).empty,
  );
}

/** The documents of session policies, and the ARNs of those that are not known. */
function documentsOf({ policy, policyArns = [] }: SessionPolicies): {
  readonly documents: readonly NamedPolicy[];
  readonly dark: readonly string[];
} {
  const found = policyArns.map((arn) => ({
    name: arn,
    text: isAwsManagedPolicy(arn) ? managedPolicy(arn)?.document : undefined,
  }));
  const texts = [...(policy === undefined ? [] : [{ name: "session policy", text: policy }]), ...found];
  return {
    documents: texts.flatMap(({ name, text }) =>
      text === undefined ? [] : [{ name, document: parsePolicy(text, "identity").document! }],
    ),
    dark: found.filter(({ text }) => text === undefined).map(({ name }) => name),
  };
}

/** Whether a managed policy is of another partition, or of an account that is not the role's. */
function isForeign(arn: string, role: RoleArn): boolean {
  const [, partition, , , owner] = arn.split(":");
  return partition !== role.partition || (owner !== "aws" && owner !== role.account);
}

function foreignText(arn: string, { partition, account }: RoleArn): string {
  return (
    `--policy-arn: found ${JSON.stringify(arn)}, expected a policy of AWS (arn:${partition}:iam::aws:policy/…) or of ` +
    `the role's account (arn:${partition}:iam::${account}:policy/…).`
  );
}

function count(actions: ActionSet): string {
  return inNumbers([...actions].length);
}

function inNumbers(value: number): string {
  return value.toLocaleString("en-US");
}
