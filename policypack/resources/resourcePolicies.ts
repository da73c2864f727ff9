/** Reads the policies that resources have themselves, which say who may use them. */
import { type Attachment, documentPolicy, type Reader } from "./attachment";
import { type Inputs, object } from "./values";

/**
 * The types whose inputs hold such a policy, and the property that does; several with a space, a property of a property
 * with a dot.
 */
export const DOCUMENTS: Readonly<Record<string, string>> = {
  "aws:acmpca/policy:Policy": "policy",
  "aws:amp/resourcePolicy:ResourcePolicy": "policyDocument",
  "aws:apigateway/domainName:DomainName": "policy",
  "aws:apigateway/restApi:RestApi": "policy",
  "aws:apigateway/restApiPolicy:RestApiPolicy": "policy",
  "aws:backup/vaultPolicy:VaultPolicy": "policy",
  "aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy": "policy",
  "aws:cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy": "accessPolicy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy": "deliveryDestinationPolicy",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:codeartifact/domainPermissions:DomainPermissions": "policyDocument",
  "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": "policyDocument",
  "aws:codebuild/resourcePolicy:ResourcePolicy": "policy",
  "aws:dsql/clusterPolicy:ClusterPolicy": "policy",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ecr/registryPolicy:RegistryPolicy": "policy",
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "repositoryPolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:ecrpublic/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
  "aws:elasticsearch/domain:Domain": "accessPolicies",
  "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:glacier/vault:Vault": "accessPolicy",
  "aws:glacier/vaultLock:VaultLock": "policy",
  "aws:glue/resourcePolicy:ResourcePolicy": "policy",
  "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
  "aws:kms/externalKey:ExternalKey": "policy",
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:kms/replicaExternalKey:ReplicaExternalKey": "policy",
  "aws:kms/replicaKey:ReplicaKey": "policy",
  "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
  "aws:mediastore/containerPolicy:ContainerPolicy": "policy",
  "aws:msk/clusterPolicy:ClusterPolicy": "policy",
  "aws:networkfirewall/resourcePolicy:ResourcePolicy": "policy",
  "aws:oam/sinkPolicy:SinkPolicy": "policy",
  "aws:opensearch/domain:Domain": "accessPolicies",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:opensearchingest/resourcePolicy:ResourcePolicy": "policy",
  "aws:organizations/resourcePolicy:ResourcePolicy": "content",
  "aws:pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy": "policy",
  "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
  "aws:redshiftserverless/resourcePolicy:ResourcePolicy": "policy",
  "aws:s3/accessPoint:AccessPoint": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy": "policy",
  "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
  "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy": "policy",
  "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
  "aws:s3control/bucketPolicy:BucketPolicy": "policy",
  "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": "details.policy",
  "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": "policy",
  "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
  "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
  "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
  "aws:schemas/registryPolicy:RegistryPolicy": "policy",
  "aws:secretsmanager/secret:Secret": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:ses/identityPolicy:IdentityPolicy": "policy",
  "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
  "aws:vpclattice/authPolicy:AuthPolicy": "policy",
  "aws:vpclattice/resourcePolicy:ResourcePolicy": "policy",
  "aws:xray/resourcePolicy:ResourcePolicy": "policyDocument",
  "aws-native:aiops:InvestigationGroup": "investigationGroupPolicy",
  "aws-native:apigateway:DomainNameV2": "policy",
  "aws-native:apigateway:RestApi": "policy",
  "aws-native:aps:ResourcePolicy": "policyDocument",
  "aws-native:backup:BackupVault": "accessPolicy",
  "aws-native:backup:LogicallyAirGappedBackupVault": "accessPolicy",
  "aws-native:bedrock:ResourcePolicy": "policyDocument",
  "aws-native:bedrockagentcore:ResourcePolicy": "policy",
  "aws-native:cloudtrail:ResourcePolicy": "resourcePolicy",
  "aws-native:codeartifact:Domain": "permissionsPolicyDocument",
  "aws-native:codeartifact:Repository": "permissionsPolicyDocument",
  "aws-native:dsql:Cluster": "policyDocument",
  "aws-native:dynamodb:Table": "resourcePolicy.policyDocument",
  "aws-native:ecr:RegistryPolicy": "policyText",
  "aws-native:ecr:Repository": "repositoryPolicyText",
  "aws-native:ecr:RepositoryCreationTemplate": "repositoryPolicy",
  "aws-native:efs:FileSystem": "fileSystemPolicy",
  "aws-native:events:EventBus": "policy",
  "aws-native:eventschemas:RegistryPolicy": "policy",
  "aws-native:kinesis:ResourcePolicy": "resourcePolicy",
  "aws-native:kms:Key": "keyPolicy",
  "aws-native:kms:ReplicaKey": "keyPolicy",
  "aws-native:lambda:ResourcePolicy": "policyDocument",
  "aws-native:lex:ResourcePolicy": "policy",
  "aws-native:logs:DeliveryDestination": "deliveryDestinationPolicy.deliveryDestinationPolicy",
  "aws-native:logs:Destination": "destinationPolicy",
  "aws-native:logs:LogGroup": "resourcePolicyDocument",
  "aws-native:logs:ResourcePolicy": "policyDocument",
  "aws-native:mediapackagev2:ChannelPolicy": "policy",
  "aws-native:mediapackagev2:OriginEndpointPolicy": "policy",
  "aws-native:mediatailor:ChannelPolicy": "policy",
  "aws-native:msk:ClusterPolicy": "policy",
  "aws-native:oam:Sink": "policy",
  "aws-native:omics:SequenceStore": "s3AccessPolicy",
  "aws-native:opensearchservice:Domain": "accessPolicies",
  "aws-native:organizations:ResourcePolicy": "content",
  "aws-native:osis:Pipeline": "resourcePolicy.policy",
  "aws-native:paymentcryptography:Key": "policy",
  "aws-native:redshift:Cluster": "namespaceResourcePolicy",
  "aws-native:redshiftserverless:Namespace": "namespaceResourcePolicy",
  "aws-native:rum:AppMonitor": "resourcePolicy.policyDocument",
  "aws-native:s3:AccessPoint": "policy",
  "aws-native:s3:BucketPolicy": "policyDocument",
  "aws-native:s3:MultiRegionAccessPointPolicy": "policy",
  "aws-native:s3express:AccessPoint": "policy",
  "aws-native:s3express:BucketPolicy": "policyDocument",
  "aws-native:s3files:FileSystemPolicy": "policy",
  "aws-native:s3objectlambda:AccessPointPolicy": "policyDocument",
  "aws-native:s3outposts:AccessPoint": "policy",
  "aws-native:s3outposts:BucketPolicy": "policyDocument",
  "aws-native:s3tables:TableBucketPolicy": "resourcePolicy",
  "aws-native:s3tables:TablePolicy": "resourcePolicy",
  "aws-native:s3vectors:VectorBucketPolicy": "policy",
  "aws-native:sagemaker:ModelPackageGroup": "modelPackageGroupPolicy",
  "aws-native:secretsmanager:ResourcePolicy": "resourcePolicy",
  "aws-native:smsvoice:ResourcePolicy": "policyDocument",
  "aws-native:sns:TopicInlinePolicy": "policyDocument",
  "aws-native:sns:TopicPolicy": "policyDocument",
  "aws-native:sqs:QueueInlinePolicy": "policyDocument",
  "aws-native:sqs:QueuePolicy": "policyDocument",
  "aws-native:ssm:ResourcePolicy": "policy",
  "aws-native:vpclattice:AuthPolicy": "policy",
  "aws-native:vpclattice:ResourcePolicy": "policy",
  "aws-native:xray:ResourcePolicy": "policyDocument",
};

/** Policies that give nobody access. They limit what passes through an endpoint. */
export const LIMITING: Readonly<Record<string, string>> = {
  "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": "policy",
  "aws:odb/network:Network": "kmsPolicyDocument s3PolicyDocument stsPolicyDocument",
  "aws-native:ec2:VpcEndpoint": "policyDocument",
  "aws-native:odb:OdbNetwork": "kmsPolicyDocument s3PolicyDocument stsPolicyDocument",
};

/** The readers by type. */
export const RESOURCE_POLICY_READERS: Readonly<Record<string, Reader>> = Object.fromEntries([
  ...Object.entries(DOCUMENTS).map(([type, properties]) => [type, reader(type, properties, false)] as const),
  ...Object.entries(LIMITING).map(([type, properties]) => [type, reader(type, properties, true)] as const),
]);

function reader(type: string, properties: string, limitsOnly: boolean): Reader {
  return (inputs, resourceName) =>
    properties.split(" ").flatMap((property) => resourcePolicy(type, resourceName, property, inputs, limitsOnly));
}

/** The policy in a property, if there is one. Text that is empty or `{}` takes a policy away. */
export function resourcePolicy(
  type: string,
  resourceName: string,
  property: string,
  inputs: Inputs,
  limitsOnly = false,
): Attachment[] {
  const document = property
    .split(".")
    .reduce<unknown>((value, key) => (typeof value === "object" ? object(value)[key] : value), inputs);
  if (document === undefined || document === null || document === "" || document === "{}") return [];
  return [
    {
      says: "is",
      kind: "resource",
      name: resourceTitle(type, resourceName),
      policies: [],
      managed: [],
      facts: {
        resourcePolicy: documentPolicy(property.split(".").at(-1)!, document, "resource"),
        ...(limitsOnly ? { limitsOnly: true as const } : {}),
      },
    },
  ];
}

/** `s3.BucketPolicy/artifacts`: the type as programs write it, and the resource's name in the program. */
export function resourceTitle(type: string, resourceName: string): string {
  const [, module = "", kind = ""] = type.split(":");
  return `${module.split("/")[0]}.${kind}/${resourceName}`;
}
