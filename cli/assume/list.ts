/** `assume --list`: the roles that are offered, and under which conditions the caller can assume them. */
import { attemptOf } from "./obtain";
import { evidenceFor } from "./explanation";
import { actionsOf, sessionOf } from "./diagnosis/request";
import { judgeGrants } from "./diagnosis/grantFindings";
import { judgeTrust } from "./diagnosis/trustFindings";
import { conditionText, possibleTexts } from "./diagnosis/render";
import { inWords } from "../../settings/duration";
import { accountNamesIn } from "./accountNames";
import { bold, rendered } from "../shared/lines";
import { writeOut } from "../shared/output";
import { visibleJson } from "../../settings/visible";
import { exitCodes, Failure } from "./failure";
import { say } from "./output/messages";
import type { Request } from "./options";
import { prepareSource, shelfOf } from "./preparation";
import { parseRoleArn } from "./roles/roleArn";
import { noRole, publishedRoles, type KnownRole } from "./roles/publishedRoles";
import { sessionNameOf } from "./sessionName";

/** One line of the list. */
export interface ListedRole {
  readonly name: string;
  readonly arn: string;
  readonly stack: string;
  /** `undetermined` when one side cannot be read and the other does not refuse. */
  readonly verdict: "yes" | "on conditions" | "no" | "undetermined";
  /** The conditions, the causes of a refusal, or what could not be read. */
  readonly notes: readonly string[];
  /** Seconds. */
  readonly maxSessionDuration?: number;
  /** The name of its account, where accounts.yaml has one. */
  readonly account?: string;
}

/** Prints the list: a table for people, JSON with `--format json`. */
export async function list(request: Request, env: NodeJS.ProcessEnv): Promise<void> {
  const roles = await publishedRoles(shelfOf(request, env));
  const wanted =
    request.role === undefined ? roles : roles.filter(({ name, arn }) => name === request.role || arn === request.role);
  if (wanted.length === 0) throw new Failure(exitCodes.usage, noRole);
  const listed: ListedRole[] = [];
  const names = accountsOf(wanted);
  for (const role of wanted) {
    const account = names[parseRoleArn(role.arn)!.account];
    listed.push({ ...(await judge(role, request, env)), ...(account !== undefined && { account }) });
  }
  await writeOut(request.format === "json" ? `${visibleJson(JSON.stringify(listed, undefined, 2))}\n` : table(listed));
  if (listed.every(({ verdict }) => verdict === "no")) say([bold("None of these is for you with these credentials.")]);
}

/** The names of their accounts, which are of one project. */
export function accountsOf([first]: readonly KnownRole[]): Readonly<Record<string, string>> {
  return accountNamesIn(first?.project, (line) => say(line));
}

async function judge(known: KnownRole, request: Request, env: NodeJS.ProcessEnv): Promise<ListedRole> {
  const prepared = await prepareSource(request, env, parseRoleArn(known.arn)!, known);
  const made = attemptOf(request, prepared);
  const evidence = await evidenceFor({ roleArn: known.arn, sessionName: "unnamed", duration: 3600, tags: {} }, made);
  const named = {
    ...evidence,
    call: { ...evidence.call, sessionName: sessionNameOf(evidence.caller?.arn ?? "unnamed") },
  };
  // A user can still sign in with MFA, and set a source identity.
  const session = {
    ...sessionOf(named),
    ...(evidence.caller?.kind === "user" && { mfa: "possible" as const }),
    sourceIdentity: undefined,
    externalId: undefined,
  };
  const grants = judgeGrants(named, session, actionsOf(named));
  const trust = judgeTrust(named, session);
  const refused = [...grants.findings, ...trust.findings];
  const limit = known.maxSessionDuration === undefined ? {} : { maxSessionDuration: known.maxSessionDuration };
  const base = { name: known.name, arn: known.arn, stack: known.stack, ...limit };
  if (refused.length > 0)
    return { ...base, verdict: "no", notes: refused.map(({ kind, side, text }) => `${kind} [${side}]: ${text}`) };
  const conditions = trust.open.map(conditionText);
  if (named.unread.length > 0)
    return {
      ...base,
      verdict: "undetermined",
      notes: [...conditions, ...named.unread.map((text) => `not read: ${text}`)],
    };
  return {
    ...base,
    verdict: conditions.length + grants.open.length > 0 ? "on conditions" : "yes",
    notes: [...conditions, ...possibleTexts(grants.open)],
  };
}

function table(listed: readonly ListedRole[]): string {
  return listed
    .map(({ name, arn, stack, verdict, notes, maxSessionDuration, account }) => {
      const limit = maxSessionDuration === undefined ? "" : `, at most ${inWords(maxSessionDuration)}`;
      const where = account === undefined ? "" : `, account ${account}`;
      return rendered(
        [
          `${name}  ${arn}  (stack ${stack}${where}${limit})`,
          `  may I: ${verdict}`,
          ...notes.map((note) => `    - ${note}`),
        ],
        false,
      );
    })
    .join("\n");
}
