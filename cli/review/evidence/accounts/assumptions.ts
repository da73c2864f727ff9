/** Finds out who assumed roles, from CloudTrail's event history. */
import { LookupEventsCommand, type Event, type LookupEventsCommandOutput } from "@aws-sdk/client-cloudtrail";
import pThrottle from "p-throttle";
import type { RoleUsage } from "../evidence";
import type { Clients } from "./clients";
import { compareText } from "../../../shared/compareText";

/** The length of CloudTrail's history, in milliseconds. */
export const historyLength = 90 * 24 * 3600_000;
/** Events per page, the most that CloudTrail gives. Then how many pages are read for one role and region. */
const pageSize = 50;
const mostPages = 4;
/** Milliseconds between two requests: CloudTrail answers two a second for an account and region. */
const interval = 550;

/** Who assumed a role, by ARN, or by unique id when CloudTrail does not tell the ARN. */
export type Callers = Required<Pick<RoleUsage, "callers" | "callersSince">>;

/** Who assumed a role, in the regions whose CloudTrail answered. */
export type RoleCallers = Callers & Required<Pick<RoleUsage, "regions" | "unreadRegions">>;

/**
 * Reads who assumed roles; the result is by role ARN. A region that refuses costs what happened there, and nothing
 * else. Rejects with the SDK's error when every region refuses.
 */
export async function readCallers(
  clients: Pick<Clients, "cloudTrail" | "sending">,
  regions: readonly string[],
  arns: readonly string[],
  now: Date,
): Promise<Map<string, RoleCallers>> {
  const signal = clients.sending.abortSignal;
  const lookUps = regions.map((region) => {
    const lookUp = pThrottle({ limit: 1, interval, ...(signal && { signal }) })((command: LookupEventsCommand) =>
      clients.cloudTrail(region).send(command, clients.sending),
    );
    return [region, lookUp] as const;
  });
  const read = new Map<string, Map<string, Callers>>(arns.map((arn) => [arn, new Map()]));
  const refused = new Map<string, unknown>();
  for (const [arn, parts] of read) {
    for (const [region, lookUp] of lookUps) {
      if (refused.has(region)) continue;
      try {
        parts.set(region, await callersIn(lookUp, arn, now));
      } catch (error) {
        signal?.throwIfAborted();
        refused.set(region, error);
      }
    }
  }
  const answered = regions.filter((region) => !refused.has(region));
  if (answered.length === 0) throw refused.values().next().value;
  return new Map(
    [...read].map(([arn, parts]) => [
      arn,
      {
        ...answered.map((region) => parts.get(region)!).reduce(joined),
        regions: answered,
        unreadRegions: [...refused.keys()],
      },
    ]),
  );
}

/** Asks CloudTrail in one region. */
type LookUp = (command: LookupEventsCommand) => Promise<LookupEventsCommandOutput>;

async function callersIn(lookUp: LookUp, arn: string, now: Date): Promise<Callers> {
  const read: Event[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const command = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: arn }],
      MaxResults: pageSize,
      ...(token !== undefined && { NextToken: token }),
    });
    const { Events, NextToken } = await lookUp(command);
    read.push(...(Events ?? []));
    token = NextToken;
    if (token === undefined) break;
  }
  return callersOf(read, token === undefined, now);
}

/**
 * Who assumed a role, according to CloudTrail. Refused calls do not count.
 *
 * @param events the latest first
 * @param complete whether these are all events of the last 90 days
 */
export function callersOf(events: readonly Event[], complete: boolean, now: Date): Callers {
  const callers: Record<string, Date> = {};
  for (const event of events) {
    const caller = event.EventTime && callerOf(event.CloudTrailEvent);
    if (caller && !(callers[caller]! >= event.EventTime!)) callers[caller] = event.EventTime!;
  }
  const oldest = events.at(-1)?.EventTime;
  return { callers, callersSince: complete || !oldest ? new Date(now.getTime() - historyLength) : oldest };
}

interface Identity {
  readonly type?: string;
  readonly arn?: string;
  readonly principalId?: string;
  readonly sessionContext?: { readonly sessionIssuer?: { readonly arn?: string } };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function callerOf(text: string | undefined): string | undefined {
  let record: { readonly eventName?: string; readonly errorCode?: string; readonly userIdentity?: Identity };
  try {
    record = JSON.parse(text ?? "") as typeof record;
  } catch {
    return undefined;
  }
  const { eventName, errorCode, userIdentity } = record;
  if (eventName !== "AssumeRole" || errorCode !== undefined || !userIdentity) return undefined;
  switch (userIdentity.type) {
    case "IAMUser":
    case "Root":
      return userIdentity.arn;
    case "AssumedRole":
      return userIdentity.sessionContext?.sessionIssuer?.arn;
    case "AWSAccount":
      // CloudTrail does not tell a role's account the name of a caller from another account, only `AIDA…` or
      // `AROA…:session`.
      return userIdentity.principalId?.split(":")[0];
    case undefined:
    default:
      // A service or a federated identity. The trust policies of these roles admit neither.
      return undefined;
  }
}

function joined(one: Callers, other: Callers): Callers {
  const callers = { ...one.callers };
  for (const [caller, at] of Object.entries(other.callers)) if (!(callers[caller]! >= at)) callers[caller] = at;
  return { callers, callersSince: one.callersSince > other.callersSince ? one.callersSince : other.callersSince };
}

/** The callers with ARNs instead of unique ids, as far as the ARNs are known; sorted by name. */
export function named(usage: RoleUsage, arns: ReadonlyMap<string, string>): RoleUsage {
  if (!usage.callers) return usage;
  const { callers } = Object.entries(usage.callers)
    .map(([caller, at]): Callers => ({ callers: { [arns.get(caller) ?? caller]: at }, callersSince: new Date(0) }))
    .reduce(joined, { callers: {}, callersSince: new Date(0) });
  return {
    ...usage,
    callers: Object.fromEntries(Object.entries(callers).sort(([one], [other]) => compareText(one, other))),
  };
}
