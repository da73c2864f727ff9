/**
 * The known ways from some permissions to more, as data. Facts gathered in November 2026 from the public
 * catalogues named in {@link SOURCES}; the ids are our own.
 *
 * Kinds:
 * - `write`: writes the policies, the trust or the members of a principal. The path is open even when it is allowed on
 *   one named principal only, since that principal can be given new permissions; it may be the caller itself.
 * - `credentials`: gets credentials of another user. The path is open even when it is allowed on one named user only.
 * - `pass`: passes a role to a service that then acts for the caller. It needs iam:PassRole besides the actions. The
 *   passed role is the target.
 * - `existing`: runs code on something that already holds a role. The resource of the first action is the target.
 * - `loosen`: takes policies away from a principal, and with them what they deny. On one named principal the path
 *   depends on what those policies deny.
 *
 * sts-001, to assume any role, is a rule of its own (assume-any-role).
 */

/** How a path leads to more permissions; see the top of the file. */
export type PathKind = "write" | "credentials" | "pass" | "existing" | "loosen";

/** One way from some permissions to more. */
export interface EscalationPath {
  readonly id: string;
  readonly kind: PathKind;
  /** All of these are needed. */
  readonly actions: readonly string[];
  /** For `pass`: the services that the role may be passed to. */
  readonly services: readonly string[];
  /** A part of the ARN of the target's type, when the first action acts on several types. */
  readonly target?: string;
  readonly source: string;
}

/** Where the paths are described. */
export const SOURCES = {
  pathfinding: "https://pathfinding.cloud/paths/",
  hackingTheCloud: "https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation/",
  rhino: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
  hacktricks: "https://cloud.hacktricks.wiki/en/pentesting-cloud/aws-security/aws-privilege-escalation/",
  agentcore: "https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation",
  reversec: "https://labs.reversec.com/posts/2025/08/another-ecs-privilege-escalation-path",
} as const;

// id | kind | actions | services a role is passed to | part of the target's ARN | source when not pathfinding
// A row goes on in lines that are indented.
const TABLE = `
iam-001 | write | iam:CreatePolicyVersion
iam-002 | credentials | iam:CreateAccessKey
iam-003 | credentials | iam:CreateAccessKey iam:DeleteAccessKey
iam-004 | credentials | iam:CreateLoginProfile
iam-005 | write | iam:PutRolePolicy
iam-006 | credentials | iam:UpdateLoginProfile
iam-007 | write | iam:PutUserPolicy
iam-008 | write | iam:AttachUserPolicy
iam-009 | write | iam:AttachRolePolicy
iam-010 | write | iam:AttachGroupPolicy
iam-011 | write | iam:PutGroupPolicy
iam-012 | write | iam:UpdateAssumeRolePolicy
iam-013 | write | iam:AddUserToGroup
iam-014 | write | iam:AttachRolePolicy sts:AssumeRole
iam-015 | write | iam:AttachUserPolicy iam:CreateAccessKey
iam-016 | write | iam:CreatePolicyVersion sts:AssumeRole
iam-017 | write | iam:PutRolePolicy sts:AssumeRole
iam-018 | write | iam:PutUserPolicy iam:CreateAccessKey
iam-019 | write | iam:AttachRolePolicy iam:UpdateAssumeRolePolicy
iam-020 | write | iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy
iam-021 | write | iam:PutRolePolicy iam:UpdateAssumeRolePolicy
iam-set-default-policy-version | write | iam:SetDefaultPolicyVersion | | | rhino
iam-create-service-specific-credential | credentials | iam:CreateServiceSpecificCredential | | | hacktricks
iam-reset-service-specific-credential | credentials | iam:ResetServiceSpecificCredential | | | hacktricks
iam-upload-ssh-public-key | credentials | iam:UploadSSHPublicKey | | | hacktricks
iam-enable-mfa-device | credentials | iam:EnableMFADevice | | | hacktricks
iam-update-saml-provider | write | iam:UpdateSAMLProvider | | | hacktricks
iam-add-client-id-to-oidc-provider | write | iam:AddClientIDToOpenIDConnectProvider | | | hacktricks
iam-update-oidc-thumbprint | write | iam:UpdateOpenIDConnectProviderThumbprint | | | hacktricks
iam-remove-role-boundary | write | iam:DeleteRolePermissionsBoundary | | | hacktricks
iam-replace-role-boundary | write | iam:PutRolePermissionsBoundary | | | hacktricks
iam-replace-user-boundary | write | iam:PutUserPermissionsBoundary | | | hackingTheCloud
iam-remove-user-boundary | write | iam:DeleteUserPermissionsBoundary | | | hackingTheCloud
iam-delete-role-policy | loosen | iam:DeleteRolePolicy | | | hackingTheCloud
iam-detach-role-policy | loosen | iam:DetachRolePolicy | | | hackingTheCloud
iam-delete-user-policy | loosen | iam:DeleteUserPolicy | | | hackingTheCloud
iam-detach-user-policy | loosen | iam:DetachUserPolicy | | | hackingTheCloud
sso-attach-managed-policy | write | sso:AttachManagedPolicyToPermissionSet sso:ProvisionPermissionSet | |
  :permissionSet/ | hacktricks
sso-attach-customer-policy | write | sso:AttachCustomerManagedPolicyReferenceToPermissionSet
  sso:ProvisionPermissionSet | | :permissionSet/ | hacktricks
sso-put-inline-policy | write | sso:PutInlinePolicyToPermissionSet sso:ProvisionPermissionSet | | :permissionSet/ |
  hacktricks
sso-create-account-assignment | write | sso:CreateAccountAssignment | | :permissionSet/ | hacktricks
identitystore-join-group | write | identitystore:CreateGroupMembership | | :group/ | hacktricks
airflow-create-environment | pass | airflow:CreateEnvironment | airflow.amazonaws.com airflow-env.amazonaws.com | |
  hacktricks
airflow-cli | existing | airflow:CreateCliToken | | :environment/ | hacktricks
apprunner-001 | pass | apprunner:CreateService | tasks.apprunner.amazonaws.com build.apprunner.amazonaws.com
apprunner-002 | existing | apprunner:UpdateService | | :service/
appstream-create-fleet | pass | appstream:CreateFleet appstream:CreateStreamingURL | appstream.amazonaws.com | |
  hacktricks
appstream-image-builder | pass | appstream:CreateImageBuilder appstream:CreateImageBuilderStreamingURL |
  appstream.amazonaws.com | | hacktricks
athena-spark-session | pass | athena:CreateWorkGroup athena:StartSession athena:StartCalculationExecution |
  athena.amazonaws.com | | hacktricks
batch-001 | pass | batch:RegisterJobDefinition batch:SubmitJob | ecs-tasks.amazonaws.com batch.amazonaws.com
batch-002 | existing | batch:SubmitJob | | :job-definition/
batch-003 | pass | batch:CreateComputeEnvironment batch:CreateJobQueue batch:RegisterJobDefinition batch:SubmitJob |
  ecs-tasks.amazonaws.com batch.amazonaws.com
bedrock-001 | pass | bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession
  bedrock-agentcore:InvokeCodeInterpreter | bedrock-agentcore.amazonaws.com
bedrock-002 | existing | bedrock-agentcore:InvokeCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession | |
  :code-interpreter-custom/
bedrock-003 | pass | bedrock-agentcore:CreateAgentRuntime bedrock-agentcore:InvokeAgentRuntimeCommand |
  bedrock-agentcore.amazonaws.com
bedrock-004 | existing | bedrock-agentcore:InvokeAgentRuntimeCommand | | :runtime/ | agentcore
bedrock-005 | pass | bedrock-agentcore:CreateHarness bedrock-agentcore:InvokeAgentRuntimeCommand |
  bedrock-agentcore.amazonaws.com
bedrock-006 | pass | bedrock-agentcore:CreateBrowser bedrock-agentcore:StartBrowserSession
  bedrock-agentcore:ConnectBrowserAutomationStream | bedrock-agentcore.amazonaws.com
bedrock-007 | existing | bedrock-agentcore:StartBrowserSession bedrock-agentcore:ConnectBrowserAutomationStream | |
  | agentcore
agentcore-update-runtime | pass | bedrock-agentcore:UpdateAgentRuntime bedrock-agentcore:InvokeAgentRuntime |
  bedrock-agentcore.amazonaws.com | | agentcore
bedrock-create-agent | pass | bedrock:CreateAgent bedrock:InvokeAgent | bedrock.amazonaws.com | | hacktricks
budgets-create-action | pass | budgets:CreateBudgetAction budgets:ExecuteBudgetAction | budgets.amazonaws.com | |
  hacktricks
chatbot-create-channel | pass | chatbot:CreateSlackChannelConfiguration | chatbot.amazonaws.com | | hacktricks
braket-001 | pass | braket:CreateJob | braket.amazonaws.com
cloudformation-001 | pass | cloudformation:CreateStack | cloudformation.amazonaws.com
cloudformation-002 | existing | cloudformation:UpdateStack | | :stack/
cloudformation-003 | pass | cloudformation:CreateStackSet cloudformation:CreateStackInstances |
  cloudformation.amazonaws.com
cloudformation-004 | pass | cloudformation:UpdateStackSet | cloudformation.amazonaws.com
cloudformation-005 | existing | cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet | | :stack/
cloudformation-create-resource | pass | cloudformation:CreateResource | cloudformation.amazonaws.com
  resources.cloudformation.amazonaws.com | | hacktricks
cloudformation-update-stack-role | pass | cloudformation:UpdateStack | cloudformation.amazonaws.com | | hacktricks
cloudformation-change-set-role | pass | cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet |
  cloudformation.amazonaws.com | | hacktricks
codebuild-001 | pass | codebuild:CreateProject codebuild:StartBuild | codebuild.amazonaws.com
codebuild-002 | existing | codebuild:StartBuild | | :project/
codebuild-003 | existing | codebuild:StartBuildBatch | | :project/
codebuild-004 | pass | codebuild:CreateProject codebuild:StartBuildBatch | codebuild.amazonaws.com
codebuild-sandbox | existing | codebuild:StartSandbox codebuild:StartSandboxConnection | | :project/ | hacktricks
codebuild-update-project | pass | codebuild:UpdateProject codebuild:StartBuild | codebuild.amazonaws.com | |
  hacktricks
codebuild-update-project-build | existing | codebuild:UpdateProject codebuild:StartBuild | | :project/ | hacktricks
codedeploy-001 | existing | codedeploy:CreateDeployment | | :deploymentgroup:
codepipeline-create | pass | codepipeline:CreatePipeline | codepipeline.amazonaws.com | | hacktricks
codepipeline-update | pass | codepipeline:UpdatePipeline | codepipeline.amazonaws.com | | hacktricks
codestar-join-project | write | codestar:AssociateTeamMember codestar:CreateProject | | | hackingTheCloud
config-remediation | pass | config:PutRemediationConfigurations config:StartRemediationExecution | ssm.amazonaws.com
  config.amazonaws.com | | hacktricks
datasync-create-location | pass | datasync:CreateLocationS3 datasync:CreateTask datasync:StartTaskExecution |
  datasync.amazonaws.com | | hacktricks
codestar-create-project | pass | codestar:CreateProject | codestar.amazonaws.com | | rhino
cognitoidentity-001 | pass | cognito-identity:SetIdentityPoolRoles | cognito-identity.amazonaws.com
cognito-update-pool | pass | cognito-identity:CreateIdentityPool cognito-identity:SetIdentityPoolRoles |
  cognito-identity.amazonaws.com | | hacktricks
datapipeline-001 | pass | datapipeline:CreatePipeline datapipeline:PutPipelineDefinition
  datapipeline:ActivatePipeline | datapipeline.amazonaws.com elasticmapreduce.amazonaws.com ec2.amazonaws.com
ec2-001 | pass | ec2:RunInstances | ec2.amazonaws.com
ec2-002 | existing | ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances | | :instance/
ec2-003 | existing | ec2-instance-connect:SendSSHPublicKey | | :instance/
ec2-004 | pass | ec2:RequestSpotInstances | ec2.amazonaws.com
ec2-005 | existing | ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate | | :launch-template/
ec2-associate-instance-profile | pass | ec2:AssociateIamInstanceProfile | ec2.amazonaws.com | | hacktricks
ec2-replace-instance-profile | pass | ec2:ReplaceIamInstanceProfileAssociation | ec2.amazonaws.com | | hacktricks
ec2-add-role-to-instance-profile | pass | iam:AddRoleToInstanceProfile | ec2.amazonaws.com | | hacktricks
ec2-spot-fleet | pass | ec2:RequestSpotFleet | spotfleet.amazonaws.com ec2.amazonaws.com | | hacktricks
ec2-create-fleet | pass | ec2:CreateLaunchTemplate ec2:CreateFleet | ec2.amazonaws.com | | hacktricks
ec2-serial-console | existing | ec2-instance-connect:SendSerialConsoleSSHPublicKey | | :instance/ | hacktricks
autoscaling-create-group | pass | autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup |
  ec2.amazonaws.com autoscaling.amazonaws.com | | hacktricks
autoscaling-update-group | pass | autoscaling:CreateLaunchConfiguration autoscaling:UpdateAutoScalingGroup |
  ec2.amazonaws.com autoscaling.amazonaws.com | | hacktricks
autoscaling-create-group-template | pass | ec2:CreateLaunchTemplate autoscaling:CreateAutoScalingGroup |
  ec2.amazonaws.com autoscaling.amazonaws.com | | hackingTheCloud
autoscaling-update-group-template | pass | ec2:CreateLaunchTemplate autoscaling:UpdateAutoScalingGroup |
  ec2.amazonaws.com autoscaling.amazonaws.com | | hackingTheCloud
ecs-001 | pass | ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService | ecs-tasks.amazonaws.com
  ecs.amazonaws.com
ecs-002 | pass | ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask | ecs-tasks.amazonaws.com ecs.amazonaws.com
ecs-003 | pass | ecs:RegisterTaskDefinition ecs:CreateService | ecs-tasks.amazonaws.com ecs.amazonaws.com
ecs-004 | pass | ecs:RegisterTaskDefinition ecs:RunTask | ecs-tasks.amazonaws.com ecs.amazonaws.com
ecs-005 | pass | ecs:RegisterTaskDefinition ecs:StartTask | ecs-tasks.amazonaws.com ecs.amazonaws.com
ecs-006 | existing | ecs:ExecuteCommand | | :task/
ecs-007 | pass | ecs:StartTask ecs:RegisterContainerInstance | ecs-tasks.amazonaws.com ecs.amazonaws.com | | reversec
ecs-008 | pass | ecs:RunTask | ecs-tasks.amazonaws.com ecs.amazonaws.com
ecs-009 | pass | ecs:StartTask | ecs-tasks.amazonaws.com ecs.amazonaws.com
ecs-update-service | pass | ecs:RegisterTaskDefinition ecs:UpdateService | ecs-tasks.amazonaws.com ecs.amazonaws.com
  | | hacktricks
eks-pod-identity | pass | eks:CreatePodIdentityAssociation | pods.eks.amazonaws.com eks.amazonaws.com | | hacktricks
eks-create-nodegroup | pass | eks:CreateNodegroup | ec2.amazonaws.com eks.amazonaws.com | | hacktricks
eks-access-entry | existing | eks:CreateAccessEntry eks:AssociateAccessPolicy | | :cluster/ | hacktricks
elasticbeanstalk-create-environment | pass | elasticbeanstalk:CreateApplicationVersion
  elasticbeanstalk:CreateEnvironment | ec2.amazonaws.com elasticbeanstalk.amazonaws.com | | hacktricks
elasticbeanstalk-update-environment | existing | elasticbeanstalk:UpdateEnvironment
  elasticbeanstalk:CreateApplicationVersion | | :environment/ | hacktricks
emr-001 | pass | elasticmapreduce:RunJobFlow | elasticmapreduce.amazonaws.com ec2.amazonaws.com
emr-add-steps | existing | elasticmapreduce:AddJobFlowSteps | | :cluster/ | hacktricks
emrserverless-001 | pass | emr-serverless:CreateApplication emr-serverless:StartJobRun | emr-serverless.amazonaws.com
events-put-targets | pass | events:PutRule events:PutTargets | events.amazonaws.com | | hacktricks
fis-create-experiment | pass | fis:CreateExperimentTemplate fis:StartExperiment | fis.amazonaws.com | | hacktricks
gamelift-001 | pass | gamelift:CreateBuild gamelift:CreateFleet | gamelift.amazonaws.com ec2.amazonaws.com
glue-001 | pass | glue:CreateDevEndpoint | glue.amazonaws.com
glue-002 | existing | glue:UpdateDevEndpoint | | :devEndpoint/
glue-003 | pass | glue:CreateJob glue:StartJobRun | glue.amazonaws.com
glue-004 | pass | glue:CreateJob glue:CreateTrigger | glue.amazonaws.com
glue-005 | pass | glue:UpdateJob glue:StartJobRun | glue.amazonaws.com
glue-006 | pass | glue:UpdateJob glue:CreateTrigger | glue.amazonaws.com
glue-007 | pass | glue:CreateSession glue:RunStatement | glue.amazonaws.com
glue-update-job-role | pass | glue:UpdateJob | glue.amazonaws.com | | hackingTheCloud
glue-update-job-code | existing | glue:UpdateJob glue:StartJobRun | | :job/ | hacktricks
imagebuilder-001 | pass | imagebuilder:CreateComponent imagebuilder:CreateImageRecipe
  imagebuilder:CreateInfrastructureConfiguration imagebuilder:CreateImage | ec2.amazonaws.com
  imagebuilder.amazonaws.com
iot-create-role-alias | pass | iot:CreateRoleAlias | credentials.iot.amazonaws.com | | hacktricks
iot-create-topic-rule | pass | iot:CreateTopicRule | iot.amazonaws.com | | hacktricks
kinesisanalytics-001 | pass | kinesisanalytics:CreateApplication kinesisanalytics:StartApplication |
  kinesisanalytics.amazonaws.com
kinesisanalytics-update | existing | kinesisanalytics:UpdateApplication | | :application/ | hacktricks
lambda-001 | pass | lambda:CreateFunction lambda:InvokeFunction | lambda.amazonaws.com
lambda-002 | pass | lambda:CreateFunction lambda:CreateEventSourceMapping | lambda.amazonaws.com
lambda-003 | existing | lambda:UpdateFunctionCode | | :function:
lambda-004 | existing | lambda:UpdateFunctionCode lambda:InvokeFunction | | :function:
lambda-005 | existing | lambda:UpdateFunctionCode lambda:AddPermission | | :function:
lambda-006 | pass | lambda:CreateFunction lambda:AddPermission | lambda.amazonaws.com
lambda-create-function-url | pass | lambda:CreateFunction lambda:CreateFunctionUrlConfig | lambda.amazonaws.com | |
  hacktricks
lambda-update-configuration | existing | lambda:UpdateFunctionConfiguration | | :function: | hacktricks
lambda-update-configuration-role | pass | lambda:UpdateFunctionConfiguration lambda:InvokeFunction |
  lambda.amazonaws.com | | hacktricks
omics-001 | pass | omics:CreateWorkflow omics:StartRun | omics.amazonaws.com
rds-add-role | pass | rds:AddRoleToDBCluster | rds.amazonaws.com | | hacktricks
redshift-add-role | pass | redshift:ModifyClusterIamRoles | redshift.amazonaws.com | | hacktricks
s3-batch-operations | pass | s3:CreateJob | batchoperations.s3.amazonaws.com | | hacktricks
sagemaker-001 | pass | sagemaker:CreateNotebookInstance sagemaker:CreatePresignedNotebookInstanceUrl |
  sagemaker.amazonaws.com
sagemaker-002 | pass | sagemaker:CreateTrainingJob | sagemaker.amazonaws.com
sagemaker-003 | pass | sagemaker:CreateProcessingJob | sagemaker.amazonaws.com
sagemaker-004 | existing | sagemaker:CreatePresignedNotebookInstanceUrl | | :notebook-instance/
sagemaker-005 | existing | sagemaker:UpdateNotebookInstance sagemaker:CreateNotebookInstanceLifecycleConfig
  sagemaker:StopNotebookInstance sagemaker:StartNotebookInstance | | :notebook-instance/
sagemaker-endpoint | pass | sagemaker:CreateModel sagemaker:CreateEndpointConfig sagemaker:CreateEndpoint |
  sagemaker.amazonaws.com | | hacktricks
sagemaker-pipeline | pass | sagemaker:CreatePipeline sagemaker:StartPipelineExecution | sagemaker.amazonaws.com | |
  hacktricks
sagemaker-auto-ml | pass | sagemaker:CreateAutoMLJob | sagemaker.amazonaws.com | | hacktricks
sagemaker-tuning-job | pass | sagemaker:CreateHyperParameterTuningJob | sagemaker.amazonaws.com | | hacktricks
sagemaker-presigned-domain-url | existing | sagemaker:CreatePresignedDomainUrl | | :user-profile/ | hacktricks
scheduler-create-schedule | pass | scheduler:CreateSchedule | scheduler.amazonaws.com | | hacktricks
servicecatalog-constraint | pass | servicecatalog:CreateConstraint servicecatalog:ProvisionProduct |
  servicecatalog.amazonaws.com | | hacktricks
ssm-001 | existing | ssm:StartSession | | :instance/
ssm-002 | existing | ssm:SendCommand | | :instance/
ssm-003 | pass | ssm:CreateDocument ssm:StartAutomationExecution | ssm.amazonaws.com
ssm-resume-session | existing | ssm:ResumeSession | | :session/ | hacktricks
ssm-create-association | existing | ssm:CreateAssociation | | :instance/ | hacktricks
ssm-create-activation | pass | ssm:CreateActivation | ssm.amazonaws.com | | hacktricks
ssm-maintenance-window | pass | ssm:RegisterTaskWithMaintenanceWindow | ssm.amazonaws.com | | hacktricks
states-create-state-machine | pass | states:CreateStateMachine states:StartExecution | states.amazonaws.com | |
  hacktricks
states-update-state-machine | existing | states:UpdateStateMachine | | :stateMachine: | hacktricks
states-test-state | pass | states:TestState | states.amazonaws.com | | hacktricks
states-update-state-machine-role | pass | states:UpdateStateMachine | states.amazonaws.com | | hacktricks
synthetics-create-canary | pass | synthetics:CreateCanary synthetics:StartCanary | lambda.amazonaws.com | | hacktricks
synthetics-update-canary | existing | synthetics:UpdateCanary | | :canary: | hacktricks
transfer-create-user | pass | transfer:CreateUser | transfer.amazonaws.com | | hacktricks
pipes-create-pipe | pass | pipes:CreatePipe | pipes.amazonaws.com | | hacktricks
appsync-create-data-source | pass | appsync:CreateDataSource | appsync.amazonaws.com | | hacktricks
amplify-create-branch | pass | amplify:CreateApp amplify:CreateBranch amplify:StartDeployment |
  amplify.amazonaws.com | | hacktricks
amplify-001 | pass | amplify:CreateApp amplify:CreateBranch amplify:StartJob | amplify.amazonaws.com
cloud9-environment-token | existing | cloud9:CreateEnvironmentToken | | :environment: | hacktricks
rolesanywhere-create-profile | pass | rolesanywhere:CreateTrustAnchor rolesanywhere:CreateProfile |
  rolesanywhere.amazonaws.com | | hacktricks
`;

/** All paths, in the order of the table. */
export const ESCALATION_PATHS: readonly EscalationPath[] = TABLE.trim()
  .split(/\n(?! )/)
  .map((line) => {
    const [id, kind, actions, services, target, source] = line.split("|").map((cell) => cell.trim());
    return {
      id: id!,
      kind: kind as PathKind,
      actions: actions!.split(/\s+/),
      services: services ? services.split(/\s+/) : [],
      ...(target ? { target } : {}),
      source: source ? SOURCES[source as keyof typeof SOURCES] : SOURCES.pathfinding,
    };
  });
