/** Patterns that hold all names that AWS generates for a type, and their twins that name one thing. Verdicts were written down before. */
import { allow, type Case } from "./case";
import { A, B, rows } from "./short";

const AT = "eu-west-1:111111111111";

/** Action, a pattern of all generated names, a pattern or name of one. */
const PAIRS: readonly (readonly [action: string, all: string, one: string])[] = [
  ["fsx:DeleteVolume", "arn:aws:fsx:*:*:volume/fs-*/*", `arn:aws:fsx:${AT}:volume/fs-0123456789abcdef0/*`],
  ["fsx:DeleteVolume", "arn:aws:fsx:*:*:volume/fs-*/fsvol-*", `arn:aws:fsx:${AT}:volume/fs-0123456789abcdef0/fsvol-*`],
  ["fsx:DeleteFileSystem", `arn:aws:fsx:${AT}:file-system/fs-*`, `arn:aws:fsx:${AT}:file-system/fs-0123456789abcdef0`],
  [
    "fsx:DeleteStorageVirtualMachine",
    "arn:aws:fsx:*:*:storage-virtual-machine/fs-*/svm-*",
    `arn:aws:fsx:${AT}:storage-virtual-machine/fs-0123456789abcdef0/svm-*`,
  ],
  ["sqs:DeleteQueue", "arn:aws:sqs:*:*:*.fifo", `arn:aws:sqs:${AT}:orders-*.fifo`],
  ["sqs:DeleteQueue", `arn:aws:sqs:${AT}:*.f*`, `arn:aws:sqs:${AT}:orders.fifo`],
  ["sns:DeleteTopic", "arn:aws:sns:*:*:*.fifo", `arn:aws:sns:${AT}:orders.fifo`],
  [
    "deadline:DeleteFarm",
    "arn:aws:deadline:*:*:farm/farm-*",
    `arn:aws:deadline:${AT}:farm/farm-0123456789abcdef0123456789abcdef`,
  ],
  [
    "deadline:DeleteQueue",
    "arn:aws:deadline:*:*:farm/farm-*/queue/queue-*",
    `arn:aws:deadline:${AT}:farm/farm-0123456789abcdef0123456789abcdef/queue/queue-*`,
  ],
  ["transfer:DeleteUser", "arn:aws:transfer:*:*:user/s-*/*", `arn:aws:transfer:${AT}:user/s-0123456789abcdef0/alice`],
  [
    "transfer:DeleteWorkflow",
    "arn:aws:transfer:*:*:workflow/w-*",
    `arn:aws:transfer:${AT}:workflow/w-0123456789abcdef0`,
  ],
  [
    "transfer:DeleteConnector",
    "arn:aws:transfer:*:*:connector/c-*",
    `arn:aws:transfer:${AT}:connector/c-0123456789abcdef0`,
  ],
  [
    "mgn:DeleteSourceServer",
    "arn:aws:mgn:*:*:source-server/s-*",
    `arn:aws:mgn:${AT}:source-server/s-0123456789abcdef0`,
  ],
  [
    "drs:DeleteSourceServer",
    "arn:aws:drs:*:*:source-server/s-*",
    `arn:aws:drs:${AT}:source-server/s-0123456789abcdef0`,
  ],
  [
    "drs:TerminateRecoveryInstances",
    "arn:aws:drs:*:*:recovery-instance/i-*",
    `arn:aws:drs:${AT}:recovery-instance/i-0123456789abcdef0`,
  ],
  [
    "workspaces:TerminateWorkspaces",
    "arn:aws:workspaces:*:*:workspace/ws-*",
    `arn:aws:workspaces:${AT}:workspace/ws-abcdef012`,
  ],
  [
    "workspaces:DeleteWorkspaceImage",
    "arn:aws:workspaces:*:*:workspaceimage/wsi-*",
    `arn:aws:workspaces:${AT}:workspaceimage/wsi-abcdef012`,
  ],
  ["grafana:DeleteWorkspace", "arn:aws:grafana:*:*:/workspaces/g-*", `arn:aws:grafana:${AT}:/workspaces/g-0123456789`],
  [
    "vpc-lattice:DeleteListener",
    "arn:aws:vpc-lattice:*:*:service/svc-*/listener/listener-*",
    `arn:aws:vpc-lattice:${AT}:service/svc-0123456789abcdef0/listener/listener-*`,
  ],
  ["sagemaker:DeleteDomain", "arn:aws:sagemaker:*:*:domain/d-*", `arn:aws:sagemaker:${AT}:domain/d-abcdefghijkl`],
  [
    "refactor-spaces:DeleteEnvironment",
    "arn:aws:refactor-spaces:*:*:environment/env-*",
    `arn:aws:refactor-spaces:${AT}:environment/env-0123456789`,
  ],
  ["gamelift:DeleteBuild", "arn:aws:gamelift:*:*:build/build-*", "arn:aws:gamelift:eu-west-1::build/build-0123abcd"],
  ["gamelift:DeleteFleet", "arn:aws:gamelift:*:*:fleet/fleet-*", `arn:aws:gamelift:${AT}:fleet/fleet-0123abcd`],
  [
    "ec2:DeletePlacementGroup",
    "arn:aws:ec2:*:*:placement-group/pg-*",
    `arn:aws:ec2:${AT}:placement-group/pg-0123456789abcdef0`,
  ],
  ["ec2:DeleteKeyPair", "arn:aws:ec2:*:*:key-pair/key-*", `arn:aws:ec2:${AT}:key-pair/key-0123456789abcdef0`],
  [
    "ec2:DeleteTrafficMirrorFilter",
    "arn:aws:ec2:*:*:traffic-mirror-filter/tmf-*",
    `arn:aws:ec2:${AT}:traffic-mirror-filter/tmf-0123456789abcdef0`,
  ],
  [
    "ec2:DeleteNetworkInsightsPath",
    "arn:aws:ec2:*:*:network-insights-path/nip-*",
    `arn:aws:ec2:${AT}:network-insights-path/nip-0123456789abcdef0`,
  ],
  ["datasync:DeleteTask", "arn:aws:datasync:*:*:task/task-*", `arn:aws:datasync:${AT}:task/task-0123456789abcdef0`],
  [
    "datasync:DeleteLocation",
    "arn:aws:datasync:*:*:location/loc-*",
    `arn:aws:datasync:${AT}:location/loc-0123456789abcdef0`,
  ],
  [
    "directconnect:DeleteConnection",
    "arn:aws:directconnect:*:*:dxcon/dxcon-*",
    `arn:aws:directconnect:${AT}:dxcon/dxcon-fg1234ab`,
  ],
  ["dlm:DeleteLifecyclePolicy", "arn:aws:dlm:*:*:policy/policy-*", `arn:aws:dlm:${AT}:policy/policy-0123456789abcdef0`],
  [
    "networkmanager:DeleteGlobalNetwork",
    "arn:aws:networkmanager::*:global-network/global-network-*",
    "arn:aws:networkmanager::111111111111:global-network/global-network-01",
  ],
  [
    "cognito-idp:DeleteUserPool",
    "arn:aws:cognito-idp:*:*:userpool/eu-west-1_*",
    `arn:aws:cognito-idp:${AT}:userpool/eu-west-1_AbCdEf123`,
  ],
  [
    "cognito-identity:DeleteIdentityPool",
    "arn:aws:cognito-identity:*:*:identitypool/eu-west-1:*",
    `arn:aws:cognito-identity:${AT}:identitypool/eu-west-1:1234abcd-12ab-34cd-56ef-1234567890ab`,
  ],
  ["rds:DeleteDBSnapshot", "arn:aws:rds:*:*:snapshot:rds:*", `arn:aws:rds:${AT}:snapshot:rds:shop-*`],
  [
    "rds:DeleteDBClusterSnapshot",
    "arn:aws:rds:*:*:cluster-snapshot:rds:*",
    `arn:aws:rds:${AT}:cluster-snapshot:rds:shop-*`,
  ],
  [
    "elasticache:DeleteSnapshot",
    "arn:aws:elasticache:*:*:snapshot:automatic.*",
    `arn:aws:elasticache:${AT}:snapshot:automatic.shop-*`,
  ],
  [
    "elasticmapreduce:DeleteStudio",
    "arn:aws:elasticmapreduce:*:*:studio/es-*",
    `arn:aws:elasticmapreduce:${AT}:studio/es-ABCDEF`,
  ],
  [
    "sso:DeletePermissionSet",
    "arn:aws:sso:::permissionSet/ssoins-*/ps-*",
    "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef",
  ],
  [
    "storagegateway:DeleteFileShare",
    "arn:aws:storagegateway:*:*:share/share-*",
    `arn:aws:storagegateway:${AT}:share/share-0123ABCD`,
  ],
  [
    "servicecatalog:DeletePortfolio",
    "arn:aws:catalog:*:*:portfolio/port-*",
    `arn:aws:catalog:${AT}:portfolio/port-abcdefghijklm`,
  ],
];

/** See the top of the file. */
export const GENERATED_NAMES: Readonly<Record<string, readonly Case[]>> = {
  "generated names, all": rows(PAIRS.map(([action, all]) => [`${action} on ${all}`, allow(action, all), B])),
  "generated names, one": rows(PAIRS.map(([action, , one]) => [`${action} on ${one}`, allow(action, one), A])),
};
