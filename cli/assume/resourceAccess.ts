/** Says whether the session of a role may do one action on one resource, by both sides' policies; and what is missing. */
import {
  accountIn,
  actionCatalogue,
  isUnknownAction,
  nearestAction,
  parsePolicy,
  type NamedPolicy,
} from "../../policypack/iam";
import { bold, red, type Line } from "../shared/lines";
import { judgeAccess, together, type Judgement, type RoleSide } from "../shared/resources/judge";
import { readResource } from "../shared/resources/read";
import { reasonsTold } from "../shared/resources/words";
import type { Attempt } from "./attempt";
import { boundaryArn, IamReader, tagsOf, Unreadable, type Reader } from "./diagnosis/iamReader";
import { namedReaders } from "./explanation";
import { exitCodes, Failure } from "./failure";
import { child } from "./network/xml";
import { organizationFor } from "./organization";
import { parseRoleArn } from "./roles/roleArn";
import type { Session } from "./session";
import type { SessionPolicies } from "./sessionPolicy/narrow";

/** What is asked. */
export interface AskedAccess {
  readonly action: string;
  /** The ARN. */
  readonly resource: string;
  readonly session: Session;
  /** The session tags of the call. */
  readonly tags: Readonly<Record<string, string>>;
  readonly sessionPolicies?: SessionPolicies | undefined;
}

/** The answer in words and for programs. */
export interface ToldAccess {
  readonly exitCode: number;
  readonly lines: readonly Line[];
  readonly json: object;
}

/** Refuses an action that AWS does not have. @throws Failure */
export function checkAction(action: string): void {
  const catalogue = actionCatalogue();
  if (!isUnknownAction(catalogue, action)) return;
  const near = nearestAction(catalogue, action);
  const line = `--action: found ${JSON.stringify(action)}, expected an action of AWS`;
  throw new Failure(exitCodes.usage, near === undefined ? line : `${line}; did you mean ${near}?`);
}

/** Reads both sides, decides, and says it. */
export async function explainAccess(asked: AskedAccess, made: Attempt): Promise<ToldAccess> {
  const { place, explainWith } = made;
  const { action, resource, session } = asked;
  const { readers: named, unread: unreadProfiles } = await namedReaders(place, explainWith);
  const own: Reader = { name: session.assumedRoleArn, account: accountIn(session.roleArn), keys: session.keys };
  const readers = [...named, own];
  const region = place.region ?? place.sts.region;
  const askers = readers.map((reader) => ({ ...reader, place: place.service }));
  const read = (arn: string) => readResource(arn, askers, region);
  const unread = [...unreadProfiles];
  const [target, side] = await Promise.all([read(resource), roleSide(asked, readers, made, unread)]);
  const key = target.key?.arn === undefined ? undefined : await read(target.key.arn);
  const judgements = judgeAccess(action, target, key, side);
  unread.push(...[...target.unread, ...(key?.unread ?? [])].map(({ what, why }) => `${what}: ${why}`));
  return told(asked, judgements, unread);
}

async function roleSide(
  { session, tags, sessionPolicies, resource }: AskedAccess,
  readers: readonly Reader[],
  { place, known, organization: file }: Attempt,
  unread: string[],
): Promise<RoleSide> {
  const { account, name } = parseRoleArn(session.roleArn)!;
  const reader = new IamReader(readers, account, place.iam);
  const part = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unread.push(error.message);
      return undefined;
    }
  };
  const about = `the permissions boundary and tags of the role ${name}`;
  const [policies, entity, narrowed] = await Promise.all([
    part(() => reader.policiesOf("Role", name)),
    part(() => reader.read("GetRole", { RoleName: name }, about)),
    sessionPolicies && part(() => narrowing(sessionPolicies, reader)),
  ]);
  const found = child(entity, "Role");
  const arn = found && boundaryArn(found);
  const boundary =
    found === undefined
      ? undefined
      : arn === null
        ? null
        : await part(() => reader.managed(arn!, `the permissions boundary ${arn} of the role ${name}`));
  const now = new Date();
  const { organization, unread: unreadOfIt } = organizationFor(file, known?.project, [session.roleArn, resource], now);
  unread.push(...unreadOfIt);
  if (organization === undefined && unreadOfIt.length === 0)
    unread.push("what the organization forbids: there is no file of it (cross-account organization writes one)");
  return {
    role: session.roleArn,
    sessionName: session.assumedRoleArn.split("/").at(-1)!,
    ...(found !== undefined && { tags: { ...tagsOf(found), ...tags } }),
    policies,
    boundary,
    ...(sessionPolicies && { sessionPolicies: narrowed }),
    organization,
    now,
  };
}

async function narrowing({ policy, policyArns = [] }: SessionPolicies, reader: IamReader): Promise<NamedPolicy[]> {
  const written = policy === undefined ? undefined : parsePolicy(policy, "identity").document;
  return [
    ...(written === undefined ? [] : [{ name: "the session's own policy", document: written }]),
    ...(await Promise.all(policyArns.map((arn) => reader.managed(arn, `the session policy ${arn}`)))),
  ];
}

const outcomes = { allowed: "allowed", denied: "denied", open: "undetermined" } as const;

function told(
  { action, resource, session }: AskedAccess,
  judgements: readonly Judgement[],
  unread: readonly string[],
): ToldAccess {
  const verdict = together(judgements);
  const role = session.roleArn;
  const checks = judgements.map((judgement) => ({ ...judgement, told: reasonsTold(judgement, role) }));
  const verb = { allowed: "may do", denied: "may not do", open: "may or may not do" }[verdict];
  const lines: Line[] = [
    [bold(`the session ${session.assumedRoleArn.split("/").at(-1)} ${verb} ${action} on ${resource}`)],
  ];
  for (const check of checks) {
    if (check.verdict === "allowed" || (verdict === "denied" && check.verdict !== "denied")) continue;
    for (const { side, text, remedy, missing } of check.told) {
      lines.push(["  ", red(check.verdict === "denied" ? "denied" : "undetermined"), ` [${side}]: ${text}`]);
      if (remedy !== undefined) lines.push(`    -> ${remedy}`);
      if (missing !== undefined) lines.push(`       ${JSON.stringify(missing)}`);
    }
  }
  if (unread.length > 0) {
    lines.push(
      verdict === "allowed"
        ? "  Not looked at, since it could not be read (it may refuse):"
        : "  Evidence that is missing:",
    );
    lines.push(...[...new Set(unread)].map((text) => `    - ${text}`));
  }
  const json = {
    action,
    resource,
    outcome: outcomes[verdict],
    checks: checks.map((check) => ({
      action: check.action,
      resource: check.resource,
      ...(check.owner !== undefined && { account: check.owner }),
      outcome: outcomes[check.verdict],
      reasons: check.told,
    })),
    missing: [...new Set(unread)],
  };
  return { exitCode: verdict === "allowed" ? exitCodes.success : exitCodes.denied, lines, json };
}
