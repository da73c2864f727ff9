/**
 * Classifies condition keys by what they are about. The class decides whether a condition limits what a session may do.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

/**
 * - `session`: who calls, from where, when and how. Such a key limits who gets in, not what a session may do.
 * - `object`: the resource that is acted on: its name, its tags, the thing it belongs to. Such a key can limit what a
 *   session may do.
 * - `free`: what the caller asks for, a region or a kind: another value is one request away, and the resource is any.
 *   Such a key limits nothing.
 * - `unlisted`: not classified. Nothing can be proven from such a key.
 */
export type KeyKind = "session" | "object" | "free" | "unlisted";

const SESSION = new Set(
  `aws:calledvia aws:calledviafirst aws:calledvialast aws:currenttime aws:ec2instancesourcevpc
   aws:ec2instancesourceprivateipv4 aws:epochtime aws:federatedprovider aws:multifactorauthage
   aws:multifactorauthpresent aws:principalaccount aws:principalarn aws:principalisawsservice aws:principalorgid
   aws:principalorgpaths aws:principalservicename aws:principalservicenameslist aws:principaltype
   aws:requestedregion aws:resourceaccount aws:resourceorgid aws:resourceorgpaths aws:securetransport
   aws:sourceaccount aws:sourcearn aws:sourceidentity aws:sourceip aws:sourceorgid aws:sourceorgpaths
   aws:sourcevpc aws:sourcevpcarn aws:sourcevpce aws:vpceaccount aws:vpceorgid aws:vpceorgpaths
   aws:tokenissuetime aws:userid aws:username aws:viaawsservice aws:viaawsmcpservice aws:calledviaawsmcp
   aws:ismcpserviceaction aws:vpcsourceip aws:chatbotsourcearn aws:assumedroot aws:signinsessionarn ec2:region
   ec2:roledelivery ec2:sourceinstancearn identitystore:userid kms:calleraccount lambda:sourcefunctionarn
   s3:authtype s3:resourceaccount s3:signatureage s3:signatureversion s3:tlsversion
   glue:credentialissuingservice ssm:sourceinstancearn`.split(/\s+/),
);

const OBJECT = new Set(
  `iam:awsservicename iam:passedtoservice iam:permissionsboundary iam:policyarn cloudwatch:namespace
   dynamodb:leadingkeys ec2:createaction ec2:instanceprofile ec2:parentsnapshot ec2:subnet ec2:vpc ec2:accepter
   ec2:acceptervpc ec2:requestervpc ec2:requester ec2:instanceid ecs:cluster ecs:service
   elasticfilesystem:accesspointarn kms:grantisforawsresource kms:requestalias kms:resourcealiases kms:viaservice
   lambda:functionarn logs:loggeneratingresourcearns organizations:serviceprincipal s3:dataaccesspointarn
   s3:prefix secretsmanager:name secretsmanager:secretid servicequotas:service
   route53:changeresourcerecordsetsnormalizedrecordnames ram:resourcearn ec2:managedresourceoperator
   events:managedby ram:permissionarn ram:resourcesharename redshift-data:statement-owner-iam-userid
   s3:accessgrantsinstancearn aoss:collection aoss:index ec2:vpceservicename organizations:policyid
   config:configurationrecorderserviceprincipal cloudtrail:eventdatastore
   secretsmanager:resource/allowrotationlambdaarn agentaccess-mcp:stackarn aws-external-anthropic:keyarn
   cognito-identity:identitypoolarn cognito-identity-auth:identitypoolarn cognito-identity-unauth:identitypoolarn
   iot:thinggrouparn iotmanagedintegrations:cloudconnectorid route53profiles:resourcearns
   servicecatalog:rolelevel servicecatalog:userlevel codeconnections:fullrepositoryid codeconnections:ownerid
   codeconnections:repositoryname codestar-connections:fullrepositoryid codestar-connections:ownerid
   codestar-connections:repositoryname`.split(/\s+/),
);

const FREE = new Set(
  `aws:tagkeys aws:referer aws:useragent ec2:instancetype ec2:volumesize ec2:volumetype ec2:encrypted ec2:tenancy
   ec2:metadatahttptokens ec2:metadatahttpendpoint ec2:ebsoptimized ec2:instancemarkettype ec2:owner ec2:public
   ec2:imagetype ec2:availabilityzone ec2:availabilityzoneid ec2:volumeiops ec2:volumethroughput
   ec2:associatepublicipaddress ec2:cpuoptionsamdsevsnp events:creatoraccount iam:registersecuritykey
   kms:customermasterkeyspec kms:customermasterkeyusage kms:keyorigin kms:keyspec kms:keyusage kms:multiregion
   kms:encryptioncontextkeys kms:encryptionalgorithm kms:signingalgorithm kms:messagetype
   kms:bypasspolicylockoutsafetycheck kms:granteoperations kms:grantoperations kms:grantconstrainttype
   kms:schedulekeydeletionpendingwindowindays lambda:vpcids lambda:subnetids lambda:securitygroupids
   rds:databaseclass rds:databaseengine rds:storageencrypted rds:storagesize rds:multiaz rds:piops rds:vpc
   s3:delimiter s3:max-keys s3:versionid s3:locationconstraint s3:objectcreationoperation s3:requestobjecttagkeys
   s3:ifmatch s3:ifnonematch sns:protocol sts:rolesessionname sts:sourceidentity sts:transitivetagkeys
   sts:durationseconds sts:externalid sagemaker:rootaccess sts:taskpolicyarn ssm:overwrite ssm:recursive
   ssm:sessiondocumentaccesscheck secretsmanager:forcedeletewithoutrecovery secretsmanager:recoverywindowindays
   secretsmanager:versionstage secretsmanager:versionid dynamodb:select dynamodb:returnvalues
   dynamodb:returnconsumedcapacity dynamodb:attributes dynamodb:enclosingoperation dynamodb:fulltablescan
   sagemaker:instancetypes sagemaker:directinternetaccess sagemaker:networkisolation autoscaling:instancetype
   autoscaling:maxsize autoscaling:minsize cloudformation:rolearn cloudwatch:alarmactions
   iam:associatedresourcearn ec2:launchtemplate ecs:task-definition ecs:container-instances kms:granteeprincipal
   lambda:layer rds:databasename redshift:dbname redshift:dbuser s3:accesspointnetworkorigin
   s3:dataaccesspointaccount secretsmanager:secretprimaryregion sns:endpoint ssm:documentcategories
   events:targetarn scheduler:targetarn acm-pca:templatearn application-autoscaling:service-namespace
   codestar-connections:passedtoservice codeconnections:passedtoservice eks:policyarn
   elasticmapreduce:executionrolearn ec2:newinstanceprofile bedrock:guardrailidentifier s3express:sessionmode
   lambda:principal lambda:functionurlauthtype ram:principal ram:requestedresourcetype
   ram:requestedallowsexternalprincipals secretsmanager:rotationlambdaarn secretsmanager:kmskeyid
   secretsmanager:kmskeyarn secretsmanager:description secretsmanager:resource/type secretsmanager:type
   servicecatalog:accountlevel codeconnections:provideraction codeconnections:providerpermissionsrequired
   codestar-connections:provideraction codestar-connections:providerpermissionsrequired`.split(/\s+/),
);

const OBJECT_PREFIXES = [
  "aws:resourcetag/",
  "s3:existingobjecttag/",
  "s3:buckettag/",
  "s3:accesspointtag/",
  "kms:encryptioncontext:",
  "s3express:accesspointtag/",
  "s3express:buckettag/",
  "s3-outposts:existingobjecttag/",
  "s3tables:tablebuckettag/",
  "s3vectors:vectorbuckettag/",
  "datapipeline:tag/",
];
const SESSION_PREFIXES = [
  "aws:principaltag/",
  "saml:",
  "cognito-identity.amazonaws.com:",
  "accounts.google.com:",
  "graph.facebook.com:",
  "www.amazon.com:",
  "token.actions.githubusercontent.com:",
];
/** Databases have a key for the tags of each type of resource. Those of a request begin with `req-`. */
const TAG_OF_TYPE = /^(?:rds|dms):(?!req-)[a-z-]+-tag\//;

const FREE_PREFIXES = [
  "rds:req-tag/",
  "dms:req-tag/",
  "s3-outposts:requestobjecttag/",
  "imagebuilder:createdresourcetag/",
  "aws:requesttag/",
  "s3:requestobjecttag/",
  "s3:x-amz-",
  "s3:object-lock-",
];

/** Whether a condition key, written in any case, is about multi-factor authentication. */
export function isMfaKey(key: string): boolean {
  const lower = key.toLowerCase();
  return lower === "aws:multifactorauthpresent" || isMfaAgeKey(lower);
}

/** Whether a condition key is the age of a multi-factor sign-in. */
export function isMfaAgeKey(key: string): boolean {
  return key.toLowerCase() === "aws:multifactorauthage";
}

/** Classifies a condition key, written in any case. */
export function keyKind(key: string): KeyKind {
  const lower = key.toLowerCase();
  if (SESSION.has(lower) || SESSION_PREFIXES.some((prefix) => lower.startsWith(prefix))) return "session";
  if (OBJECT.has(lower) || OBJECT_PREFIXES.some((prefix) => lower.startsWith(prefix))) return "object";
  // Services have keys of their own for the tags of a resource, such as ssm:resourceTag/x and iam:ResourceTag/x.
  if (/^[a-z0-9-]+:resourcetag\//.test(lower) || TAG_OF_TYPE.test(lower)) return "object";
  // The service itself sets these to the name of the call that creates the tag.
  if (/^[a-z0-9-]+:(createaction|taggingaction)$/.test(lower)) return "object";
  if (FREE.has(lower) || FREE_PREFIXES.some((prefix) => lower.startsWith(prefix))) return "free";
  if (/^[a-z0-9-]+:requesttag\//.test(lower)) return "free";
  return "unlisted";
}

/** Keys that every request has, whoever sends it, in lower case. */
export const PRESENT_ANYWAY: ReadonlySet<string> = new Set(["aws:currenttime", "aws:epochtime", "aws:securetransport"]);

/**
 * Keys that every signed request has, in lower case: a user or role signs it, and the signature tells whose it is.
 * A call with the word of an identity provider (AssumeRoleWithWebIdentity, AssumeRoleWithSAML) is not signed in this
 * way, and a service that calls for itself is no user or role. So neither has these keys.
 */
export const ALWAYS_PRESENT: ReadonlySet<string> = new Set([
  ...PRESENT_ANYWAY,
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principaltype",
  "aws:userid",
]);
