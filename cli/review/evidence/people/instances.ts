/** Which instance of IAM Identity Center an account's people come from, and who of the readers administers it. */
import pMap from "p-map";
import type { Explanation } from "../accounts/refusals";
import { Service, text, Unread, type Reader } from "./service";

/** An instance. */
export interface Instance {
  readonly arn: string;
  /** The identity store's id. */
  readonly store: string;
  readonly region: string;
  /** The account that has it, 12 digits: of an organization's, the management account. */
  readonly owner: string;
  /** Those who may read it, the owner first. */
  readonly administrators: readonly Reader[];
  /** What AWS said to those who may not, where nobody may. */
  readonly refused?: Explanation;
}

/** What was found. */
export interface Instances {
  /** The instance of an account's people; or why it is not known. */
  readonly of: (account: string) => Instance | Explanation;
  /** Whether an account itself sees an instance. */
  readonly sees: (account: string, instance: Instance) => boolean;
}

/** How many readers are asked at once. */
const atOnce = 8;

type Seen = Omit<Instance, "administrators" | "refused">;

/**
 * Asks every reader once which instances it sees, in all regions, and whoever sees one whether it may read it: nobody
 * tells a member who the delegated administrator is.
 */
export async function findInstances(readers: readonly Reader[], signal?: AbortSignal): Promise<Instances> {
  const answers = await pMap(readers, async (reader) => ({ reader, seen: await seenBy(reader, signal) }), {
    concurrency: atOnce,
  });
  const instances = new Map<string, Instance>();
  for (const seen of answers.flatMap(({ seen }) => ("why" in seen ? [] : seen))) {
    if (instances.has(seen.arn)) continue;
    const who = answers.filter((one) => !("why" in one.seen) && one.seen.some(({ arn }) => arn === seen.arn));
    const sorted = who.map(({ reader }) => reader).sort((a, b) => rank(a, seen) - rank(b, seen));
    instances.set(seen.arn, { ...seen, ...(await administratorsOf(seen, sorted, signal)) });
  }
  const refused = answers.flatMap(({ seen }) => ("why" in seen ? [seen] : []))[0];
  return {
    sees: (account, { arn }) =>
      answers.some(
        ({ reader, seen }) => reader.account === account && !("why" in seen) && seen.some((one) => one.arn === arn),
      ),
    of(account) {
      const own = answers.find((one) => one.reader.account === account)?.seen;
      // An account's own instance has no permission sets, so that of its organization counts.
      const seen =
        own === undefined || "why" in own ? undefined : (own.find(({ owner }) => owner !== account) ?? own[0]);
      if (seen !== undefined) return instances.get(seen.arn)!;
      const [only, ...more] = instances.values();
      if (only !== undefined && more.length === 0) return only;
      return (
        refused ?? {
          why: "no account that was asked sees an instance of IAM Identity Center",
          next: "Name a profile that administers it: --identity-center <profile>.",
        }
      );
    },
  };
}

function rank({ account }: Reader, { owner }: Seen): number {
  return account === owner ? 0 : 1;
}

async function seenBy(reader: Reader, signal: AbortSignal | undefined): Promise<Seen[] | Explanation> {
  const service = new Service(reader, "sso-admin", reader.region, signal);
  try {
    const found = await service.all("ListInstances", { RegionScope: "ALL_REGIONS" }, { name: "Instances" });
    return (found ?? []).map((one) => ({
      arn: text(one, "InstanceArn"),
      store: text(one, "IdentityStoreId"),
      region: text(one, "PrimaryRegion") || reader.region,
      owner: text(one, "OwnerAccountId"),
    }));
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return error.explanation;
  }
}

async function administratorsOf(
  { arn, region, owner }: Seen,
  readers: readonly Reader[],
  signal: AbortSignal | undefined,
): Promise<Pick<Instance, "administrators" | "refused">> {
  const tried = await pMap(
    readers,
    async (reader): Promise<Reader | Explanation> => {
      const service = new Service(reader, "sso-admin", region, signal);
      try {
        const found = await service.one("ListPermissionSets", { InstanceArn: arn, MaxResults: 1 });
        return found === undefined
          ? { why: `AWS knows no instance ${arn} in ${region}`, next: "Run the review again." }
          : reader;
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        return error.explanation;
      }
    },
    { concurrency: atOnce },
  );
  const administrators = tried.filter((one): one is Reader => "account" in one);
  if (administrators.length > 0) return { administrators };
  const [first] = tried as [Explanation];
  if (readers[0]!.account === owner) return { administrators, refused: first };
  return {
    administrators,
    refused: {
      why:
        `its instance is of the account ${owner}, and nobody who was asked administers it ` +
        `(${readers[0]!.asking.as}: ${first.why})`,
      next: "Name a profile that administers it: --identity-center <profile>.",
    },
  };
}
