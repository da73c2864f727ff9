/** Finds out which services the sessions of roles called last. */
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsResponse,
  type ServiceLastAccessed,
} from "@aws-sdk/client-iam";
import { setTimeout as pause } from "node:timers/promises";
import type { Clients } from "./clients";
import { compareText } from "../../../shared/compareText";

/** How often to ask whether the answers are ready, and the pause between, in milliseconds. AWS takes some seconds. */
const asks = 60;
const pauseLength = 1_000;
/** Entries per page, the most that IAM gives. */
const pageSize = 1000;

/**
 * Reads the last use of services, by role ARN and then by service namespace. All jobs are started before the first is
 * awaited. Rejects with the SDK's error.
 */
export async function readServices(
  clients: Clients,
  arns: readonly string[],
): Promise<Map<string, Record<string, Date>>> {
  const { abortSignal: signal } = clients.sending;
  const found = new Map<string, Record<string, Date>>();
  let waiting: [arn: string, job: string][] = [];
  for (const Arn of arns) {
    const { JobId } = await clients.iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }), clients.sending);
    waiting.push([Arn, JobId ?? ""]);
  }
  for (let asked = 0; asked < asks; asked++) {
    if (asked > 0) await pause(pauseLength, undefined, signal && { signal });
    const notReady: typeof waiting = [];
    for (const [arn, job] of waiting) {
      const services = await detailsOf(clients, job);
      if (services) found.set(arn, usedOf(services));
      else notReady.push([arn, job]);
    }
    if (notReady.length === 0) return found;
    waiting = notReady;
  }
  throw new Error("AWS has not told within a minute");
}

/** All pages of an answer; undefined when it is not ready yet. */
async function detailsOf(clients: Clients, job: string): Promise<ServiceLastAccessed[] | undefined> {
  const services: ServiceLastAccessed[] = [];
  for (let marker: string | undefined; ;) {
    const { JobStatus, Error: problem, ServicesLastAccessed, IsTruncated, Marker } = await pageOf(clients, job, marker);
    if (JobStatus === "IN_PROGRESS") return undefined;
    if (JobStatus !== "COMPLETED")
      throw new Error(`AWS could not tell: ${problem?.Code ?? JobStatus}: ${problem?.Message ?? ""}`);
    services.push(...(ServicesLastAccessed ?? []));
    if (!IsTruncated) return services;
    marker = Marker;
  }
}

async function pageOf(
  { iam, sending }: Clients,
  JobId: string,
  Marker?: string,
): Promise<GetServiceLastAccessedDetailsResponse> {
  return iam.send(
    new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: pageSize, ...(Marker !== undefined && { Marker }) }),
    sending,
  );
}

function usedOf(services: readonly ServiceLastAccessed[]): Record<string, Date> {
  const used = services.flatMap(({ ServiceNamespace, LastAuthenticated }) =>
    ServiceNamespace !== undefined && LastAuthenticated ? [[ServiceNamespace, LastAuthenticated] as const] : [],
  );
  return Object.fromEntries(used.sort(([one], [other]) => compareText(one, other)));
}
