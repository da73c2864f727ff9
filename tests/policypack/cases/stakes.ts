/** Requests that act on several resources: what is at stake must be limited, and what a request makes need not be. */
import { allow, type Case } from "./case";
import { A, B, is, rows } from "./short";

const ec2 = (part: string): string => `arn:aws:ec2:eu-west-1:111111111111:${part}`;
const rds = (part: string): string => `arn:aws:rds:eu-west-1:111111111111:${part}`;
const KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const GROUPS = `${rds("cluster-pg:*")} ${rds("og:*")} ${rds("subgrp:*")} ${rds("pg:*")}`;

/** See the top of the file. */
export const STAKES: Readonly<Record<string, readonly Case[]>> = {
  // A security group, and what else is made for a VPC or a subnet, has a new id. Where it is made is what is limited; a request
  // always names it, though the reference calls it optional since the days of EC2-Classic.
  "what is made somewhere": rows([
    [
      "a group in one VPC",
      allow("ec2:CreateSecurityGroup", `${ec2("security-group/*")} ${ec2("vpc/vpc-0123456789abcdef0")}`),
      A,
    ],
    ["a group in any VPC", allow("ec2:CreateSecurityGroup", `${ec2("security-group/*")} ${ec2("vpc/vpc-*")}`), B],
    ["a group anywhere", allow("ec2:CreateSecurityGroup"), B],
    [
      "a group in VPCs with a tag",
      allow("ec2:CreateSecurityGroup", ec2("vpc/*"), is("aws:ResourceTag/team", "web")),
      A,
    ],
    [
      "a gateway in one subnet",
      allow(
        "ec2:CreateNatGateway",
        `${ec2("natgateway/*")} ${ec2("elastic-ip/*")} ${ec2("subnet/subnet-0123456789abcdef0")}`,
      ),
      A,
    ],
    [
      "a gateway in any subnet",
      allow("ec2:CreateNatGateway", `${ec2("natgateway/*")} ${ec2("elastic-ip/*")} ${ec2("subnet/*")}`),
      B,
    ],
    [
      "an exclusion of any VPC",
      allow("ec2:CreateVpcBlockPublicAccessExclusion", `${ec2("vpc-block-public-access-exclusion/*")} ${ec2("vpc/*")}`),
      B,
    ],
    [
      "an exclusion of one VPC",
      allow(
        "ec2:CreateVpcBlockPublicAccessExclusion",
        `${ec2("vpc-block-public-access-exclusion/*")} ${ec2("vpc/vpc-0123456789abcdef0")}`,
      ),
      A,
    ],
  ]),
  "several resources of one request": rows([
    [
      "any snapshot into one cluster",
      allow("rds:RestoreDBClusterFromSnapshot", `${rds("cluster:mine")} ${rds("cluster-snapshot:*")} ${GROUPS}`),
      B,
      "unbounded-write",
    ],
    [
      "any snapshot into one cluster, groups named",
      allow(
        "rds:RestoreDBClusterFromSnapshot",
        `${rds("cluster:mine")} ${rds("cluster-snapshot:*")} ${rds("og:shop")} ${rds("cluster-pg:shop")} ${rds("subgrp:shop")}`,
      ),
      B,
    ],
    [
      "any snapshot, and nothing of the groups",
      allow("rds:RestoreDBClusterFromSnapshot", `${rds("cluster:mine")} ${rds("cluster-snapshot:*")}`),
      B,
    ],
    [
      "any snapshot of an instance into one cluster",
      allow("rds:RestoreDBClusterFromSnapshot", `${rds("cluster:mine")} ${rds("snapshot:*")} ${GROUPS}`),
      B,
    ],
    [
      "one snapshot into any cluster",
      allow("rds:RestoreDBClusterFromSnapshot", `${rds("cluster:*")} ${rds("cluster-snapshot:shop-daily")} ${GROUPS}`),
      A,
    ],
    [
      "any snapshot into one instance",
      allow("rds:RestoreDBInstanceFromDBSnapshot", `${rds("db:mine")} ${rds("snapshot:*")} ${GROUPS}`),
      B,
    ],
    [
      "one snapshot into one instance",
      allow("rds:RestoreDBInstanceFromDBSnapshot", `${rds("db:mine")} ${rds("snapshot:shop-daily")} ${GROUPS}`),
      A,
    ],
    [
      "any instance at any time, one group of subnets",
      allow(
        "rds:RestoreDBInstanceToPointInTime",
        `${rds("db:*")} ${rds("og:shop")} ${rds("pg:shop")} ${rds("subgrp:shop")}`,
      ),
      B,
    ],
    [
      "one instance at any time",
      allow("rds:RestoreDBInstanceToPointInTime", `${rds("db:shop")} ${rds("db:shop-copy")} ${GROUPS}`),
      A,
    ],
    [
      "a snapshot of any database under one name",
      allow("rds:CreateDBSnapshot", `${rds("db:*")} ${rds("snapshot:mine-*")}`),
      B,
    ],
    [
      "a snapshot of one database under any name",
      allow("rds:CreateDBSnapshot", `${rds("db:shop")} ${rds("snapshot:*")}`),
      A,
    ],
    [
      "a copy of any database that reads along",
      allow(
        "rds:CreateDBInstanceReadReplica",
        `${rds("db:*")} ${rds("cluster:mine")} ${rds("og:shop")} ${rds("pg:shop")} ${rds("subgrp:shop")}`,
      ),
      B,
    ],
    [
      "any cluster deleted, with one name for its last snapshot",
      allow("rds:DeleteDBCluster", `${rds("cluster:*")} ${rds("cluster-snapshot:last")}`),
      B,
    ],
    [
      "one cluster deleted, with any last snapshot",
      allow("rds:DeleteDBCluster", `${rds("cluster:shop")} ${rds("cluster-snapshot:*")}`),
      A,
    ],
    [
      "any global cluster of one cluster failed over",
      allow("rds:FailoverGlobalCluster", `${rds("cluster:shop")} arn:aws:rds::111111111111:global-cluster:*`),
      B,
    ],
    [
      "one global cluster failed over",
      allow("rds:FailoverGlobalCluster", `${rds("cluster:shop")} arn:aws:rds::111111111111:global-cluster:shop`),
      A,
    ],
    [
      "any volume on one instance",
      allow("ec2:AttachVolume", `${ec2("instance/i-0123456789abcdef0")} ${ec2("volume/*")}`),
      B,
      "unbounded-write",
    ],
    [
      "any volume on one instance, in two statements",
      [allow("ec2:AttachVolume", ec2("instance/i-0123456789abcdef0")), allow("ec2:AttachVolume", ec2("volume/*"))],
      B,
    ],
    [
      "any volume on instances of one team",
      [
        allow("ec2:AttachVolume", ec2("instance/*"), is("aws:ResourceTag/team", "web")),
        allow("ec2:AttachVolume", ec2("volume/*")),
      ],
      B,
    ],
    [
      "one volume on any instance",
      allow("ec2:AttachVolume", `${ec2("instance/*")} ${ec2("volume/vol-0123456789abcdef0")}`),
      B,
    ],
    [
      "one volume on one instance",
      allow("ec2:AttachVolume", `${ec2("instance/i-0123456789abcdef0")} ${ec2("volume/vol-0123456789abcdef0")}`),
      A,
    ],
    [
      "volumes of one team on instances of one team",
      allow("ec2:AttachVolume", `${ec2("instance/*")} ${ec2("volume/*")}`, is("aws:ResourceTag/team", "web")),
      A,
    ],
    ["any volume, and no instance at all", allow("ec2:AttachVolume", ec2("volume/*")), A],
    [
      "any interface on one instance",
      allow("ec2:AttachNetworkInterface", `${ec2("instance/i-0123456789abcdef0")} ${ec2("network-interface/*")}`),
      B,
    ],
    ["a copy of any volume", allow("ec2:CreateSnapshot", `${ec2("volume/*")} arn:aws:ec2:eu-west-1::snapshot/*`), B],
    [
      "a copy of one volume",
      allow("ec2:CreateSnapshot", `${ec2("volume/vol-0123456789abcdef0")} arn:aws:ec2:eu-west-1::snapshot/*`),
      A,
    ],
    [
      "an image of any instance",
      allow("ec2:CreateImage", `${ec2("instance/*")} arn:aws:ec2:eu-west-1::image/* arn:aws:ec2:eu-west-1::snapshot/*`),
      B,
    ],
    [
      "an image of one instance",
      allow(
        "ec2:CreateImage",
        `${ec2("instance/i-0123456789abcdef0")} arn:aws:ec2:eu-west-1::image/* arn:aws:ec2:eu-west-1::snapshot/*`,
      ),
      A,
    ],
    [
      "traffic of anything to one place",
      allow(
        "ec2:CreateTrafficMirrorSession",
        `${ec2("network-interface/*")} ${ec2("traffic-mirror-target/tmt-0123456789abcdef0")} ${ec2("traffic-mirror-filter/tmf-0123456789abcdef0")} ${ec2("traffic-mirror-session/*")}`,
      ),
      B,
    ],
    [
      "traffic of one interface to one place",
      allow(
        "ec2:CreateTrafficMirrorSession",
        `${ec2("network-interface/eni-0123456789abcdef0")} ${ec2("traffic-mirror-target/tmt-0123456789abcdef0")} ${ec2("traffic-mirror-filter/tmf-0123456789abcdef0")} ${ec2("traffic-mirror-session/*")}`,
      ),
      A,
    ],
    ["subnets in one network", allow("ec2:CreateSubnet", `${ec2("vpc/vpc-0123456789abcdef0")} ${ec2("subnet/*")}`), A],
    ["subnets in any network", allow("ec2:CreateSubnet", `${ec2("vpc/*")} ${ec2("subnet/*")}`), B],
    [
      "interfaces in one subnet",
      allow(
        "ec2:CreateNetworkInterface",
        `${ec2("subnet/subnet-0123456789abcdef0")} ${ec2("security-group/*")} ${ec2("network-interface/*")}`,
      ),
      A,
    ],
    [
      "instances in one subnet",
      allow(
        "ec2:RunInstances",
        `${ec2("subnet/subnet-0123456789abcdef0")} ${ec2("network-interface/*")} ${ec2("instance/*")} ${ec2("volume/*")} ${ec2("key-pair/*")} ${ec2("security-group/*")} arn:aws:ec2:eu-west-1::image/*`,
      ),
      A,
    ],
    [
      "instances anywhere",
      allow(
        "ec2:RunInstances",
        `${ec2("subnet/*")} ${ec2("network-interface/*")} ${ec2("instance/*")} ${ec2("volume/*")} ${ec2("security-group/*")} arn:aws:ec2:eu-west-1::image/*`,
      ),
      B,
    ],
    [
      "rules of one group",
      allow(
        "ec2:ModifySecurityGroupRules",
        `${ec2("security-group/sg-0123456789abcdef0")} ${ec2("security-group-rule/*")}`,
      ),
      A,
    ],
    [
      "rules of any group",
      allow(
        "ec2:ModifySecurityGroupRules",
        `${ec2("security-group/*")} ${ec2("security-group-rule/sgr-0123456789abcdef0")}`,
      ),
      B,
    ],
    [
      "peering of one network with any",
      allow("ec2:CreateVpcPeeringConnection", `${ec2("vpc/vpc-0123456789abcdef0")} ${ec2("vpc-peering-connection/*")}`),
      A,
    ],
    [
      "any peering accepted for one network",
      allow("ec2:AcceptVpcPeeringConnection", `${ec2("vpc/vpc-0123456789abcdef0")} ${ec2("vpc-peering-connection/*")}`),
      B,
    ],
    [
      "peerings from one network accepted for another",
      [
        allow("ec2:AcceptVpcPeeringConnection", ec2("vpc/vpc-0123456789abcdef0")),
        allow("ec2:AcceptVpcPeeringConnection", ec2("vpc-peering-connection/*"), {
          ArnEquals: { "ec2:RequesterVpc": ec2("vpc/vpc-0fedcba9876543210") },
        }),
      ],
      A,
    ],
    [
      "one key's aliases",
      allow("kms:CreateAlias kms:UpdateAlias", `${KEY} arn:aws:kms:eu-west-1:111111111111:alias/*`),
      A,
    ],
    [
      "any key's aliases",
      allow("kms:CreateAlias", "arn:aws:kms:eu-west-1:111111111111:key/* arn:aws:kms:eu-west-1:111111111111:alias/*"),
      B,
    ],
  ]),
};
