/** Reads everything about one account, one request at a time. */
import type { Documents } from "../documents";
import type { AccountEvidence, AccountIam, MissingEvidence } from "../evidence";
import type { OrganizationReader } from "../organization";
import type { Reader } from "../people/service";
import type { ResourceReader } from "../resources";
import { Clients } from "./clients";
import { readCredentialReport } from "./credentialReport";
import { explain, type Explanation } from "./refusals";
import { readUsage } from "./usage";
import { readIam, readMaxSessionDurations } from "./walk";

/** Which account to read, and how. */
export interface AccountQuestion {
  readonly id: string;
  readonly partition: string;
  /** The regions of its stacks. */
  readonly regions: readonly string[];
  /** The regions whose CloudTrail is asked who assumed the roles, beside those that IAM itself tells. */
  readonly trails: readonly string[];
  readonly stacks: readonly string[];
  /**
   * The profiles that its stacks name; the first one that fits is used. Undefined stands for the credentials of the
   * environment.
   */
  readonly profiles: readonly (string | undefined)[];
}

/** What is the same for all accounts. */
export interface Reading {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly documents: Documents;
  /** Whether to read how roles are used. */
  readonly usage: boolean;
  readonly now: Date;
  /** Finds out what the account's organization forbids. */
  readonly organizations: OrganizationReader;
}

/** Reads an account. What cannot be read is in `missing`. Rejects only when it is interrupted. */
export async function readAccount(
  question: AccountQuestion,
  reading: Reading,
): Promise<{
  readonly account: AccountEvidence;
  readonly missing: readonly MissingEvidence[];
  /** Its credentials, for what is asked when all accounts are read. */
  readonly reader?: Reader & ResourceReader;
}> {
  const { id, partition, trails, stacks } = question;
  const missing: MissingEvidence[] = [];
  const known = { id, partition, stacks, usage: {} };
  const found = await signIn(question, reading);
  if (!("clients" in found))
    return { account: known, missing: [{ what: `the IAM of the account ${id}`, account: id, ...found }] };
  const { clients, profile, as } = found;
  const reader = readerOf(id, clients, { as, profile });
  /** Reads one part. If that fails, notes that the part is missing and gives undefined. */
  async function part<Result>(what: string, action: string, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      reading.signal?.throwIfAborted();
      missing.push({ what: `${what} of the account ${id}`, account: id, ...explain(error, { as, profile, action }) });
      return undefined;
    }
  }
  try {
    const walked = await part("the IAM", "iam:GetAccountAuthorizationDetails", () =>
      readIam(clients, reading.documents),
    );
    if (!walked) return { account: known, missing, reader };
    const durations = await part("how long sessions of the roles may be: the roles", "iam:ListRoles", () =>
      readMaxSessionDurations(clients),
    );
    const credentials = await part(
      "who has an MFA device and how old access keys are: the credential report",
      "iam:GenerateCredentialReport and iam:GetCredentialReport",
      () => readCredentialReport(clients),
    );
    await reading.organizations.ask(id, clients, { as, profile });
    const usage = reading.usage
      ? await readUsage(clients, walked, { account: id, partition, regions: trails, now: reading.now }, part)
      : {};
    return {
      account: { ...known, iam: withDurations(walked, durations), ...(credentials && { credentials }), usage },
      missing,
      reader,
    };
  } finally {
    clients.close();
  }
}

function readerOf(account: string, clients: Clients, asking: Reader["asking"]): Reader & ResourceReader {
  const asker = async () => ({ ...(await clients.asking()), name: asking.as, account });
  return { account, asking, region: clients.region, call: (call) => clients.json(call), asker };
}

/**
 * The credentials of a profile of any account, for what is asked when all accounts are read; or why it has none.
 */
export async function readerOfProfile(
  profile: string,
  region: string,
  { env, signal }: Pick<Reading, "env" | "signal">,
): Promise<Reader | Explanation> {
  const asking = { as: `the profile ${profile}`, profile };
  const clients = new Clients({ profile, region, env, signal });
  try {
    return readerOf(await clients.account(), clients, asking);
  } catch (error) {
    signal?.throwIfAborted();
    return explain(error, { ...asking, action: "sts:GetCallerIdentity" });
  } finally {
    clients.close();
  }
}

type SignedIn = { readonly clients: Clients; readonly profile: string | undefined; readonly as: string };

/** Finds a profile with credentials of this account. Asks AWS nothing else before that is certain. */
async function signIn(
  { id, regions, profiles }: AccountQuestion,
  { env, signal }: Reading,
): Promise<SignedIn | Explanation> {
  let first: Explanation | undefined;
  for (const profile of profiles) {
    const as = profile === undefined ? "the credentials of the environment" : `the profile ${profile}`;
    let clients: Clients | undefined;
    try {
      clients = new Clients({ profile, region: regions[0]!, env, signal });
      const account = await clients.account();
      if (account === id) return { clients, profile, as };
      first ??= {
        why: `${as} ${profile === undefined ? "belong" : "belongs"} to the account ${account}`,
        next: `Name a profile of the account ${id} with --profile or aws:profile in the stack's settings.`,
      };
    } catch (error) {
      signal?.throwIfAborted();
      first ??= explain(error, { as, profile, action: "sts:GetCallerIdentity" });
    }
    clients?.close();
  }
  return first!;
}

function withDurations(iam: AccountIam, durations: ReadonlyMap<string, number> | undefined): AccountIam {
  return {
    ...iam,
    roles: iam.roles.map((role) => ({
      ...role,
      ...(durations?.has(role.arn) && { maxSessionDuration: durations.get(role.arn)! }),
    })),
  };
}
