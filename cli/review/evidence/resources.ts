/**
 * Reads the policies of resources that the policies of roles name, with the profiles of the reviewed accounts. Changes
 * nothing. Of each resource the account that has it is asked, and where that is not reviewed, the role's.
 */
import pMap from "p-map";
import { parseArn, resourceKind } from "../../../policypack/iam";
import type { Asker } from "../../shared/resources/ask";
import { bucketsOf } from "../../shared/resources/bucket";
import type { ResourceEvidence } from "../../shared/resources/evidence";
import { whyNot } from "../../shared/resources/parts";
import { readResource } from "../../shared/resources/read";
import { explain } from "./accounts/refusals";
import type { MissingEvidence } from "./evidence";
import type { Reader } from "./people/service";

/** Somebody who may read the policies of resources. */
export interface ResourceReader extends Pick<Reader, "account" | "asking" | "region"> {
  /** Rejects with the errors of credentials. */
  readonly asker: () => Promise<Asker>;
}

/** A resource that a role's policies name. */
export interface WantedResource {
  readonly arn: string;
  /** The account of a role that names it. */
  readonly account: string;
}

/** What was read, by ARN, with the keys that encrypt it. */
export interface ReadResources {
  readonly resources: Readonly<Record<string, ResourceEvidence>>;
  readonly missing: readonly MissingEvidence[];
}

/** How many resources are read at a time, and the most of one review, their keys not counted. */
const atOnce = 8;
const mostResources = 500;

/** Called with the number of finished resources, the number of all, and the last one. */
export type ResourceProgress = (done: number, total: number, words: string) => void;

const next =
  "Review the account that has it, with a profile that may read it (docs/review.md lists the rights); or ask there by " +
  "hand what its policy says.";

/**
 * Reads resources.
 *
 * @throws the signal's reason when it is interrupted
 */
export async function readResources(
  wanted: readonly WantedResource[],
  readers: readonly ResourceReader[],
  { signal, progress }: { readonly signal?: AbortSignal | undefined; readonly progress?: ResourceProgress | undefined },
): Promise<ReadResources> {
  const { asking, missing } = await askersOf(readers, signal);
  const chosen = wanted.slice(0, mostResources);
  if (wanted.length > chosen.length)
    missing.push({
      what: `the policies of ${wanted.length - chosen.length} more resources that the policies of roles name`,
      why: `a review reads ${mostResources} at most`,
      next: "Review fewer stacks at a time (--stack).",
    });
  const owners = chosen.some(({ arn }) => isBucket(arn)) ? await ownersOfBuckets(asking, signal) : undefined;
  const asked = (account: string) => asking.find(({ asker }) => asker.account === account);
  let [done, total] = [0, chosen.length];
  const read = async ({ arn, account }: WantedResource): Promise<readonly [WantedResource, ResourceEvidence]> => {
    const owner = isBucket(arn) ? owners?.of.get(parseArn(arn)!.resource) : parseArn(arn)!.account;
    const one = asked(owner ?? "") ?? asked(account);
    const found = await readResource(arn, one === undefined ? [] : [one.asker], one?.region ?? "");
    progress?.(++done, total, arn);
    return [{ arn, account: found.owner ?? account }, found];
  };
  const pool = { concurrency: atOnce, ...(signal && { signal }) };
  const first = await pMap(chosen, read, pool);
  const known = new Set(first.map(([{ arn }]) => arn));
  const keys = first.flatMap(([{ account }, { key }]) =>
    key?.arn === undefined || known.has(key.arn) ? [] : [{ arn: key.arn, account }],
  );
  const fresh = [...new Map(keys.map((key) => [key.arn, key])).values()];
  total += fresh.length;
  const second = await pMap(fresh, read, pool);
  const all = [...first, ...second];
  if (owners !== undefined && all.some(([{ arn }, { owner }]) => isBucket(arn) && owner === undefined))
    missing.push(...owners.missing);
  for (const [{ account }, { unread }] of all)
    missing.push(...unread.map(({ what, why }) => ({ what, account, why, next })));
  return { resources: Object.fromEntries(all.map(([{ arn }, found]) => [arn, found])), missing };
}

function isBucket(arn: string): boolean {
  return resourceKind(arn) === "bucket";
}

interface Asking {
  readonly asker: Asker;
  readonly region: string;
}

async function askersOf(
  readers: readonly ResourceReader[],
  signal: AbortSignal | undefined,
): Promise<{ asking: Asking[]; missing: MissingEvidence[] }> {
  const asking: Asking[] = [];
  const missing: MissingEvidence[] = [];
  for (const reader of readers) {
    try {
      asking.push({ asker: await reader.asker(), region: reader.region });
    } catch (error) {
      signal?.throwIfAborted();
      const what = `the policies of resources of the account ${reader.account}`;
      const why = explain(error, { ...reader.asking, action: "sts:GetCallerIdentity" });
      missing.push({ what, account: reader.account, ...why });
    }
  }
  return { asking, missing };
}

/** Which of the accounts has which bucket, and which of them does not say. */
async function ownersOfBuckets(
  asking: readonly Asking[],
  signal: AbortSignal | undefined,
): Promise<{ readonly of: ReadonlyMap<string, string>; readonly missing: readonly MissingEvidence[] }> {
  const of = new Map<string, string>();
  const missing: MissingEvidence[] = [];
  await pMap(
    asking,
    async ({ asker, region }) => {
      try {
        for (const name of await bucketsOf(asker, region)) of.set(name, asker.account);
      } catch (error) {
        const { account, name } = asker;
        const what = `which buckets the account ${account} has`;
        missing.push({ what, account, why: whyNot(error, asker), next: `Allow ${name} s3:ListAllMyBuckets.` });
      }
    },
    { concurrency: atOnce, ...(signal && { signal }) },
  );
  return { of, missing };
}
