/**
 * Operations that the API models tell: what takes a role, what hands out credentials or data, what says who may do
 * what; and code on what exists. Each broad case has a narrow twin. Verdicts were written down before.
 */
import { allow, type Case, deny } from "./case";
import { A, ADMIN, B, is, like, ROLE, rows, type Row, U } from "./short";

const AT = "eu-west-1:111111111111";
const ANY = `${ROLE}app-*`;
const ONE = `${ROLE}app`;

/** Action, what it is allowed on, and the service that the role is passed to. */
const TAKERS: readonly (readonly [action: string, resource: string, service: string])[] = [
  ["scheduler:UpdateSchedule", `arn:aws:scheduler:${AT}:schedule/default/nightly`, "scheduler"],
  ["scheduler:CreateSchedule", `arn:aws:scheduler:${AT}:schedule/default/nightly`, "scheduler"],
  [
    "apigateway:PUT",
    "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/resources/x/methods/GET/integration",
    "apigateway",
  ],
  ["apigateway:PATCH", "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/*", "apigateway"],
  ["apprunner:UpdateService", `arn:aws:apprunner:${AT}:service/web/0123abcd`, "tasks.apprunner"],
  ["pipes:UpdatePipe", `arn:aws:pipes:${AT}:pipe/orders`, "pipes"],
  ["appsync:UpdateDataSource", "*", "appsync"],
  ["states:UpdateStateMachine", `arn:aws:states:${AT}:stateMachine:orders`, "states"],
  ["codebuild:UpdateProject", `arn:aws:codebuild:${AT}:project/web`, "codebuild"],
  ["codepipeline:UpdatePipeline", `arn:aws:codepipeline:${AT}:web`, "codepipeline"],
  ["codedeploy:UpdateDeploymentGroup", `arn:aws:codedeploy:${AT}:deploymentgroup:web/prod`, "codedeploy"],
  ["events:PutTargets", `arn:aws:events:${AT}:rule/nightly`, "events"],
  ["events:PutRule", `arn:aws:events:${AT}:rule/nightly`, "events"],
  ["emr-serverless:StartJobRun", `arn:aws:emr-serverless:${AT}:/applications/00abc`, "emr-serverless"],
  ["emr-containers:StartJobRun", `arn:aws:emr-containers:${AT}:/virtualclusters/abc`, "emr-containers"],
  ["omics:StartRun", `arn:aws:omics:${AT}:workflow/1234567`, "omics"],
  ["ssm:StartAutomationExecution", `arn:aws:ssm:${AT}:automation-definition/Restart:*`, "ssm"],
  ["ssm:UpdateMaintenanceWindowTask", `arn:aws:ssm:${AT}:maintenancewindow/mw-0123456789abcdef0`, "ssm"],
  [
    "ssm:UpdateServiceSetting",
    `arn:aws:ssm:${AT}:servicesetting/ssm/managed-instance/default-ec2-instance-management-role`,
    "ssm",
  ],
  ["budgets:CreateBudgetAction", "arn:aws:budgets::111111111111:budget/web/action/*", "budgets"],
  ["budgets:UpdateBudgetAction", "arn:aws:budgets::111111111111:budget/web/action/*", "budgets"],
  ["config:PutRemediationConfigurations", `arn:aws:config:${AT}:remediation-configuration/web/*`, "ssm"],
  ["iot:UpdateRoleAlias", `arn:aws:iot:${AT}:rolealias/device`, "credentials.iot"],
  ["iot:ReplaceTopicRule", `arn:aws:iot:${AT}:rule/orders`, "iot"],
  ["iot:CreateProvisioningTemplate", `arn:aws:iot:${AT}:provisioningtemplate/fleet`, "iot"],
  ["greengrass:AssociateRoleToGroup", `arn:aws:greengrass:${AT}:/greengrass/groups/abc`, "greengrass"],
  ["cloudformation:UpdateStackSet", `arn:aws:cloudformation:${AT}:stackset/web:*`, "cloudformation"],
  ["cloudformation:DeleteStack", `arn:aws:cloudformation:${AT}:stack/web/*`, "cloudformation"],
  ["eks:UpdatePodIdentityAssociation", `arn:aws:eks:${AT}:podidentityassociation/prod/a-1`, "pods.eks"],
  ["eks:UpdateAddon", `arn:aws:eks:${AT}:addon/prod/vpc-cni/1`, "pods.eks"],
  ["ecs:RunTask", `arn:aws:ecs:${AT}:task-definition/web:*`, "ecs-tasks"],
  ["ecs:UpdateService", `arn:aws:ecs:${AT}:service/prod/web`, "ecs"],
  ["glue:UpdateCrawler", `arn:aws:glue:${AT}:crawler/orders`, "glue"],
  ["glue:UpdateMLTransform", `arn:aws:glue:${AT}:mlTransform/abc`, "glue"],
  ["lambda:UpdateFunctionConfiguration", `arn:aws:lambda:${AT}:function:web`, "lambda"],
  ["sagemaker:UpdateNotebookInstance", `arn:aws:sagemaker:${AT}:notebook-instance/lab`, "sagemaker"],
  ["sagemaker:UpdatePipeline", `arn:aws:sagemaker:${AT}:pipeline/train`, "sagemaker"],
  ["sagemaker:CreateLabelingJob", `arn:aws:sagemaker:${AT}:labeling-job/cats`, "sagemaker"],
  ["transfer:UpdateUser", `arn:aws:transfer:${AT}:user/s-0123456789abcdef0/bob`, "transfer"],
  ["transfer:UpdateServer", `arn:aws:transfer:${AT}:server/s-0123456789abcdef0`, "transfer"],
  ["redshift:ModifyClusterIamRoles", `arn:aws:redshift:${AT}:cluster:dwh`, "redshift"],
  ["redshift-serverless:UpdateNamespace", `arn:aws:redshift-serverless:${AT}:namespace/abc`, "redshift"],
  ["rds:StartExportTask", `arn:aws:rds:${AT}:cluster-snapshot:orders`, "export.rds"],
  ["datasync:UpdateLocationS3", `arn:aws:datasync:${AT}:location/loc-0123456789abcdef0`, "datasync"],
  ["firehose:UpdateDestination", `arn:aws:firehose:${AT}:deliverystream/orders`, "firehose"],
  ["kinesisanalytics:UpdateApplication", `arn:aws:kinesisanalytics:${AT}:application/orders`, "kinesisanalytics"],
  ["synthetics:UpdateCanary", `arn:aws:synthetics:${AT}:canary:web`, "lambda"],
  [
    "imagebuilder:UpdateInfrastructureConfiguration",
    `arn:aws:imagebuilder:${AT}:infrastructure-configuration/web`,
    "ec2",
  ],
  ["imagebuilder:UpdateLifecyclePolicy", `arn:aws:imagebuilder:${AT}:lifecycle-policy/web`, "imagebuilder"],
  ["bedrock:UpdateAgent", `arn:aws:bedrock:${AT}:agent/ABCDEF`, "bedrock"],
  ["bedrock-agentcore:UpdateGateway", `arn:aws:bedrock-agentcore:${AT}:gateway/abc`, "bedrock-agentcore"],
  ["amplify:UpdateApp", "arn:aws:amplify:eu-west-1:111111111111:apps/d2abcdef", "amplify"],
  ["grafana:UpdateWorkspace", `arn:aws:grafana:${AT}:/workspaces/g-0123456789`, "grafana"],
  ["rolesanywhere:UpdateProfile", `arn:aws:rolesanywhere:${AT}:profile/abc`, "rolesanywhere"],
  ["s3:PutReplicationConfiguration", "arn:aws:s3:::shop-artifacts", "s3"],
  ["elasticbeanstalk:UpdateEnvironment", `arn:aws:elasticbeanstalk:${AT}:environment/web/prod`, "ec2"],
  ["dlm:UpdateLifecyclePolicy", `arn:aws:dlm:${AT}:policy/policy-0123456789abcdef0`, "dlm"],
  ["databrew:UpdateRecipeJob", `arn:aws:databrew:${AT}:job/clean`, "databrew"],
  ["backup:StartRestoreJob", `arn:aws:backup:${AT}:recovery-point:abc`, "backup"],
  ["airflow:UpdateEnvironment", `arn:aws:airflow:${AT}:environment/etl`, "airflow-env"],
  ["cognito-idp:UpdateGroup", `arn:aws:cognito-idp:${AT}:userpool/eu-west-1_AbCdEf123`, "cognito-idp"],
  ["servicecatalog:UpdateConstraint", "*", "servicecatalog"],
];

const to = (service: string): object => is("iam:PassedToService", `${service}.amazonaws.com`);

/** Action, a pattern of many, and one (or what is not the thing that holds a role). */
const EXISTING: readonly (readonly [actions: string, many: string, one: string])[] = [
  ["glue:StartJobRun", `arn:aws:glue:${AT}:job/etl-*`, `arn:aws:glue:${AT}:job/etl`],
  ["glue:RunStatement", `arn:aws:glue:${AT}:session/team-*`, `arn:aws:glue:${AT}:session/team`],
  ["ssm:UpdateAssociation", `arn:aws:ssm:${AT}:association/0*`, `arn:aws:ssm:${AT}:association/0123abcd`],
  [
    "ssm:UpdateDocument ssm:UpdateDocumentDefaultVersion",
    `arn:aws:ssm:${AT}:document/ops-*`,
    `arn:aws:ssm:${AT}:document/ops`,
  ],
  [
    "ec2:CreateReplaceRootVolumeTask",
    `arn:aws:ec2:${AT}:instance/i-012*`,
    `arn:aws:ec2:${AT}:instance/i-0123456789abcdef0`,
  ],
  [
    "ec2:CreateLaunchTemplateVersion",
    `arn:aws:ec2:${AT}:launch-template/lt-01*`,
    `arn:aws:ec2:${AT}:launch-template/lt-0123456789abcdef0`,
  ],
  ["appstream:CreateStreamingURL", `arn:aws:appstream:${AT}:fleet/desk-*`, `arn:aws:appstream:${AT}:fleet/desk`],
  [
    "sagemaker:StartSession",
    `arn:aws:sagemaker:${AT}:space/d-abcdefghijkl/lab-*`,
    `arn:aws:sagemaker:${AT}:space/d-abcdefghijkl/lab`,
  ],
  [
    "sagemaker:UpdateNotebookInstanceLifecycleConfig",
    `arn:aws:sagemaker:${AT}:notebook-instance-lifecycle-config/lab-*`,
    `arn:aws:sagemaker:${AT}:notebook-instance-lifecycle-config/lab`,
  ],
  ["airflow:CreateWebLoginToken", `arn:aws:airflow:${AT}:role/etl-*/Admin`, `arn:aws:airflow:${AT}:role/etl/Admin`],
  [
    "cloud9:CreateEnvironmentMembership",
    `arn:aws:cloud9:${AT}:environment:ab*`,
    `arn:aws:cloud9:${AT}:environment:abcdef01`,
  ],
  [
    "cognito-identity:UpdateIdentityPool",
    `arn:aws:cognito-identity:${AT}:identitypool/eu-west-1:12*`,
    `arn:aws:cognito-identity:${AT}:identitypool/eu-west-1:1234abcd-12ab-34cd-56ef-1234567890ab`,
  ],
  [
    "deadline:AssumeQueueRoleForUser",
    `arn:aws:deadline:${AT}:farm/farm-01/queue/*`,
    `arn:aws:deadline:${AT}:farm/farm-01/queue/queue-01`,
  ],
  ["eks:MutateViaKubernetesApi", `arn:aws:eks:${AT}:cluster/prod-*`, `arn:aws:eks:${AT}:cluster/prod`],
  [
    "iot:CreateJob",
    `arn:aws:iot:${AT}:thing/pump-* arn:aws:iot:${AT}:job/fix`,
    `arn:aws:iot:${AT}:thing/pump arn:aws:iot:${AT}:job/fix`,
  ],
  [
    "kinesisanalytics:CreateApplicationPresignedUrl",
    `arn:aws:kinesisanalytics:${AT}:application/lab-*`,
    `arn:aws:kinesisanalytics:${AT}:application/lab`,
  ],
  ["synthetics:StartCanaryDryRun", `arn:aws:synthetics:${AT}:canary:web-*`, `arn:aws:synthetics:${AT}:canary:web`],
  [
    "transfer:ImportSshPublicKey",
    `arn:aws:transfer:${AT}:user/s-0123456789abcdef0/*`,
    `arn:aws:transfer:${AT}:user/s-0123456789abcdef0/bob`,
  ],
  [
    "elasticmapreduce:GetClusterSessionCredentials",
    `arn:aws:elasticmapreduce:${AT}:cluster/j-12*`,
    `arn:aws:elasticmapreduce:${AT}:cluster/j-123456789ABCD`,
  ],
  [
    "elasticmapreduce:OpenEditorInConsole",
    `arn:aws:elasticmapreduce:${AT}:editor/e-12*`,
    `arn:aws:elasticmapreduce:${AT}:editor/e-123456789ABCD`,
  ],
  [
    "cloudformation:UpdateStackSet",
    `arn:aws:cloudformation:${AT}:stackset/web-*`,
    `arn:aws:cloudformation:${AT}:stackset/web:*`,
  ],
  ["opsworks:CreateDeployment", `arn:aws:opsworks:${AT}:stack/12*/`, `arn:aws:opsworks:${AT}:stack/1234abcd/`],
  [
    "athena:StartCalculationExecution",
    `arn:aws:athena:${AT}:workgroup/sales-*`,
    `arn:aws:athena:${AT}:workgroup/sales`,
  ],
  ["eks:CreateAccessEntry", `arn:aws:eks:${AT}:cluster/prod-*`, `arn:aws:eks:${AT}:cluster/prod`],
  ["ds:ResetUserPassword", `arn:aws:ds:${AT}:directory/d-12*`, `arn:aws:ds:${AT}:directory/d-1234567890`],
  [
    "bedrock-agentcore:InvokeAgentRuntimeCommandShell",
    `arn:aws:bedrock-agentcore:${AT}:runtime/web-*`,
    `arn:aws:bedrock-agentcore:${AT}:runtime/web-Ab12Cd34Ef`,
  ],
];

/** What hands out data or credentials, and one thing of it. */
const READS: readonly (readonly [action: string, one: string])[] = [
  ["ebs:GetSnapshotBlock", "arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0"],
  ["athena:GetQueryResultsStream", `arn:aws:athena:${AT}:workgroup/sales`],
  ["kinesis:GetRecords", `arn:aws:kinesis:${AT}:stream/orders`],
  ["kinesis:SubscribeToShard", `arn:aws:kinesis:${AT}:stream/orders/consumer/web:1234567890`],
  ["kafka-cluster:ReadData", `arn:aws:kafka:${AT}:topic/prod/*/orders`],
  ["dax:GetItem", `arn:aws:dax:${AT}:cache/orders`],
  ["neptune-db:ReadDataViaQuery", `arn:aws:neptune-db:${AT}:cluster-ABCDEF/database`],
  ["es:ESHttpGet", `arn:aws:es:${AT}:domain/search/*`],
  ["codecommit:GitPull", `arn:aws:codecommit:${AT}:web`],
  ["glacier:GetJobOutput", `arn:aws:glacier:${AT}:vaults/archive`],
  ["mediastore:GetObject", `arn:aws:mediastore:${AT}:container/films/*`],
  ["kinesisvideo:GetMedia", `arn:aws:kinesisvideo:${AT}:stream/door/1234567890123`],
  ["medical-imaging:GetImageFrame", `arn:aws:medical-imaging:${AT}:datastore/0123abcd/imageset/*`],
  ["healthlake:ReadResource", `arn:aws:healthlake:${AT}:datastore/fhir/0123abcd`],
  ["sagemaker:GetRecord", `arn:aws:sagemaker:${AT}:feature-group/orders`],
  ["elasticfilesystem:ClientMount", `arn:aws:elasticfilesystem:${AT}:file-system/fs-0123456789abcdef0`],
  ["glue:GetConnection", `arn:aws:glue:${AT}:catalog arn:aws:glue:${AT}:connection/orders`],
  ["acm:ExportCertificate", `arn:aws:acm:${AT}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`],
  ["ec2:GetPasswordData", `arn:aws:ec2:${AT}:instance/i-0123456789abcdef0`],
  ["ivs:GetStreamKey", `arn:aws:ivs:${AT}:stream-key/abcdefg`],
  ["bedrock:Retrieve", `arn:aws:bedrock:${AT}:knowledge-base/ABCDEF`],
  ["kendra:Query", `arn:aws:kendra:${AT}:index/1234abcd`],
  [
    "bedrock-agentcore:GetResourceApiKey",
    `arn:aws:bedrock-agentcore:${AT}:token-vault/default/apikeycredentialprovider/shop`,
  ],
];

const harmless: Row[] = [
  ["a token for the registry", allow("ecr:GetAuthorizationToken"), A],
  ["a token for packages", allow("codeartifact:GetAuthorizationToken sts:GetServiceBearerToken"), A],
  ["one's own session", allow("sts:GetSessionToken sts:GetCallerIdentity"), A],
  ["the results of one's own statements", allow("redshift-data:GetStatementResult redshift-data:DescribeStatement"), A],
  [
    "many secrets at once, without one of them",
    allow("secretsmanager:BatchGetSecretValue secretsmanager:ListSecrets"),
    A,
  ],
  ["a random password", allow("secretsmanager:GetRandomPassword"), A],
  ["attributes of queues and topics", allow("sqs:GetQueueAttributes sns:GetTopicAttributes"), A],
  ["data of Lake Formation, which asks by itself", allow("lakeformation:GetDataAccess"), A],
  [
    "log delivery as Step Functions' guide has it",
    allow(
      "logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:PutResourcePolicy logs:DescribeResourcePolicies",
    ),
    A,
  ],
];

/** What can only be allowed on all resources, and says who may do what. */
const ACCESS =
  "lakeformation:PutDataLakeSettings lakeformation:GrantPermissions ram:CreateResourceShare ecr:PutRegistryPolicy " +
  "events:PutPermission s3:PutAccountPublicAccessBlock aoss:UpdateAccessPolicy sso-directory:AddMemberToGroup " +
  "organizations:EnableAWSServiceAccess route53domains:TransferDomainToAnotherAwsAccount securitylake:CreateSubscriber " +
  "sso:AssociateDirectory route53domains:UpdateDomainNameservers rolesanywhere:CreateTrustAnchor";

/** See the top of the file. */
export const GENERATED: Readonly<Record<string, readonly Case[]>> = {
  "any role, taken": rows(
    TAKERS.flatMap(([action, on, service]): Row[] => [
      [action, [allow("iam:PassRole", ANY, to(service)), allow(action, on)], B, "privilege-escalation"],
      [`${action}, one role`, [allow("iam:PassRole", ONE, to(service)), allow(action, on)], A],
    ]),
  ),
  "roles passed elsewhere": rows([
    [
      "to another service",
      [allow("iam:PassRole", ANY, to("sns")), allow("scheduler:UpdateSchedule", TAKERS[0]![1])],
      A,
    ],
    [
      "without what takes one",
      [allow("iam:PassRole", ANY, to("scheduler")), allow("scheduler:DeleteSchedule", TAKERS[0]![1])],
      A,
    ],
    [
      "to a service in one region",
      [
        allow("iam:PassRole", ANY, is("iam:PassedToService", "states.eu-west-1.amazonaws.com")),
        allow("states:UpdateStateMachine", TAKERS[7]![1]),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "one role that is administrator",
      [allow("iam:PassRole", ONE), allow("scheduler:UpdateSchedule", TAKERS[0]![1])],
      B,
      "privilege-escalation",
      { others: { [ONE]: { policies: [ADMIN] } } },
    ],
    [
      "an administrator that trusts another service",
      [allow("iam:PassRole", ONE), allow("scheduler:UpdateSchedule", TAKERS[0]![1])],
      A,
      undefined,
      {
        others: {
          [ONE]: {
            policies: [ADMIN],
            trust: {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
              ],
            },
          },
        },
      },
    ],
    [
      "for one fixed purpose, to any service",
      [allow("iam:PassRole", ANY), allow("logs:PutSubscriptionFilter", `arn:aws:logs:${AT}:log-group:web:*`)],
      U,
    ],
    [
      "for one fixed purpose, to that service",
      [
        allow("iam:PassRole", ANY, to("logs")),
        allow("logs:PutSubscriptionFilter", `arn:aws:logs:${AT}:log-group:web:*`),
      ],
      A,
    ],
    [
      "any role but to nobody",
      [allow("iam:PassRole", ANY), deny("iam:PassRole"), allow("scheduler:UpdateSchedule", TAKERS[0]![1])],
      A,
    ],
    ["a bucket made", [allow("iam:PassRole", ANY), allow("s3:CreateBucket", "arn:aws:s3:::shop-artifacts")], A],
    ["a cluster made", [allow("iam:PassRole", ANY), allow("ecs:CreateCluster", `arn:aws:ecs:${AT}:cluster/prod`)], A],
  ]),
  "code on what exists": rows(
    EXISTING.flatMap(([actions, many, one]): Row[] => [
      [`${actions} on many`, allow(actions, many), B, "privilege-escalation"],
      [`${actions} on one`, allow(actions, one), A],
    ]),
  ),
  "data and credentials": rows([
    ...READS.flatMap(([action, one]): Row[] => [
      [`${action} everywhere`, allow(action), B, "unbounded-sensitive-read"],
      [`${action} on one`, allow(action, one), A],
    ]),
    [
      "blocks of all snapshots",
      allow("ebs:GetSnapshotBlock", "arn:aws:ec2:us-east-1::snapshot/*"),
      B,
      "unbounded-sensitive-read",
    ],
    ["the default key of all", allow("lightsail:DownloadDefaultKeyPair"), B, "unbounded-sensitive-read"],
    [
      "the code that moves a domain away",
      allow("route53domains:RetrieveDomainAuthCode"),
      B,
      "unbounded-sensitive-read",
    ],
    ...harmless,
  ]),
  "who may do what": rows([
    ...ACCESS.split(" ").map((action): Row => [action, allow(action), B, "privilege-escalation"]),
    [
      "settings read",
      allow("lakeformation:GetDataLakeSettings lakeformation:ListPermissions ram:GetResourceShares"),
      A,
    ],
    ["access taken away", allow("lakeformation:RevokePermissions events:RemovePermission ecr:DeleteRegistryPolicy"), A],
    ["given, and denied", [allow("lakeformation:*"), deny("lakeformation:*")], A],
    [
      "on what it cannot be allowed on",
      allow("lakeformation:PutDataLakeSettings", `arn:aws:lakeformation:${AT}:catalog:x`),
      A,
    ],
    ["the root of all accounts", allow("sts:AssumeRoot"), B, "privilege-escalation"],
    ["the root of accounts by a pattern", allow("sts:AssumeRoot", "arn:aws:iam::*:root"), B, "privilege-escalation"],
    ["the root of one account", allow("sts:AssumeRoot", "arn:aws:iam::222222222222:root"), A],
    [
      "the signing certificate of another user",
      allow("iam:UploadSigningCertificate", "arn:aws:iam::111111111111:user/bob"),
      B,
    ],
    ["a user taken from any group", allow("iam:RemoveUserFromGroup", "arn:aws:iam::111111111111:group/*"), B],
    [
      "policies of permission sets",
      allow("sso:PutInlinePolicyToPermissionSet", "arn:aws:sso:::permissionSet/ssoins-01/ps-01"),
      B,
    ],
    ["permission sets told", allow("sso:DescribePermissionSet", "arn:aws:sso:::permissionSet/ssoins-01/ps-01"), A],
    [
      "passed like any service",
      [allow("iam:PassRole", ANY, like("iam:PassedToService", "*")), allow("pipes:UpdatePipe", TAKERS[5]![1])],
      B,
    ],
  ]),
};
