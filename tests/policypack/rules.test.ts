import assert from "node:assert/strict";
import { actionCatalogue } from "../../policypack/iam";
import { ESCALATION_PATHS } from "../../policypack/iam/escalation/paths";
import { ACCOUNT_WIDE_WRITES } from "../../policypack/rules/account-wide-writes";
import { LOW_IMPACT_WRITES } from "../../policypack/rules/low-impact-writes";
import { SENSITIVE_READS } from "../../policypack/rules/sensitive-reads";
import { allow, type Case, deny, doc, judge } from "./cases/case";
import { ROLE } from "./cases/short";

/** The findings in short: `rule level`. */
const short = (one: Pick<Case, "policies"> & Partial<Case>): string[] =>
  judge(one).findings.map(({ rule, level }) => `${rule} ${level}`);

describe("who can change a managed policy", () => {
  const AWS = "arn:aws:iam::aws:policy";
  const OWN = "arn:aws:iam::111111111111:policy";
  const changes = [
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:TagPolicy",
  ].join(" ");

  for (const resource of [`${AWS}/*`, `${AWS}/AdministratorAccess`, `${AWS}/job-function/*`]) {
    it(`nobody, where AWS owns it: ${resource}`, () =>
      assert.deepEqual(short({ policies: [doc(allow(changes, resource))] }), []));
  }
  it("nobody, where all but AWS's own are denied", () => {
    const { Resource: _, ...denied } = deny("iam:*") as Record<string, unknown>;
    assert.deepEqual(short({ policies: [doc(allow(changes), { ...denied, NotResource: `${AWS}/*` })] }), []);
  });
  for (const resource of [
    `${OWN}/*`,
    "arn:aws:iam::*:policy/*",
    "arn:aws:iam::1*:policy/*",
    "arn:aws:iam::????????????:policy/*",
    "*",
  ]) {
    it(`whoever may, where an account owns it: ${resource}`, () => {
      const found = short({ policies: [doc(allow("iam:CreatePolicyVersion", resource))] });
      assert.deepEqual(found, [
        "administrative-access mandatory",
        "privilege-escalation mandatory",
        "unbounded-write mandatory",
      ]);
    });
  }
  it("whoever may, where it is named", () =>
    assert.deepEqual(short({ policies: [doc(allow("iam:CreatePolicyVersion", `${OWN}/ours`))] }), [
      "privilege-escalation mandatory",
    ]));
});

describe("attaching certain policies only", () => {
  const attaching = (policy: string): object =>
    doc(allow("iam:AttachRolePolicy", `${ROLE}app`, { ArnEquals: { "iam:PolicyARN": policy } }));
  const ours = "arn:aws:iam::111111111111:policy/ours";

  it("may be an escalation where what one of them allows is not known", () => {
    assert.deepEqual(short({ policies: [attaching(ours)] }), ["privilege-escalation advisory"]);
  });
  it("is one where it is broad, by name or by a pattern", () => {
    for (const policy of ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/*"])
      assert.deepEqual(short({ policies: [attaching(policy)] }), ["privilege-escalation mandatory"], policy);
    assert.deepEqual(short({ policies: [attaching(ours)], others: { [ours]: { policies: doc(allow("*")) } } }), [
      "privilege-escalation mandatory",
    ]);
  });
  it("is none where it is narrow", () => {
    assert.deepEqual(short({ policies: [attaching("arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess")] }), []);
    assert.deepEqual(
      short({
        policies: [attaching(ours)],
        others: { [ours]: { policies: doc(allow("s3:ListBucket", "arn:aws:s3:::shop")) } },
      }),
      [],
    );
  });
});

describe("giving oneself permissions", () => {
  const found = (kind: "role" | "user" | "group", action: string, resource: string): boolean =>
    short({ kind, policies: [doc(allow(action, resource))] }).includes("administrative-access mandatory");

  for (const [kind, action] of [
    ["role", "iam:PutRolePolicy"],
    ["user", "iam:PutUserPolicy"],
    ["group", "iam:PutGroupPolicy"],
  ] as const) {
    it(`is administrator access of a ${kind}, where its own ARN is named`, () => {
      assert.equal(found(kind, action, `arn:aws:iam::111111111111:${kind}/deploy`), true);
    });
    it(`is none where another ${kind} is named, or one of its name in another account or path`, () => {
      for (const resource of [
        `111111111111:${kind}/other`,
        `222222222222:${kind}/deploy`,
        `111111111111:${kind}/teams/deploy`,
      ])
        assert.equal(found(kind, action, `arn:aws:iam::${resource}`), false, resource);
    });
  }
});

describe("a finding", () => {
  it("blames the policy and the statement that allow it", () => {
    const narrow = allow("s3:ListBucket", "arn:aws:s3:::shop");
    const { findings } = judge({
      policies: [
        doc(narrow),
        doc(narrow, allow("s3:PutObject")),
        doc(narrow, narrow, { ...allow("sqs:SendMessage"), Sid: "Send" }),
        doc(allow("secretsmanager:GetSecretValue")),
      ],
    });
    assert.deepEqual(
      findings.map(({ rule, policy, statement }) => [rule, policy, statement]),
      [
        ["unbounded-write", "p1", "Statement[1]"],
        ["unbounded-write", "p2", "Statement[2] (Send)"],
        ["unbounded-sensitive-read", "p3", "Statement[0]"],
      ],
    );
    for (const { policy, statement, message } of findings)
      assert.ok(message.startsWith(`role deploy, policy ${policy}, ${statement}`), message);
  });
});

describe("actions that were reviewed by hand", () => {
  // Written down a second time, so that a line that is added or taken away is decided twice.
  const READS =
    `secretsmanager:GetSecretValue ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath ssm:GetParameterHistory
    s3:GetObject s3:GetObjectVersion s3:GetObjectTorrent s3express:CreateSession s3-object-lambda:GetObject s3-object-lambda:GetObjectVersion
    s3-outposts:GetObject dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query dynamodb:Scan dynamodb:PartiQLSelect dynamodb:GetRecords
    dynamodb:ExportTableToPointInTime cassandra:Select timestream:Select rds-data:ExecuteStatement rds-data:BatchExecuteStatement
    redshift-data:ExecuteStatement athena:GetQueryResults s3tables:GetTableData qldb:PartiQLSelect sdb:Select kms:Decrypt kms:ReEncryptFrom
    acm:ExportCertificate amplifybackend:GetBackendAuth bedrock-agentcore:GetResourceApiKey bedrock-agentcore:GetResourceOauth2Token
    bedrock-agentcore:GetResourcePaymentToken cognito-identity:GetOpenIdTokenForDeveloperIdentity ec2:GetPasswordData
    emr-serverless:GetSessionEndpoint gamelift:GetComputeAccess gamelift:GetInstanceAccess gamelift:RequestUploadCredentials
    glue:GetConnection glue:GetConnections glue:GetSessionEndpoint ivs:BatchGetStreamKey ivs:GetStreamKey
    kinesisanalytics:CreateApplicationPresignedUrl lightsail:CreateContainerServiceRegistryLogin lightsail:DownloadDefaultKeyPair
    pca-connector-scep:GetChallengePassword route53domains:RetrieveDomainAuthCode s3:GetDataAccess ssm:GetAccessToken
    wickr:GetOidcInfo wickr:GetOpentdfConfig kinesisvideo:GetDASHStreamingSessionURL kinesisvideo:GetHLSStreamingSessionURL
    qbusiness:GetDocumentContent glacier:GetJobOutput mediastore:GetObject s3-outposts:GetObjectVersion s3:GetObjectAnnotation
    ebs:GetSnapshotBlock elasticfilesystem:ClientMount athena:GetQueryResultsStream cassandra:GetRecords dax:BatchGetItem dax:GetItem
    dax:Query dax:Scan dynamodb:SearchVectors es:ESHttpGet glue:GetEntityRecords neptune-db:ReadDataViaQuery
    neptune-graph:ReadDataViaQuery sagemaker:BatchGetRecord sagemaker:GetRecord sdb:GetAttributes kafka-cluster:ReadData
    kinesis:GetRecords kinesis:SubscribeToShard sqs:ReceiveMessage kinesisvideo:GetClip kinesisvideo:GetMedia
    kinesisvideo:GetMediaForFragmentList ses:GetArchiveMessageContent ses:GetArchiveSearchResults
    workmailmessageflow:GetRawMessageContent healthlake:ReadResource healthlake:SearchEverything healthlake:SearchWithGet
    iotanalytics:GetDatasetContent iotanalytics:SampleChannelData iotsitewise:BatchGetAssetPropertyAggregates
    iotsitewise:BatchGetAssetPropertyValue iotsitewise:BatchGetAssetPropertyValueHistory iotsitewise:GetAssetPropertyAggregates
    iotsitewise:GetAssetPropertyValue iotsitewise:GetAssetPropertyValueHistory iotsitewise:GetInterpolatedAssetPropertyValues
    transcribe:GetCallAnalyticsJob transcribe:GetMedicalScribeJob transcribe:GetMedicalTranscriptionJob transcribe:GetTranscriptionJob
    workdocs:DownloadDocumentVersion workdocs:GetDocument workdocs:GetDocumentVersion
    healthlake:SearchWithPost medical-imaging:GetDICOMInstance medical-imaging:GetDICOMInstanceFrames medical-imaging:GetImageFrame
    medical-imaging:GetImageSetMetadata omics:GetReadSet omics:GetReference profile:GetProfileHistoryRecord profile:SearchProfiles
    bedrock-agentcore:GetMemoryRecord bedrock-agentcore:RetrieveMemoryRecords bedrock:Retrieve codecommit:GetBlob codecommit:GetFile
    codecommit:GitPull kendra:Query kendra:Retrieve macie2:GetSensitiveDataOccurrences qbusiness:GetMedia
    s3:GetObjectVersionTorrent qldb:GetBlock qldb:GetRevision cloudsearch:search clouddirectory:BatchRead
    clouddirectory:GetObjectAttributes kinesisvideo:GetImages bedrock-agentcore:GetEvent
    qbusiness:SearchRelevantContent appsync:CreateApiKey appsync:UpdateApiKey chime:CreateApiKey chime:RegenerateSecurityToken
    codeconnections:GetConnectionToken codestar-connections:GetConnectionToken codeconnections:UseConnection
    codestar-connections:UseConnection finspace-api:GetProgrammaticAccessCredentials logs:Unmask quicksight:GetAnonymousUserEmbedUrl
    quicksight:GetAuthCode quicksight:GetDashboardEmbedUrl quicksight:GetIdentityContext quicksight:GetSessionEmbedUrl
    acm:GetAcmeExternalAccountBindingCredentials amplifybackend:GetToken bedrock-agentcore:ListEvents
    bedrock-agentcore:ListMemoryRecords bedrock:AgenticRetrieveStream cases:GetCase cases:GetCaseAuditEvents
    cases:SearchAllRelatedItems cases:SearchCases cases:SearchRelatedItems cassandra:SelectMultiRegionResource
    chime:RetrieveDataExports clouddirectory:ListObjectAttributes codecommit:BatchDescribeMergeConflicts
    codecommit:DescribeMergeConflicts codecommit:GetBlobDifferences ec2:BundleInstance es:ESCrossClusterGet
    finspace:GetKxConnectionString frauddetector:GetEvent geo:BatchGetDevicePosition geo:GetDevicePosition
    geo:GetDevicePositionHistory geo:ListDevicePositions health-agent:GetPatient health-agent:ListPatientAppointments
    health-agent:ListPatientInsuranceCoverages health-agent:ListPatientMedications health-agent:MatchPatient
    healthlake:GetExportedFile healthlake:GetHistoryByResourceId healthlake:VersionReadResource iotsitewise:ExecuteQuery
    iotsitewise:GetQueryResults iottwinmaker:GetPropertyValue iottwinmaker:GetPropertyValueHistory medical-imaging:GetDICOMBulkdata
    medical-imaging:GetDICOMInstanceMetadata medical-imaging:GetDICOMSeriesMetadata medical-imaging:SearchDICOMInstances
    medical-imaging:SearchDICOMSeries medical-imaging:SearchDICOMStudies medical-imaging:SearchImageSets mobiletargeting:GetEndpoint
    mobiletargeting:GetUserEndpoints neptune-db:GetStreamRecords opensearch:GetDirectQueryResult profile:BatchGetProfile
    profile:GetSegmentMembership profile:ListDomainObjects profile:ListProfileObjects qbusiness:ListMessages
    qldb:PartiQLHistoryFunction s3:GetObjectVersionAnnotation s3files:ClientMount ses:GetArchiveMessage snowball:GetJobUnlockCode
    wisdom:GetContent wisdom:QueryAssistant wisdom:Retrieve wisdom:SearchContent
    a4b:GetContact a4b:GetNetworkProfile a4b:SearchContacts aidevops:ListChats aidevops:ListJournalRecords
    aidevops:ListPendingMessages airflow-serverless:GetTaskInstance amplify:GetWebHook amplify:ListWebHooks
    auditmanager:GetAssessmentReportUrl auditmanager:GetEvidence auditmanager:GetEvidenceByEvidenceFolder
    aws-external-anthropic:GetBatchInference aws-external-anthropic:GetFile aws-external-anthropic:GetMemoryStore
    aws-external-anthropic:GetSession aws-marketplace:GetTaxComplianceProfile aws-marketplace:GetVerificationEvidence
    bedrock-mantle:GetInference bedrock:GetAgentMemory bedrock:GetInvocationStep bedrock:GetInvoke bedrock:ListFlowExecutionEvents
    clouddirectory:ListAttachedIndices clouddirectory:ListIndex cloudsearch:suggest connect:DescribeContact connect:GetAttachedFile
    connect:GetContactAttributes connect:SearchContacts dax:ConditionCheckItem dynamodb:ConditionCheckItem
    dynamodb:ReadDataForReplication frauddetector:GetEventPredictionMetadata frauddetector:GetListElements
    gamelift:GetPlayerConnectionDetails gameliftstreams:GetStreamUrl gameliftstreams:ListStreamUrls geo:DescribeKey
    glue:GetStatement glue:ListStatements health-agent:GetCareTeamProvider health-agent:GetSessionContext
    health-agent:ListSessionRecords healthlake:InquirePreAuthClaim honeycode:GetScreenData honeycode:ListTableRows
    honeycode:QueryTableRows iotmanagedintegrations:ListDiscoveredDevices iotwireless:GetWirelessDevice iq:DownloadAttachment
    iq:GetChatMessages iq:GetCompanyChatMessages lex:ListAggregatedUtterances lex:ListTestSetRecords lex:SearchAssociatedTranscripts
    lookoutmetrics:GetSampleData m2:GetSignedBluinsightsUrl managedblockchain:GetAccessor mediapackagev2:GetObject
    mediapackagev2:HarvestObject nimble:GetStreamingSessionStream notifications:AccessSensitiveEvents
    partnercentral:GetAwsOpportunitySummary partnercentral:GetEngagement partnercentral:GetEngagementInvitation
    partnercentral:GetOpportunity partnercentral:GetResourceSnapshot partnercentral:ListOpportunities
    profile:BatchGetCalculatedAttributeForProfile profile:GetCalculatedAttributeForProfile profile:GetProfileInsights
    profile:ListCalculatedAttributesForProfile profile:ListObjectTypeAttributeValues profile:ListProfileAttributeValues
    qapps:GetQAppSession qapps:ListQAppSessionData qbusiness:Chat qbusiness:ChatSync redshift:FetchResults
    s3-outposts:GetObjectVersionForReplication s3:GetObjectVersionAnnotationForReplication s3:GetObjectVersionForReplication
    securityagent:GetArtifact securityagent:GetDesignReviewArtifact securityagent:ListActorMessages ses:GetExportJob
    ses:GetImportJob snowball:GetJobManifest states:RevealSecrets wickr:ListSecurityGroupUsers wickr:ListUsers wisdom:GetImportJob
    wisdom:GetNextMessage wisdom:GetRecommendations wisdom:ListMessages wisdom:ListSpans workspaces-web:GetIdentityProvider
    securityagent:BatchGetFindings`.split(/\s+/);
  const ACCOUNT_WIDE =
    `account:CloseAccount aco-automation:CreateAutomationRule aco-automation:StartAutomationEvent auditmanager:UpdateSettings
    backup-storage:DeleteObjects bedrock:DeleteEnforcedGuardrailConfiguration bedrock:DeleteModelInvocationLoggingConfiguration
    bedrock:PutModelInvocationLoggingConfiguration chime:AssociatePhoneNumberWithUser
    chime:AssociatePhoneNumbersWithVoiceConnectorGroup chime:BatchDeletePhoneNumber chime:CreateMediaCapturePipeline
    chime:CreateMediaConcatenationPipeline chime:CreateMediaLiveConnectorPipeline chime:DeletePhoneNumber
    chime:PutEventsConfiguration chime:StartDataExport chime:UpdateCDRSettings chime:UpdateGlobalSettings
    cloudformation:DeactivateType cloudformation:SetTypeConfiguration cloudformation:SetTypeDefaultVersion cloudhsm:DeleteHsm
    config:DeleteDeliveryChannel config:PutDeliveryChannel controltower:DeregisterManagedAccount
    controltower:DeregisterOrganizationalUnit controltower:DisableGuardrail dynamodb:UpdateAbacStatus ec2:DeprovisionByoipCidr
    ec2:DisableAllowedImagesSettings ec2:DisableEbsEncryptionByDefault ec2:ModifyEbsDefaultKmsKeyId ec2:WithdrawByoipCidr
    fms:DisassociateAdminAccount globalaccelerator:DeprovisionByoipCidr globalaccelerator:WithdrawByoipCidr guardduty:CreateIPSet
    guardduty:CreatePublishingDestination guardduty:CreateTrustedEntitySet guardduty:DeleteMembers
    guardduty:DisassociateFromAdministratorAccount guardduty:DisassociateFromMasterAccount guardduty:DisassociateMembers
    guardduty:StopMonitoringMembers guardduty:UpdateMemberDetectors inspector2:CreateFindingsReport inspector2:CreateSbomExport
    inspector2:Disable inspector2:DisassociateMember iot:DeleteAccountAuditConfiguration iotmanagedintegrations:CreateOtaTask
    macie2:DisableMacie macie2:DisassociateFromAdministratorAccount macie2:DisassociateFromMasterAccount
    macie2:PutClassificationExportConfiguration macie2:UpdateMacieSession macie2:UpdateMemberSession mgh:CreateAutomationRun
    opsworks-cm:DeleteBackup opsworks-cm:DeleteServer organizations:DisableAWSServiceAccess route53domains:DeleteDomain
    route53domains:DisableDomainTransferLock securityhub:CreateAutomationRule securityhub:CreateAutomationRuleV2
    securityhub:DeleteMembers securityhub:DisableSecurityHub securityhub:DisableSecurityHubV2
    securityhub:DisassociateFromAdministratorAccount securityhub:DisassociateFromMasterAccount securityhub:DisassociateMembers
    securityhub:StartConfigurationPolicyAssociation securitylake:DeleteAwsLogSource securitylake:DeleteDataLake
    securitylake:DeleteDataLakeOrganizationConfiguration ses:CreateExportJob ses:SetActiveReceiptRuleSet
    ses:SetIdentityNotificationTopic signin:PutConsoleAuthorizationConfiguration signin:PutResourcePermissionStatement
    sms-voice:CreateConfigurationSetEventDestination sms-voice:UpdateConfigurationSetEventDestination snowball:UpdateJob
    sns:SetSMSAttributes ssm-guiconnect:UpdateConnectionRecordingPreferences storagegateway:DeleteTapeArchive
    workdocs:CreateNotificationSubscription workdocs:DeleteDocument workdocs:DeleteDocumentVersion workdocs:DeleteFolder
    workdocs:DeleteFolderContents workdocs:DeleteInstance`.split(/\s+/);
  const WRITES =
    `logs:PutLogEvents logs:CreateLogStream logs:CreateLogGroup xray:PutTraceSegments xray:PutTelemetryRecords xray:PutSpans
    xray:PutSpansForIndexing cloudwatch:PutMetricData aps:RemoteWrite rum:PutRumEvents mobileanalytics:PutEvents ssm:UpdateInstanceInformation
    ssm:PutInventory ssm:PutComplianceItems ssm:UpdateInstanceAssociationStatus ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel
    ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage
    ec2messages:SendReply iam:CreateVirtualMFADevice iam:DeleteVirtualMFADevice sts:TagSession sts:SetSourceIdentity`.split(
      /\s+/,
    );

  for (const [actions, what, rule] of [
    [READS, "hands out data", "unbounded-sensitive-read"],
    [ACCOUNT_WIDE, "acts on all that the account has", "unbounded-write"],
  ] as const)
    for (const action of actions)
      it(`${action} ${what}: everywhere it is stopped`, () =>
        assert.ok(short({ policies: [doc(allow(action))] }).includes(`${rule} mandatory`)));
  for (const action of WRITES) {
    it(`${action} has little effect: everywhere it is no more than an advice`, () =>
      assert.equal(judge({ policies: [doc(allow(action))] }).verdict, "acceptable"));
  }
  it("are these and no others", () => {
    assert.deepEqual([...SENSITIVE_READS.keys()].sort(), [...READS].sort());
    assert.deepEqual([...ACCOUNT_WIDE_WRITES.keys()].sort(), [...ACCOUNT_WIDE].sort());
    assert.deepEqual([...LOW_IMPACT_WRITES.keys()].sort(), [...WRITES].sort());
  });
  it("a write of little effect is no step of an escalation, and manages no permissions", () => {
    const steps = new Set(ESCALATION_PATHS.flatMap(({ actions }) => actions.map((action) => action.toLowerCase())));
    const catalogue = actionCatalogue();
    for (const action of LOW_IMPACT_WRITES.keys()) {
      assert.ok(!steps.has(action.toLowerCase()), `${action} is a step of an escalation`);
      const number = catalogue.number(action);
      assert.ok(number === undefined || catalogue.level(number) !== "P", `${action} manages permissions`);
    }
  });
  it("commands, jobs and deletions are none of those writes", () => {
    for (const action of [
      "ssm:SendCommand",
      "ssm:StartSession",
      "logs:DeleteLogGroup",
      "logs:PutRetentionPolicy",
      "sqs:SendMessage",
      "cloudwatch:DeleteAlarms",
    ]) {
      assert.ok(short({ policies: [doc(allow(action))] }).includes("unbounded-write mandatory"), action);
    }
  });
});
