import assert from "node:assert/strict";
import { actionCatalogue } from "../../policypack/iam";
import { ESCALATION_PATHS } from "../../policypack/iam/escalation/paths";
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
    wisdom:GetContent wisdom:QueryAssistant wisdom:Retrieve wisdom:SearchContent`.split(/\s+/);
  const WRITES =
    `logs:PutLogEvents logs:CreateLogStream logs:CreateLogGroup xray:PutTraceSegments xray:PutTelemetryRecords xray:PutSpans
    xray:PutSpansForIndexing cloudwatch:PutMetricData aps:RemoteWrite rum:PutRumEvents mobileanalytics:PutEvents ssm:UpdateInstanceInformation
    ssm:PutInventory ssm:PutComplianceItems ssm:UpdateInstanceAssociationStatus ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel
    ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage
    ec2messages:SendReply iam:CreateVirtualMFADevice iam:DeleteVirtualMFADevice sts:TagSession sts:SetSourceIdentity`.split(
      /\s+/,
    );

  for (const action of READS) {
    it(`${action} hands out data: everywhere it is stopped`, () =>
      assert.ok(short({ policies: [doc(allow(action))] }).includes("unbounded-sensitive-read mandatory")));
  }
  for (const action of WRITES) {
    it(`${action} has little effect: everywhere it is no more than an advice`, () =>
      assert.equal(judge({ policies: [doc(allow(action))] }).verdict, "acceptable"));
  }
  it("are these and no others", () => {
    assert.deepEqual([...SENSITIVE_READS.keys()].sort(), [...READS].sort());
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
