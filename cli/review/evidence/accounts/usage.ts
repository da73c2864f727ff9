/** How the roles of an account are used that others may assume. */
import type { AccountIam, IamRole, RoleUsage } from "../evidence";
import { historyLength, readCallers, type Callers } from "./assumptions";
import type { Clients } from "./clients";
import { isOpen } from "./openRoles";
import { readServices } from "./serviceUse";

/** Where and when. */
export interface UsageQuestion {
  readonly account: string;
  readonly partition: string;
  readonly regions: readonly string[];
  readonly now: Date;
}

/** Reads a part, or notes that it is missing. */
export type Part = <Result>(what: string, action: string, read: () => Promise<Result>) => Promise<Result | undefined>;

/** Where calls of STS are noted that go to its first address: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const mainRegions: Readonly<Record<string, string>> = { aws: "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };

/**
 * Reads the use of the roles that other accounts may assume, by their ARNs. IAM tells in its walk when a role was used last:
 * of one that never was, or not for as long as CloudTrail's history goes, nothing more is asked.
 */
export async function readUsage(clients: Clients, iam: AccountIam, { account, partition, regions, now }: UsageQuestion, part: Part): Promise<Record<string, RoleUsage>> {
  const open = iam.roles.filter((role) => isOpen(role, account));
  const used = open.filter(({ lastUsed }) => lastUsed).map(({ arn }) => arn);
  const recent = open.filter((role) => isRecent(role, now)).map(({ arn }) => arn);
  const services = used.length === 0 ? new Map<string, Record<string, Date>>() : await part("which services the roles used", "iam:GenerateServiceLastAccessedDetails and iam:GetServiceLastAccessedDetails", () => readServices(clients, used));
  const trails = [...new Set([...regions, mainRegions[partition] ?? regions[0]!])];
  const callers = recent.length === 0 ? new Map<string, Callers>() : await part("who assumed the roles", "cloudtrail:LookupEvents", () => readCallers(clients, trails, recent, now));
  return Object.fromEntries(open.map(({ arn, lastUsed }) => [arn, { ...(services && { services: lastUsed ? services.get(arn)! : {} }), ...callers?.get(arn) }]));
}

function isRecent({ lastUsed }: IamRole, now: Date): boolean {
  return lastUsed !== undefined && now.getTime() - lastUsed.at.getTime() < historyLength;
}
