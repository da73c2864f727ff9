/** What a condition says of the resource that is acted on, and what the caller only asks for. Broad and narrow twins. */
import { allow, type Case, deny } from "./case";
import { A, B, is, like, ROLE, rows } from "./short";

const bool = (key: string, value: string): object => ({ Bool: { [key]: value } });
const CLUSTER = "arn:aws:ecs:eu-west-1:111111111111:cluster/shop";

const AWS = "arn:aws:iam::aws:policy/";
const OWN = "arn:aws:iam::111111111111:policy/";
const FN = "arn:aws:lambda:*:*:function:";
const arn = (key: string, value: string): object => ({ ArnLike: { [key]: value } });
const secret = (id: string): object => allow("secretsmanager:GetSecretValue", "*", like("secretsmanager:SecretId", id));
const unless = (id: string): object =>
  deny("secretsmanager:*", "*", { StringNotLike: { "secretsmanager:SecretId": id } });
const decrypt = (key: string, value: string): object => allow("kms:Decrypt", "*", like(key, value));
const QUEUE = "arn:aws:sqs:eu-west-1:111111111111:";
const KMS = "arn:aws:kms:eu-west-1:111111111111:";
const TAG_KEY = { "ForAnyValue:StringEquals": { "aws:TagKeys": "open" } };
const tagging = (roles: string, condition?: object): object => allow("iam:TagRole", roles, condition);
const assuming = allow("sts:AssumeRole", "*", is("iam:ResourceTag/open", "yes"));
const byTag = (action: string): object => allow(action, "*", is("aws:ResourceTag/app", "shop"));
const byAlias = allow("kms:Decrypt", "*", { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/app-*" } });
const byOwnTag = allow("ec2:StopInstances", "*", is("aws:ResourceTag/team", "${aws:PrincipalTag/team}"));
const ownTag = (condition?: object): object => tagging(`${ROLE}deploy`, condition);
const ownNames = (operator: string, name: string): object => ({ [operator]: { "aws:TagKeys": name } });
const bounded = (condition: object): object => allow("iam:CreateRole iam:PutRolePolicy", `${ROLE}app-*`, condition);

/** See the top of the file. */
export const LIMIT_KEYS: Readonly<Record<string, readonly Case[]>> = {
  "an ARN whose service is a wildcard": rows(
    ["*", "ec2", "e*"].flatMap((service): [string, object, typeof A | typeof B][] => {
      const inVpc = (name: string): object =>
        allow(
          "ec2:AuthorizeSecurityGroupIngress",
          "*",
          arn("ec2:Vpc", `arn:aws:${service}:*:111111111111:vpc/${name}`),
        );
      return [
        [`any VPC, ${service}`, inVpc("*"), B],
        [`what each name begins with, ${service}`, inVpc("vpc-*"), B],
        [`a VPC in sixteen, ${service}`, inVpc("vpc-0*"), B],
        [`one VPC, ${service}`, inVpc("vpc-0123456789abcdef0"), A],
      ];
    }),
  ),
  "a secret or function whose service is a wildcard": rows([
    ["any secret", secret("arn:aws:*:*:*:secret:*"), B],
    ["any secret, with its six random characters", secret("arn:aws:*:*:*:secret:*-??????"), B],
    ["the secrets of an application", secret("arn:aws:*:*:*:secret:app-*"), A],
    [
      "the mappings of any function",
      allow("lambda:CreateEventSourceMapping", "*", arn("lambda:FunctionArn", "arn:aws:*:*:*:function:*")),
      B,
    ],
    [
      "the mappings of an application's functions",
      allow("lambda:CreateEventSourceMapping", "*", arn("lambda:FunctionArn", "arn:aws:*:*:*:function:app-*")),
      A,
    ],
  ]),
  "what the caller asks for": rows([
    ["a grant to oneself", allow("kms:CreateGrant", "*", is("kms:GranteePrincipal", `${ROLE}deploy`)), B],
    ["a grant for anybody", allow("kms:CreateGrant", "*", bool("kms:GrantIsForAWSResource", "false")), B],
    [
      "a grant for either",
      allow("kms:CreateGrant", "*", { Bool: { "kms:GrantIsForAWSResource": ["true", "false"] } }),
      B,
    ],
    ["a grant that a service makes", allow("kms:CreateGrant", "*", bool("kms:GrantIsForAWSResource", "true")), A],
    ["a grant to oneself on tagged keys", allow("kms:CreateGrant", "*", is("aws:ResourceTag/app", "shop")), A],
    [
      "any stack with one role",
      allow("cloudformation:DeleteStack", "*", is("cloudformation:RoleArn", `${ROLE}cfn`)),
      B,
    ],
    ["any rule to one target", allow("events:PutTargets", "*", is("events:TargetArn", "arn:aws:sqs:eu-west-1:1:q")), B],
    ["rules of one service", allow("events:PutTargets", "*", is("events:ManagedBy", "ecs.amazonaws.com")), A],
    ["any topic to one address", allow("sns:Subscribe", "*", like("sns:Endpoint", "*@example.com")), B],
    ["any function with one layer", allow("lambda:UpdateFunctionConfiguration", "*", is("lambda:Layer", "arn:l:1")), B],
    [
      "the mappings of one function",
      allow("lambda:DeleteEventSourceMapping", "*", is("lambda:FunctionArn", "arn:f")),
      A,
    ],
    ["any service with one task", allow("ecs:UpdateService", "*", is("ecs:task-definition", "shop:1")), B],
    ["the services of one cluster", allow("ecs:UpdateService", "*", { ArnEquals: { "ecs:cluster": CLUSTER } }), A],
    ["any instance with one template", allow("ec2:RunInstances", "*", is("ec2:LaunchTemplate", "arn:lt-0a1b2c3d")), B],
    ["objects by any access point", allow("s3:PutObject", "*", is("s3:DataAccessPointAccount", "111111111111")), B],
    ["objects by a kind of network", allow("s3:PutObject", "*", is("s3:AccessPointNetworkOrigin", "VPC")), B],
    [
      "secrets of a region",
      allow("secretsmanager:DeleteSecret", "*", is("secretsmanager:SecretPrimaryRegion", "eu")),
      B,
    ],
    ["any alarm with one action", allow("cloudwatch:PutMetricAlarm", "*", is("cloudwatch:AlarmActions", "arn:t")), B],
    ["any entry with one policy", allow("eks:AssociateAccessPolicy", "*", is("eks:policyArn", "arn:p")), B],
    [
      "any instance gets one profile",
      allow("ec2:ReplaceIamInstanceProfileAssociation", "*", is("ec2:NewInstanceProfile", "arn:p")),
      B,
    ],
    ["instances that have one profile", allow("ec2:TerminateInstances", "*", is("ec2:InstanceProfile", "arn:p")), A],
    ["tags while something is made", allow("ec2:CreateTags", "*", is("ec2:CreateAction", "RunInstances")), A],
    [
      "a Deny unless the caller asks for something",
      [allow("kms:CreateGrant"), deny("kms:*", "*", { StringNotEquals: { "kms:GranteePrincipal": `${ROLE}deploy` } })],
      B,
    ],
    [
      "a Deny unless the resource is tagged",
      [allow("kms:CreateGrant"), deny("kms:*", "*", { StringNotEquals: { "aws:ResourceTag/app": "shop" } })],
      A,
    ],
  ]),
  "keys of several values": rows([
    [
      "one of the partition keys",
      allow("dynamodb:BatchWriteItem", "*", { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": "shop" } }),
      B,
    ],
    [
      "the aliases of one key",
      allow("kms:Decrypt", "*", { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" } }),
      A,
    ],
  ]),
  "a boundary by a pattern": rows([
    [
      "all that ends in FullAccess",
      bounded(like("iam:PermissionsBoundary", `${AWS}*FullAccess`)),
      B,
      "privilege-escalation",
    ],
    ["by ArnLike", bounded({ ArnLike: { "iam:PermissionsBoundary": `${AWS}IAM*` } }), B, "privilege-escalation"],
    [
      "in any account",
      bounded(like("iam:PermissionsBoundary", "arn:aws:iam::*:policy/Power*")),
      B,
      "privilege-escalation",
    ],
    ["one narrow policy of AWS", bounded(is("iam:PermissionsBoundary", `${AWS}AWSXRayDaemonWriteAccess`)), A],
    ["a pattern of narrow policies of AWS", bounded(like("iam:PermissionsBoundary", `${AWS}AWSXRayDaemonWrite*`)), A],
    ["one boundary of this account", bounded(is("iam:PermissionsBoundary", `${OWN}edge`)), A],
    ["boundaries of this account by name", bounded(like("iam:PermissionsBoundary", `${OWN}edge-*`)), A],
    [
      "the boundary may be made first",
      [bounded(like("iam:PermissionsBoundary", `${OWN}edge-*`)), allow("iam:CreatePolicy", `${OWN}edge-*`)],
      B,
      "privilege-escalation",
    ],
    [
      "other policies may be made",
      [bounded(like("iam:PermissionsBoundary", `${OWN}edge-*`)), allow("iam:CreatePolicy", `${OWN}app-*`)],
      A,
    ],
    [
      "the one boundary may be made anew",
      [bounded(is("iam:PermissionsBoundary", `${OWN}edge`)), allow("iam:CreatePolicy iam:DeletePolicy", `${OWN}edge`)],
      B,
      "privilege-escalation",
    ],
    [
      "the one boundary exists",
      [bounded(is("iam:PermissionsBoundary", `${OWN}edge`)), allow("iam:CreatePolicy", `${OWN}edge`)],
      A,
    ],
  ]),
  "what all values share": rows([
    ["any secret by its ARN", secret("arn:aws:secretsmanager:*:*:secret:*"), B, "unbounded-sensitive-read"],
    ["any secret, with the random tail", secret("arn:aws:secretsmanager:*:*:secret:*-??????"), B],
    ["any secret, from the middle", secret("*:secret:*"), B],
    ["any secret of an account", secret("arn:aws:secretsmanager:eu-west-1:111111111111:s*"), B],
    ["one secret", secret("arn:aws:secretsmanager:*:*:secret:shop-db-??????"), A],
    ["secrets by the start of their names", secret("arn:aws:secretsmanager:*:*:secret:shop/*"), A],
    ["through services of a region", decrypt("kms:ViaService", "*.eu-west-1.amazonaws.com"), B],
    ["through services of a region, without a dot", decrypt("kms:ViaService", "*eu-west-1.amazonaws.com"), B],
    ["through any of many services", decrypt("kms:ViaService", "?*.*.amazonaws.com"), B],
    ["through one service of any region", decrypt("kms:ViaService", "dynamodb.*.amazonaws.com"), A],
    ["any alias", decrypt("kms:RequestAlias", "alias/*"), B],
    ["any alias, from the middle", decrypt("kms:RequestAlias", "*lias/*"), B],
    ["aliases by name", decrypt("kms:RequestAlias", "alias/shop-*"), A],
    ["any instance by id", allow("ec2:TerminateInstances", "*", like("ec2:InstanceID", "i-*")), B],
    ["instances by one digit", allow("ec2:TerminateInstances", "*", like("ec2:InstanceID", "i-0*")), B],
    ["one instance by id", allow("ec2:TerminateInstances", "*", like("ec2:InstanceID", "i-0123456789abcdef?")), A],
    ["any VPC", allow("ec2:DeleteSubnet", "*", arn("ec2:Vpc", "arn:aws:ec2:*:*:vpc/vpc-*")), B],
    ["one VPC", allow("ec2:DeleteSubnet", "*", arn("ec2:Vpc", "arn:aws:ec2:*:*:vpc/vpc-0123456789abcdef0")), A],
    ["any function", allow("lambda:DeleteEventSourceMapping", "*", arn("lambda:FunctionArn", `${FN}*`)), B],
    ["functions by name", allow("lambda:DeleteEventSourceMapping", "*", arn("lambda:FunctionArn", `${FN}shop-*`)), A],
    ["any bucket's context", decrypt("kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::*"), B],
    ["an object in any bucket's context", decrypt("kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::*/shop"), B],
    ["one bucket's context", decrypt("kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::shop-artifacts/*"), A],
    ["anything of an unknown type", decrypt("kms:EncryptionContext:x", "arn:aws:nosuch:*:*:thing:*"), B],
    ["something of an unknown type", decrypt("kms:EncryptionContext:x", "arn:aws:nosuch:*:*:thing:shop-*"), A],
    ["any service's endpoint", allow("ec2:DeleteVpcEndpoints", "*", like("ec2:VpceServiceName", "com.amazonaws.*")), B],
    [
      "one service's endpoint",
      allow("ec2:DeleteVpcEndpoints", "*", like("ec2:VpceServiceName", "com.amazonaws.*.s3")),
      A,
    ],
    [
      "a Deny unless the secret is any secret",
      [allow("secretsmanager:GetSecretValue"), unless("arn:aws:secretsmanager:*:*:secret:*")],
      B,
    ],
    [
      "a Deny unless the secret is one",
      [allow("secretsmanager:GetSecretValue"), unless("arn:aws:secretsmanager:*:*:secret:shop-db-??????")],
      A,
    ],
  ]),
  "what the role can set itself": rows([
    ["tags roles and assumes them", [tagging(`${ROLE}app-*`), assuming], B, "assume-any-role"],
    ["tags one role and assumes it", [tagging(`${ROLE}app`), assuming], A],
    ["assumes roles by a tag that others set", assuming, A],
    ["tags roles with another value", [tagging(`${ROLE}app-*`, is("aws:RequestTag/open", "no")), assuming], A],
    ["tags roles with that value", [tagging(`${ROLE}app-*`, is("aws:RequestTag/open", "yes")), assuming], B],
    [
      "tags roles with other keys",
      [tagging(`${ROLE}app-*`, { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }), assuming],
      A,
    ],
    ["tags are denied", [tagging(`${ROLE}app-*`), assuming, deny("iam:TagRole", `${ROLE}app-*`)], A],
    ["that tag is denied", [tagging(`${ROLE}app-*`), assuming, deny("iam:TagRole", "*", TAG_KEY)], A],
    ["tags queues of its own", [allow("sqs:TagQueue", `${QUEUE}app-*`), byTag("sqs:DeleteQueue")], A],
    ["gives keys an alias", [allow("kms:CreateAlias", `${KMS}key/* ${KMS}alias/app-*`), byAlias], B],
    ["gives keys another alias", [allow("kms:CreateAlias", `${KMS}key/* ${KMS}alias/other-*`), byAlias], A],
    ["gives one key an alias", [allow("kms:CreateAlias", `${KMS}key/1234abcd ${KMS}alias/app-*`), byAlias], A],
    [
      "tags all that some ARNs name, by hundreds of actions",
      [
        allow("*", `${QUEUE}orders arn:aws:s3:::shop/*`),
        {
          Effect: "Allow",
          NotAction: "iam:*",
          Resource: [`${ROLE}app-*`, "arn:aws:s3:::shop/*"],
          Condition: is("aws:ResourceTag/app", "shop"),
        },
      ],
      A,
    ],
    [
      "tags instances, by hundreds of actions",
      [
        allow("*", "arn:aws:ec2:*:*:instance/*", is("ec2:InstanceType", "t3.nano")),
        allow("ec2:CreateTags"),
        byTag("*"),
      ],
      B,
    ],
    ["sets its own tag", [allow("iam:TagRole", `${ROLE}deploy`), byOwnTag], B],
    ["sets another role's tag", [allow("iam:TagRole", `${ROLE}other`), byOwnTag], A],
    ["may not set its own tag", [allow("iam:TagRole", `${ROLE}deploy`), byOwnTag, deny("iam:TagRole")], A],
  ]),
  "whose own tag the role can set": rows([
    ["with a condition that is met", [ownTag(bool("aws:SecureTransport", "true")), byOwnTag], B],
    ["of any role of its account", [allow("iam:Tag*", "arn:aws:iam::${aws:PrincipalAccount}:role/*"), byOwnTag], B],
    ["of that name", [ownTag({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "app"] } }), byOwnTag], B],
    ["of that name in other case", [ownTag({ "ForAllValues:StringLike": { "aws:TagKeys": "T*" } }), byOwnTag], B],
    ["of another name", [ownTag({ "ForAllValues:StringEquals": { "aws:TagKeys": "app" } }), byOwnTag], A],
    ["of any other name", [ownTag({ "ForAllValues:StringNotLike": { "aws:TagKeys": "team" } }), byOwnTag], A],
    ["of all but another name", [ownTag({ "ForAllValues:StringNotEquals": { "aws:TagKeys": "app" } }), byOwnTag], B],
    ["to one value", [ownTag(is("aws:RequestTag/team", "shop")), byOwnTag], A],
    ["to any value that begins so", [ownTag(like("aws:RequestTag/team", "shop-*")), byOwnTag], B],
    ["to all values but one", [ownTag({ StringNotEquals: { "aws:RequestTag/team": "admin" } }), byOwnTag], B],
    ["where a value is given for it", [ownTag({ Null: { "aws:RequestTag/team": "false" } }), byOwnTag], B],
    ["where no value is given for it", [ownTag({ Null: { "aws:RequestTag/team": "true" } }), byOwnTag], A],
    ["to any value of another tag", [ownTag(like("aws:RequestTag/app", "*")), byOwnTag], B],
    [
      "not for that name",
      [ownTag(), byOwnTag, deny("iam:TagRole", "*", ownNames("ForAnyValue:StringEquals", "team"))],
      A,
    ],
    [
      "not for another name",
      [ownTag(), byOwnTag, deny("iam:TagRole", "*", ownNames("ForAnyValue:StringEquals", "app"))],
      B,
    ],
    [
      "not but for another",
      [ownTag(), byOwnTag, deny("iam:TagRole", "*", ownNames("ForAnyValue:StringNotEquals", "app"))],
      A,
    ],
    [
      "not without any name",
      [ownTag(), byOwnTag, deny("iam:TagRole", "*", ownNames("ForAllValues:StringEquals", "team"))],
      B,
    ],
    ["not without TLS", [ownTag(), byOwnTag, deny("iam:TagRole", "*", bool("aws:SecureTransport", "false"))], B],
    ["not to a value", [ownTag(), byOwnTag, deny("iam:TagRole", "*", is("aws:RequestTag/team", "*"))], B],
    ["not to any value", [ownTag(), byOwnTag, deny("iam:TagRole", "*", like("aws:RequestTag/team", "*"))], A],
    ["not of others", [ownTag(), byOwnTag, deny("iam:TagRole", `${ROLE}other`)], B],
    ["not of those with its name", [ownTag(), byOwnTag, deny("iam:TagRole", `${ROLE}\${saml:sub}`)], B],
  ]),
};
