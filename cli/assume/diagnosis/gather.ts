/**
 * Gathers the evidence on both sides, as far as it may be read. Evidence that may not be read is listed in `unread`,
 * not thrown.
 */
import { type Organization, parsePolicy } from "../../../policypack/iam";
import { AwsError, query } from "../network/query";
import type { Endpoint } from "../network/region";
import { child, textOf } from "../network/xml";
import type { KnownRole } from "../roles/publishedRoles";
import { changeSince } from "../roles/recentUpdates";
import { parseRoleArn } from "../roles/roleArn";
import { readCaller } from "./caller";
import type { AwsCheck, CallFacts, Caller, Evidence, NamedDocument, RecentChange } from "./evidence";
import { boundaryArn, IamReader, parsed, tagsOf, Unreadable, type Reader } from "./iamReader";

/** The places to read evidence from. */
export interface Sources {
  readonly call: CallFacts;
  readonly refusal?: { readonly message: string };
  /** AWS's own checks of the call. */
  readonly checks?: readonly AwsCheck[];
  /** The ARN from GetCallerIdentity; undefined when that call failed. */
  readonly callerArn?: string;
  readonly temporary: boolean;
  readonly readers: readonly Reader[];
  readonly iam: Endpoint;
  /** What the trusting stack published about the role. */
  readonly published?: KnownRole;
  readonly now: Date;
  /** Stacks that were deployed a moment ago. */
  readonly recent?: readonly RecentChange[];
  readonly organization?: Organization;
  /** What is already known to be unreadable, in words. */
  readonly unread: readonly string[];
  /** Sides that were read before, and are not read again. */
  readonly read?: { readonly caller?: CallerSide; readonly role?: RoleSide };
}

/** Gathers the evidence. */
export async function gather(sources: Sources): Promise<Evidence> {
  const unread = [...sources.unread];
  const caller = sources.callerArn === undefined ? undefined : readCaller(sources.callerArn);
  if (!caller) unread.push("who the caller is: sts:GetCallerIdentity was not answered");
  const { read } = sources;
  const [own, role] = await Promise.all([
    read?.caller ?? (caller ? callerSide(caller, sources, unread) : {}),
    read?.role ?? roleSide(sources, unread),
  ]);
  const { call, refusal, checks, temporary, now, organization } = sources;
  const recent = [...(sources.recent ?? []), ...(role.recent ?? [])];
  return {
    call,
    now,
    temporary,
    ...(caller && { caller }),
    ...(refusal && { refusal }),
    ...(checks && { checks }),
    ...(organization && { organization }),
    ...own,
    ...role,
    recent,
    unread,
  };
}

type CallerSide = Partial<Pick<Evidence, "caller" | "policies" | "boundary" | "callerTags" | "mfaInSession">>;

async function callerSide(caller: Caller, { readers, iam, temporary }: Sources, unread: string[]): Promise<CallerSide> {
  const reader = new IamReader(readers, caller.account, iam);
  const kind = caller.kind === "user" ? "User" : caller.kind === "role" ? "Role" : undefined;
  if (kind === undefined) return {};
  const name = kind === "User" ? caller.arn.split("/").at(-1)! : caller.arn.split("/")[1]!;
  const result: { -readonly [K in keyof CallerSide]: CallerSide[K] } = {};
  const words = `the ${kind.toLowerCase()} ${name}`;
  const gathered = await Promise.allSettled([
    (async () => {
      const present =
        temporary && kind === "User"
          ? await mfaOfSession(
              readers.find(({ name: reader }) => reader === caller.arn),
              iam,
            )
          : undefined;
      if (present !== undefined) result.mfaInSession = present;
    })(),
    (async () => {
      const entity = child(
        await reader.read(`Get${kind}`, { [`${kind}Name`]: name }, `the permissions boundary and tags of ${words}`),
        kind,
      );
      result.callerTags = tagsOf(entity);
      const arn = textOf(entity, "Arn");
      if (kind === "Role" && arn !== undefined) result.caller = { ...caller, principal: arn };
      const boundary = boundaryArn(entity);
      result.boundary =
        boundary === null ? null : await reader.managed(boundary, `the permissions boundary ${boundary} of ${words}`);
    })(),
    (async () => {
      const groups =
        kind === "User"
          ? (await reader.list("ListGroupsForUser", { UserName: name }, "Groups", `the groups of ${words}`)).map(
              (group) => textOf(group, "GroupName") ?? "",
            )
          : [];
      const lists = await Promise.all([
        reader.policiesOf(kind, name),
        ...groups.map((group) => reader.policiesOf("Group", group)),
      ]);
      result.policies = lists.flat();
    })(),
  ]);
  note(gathered, unread);
  return result;
}

/**
 * Whether a session of GetSessionToken has MFA. IAM answers only sessions with MFA; to others it says that it does not
 * know the token. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
async function mfaOfSession(reader: Reader | undefined, iam: Endpoint): Promise<boolean | undefined> {
  if (!reader) return undefined;
  try {
    await query({ service: "iam", action: "GetUser" }, reader.keys, iam);
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) return undefined;
    return error.code === "InvalidClientTokenId" ? false : error.code === "AccessDenied" ? true : undefined;
  }
}

type RoleSide = Partial<Pick<Evidence, "trust" | "roleGone" | "roleElsewhere" | "recent">>;

async function roleSide({ call, readers, iam, published, now }: Sources, unread: string[]): Promise<RoleSide> {
  const { account, name } = parseRoleArn(call.roleArn)!;
  const what = `the trust policy of the role ${name}`;
  try {
    const found = child(await new IamReader(readers, account, iam).read("GetRole", { RoleName: name }, what), "Role");
    const arn = textOf(found, "Arn");
    if (arn !== call.roleArn) return { roleGone: true, ...(arn !== undefined && { roleElsewhere: arn }) };
    const recent = changeSince("role", name, textOf(found, "CreateDate") ?? "", now);
    return { trust: parsed(what, textOf(found, "AssumeRolePolicyDocument"), "trust"), recent };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const copy = publishedTrust(published);
    if (copy) return { trust: copy };
    unread.push(
      published ? error.message : `${error.message}; nor has any stack published it (give the role's name, or --stack)`,
    );
    return {};
  }
}

function publishedTrust(published: KnownRole | undefined): NamedDocument | undefined {
  if (published?.trustPolicy === undefined) return undefined;
  const { document } = parsePolicy(published.trustPolicy, "trust");
  return (
    document && {
      name: `the trust policy of the role ${published.name}, as the stack ${published.stack} published it (read ${published.readAt})`,
      document,
    }
  );
}

function note(results: readonly PromiseSettledResult<unknown>[], unread: string[]): void {
  for (const result of results) {
    if (result.status === "fulfilled") continue;
    if (!(result.reason instanceof Unreadable)) throw result.reason as Error;
    unread.push(result.reason.message);
  }
}
