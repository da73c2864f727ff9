/**
 * The sets of actions that public catalogues of privilege escalation list, as read in November 2026. Facts alone: the
 * actions that are needed. What only lists or describes (a step of convenience) is left out where the catalogue marks
 * it so.
 */

/** A catalogue: where it is, and its sets of actions. */
export interface PublicCatalogue {
  readonly source: string;
  readonly paths: readonly (readonly string[])[];
}

function paths(text: string): string[][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
}

/** By their names. */
export const PUBLIC_CATALOGUES: Readonly<Record<string, PublicCatalogue>> = {
  prowler: {
    source:
      "https://github.com/prowler-cloud/prowler/blob/master/prowler/providers/aws/services/iam/lib/privilege_escalation.py",
    paths: paths(`
      iam:CreatePolicyVersion
      iam:SetDefaultPolicyVersion
      iam:CreateAccessKey
      iam:CreateLoginProfile
      iam:UpdateLoginProfile
      iam:AttachUserPolicy
      iam:AttachGroupPolicy
      iam:AttachRolePolicy
      iam:PutGroupPolicy
      iam:PutRolePolicy
      iam:PutUserPolicy
      iam:AddUserToGroup
      iam:UpdateAssumeRolePolicy
      iam:CreateAccessKey iam:DeleteAccessKey
      iam:AttachUserPolicy iam:CreateAccessKey
      iam:PutUserPolicy iam:CreateAccessKey
      iam:AttachRolePolicy iam:UpdateAssumeRolePolicy
      iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy
      iam:PutRolePolicy iam:UpdateAssumeRolePolicy
      sts:AssumeRole iam:AttachRolePolicy
      sts:AssumeRole iam:PutRolePolicy
      sts:AssumeRole iam:UpdateAssumeRolePolicy
      sts:AssumeRole iam:CreatePolicyVersion
      iam:PassRole ec2:RunInstances
      iam:PassRole ec2:RequestSpotInstances
      ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances
      ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate
      ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances
      iam:PassRole lambda:CreateFunction lambda:InvokeFunction
      iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping
      iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping dynamodb:CreateTable dynamodb:PutItem
      iam:PassRole lambda:CreateFunction lambda:AddPermission
      lambda:UpdateFunctionCode
      lambda:UpdateFunctionConfiguration
      lambda:UpdateFunctionCode lambda:InvokeFunction
      lambda:UpdateFunctionCode lambda:AddPermission
      iam:PassRole glue:CreateDevEndpoint
      glue:UpdateDevEndpoint
      iam:PassRole glue:CreateJob glue:StartJobRun
      iam:PassRole glue:CreateJob glue:CreateTrigger
      iam:PassRole glue:UpdateJob glue:StartJobRun
      iam:PassRole glue:UpdateJob glue:CreateTrigger
      iam:PassRole cloudformation:CreateStack
      cloudformation:UpdateStack
      iam:PassRole cloudformation:CreateStackSet cloudformation:CreateStackInstances
      iam:PassRole cloudformation:UpdateStackSet
      cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet
      iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline
      iam:PassRole codestar:CreateProject
      iam:PassRole codebuild:CreateProject codebuild:StartBuild
      iam:PassRole codebuild:CreateProject codebuild:StartBuildBatch
      codebuild:StartBuild
      codebuild:StartBuildBatch
      iam:PassRole autoscaling:CreateAutoScalingGroup autoscaling:CreateLaunchConfiguration
      iam:PassRole autoscaling:UpdateAutoScalingGroup autoscaling:CreateLaunchConfiguration
      iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService
      iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask
      iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask
      iam:PassRole ecs:StartTask ecs:RegisterContainerInstance ecs:DeregisterContainerInstance
      iam:PassRole ecs:RunTask
      ecs:ExecuteCommand ecs:DescribeTasks
      iam:PassRole sagemaker:CreateNotebookInstance
      iam:PassRole sagemaker:CreateTrainingJob
      iam:PassRole sagemaker:CreateProcessingJob
      sagemaker:CreatePresignedNotebookInstanceUrl
      sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance
      ssm:StartSession
      ssm:SendCommand
      iam:PassRole apprunner:CreateService
      apprunner:UpdateService
      iam:PassRole bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:InvokeCodeInterpreter
      bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter`),
  },
  cloudsplaining: {
    source: "https://github.com/salesforce/cloudsplaining/blob/master/cloudsplaining/shared/constants.py",
    paths: paths(`
      iam:CreateAccessKey
      iam:CreateLoginProfile
      iam:UpdateLoginProfile
      iam:AddUserToGroup
      iam:CreatePolicyVersion
      iam:SetDefaultPolicyVersion
      iam:AttachUserPolicy
      iam:AttachGroupPolicy
      iam:AttachRolePolicy
      iam:PutUserPolicy
      iam:PutGroupPolicy
      iam:PutRolePolicy
      iam:UpdateAssumeRolePolicy
      iam:PassRole ec2:RunInstances
      iam:PassRole lambda:CreateFunction lambda:InvokeFunction
      iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping
      iam:PassRole glue:CreateDevEndpoint
      iam:PassRole cloudformation:CreateStack
      iam:PassRole datapipeline:CreatePipeline
      glue:UpdateDevEndpoint
      lambda:UpdateFunctionCode
      cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet
      ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances
      ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate
      ecs:ExecuteCommand ecs:DescribeTasks
      iam:PassRole bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter
      iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService
      iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask`),
  },
  pacu: {
    source: "https://github.com/RhinoSecurityLabs/pacu/blob/master/pacu/modules/iam__privesc_scan/main.py",
    paths: paths(`
      iam:AttachRolePolicy sts:AssumeRole
      iam:PutRolePolicy sts:AssumeRole
      iam:UpdateAssumeRolePolicy sts:AssumeRole
      iam:PassRole lambda:CreateFunction lambda:AddPermission
      iam:PassRole glue:CreateDevEndpoint glue:GetDevEndpoint
      iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition
      codestar:CreateProject iam:PassRole
      codestar:CreateProjectFromTemplate
      codestar:CreateProject codestar:AssociateTeamMember`),
  },
  rhino: {
    source: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    paths: paths(`
      iam:CreatePolicyVersion
      iam:SetDefaultPolicyVersion
      iam:PassRole ec2:RunInstances
      iam:CreateAccessKey
      iam:CreateLoginProfile
      iam:UpdateLoginProfile
      iam:AttachUserPolicy
      iam:AttachGroupPolicy
      iam:AttachRolePolicy
      iam:PutUserPolicy
      iam:PutGroupPolicy
      iam:PutRolePolicy
      iam:AddUserToGroup
      iam:UpdateAssumeRolePolicy sts:AssumeRole
      iam:PassRole lambda:CreateFunction lambda:InvokeFunction
      iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping
      lambda:UpdateFunctionCode
      iam:PassRole glue:CreateDevEndpoint
      glue:UpdateDevEndpoint
      iam:PassRole cloudformation:CreateStack
      iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline`),
  },
  "pathfinding.cloud": {
    source: "https://github.com/DataDog/pathfinding.cloud/tree/main/data/paths",
    paths: paths(`
      iam:CreatePolicyVersion iam:SetDefaultPolicyVersion
      iam:CreateUser iam:CreateAccessKey
      iam:CreateUser iam:AddUserToGroup
      iam:CreateUser iam:AttachUserPolicy
      iam:CreateUser iam:PutUserPolicy
      iam:AttachRolePolicy iam:UpdateAssumeRolePolicy
      iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService
      iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask
      iam:PassRole sagemaker:CreateNotebookInstance
      bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter`),
  },
  // The pages on AppStream, AppSync, Athena, Aurora DSQL, CloudFront, CloudWatch Omni, CodeConnections, CodePipeline's jobs, Control
  // Tower, Customer Profiles, DataZone, Deadline Cloud, Device Farm, ECR, EKS, Entity Resolution, EventBridge Pipes, GameLift Streams,
  // IoT Core and Lightsail.
  hacktricks: {
    source: "https://cloud.hacktricks.wiki/en/pentesting-cloud/aws-security/aws-privilege-escalation/",
    paths: paths(`
      appstream:CreateStreamingURL
      appstream:UpdateStack appstream:CreateStreamingURL agentaccess-mcp:InvokeMcp
      appstream:CreateEntitlement
      iam:PassRole appsync:CreateDataSource
      iam:PassRole appsync:UpdateDataSource appsync:UpdateResolver
      appsync:UpdateGraphqlApi appsync:CreateApiKey
      athena:UpdatePreparedStatement
      athena:UpdateNamedQuery
      athena:UpdateNotebook
      deadline:AssumeFleetRoleForRead
      deadline:AssumeQueueRoleForRead
      deadline:AssumeQueueRoleForUser
      iam:PassRole deadline:CreateQueue deadline:AssumeQueueRoleForUser
      iam:PassRole deadline:UpdateQueue deadline:AssumeQueueRoleForUser
      iam:PassRole deadline:UpdateFleet deadline:CreateWorker deadline:AssumeFleetRoleForWorker
      ecr:GetAuthorizationToken ecr:BatchGetImage ecr:GetDownloadUrlForLayer
      ecr:SetRepositoryPolicy
      ecr:PutRegistryPolicy
      ecr:CreatePullThroughCacheRule
      eks:CreateAccessEntry eks:AssociateAccessPolicy
      eks:CreateAccessEntry
      eks:UpdateAccessEntry
      iam:PassRole iam:GetRole eks:CreatePodIdentityAssociation
      iam:PassRole eks:UpdatePodIdentityAssociation
      iam:PassRole eks:CreateNodegroup
      iam:PassRole eks:CreateFargateProfile
      eks:UpdateClusterConfig
      pipes:StartPipe
      iam:PassRole codeconnections:CreateSyncConfiguration codeconnections:PassRepository
      iam:PassRole codeconnections:UpdateSyncConfiguration codeconnections:PassRepository
      iam:PassRole datazone:AssociateEnvironmentRole datazone:GetEnvironmentCredentials
      iam:PassRole datazone:PutEnvironmentBlueprintConfiguration
      datazone:GetEnvironmentCredentials
      iam:PassRole devicefarm:UpdateProject devicefarm:CreateUpload devicefarm:ScheduleRun
      iam:PassRole devicefarm:ScheduleRun
      devicefarm:UpdateUpload
      gameliftstreams:CreateStreamSessionAdminShell
      iam:PassRole gameliftstreams:StartStreamSession
      iam:PassRole gameliftstreams:CreateStreamUrl
      iam:PassRole profile:CreateIntegrationWorkflow
      iam:PassRole profile:CreateSegmentSnapshot
      iam:PassRole profile:AssociateStreamForSegments
      iam:PassRole entityresolution:CreateMatchingWorkflow entityresolution:StartMatchingJob
      iam:PassRole entityresolution:UpdateIdMappingWorkflow entityresolution:StartIdMappingJob
      iam:PassRole entityresolution:CreateIdNamespace
      iam:PassRole iot:CreateRoleAlias
      iam:PassRole iot:UpdateRoleAlias
      iam:PassRole iot:CreateProvisioningTemplate iot:CreateProvisioningClaim
      iot:RegisterCertificateWithoutCA iot:AttachPolicy
      iam:PassRole lambda:CreateFunction lambda:PublishVersion cloudfront:UpdateDistribution
      cloudfront:GetDistributionConfig cloudfront:UpdateDistribution
      cloudfront:UpdateFunction cloudfront:PublishFunction
      cloudwatch:GetSpaceCredentialsForOrganization
      cloudwatch:UpdateView cloudwatch:GetRecords
      codepipeline:PollForJobs
      codepipeline:GetJobDetails
      servicecatalog:ProvisionProduct
      servicecatalog:UpdateProvisionedProduct
      dsql:DbConnectAdmin
      dsql:PutClusterPolicy
      lightsail:DownloadDefaultKeyPair
      lightsail:GetInstanceAccessDetails
      lightsail:CreateBucketAccessKey
      lightsail:GetRelationalDatabaseMasterUserPassword
      lightsail:UpdateRelationalDatabase
      lightsail:UpdateBucket
      lightsail:UpdateDomainEntry`),
  },
};

/** The ids of pathfinding.cloud. */
export const PATHFINDING_IDS: readonly string[] = `
  apprunner-001 apprunner-002 batch-001 batch-002 batch-003 bedrock-001 bedrock-002 bedrock-003 bedrock-004 bedrock-005
  bedrock-006 bedrock-007 braket-001 cloudformation-001 cloudformation-002 cloudformation-003 cloudformation-004
  cloudformation-005 codebuild-001 codebuild-002 codebuild-003 codebuild-004 codedeploy-001 cognitoidentity-001
  datapipeline-001 ec2-001 ec2-002 ec2-003 ec2-004 ec2-005 ecs-001 ecs-002 ecs-003 ecs-004 ecs-005 ecs-006 ecs-007
  ecs-008 ecs-009 emr-001 emrserverless-001 gamelift-001 glue-001 glue-002 glue-003 glue-004 glue-005 glue-006 glue-007
  iam-001 iam-002 iam-003 iam-004 iam-005 iam-006 iam-007 iam-008 iam-009 iam-010 iam-011 iam-012 iam-013 iam-014
  iam-015 iam-016 iam-017 iam-018 iam-019 iam-020 iam-021 imagebuilder-001 kinesisanalytics-001 lambda-001 lambda-002
  lambda-003 lambda-004 lambda-005 lambda-006 omics-001 sagemaker-001 sagemaker-002 sagemaker-003 sagemaker-004
  sagemaker-005 ssm-001 ssm-002 ssm-003 sts-001`
  .trim()
  .split(/\s+/);

/** Sets that reach things, and no further permissions: the rule that stops them on all resources. */
export const OTHER_RULES: Readonly<Record<string, readonly string[]>> = {
  "unbounded-write": [
    "devicefarm:UpdateUpload",
    "iot:RegisterCertificateWithoutCA iot:AttachPolicy",
    "cloudfront:GetDistributionConfig cloudfront:UpdateDistribution",
    "cloudfront:UpdateFunction cloudfront:PublishFunction",
    "cloudwatch:UpdateView cloudwatch:GetRecords",
    "codepipeline:PollForJobs",
    "servicecatalog:ProvisionProduct",
    "servicecatalog:UpdateProvisionedProduct",
    "dsql:DbConnectAdmin",
    "dsql:PutClusterPolicy",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:CreateBucketAccessKey",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "lightsail:UpdateRelationalDatabase",
    "lightsail:UpdateBucket",
    "lightsail:UpdateDomainEntry",
    "ecr:SetRepositoryPolicy",
  ],
  "unbounded-sensitive-read": ["lightsail:DownloadDefaultKeyPair"],
};

/** Sets that are not open here, and why. */
export const NOT_OPEN: Readonly<Record<string, string>> = {
  "iam:PassRole datapipeline:CreatePipeline":
    "a pipeline does nothing before its definition is put, which passes the role",
  "codestar:CreateProjectFromTemplate": "the action does not exist any more; what does not exist is unprovable",
  "appstream:CreateEntitlement": "it shows more applications to people who have a session anyway",
  "appsync:UpdateGraphqlApi appsync:CreateApiKey":
    "it opens an application's own interface, and gives nobody an IAM permission",
  "athena:UpdatePreparedStatement": "somebody else has to run the statement",
  "athena:UpdateNamedQuery": "somebody else has to run the query",
  "ecr:GetAuthorizationToken ecr:BatchGetImage ecr:GetDownloadUrlForLayer":
    "it reads images, as AWS's own execution roles do",
  "ecr:CreatePullThroughCacheRule": "somebody else has to run the image",
  "eks:UpdateClusterConfig": "it opens the network; whoever comes still has to be admitted",
  "pipes:StartPipe": "it runs what is there, as it is",
  "datazone:GetEnvironmentCredentials": "the caller has to be a member of the environment's project",
  "cloudwatch:GetSpaceCredentialsForOrganization": "the caller needs access to the space besides",
  "codepipeline:GetJobDetails": "the caller needs the id of a job, which only its worker gets",
};
