/**
 * What is at stake when one request acts on several resources. What it makes anew is not: a snapshot of one database may
 * have any name. What it reads from, changes or connects is: whoever may restore any snapshot into one named cluster
 * reads all of them.
 */
import type { ActionResource } from "../catalogue/actions";

/**
 * Actions where each request needs each type, and one limited type limits all: an instance in one named subnet, an alias
 * of one name.
 */
const ONE_LIMITS: ReadonlySet<string> = new Set(
  `ec2:RunInstances ec2:CreateFleet ec2:CreateSnapshots kms:CreateAlias kms:UpdateAlias kms:DeleteAlias
   rds:CreateDBInstance rds:CreateDBCluster rds:RestoreDBClusterFromS3 rds:RestoreDBInstanceFromS3`.split(/\s+/),
);

/** The types that are at stake, by a part of their ARNs, of actions that do not follow from the rule below. */
const AT_STAKE: ReadonlyMap<string, readonly string[]> = new Map(
  `
elasticache:CreateCacheCluster :snapshot: :cluster:
elasticache:CreateReplicationGroup :snapshot: :replicationgroup:
elasticache:CreateServerlessCache :serverlesscachesnapshot: :snapshot: :serverlesscache:
fsx:CreateVolume :snapshot/ :volume/
memorydb:CreateCluster :snapshot/ :acl/ :subnetgroup/
ec2:CopyImage :image/
ec2:CreateImage :instance/
ec2:CreateReplaceRootVolumeTask :instance/
ec2:CreateNatGateway :subnet/
ec2:CreateSecurityGroup :vpc/
ec2:CreateTrafficMirrorTarget :network-interface/ :vpc-endpoint/
ec2:CreateVpcBlockPublicAccessExclusion :subnet/ :vpc/
ec2:ExportImage :image/
ec2:ModifySecurityGroupRules :security-group/
ec2:StartNetworkInsightsAccessScopeAnalysis :network-insights-access-scope/
ec2:StartNetworkInsightsAnalysis :network-insights-path/
rds:CreateDBClusterEndpoint :cluster:
rds:CreateDBClusterSnapshot :cluster:
rds:CreateDBInstanceReadReplica :db: :cluster:
rds:CreateDBProxyEndpoint :db-proxy:
rds:CreateDBShardGroup :cluster:
rds:CreateDBSnapshot :db:
rds:CreateGlobalCluster :cluster:
rds:CreateIntegration :cluster: :db:
rds:CreateTenantDatabase :db:
rds:DeleteDBCluster :cluster:
rds:RestoreDBClusterFromSnapshot :cluster-snapshot: :snapshot:
rds:RestoreDBClusterToPointInTime :cluster: :cluster-auto-backup:
rds:RestoreDBInstanceFromDBSnapshot :cluster-snapshot: :snapshot:
rds:RestoreDBInstanceToPointInTime :db: :auto-backup:
rds:StartDBInstanceAutomatedBackupsReplication :auto-backup: :db:
`
    .trim()
    .split("\n")
    .map((line) => {
      const [action, ...parts] = line.split(" ");
      return [action!, parts];
    }),
);

/** True for an action whose types at stake are known. */
export function hasStakes(name: string): boolean {
  return AT_STAKE.has(name);
}

/** The types that are known to be at stake, of which one that is free is enough; undefined when the rule below decides. */
export function knownStakes(name: string, resources: readonly ActionResource[]): readonly ActionResource[] | undefined {
  const parts = AT_STAKE.get(name);
  return parts && resources.filter(({ template }) => parts.some((part) => template.text.includes(part)));
}

/** The required types of a request that are at stake: all but what it makes, where it makes something. */
export function stakes(name: string, required: readonly ActionResource[]): readonly ActionResource[] {
  if (ONE_LIMITS.has(name)) return [];
  const made = /^ec2:Create(.+)$/
    .exec(name)?.[1]
    ?.replace(/(?<!^)[A-Z]/g, "-$&")
    .toLowerCase();
  return made === undefined ? required : required.filter(({ template }) => !template.text.includes(`:${made}/`));
}
