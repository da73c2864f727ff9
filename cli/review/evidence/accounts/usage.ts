/** Finds out how the roles are used that other accounts may assume. */
import { isPartition, partitions } from "../../../../settings/partitions";
import type { AccountIam, IamRole, RoleUsage } from "../evidence";
import { historyLength, readCallers, type RoleCallers } from "./assumptions";
import type { Clients } from "./clients";
import { isOpen } from "./openRoles";
import { readServices } from "./serviceUse";

/** Which account and regions, and when. */
export interface UsageQuestion {
  readonly account: string;
  readonly partition: string;
  /** Where people may have assumed the roles. */
  readonly regions: readonly string[];
  readonly now: Date;
}

/** Reads one part, or notes that it is missing. */
export type Part = <Result>(what: string, action: string, read: () => Promise<Result>) => Promise<Result | undefined>;

/**
 * Reads the use of the roles that other accounts may assume, by role ARN. The walk through IAM already tells when a
 * role was last used. For a role that was never used, or not within CloudTrail's history, nothing more is asked.
 */
export async function readUsage(
  clients: Clients,
  iam: AccountIam,
  { account, partition, regions, now }: UsageQuestion,
  part: Part,
): Promise<Record<string, RoleUsage>> {
  const open = iam.roles.filter((role) => isOpen(role, account));
  const used = open.filter(({ lastUsed }) => lastUsed).map(({ arn }) => arn);
  const recentRoles = open.filter((role) => isRecent(role, now));
  const recent = recentRoles.map(({ arn }) => arn);
  const services =
    used.length === 0
      ? new Map<string, Record<string, Date>>()
      : await part(
          "which services the roles used",
          "iam:GenerateServiceLastAccessedDetails and iam:GetServiceLastAccessedDetails",
          () => readServices(clients, used),
        );
  // The main region's CloudTrail records calls to the global STS endpoint:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
  const main = isPartition(partition) ? partitions[partition].main : regions[0]!;
  const trails = [...new Set([...regions, main, ...recentRoles.flatMap(({ lastUsed }) => lastUsed?.region ?? [])])];
  const callers =
    recent.length === 0
      ? new Map<string, RoleCallers>()
      : await part("who assumed the roles", "cloudtrail:LookupEvents", () => readCallers(clients, trails, recent, now));
  return Object.fromEntries(
    open.map(({ arn, lastUsed }) => [
      arn,
      { ...(services && { services: lastUsed ? services.get(arn)! : {} }), ...callers?.get(arn) },
    ]),
  );
}

function isRecent({ lastUsed }: IamRole, now: Date): boolean {
  return lastUsed !== undefined && now.getTime() - lastUsed.at.getTime() < historyLength;
}
