/**
 * Access levels of actions whose names say that they read, and whose level in the Service Authorization Reference says
 * that they change something. Reviewed by hand against the operations' API references in November 2026: a level is
 * corrected where the operation changes nothing and hands out nothing, and stays where it does. The generator of the
 * catalogue writes the levels of this list.
 */

/** A reviewed level: Read, List, Write, Tagging or Permissions management by its first letter. */
export interface ReviewedLevel {
  readonly action: string;
  readonly level: string;
  readonly reason: string;
}

// action | level | reason
const TABLE = `
aidevops:DescribeSupportLevel | R | tells the level of support
appfabric:BatchGetUserAccessTasks | W | starts tasks
arc-region-switch:GetResourcePolicy | R | reads a resource policy
athena:GetSessionEndpoint | W | hands out an authentication token
backup-storage:DescribeBackupJob | W | part of reading a backup's data
backup-storage:GetBaseBackup | W | hands out a backup's data
backup-storage:GetChunk | W | hands out a backup's data
backup-storage:GetIncrementalBaseBackup | W | hands out a backup's data
backup-storage:GetObjectMetadata | W | part of reading a backup's data
backup-storage:ListChunks | W | part of reading a backup's data
backup-storage:ListObjects | W | part of reading a backup's data
backup:ListIndexedRecoveryPointsForSearch | L | lists what can be searched
bcm-pricing-calculator:ListTagsForResource | R | reads tags
bedrock-agentcore:GetWorkloadAccessToken | W | hands out a token
bedrock-agentcore:GetWorkloadAccessTokenForJWT | W | hands out a token
bedrock-agentcore:GetWorkloadAccessTokenForUserId | W | hands out a token
billing:GetResourcePolicy | R | reads a resource policy
cloudshell:GetFileDownloadUrls | W | hands out presigned addresses
cloudshell:GetFileUploadUrls | W | hands out presigned addresses
cognito-identity:GetId | W | makes an identity when there is none
cognito-idp:GetTokensFromRefreshToken | W | hands out tokens
datazone:GetIamPortalLoginUrl | P | hands out a sign-in address
elasticmapreduce:GetClusterSessionCredentials | W | hands out credentials
elasticmapreduce:GetOnClusterAppUIPresignedURL | W | hands out a presigned address
elasticmapreduce:GetPersistentAppUIPresignedURL | W | hands out a presigned address
elasticmapreduce:GetSessionEndpoint | W | hands out credentials
emr-containers:GetManagedEndpointSessionCredentials | W | hands out credentials
fsx:GetResourcePolicy | R | reads a resource policy; PutResourcePolicy is what shares a volume
glue:BatchGetStageFiles | R | shown in the console: details of a run
glue:DescribeConnectionType | R | tells what types of connection there are
glue:DescribeEntity | R | tells the fields of an entity, without its data
glue:GetDataPreviewStatement | R | shown in the console; the session's own statements
glue:GetEnvironment | R | shown in the console: details of a run
glue:GetExecutors | R | shown in the console: details of a run
glue:GetExecutorsThreads | R | shown in the console: details of a run
glue:GetLogParsingStatus | R | shown in the console: details of a run
glue:GetNotebookInstanceStatus | R | shown in the console: the state of a session
glue:GetQueries | R | shown in the console: details of a run
glue:GetQuery | R | shown in the console: details of a run
glue:GetRecipeAction | R | shown in the console; the session's own statements
glue:GetStage | R | shown in the console: details of a run
glue:GetStageAttempt | R | shown in the console: details of a run
glue:GetStageAttemptTaskList | R | shown in the console: details of a run
glue:GetStageAttemptTaskSummary | R | shown in the console: details of a run
glue:GetStageFiles | R | shown in the console: details of a run
glue:GetStages | R | shown in the console: details of a run
glue:GetStorage | R | shown in the console: details of a run
glue:GetStorageUnit | R | shown in the console: details of a run
glue:ListConnectionTypes | L | lists what types of connection there are
glue:ListEntities | L | lists the entities that a connection knows, without their data
healthlake:RetrieveAttributionStatus | R | reads a status
honeycode:ListTagsForResource | R | reads tags
iot:GetConnection | R | tells whether and from where a client is connected
iot:ListSubscriptions | L | lists the topics that a client has subscribed to
kms:Verify | R | compares a signature, and changes nothing
kms:VerifyMac | R | compares a code, and changes nothing
lakeformation:GetDataAccess | W | hands out credentials
lightsail:GetInstanceAccessDetails | W | hands out credentials
lightsail:GetRelationalDatabaseMasterUserPassword | W | hands out a password
monitron:ListProjectAdminUsers | L | lists administrators
qldb:ShowCatalog | R | shows the names of a ledger's tables
quicksight:DescribeKnowledgeBasePermissions | R | reads permissions, as DescribeDashboardPermissions does
quicksight:DescribeSpacePermissions | R | reads permissions, as DescribeDashboardPermissions does
quicksight:DescribeTopicPermissions | R | reads permissions, as DescribeDashboardPermissions does
redshift-serverless:GetCredentials | W | hands out credentials
redshift:GetClusterCredentials | W | hands out credentials
redshift:GetClusterCredentialsWithIAM | W | hands out credentials
route53globalresolver:ListTagsForResource | R | reads tags
secretsmanager:ValidateResourcePolicy | R | judges a policy that is not attached
security-ir:GetCaseAttachmentUploadUrl | W | hands out a presigned address
social-messaging:GetWhatsAppMessageMedia | W | writes what it gets into a bucket
ssm-sap:GetResourcePermission | R | reads permissions
states:GetActivityTask | W | takes a task, so that nobody else gets it
sts:GetDelegatedAccessToken | W | hands out credentials
sts:GetFederationToken | W | hands out credentials
sts:GetWebIdentityToken | W | hands out a token
`;

/** All reviewed levels, in the order of the table. */
export const REVIEWED_LEVELS: readonly ReviewedLevel[] = TABLE.trim()
  .split("\n")
  .map((line) => {
    const [action, level, reason] = line.split("|").map((cell) => cell.trim());
    return { action: action!, level: level!, reason: reason! };
  });
