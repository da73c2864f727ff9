/**
 * Cases made to deceive: broad policies in a narrow dress, and narrow ones that look broad. The expected
 * verdicts were written down from IAM's documentation before the analysis saw them.
 */
import { allow, type Case, deny, doc } from "./case";
import { A, ADMIN, B, BUCKET as BK, is, like, ROLE, rows, U, v2008 } from "./short";

const Q = "arn:aws:sqs:eu-west-1:111111111111:orders";
const FN = "arn:aws:lambda:eu-west-1:111111111111:function:";

/** See the top of the file. */
export const DECEPTIVE: Readonly<Record<string, readonly Case[]>> = {
  generatedNames: rows([
    ["ids i-*", allow("ec2:TerminateInstances", "arn:aws:ec2:*:*:instance/i-*"), B],
    ["ids i-0*", allow("ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/i-0*"), B],
    ["ids vol-*", allow("ec2:DeleteVolume", "arn:aws:ec2:*:*:volume/vol-*"), B],
    ["ids sg-*", allow("ec2:AuthorizeSecurityGroupIngress", "arn:aws:ec2:*:*:security-group/sg-*"), B],
    ["ids subnet-*", allow("ec2:DeleteSubnet", "arn:aws:ec2:*:*:subnet/subnet-*"), B],
    [
      "one instance",
      allow("ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0"),
      A,
    ],
    ["key uuid form", allow("kms:Decrypt", "arn:aws:kms:*:*:key/????????-????-????-????-????????????"), B],
    ["key dashes", allow("kms:Decrypt", "arn:aws:kms:*:*:key/*-*-*-*-*"), B],
    ["key mrk", allow("kms:Decrypt", "arn:aws:kms:*:111111111111:key/mrk-*"), B],
    [
      "secret with random tail",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*-??????"),
      B,
    ],
    [
      "secret tail of one",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:shop-db-??????"),
      A,
    ],
    ["fs ids", allow("elasticfilesystem:DeleteFileSystem", "arn:aws:elasticfilesystem:*:*:file-system/fs-*"), B],
    ["route53 Z*", allow("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z*"), B],
    ["cloudfront E*", allow("cloudfront:DeleteDistribution", "arn:aws:cloudfront::111111111111:distribution/E*"), B],
    ["managed instances mi-*", allow("ssm:StartSession", "arn:aws:ssm:*:*:managed-instance/mi-*"), B],
    ["dashes in bucket", allow("s3:PutObject", "arn:aws:s3:::*-*-*/*"), B],
    ["letters in order", allow("s3:PutObject", "arn:aws:s3:::*a*e*"), B],
    ["first letter and another", allow("sqs:SendMessage", "arn:aws:sqs:*:*:s*r*"), B],
    ["dot buckets", allow("s3:PutObject", "arn:aws:s3:::*.*"), B],
    ["one-letter queue by name", allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:q"), A],
    ["one-letter role trust-free assume", allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/d"), A],
    ["fn with qualifier star", allow("lambda:InvokeFunction", `${FN}*:*`), B],
    ["log group of lambda everything", allow("logs:DeleteLogGroup", "arn:aws:logs:*:*:log-group:*:*"), B],
    ["ssm parameter slash star", allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/*/*"), B],
    ["role path star", allow("iam:DeleteRole", "arn:aws:iam::111111111111:role/*/*"), B],
    ["ddb table star index", allow("dynamodb:Query", "arn:aws:dynamodb:*:*:table/*/index/*"), B],
    ["every region of one queue name", allow("sqs:SendMessage", "arn:aws:sqs:*:*:orders-*"), A],
    ["question mark in the type", allow("iam:TagRole", "arn:aws:iam::111111111111:rol?/*"), B],
    ["star in the type", allow("iam:TagRole", "arn:aws:iam::111111111111:r*/*"), B],
    ["missing account in sqs", allow("sqs:SendMessage", "arn:aws:sqs:::*"), A],
    ["all of a partition that the role is not in", allow("s3:PutObject", "arn:aws-cn:s3:::*"), A],
    ["partition by ?", allow("s3:PutObject", "arn:aw?:s3:::*"), B],
    ["arn star 6 colons", allow("s3:PutObject", "arn:*:*:*:*:*"), B],
    ["ar*", allow("s3:PutObject", "ar*"), B],
    ["*:*", allow("s3:PutObject", "*:*"), B],
    ["upper case service in arn matches nothing", allow("s3:PutObject", "arn:aws:S3:::*"), A],
    ["s3 in upper ARN", allow("s3:PutObject", "ARN:aws:s3:::*"), A],
  ]),
  actions: rows([
    ["s3*:*", allow("s3*:*"), B, "service-wide-access"],
    ["i?m:*", allow("i?m:*"), B],
    ["iam:*Role*", allow("iam:*Role*"), B],
    ["*:Put*", allow("*:Put*"), B],
    ["*Object", allow("*Object", "arn:aws:s3:::shop-artifacts/*"), U],
    ["s3:*Object in one bucket", allow("s3:*Object", `${BK}/*`), A],
    ["s3:? no such", allow("s3:?"), U],
    ["tab action", allow("s3:Get\u0130bject"), U],
    ["kms by kelvin sign deny", [allow("kms:Decrypt"), deny("\u212Ams:*")], U],
    ["a letter that only looks like another makes the document unreadable", [allow("*"), deny("\u212Ams:*")], U],
    [
      "iam:passrole lower",
      allow("IAM:PASSROLE LAMBDA:createfunction LAMBDA:invokefunction", `${ROLE}app-* ${FN}web`),
      B,
      "privilege-escalation",
    ],
    [
      "resource-less actions",
      allow("ec2:DescribeInstances sts:GetCallerIdentity iam:ListUsers cloudwatch:PutMetricData"),
      A,
    ],
    ["billing only", allow("ce:* cur:DescribeReportDefinitions"), B],
    [
      "batch get secret with one secret",
      [
        allow("secretsmanager:BatchGetSecretValue secretsmanager:ListSecrets"),
        allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-db-??????"),
      ],
      A,
    ],
    [
      "redshift data results",
      [
        allow("redshift-data:GetStatementResult redshift-data:DescribeStatement"),
        allow("redshift-data:ExecuteStatement", "arn:aws:redshift:eu-west-1:111111111111:cluster:shop"),
      ],
      A,
    ],
    [
      "rds snapshot of one db",
      allow(
        "rds:CreateDBSnapshot",
        "arn:aws:rds:eu-west-1:111111111111:db:shop arn:aws:rds:eu-west-1:111111111111:snapshot:*",
      ),
      A,
    ],
    ["rds snapshot of all", allow("rds:CreateDBSnapshot", "arn:aws:rds:*:*:db:* arn:aws:rds:*:*:snapshot:*"), B],
    [
      "alias for one key",
      allow(
        "kms:CreateAlias",
        "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab arn:aws:kms:eu-west-1:111111111111:alias/*",
      ),
      A,
    ],
  ]),
  notActionNotResource: rows([
    ["notaction on one role", { Effect: "Allow", NotAction: "s3:*", Resource: `${ROLE}other` }, B],
    ["notaction on one queue", { Effect: "Allow", NotAction: "s3:*", Resource: Q }, A],
    [
      "notaction list all services but s3 and two",
      { Effect: "Allow", NotAction: ["*:Put*", "*:Create*", "*:Delete*"], Resource: "*" },
      B,
    ],
    [
      "notresource one bucket read",
      { Effect: "Allow", Action: "s3:GetObject", NotResource: [BK, `${BK}/*`] },
      B,
      "unbounded-sensitive-read",
    ],
    [
      "notresource leaves only one",
      { Effect: "Allow", Action: "sqs:SendMessage", NotResource: ["arn:aws:sqs:*:*:a*", "arn:aws:sqs:*:*:b*"] },
      B,
    ],
    [
      "notresource with a variable",
      { Effect: "Allow", Action: "s3:PutObject", NotResource: "arn:aws:s3:::${aws:PrincipalTag/b}*" },
      B,
    ],
    [
      "notresource with username in a role excludes nothing",
      { Effect: "Allow", Action: "s3:PutObject", NotResource: "${aws:username}" },
      B,
    ],
    [
      "deny notresource variable",
      [
        allow("s3:PutObject"),
        { Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::shop-${aws:PrincipalTag/team}/*" },
      ],
      A,
    ],
    [
      "deny notresource anything",
      [
        allow("s3:PutObject"),
        { Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::${aws:PrincipalTag/team}/*" },
      ],
      B,
    ],
    [
      "deny notaction notresource",
      [allow("*"), { Effect: "Deny", NotAction: "sqs:SendMessage", NotResource: "arn:aws:s3:::*" }],
      B,
    ],
    [
      "deny notaction and notresource together narrow",
      [
        allow("*"),
        { Effect: "Deny", NotAction: "sqs:SendMessage", Resource: "*" },
        { Effect: "Deny", Action: "*", NotResource: Q },
      ],
      A,
    ],
  ]),
  denyConditions: rows([
    ["deny this role by arn", [allow("*"), deny("*", "*", { ArnEquals: { "aws:PrincipalArn": `${ROLE}deploy` } })], A],
    ["deny others by arn", [allow("*"), deny("*", "*", { ArnNotEquals: { "aws:PrincipalArn": `${ROLE}admin` } })], A],
    ["deny all but this", [allow("*"), deny("*", "*", { ArnNotLike: { "aws:PrincipalArn": `${ROLE}dep*` } })], B],
    ["deny for account", [allow("*"), deny("*", "*", is("aws:PrincipalAccount", "111111111111"))], A],
    ["deny role sessions", [allow("*"), deny("*", "*", is("aws:PrincipalType", "AssumedRole"))], A],
    ["deny users", [allow("*"), deny("*", "*", is("aws:PrincipalType", "User"))], B],
    ["deny tls", [allow("s3:PutObject"), deny("s3:*", "*", { Bool: { "aws:SecureTransport": "false" } })], B],
    [
      "deny outside region",
      [
        allow("*"),
        {
          Effect: "Deny",
          NotAction: "iam:*",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } },
        },
      ],
      B,
    ],
    [
      "deny resource-variable fallback empty",
      [
        allow("s3:PutObject"),
        deny("s3:*", "arn:aws:s3:::${aws:PrincipalTag/x, ''}*"),
        deny("s3:*", "arn:aws:s3:*:*:accesspoint/*"),
      ],
      B,
    ],
    [
      "deny variable fallback full",
      [allow("s3:PutObject", "arn:aws:s3:::*"), deny("*", "arn:aws:s3:::${aws:PrincipalTag/x, '*'}")],
      B,
    ],
    [
      "deny null tag true",
      [allow("ec2:TerminateInstances"), deny("ec2:*", "*", { Null: { "aws:ResourceTag/team": "true" } })],
      B,
    ],
    [
      "deny unless tag in role's tag",
      [
        allow("ec2:TerminateInstances"),
        deny("ec2:*", "*", { StringNotEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } }),
      ],
      A,
    ],
    [
      "deny unless tag on other service's",
      [
        allow("ec2:TerminateInstances s3:PutObject"),
        deny("ec2:*", "*", { StringNotEquals: { "aws:ResourceTag/team": "web" } }),
      ],
      B,
    ],
    [
      "deny unless tag ForAnyValue not",
      [
        allow("ec2:TerminateInstances"),
        deny("ec2:*", "*", { "ForAnyValue:StringNotEquals": { "aws:ResourceTag/team": "web" } }),
      ],
      B,
    ],
    [
      "deny unless IfExists",
      [
        allow("ec2:TerminateInstances"),
        deny("ec2:*", "*", { StringNotEqualsIfExists: { "aws:ResourceTag/team": "web" } }),
      ],
      A,
    ],
    [
      "deny with false null on principal",
      [allow("s3:PutObject"), deny("*", "*", { Null: { "aws:PrincipalArn": "false" } })],
      A,
    ],
    [
      "deny only on service principal",
      [allow("s3:PutObject"), deny("*", "*", { Bool: { "aws:PrincipalIsAWSService": "false" } })],
      A,
    ],
    [
      "deny leading keys forall not",
      [
        allow("dynamodb:GetItem"),
        deny("dynamodb:*", "*", { "ForAllValues:StringNotEquals": { "dynamodb:LeadingKeys": "a" } }),
      ],
      B,
    ],
  ]),
  allowConditions: rows([
    [
      "forany leading keys",
      allow("dynamodb:BatchGetItem", "*", { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["a-1"] } }),
      B,
    ],
    [
      "forall leading keys present",
      allow("dynamodb:GetItem", "*", {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["user-1"] },
        Null: { "dynamodb:LeadingKeys": "false" },
      }),
      A,
    ],
    [
      "tag + same tag as the session both",
      allow("iam:PutRolePolicy", `${ROLE}*`, {
        StringEquals: { "iam:ResourceTag/team": "${aws:PrincipalTag/team}" },
        StringLike: { "iam:ResourceTag/team": "web*" },
      }),
      B,
      "privilege-escalation",
    ],
    [
      "tag keys two demands",
      allow("ec2:DeleteVolume", "*", { StringEquals: { "aws:TagKeys": "a" }, StringLike: { "aws:TagKeys": "b" } }),
      B,
    ],
    [
      "org paths two demands",
      allow("s3:PutObject", "*", {
        "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": "o-a/r-b/" },
        "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a/r-c/*" },
      }),
      B,
    ],
    ["resource account own", allow("s3:PutObject", "*", is("aws:ResourceAccount", "111111111111")), B],
    [
      "called via",
      allow("s3:*", "*", { "ForAnyValue:StringEquals": { "aws:CalledVia": ["cloudformation.amazonaws.com"] } }),
      B,
    ],
    ["via service", allow("kms:Decrypt", "*", { Bool: { "aws:ViaAWSService": "true" } }), B],
    ["vpce", allow("s3:GetObject", "*", is("aws:SourceVpce", "vpce-1")), B],
    ["null false + null true void", allow("*", "*", { Null: { "aws:PrincipalTag/x": ["true", "false"] } }), B],
    ["like ?*", allow("ec2:TerminateInstances", "*", like("aws:ResourceTag/team", "?*?")), B],
    [
      "like with account only arn",
      allow("iam:AttachRolePolicy", `${ROLE}app-*`, { ArnLike: { "iam:PolicyARN": "arn:aws:iam::*:policy/*" } }),
      B,
    ],
    [
      "boundary is admin",
      allow("iam:PutRolePolicy iam:CreateRole", `${ROLE}app-*`, is("iam:PermissionsBoundary", ADMIN)),
      B,
    ],
    ["boundary like anything", allow("iam:PutRolePolicy", `${ROLE}app-*`, like("iam:PermissionsBoundary", "*")), B],
    [
      "boundary like any policy",
      allow("iam:PutRolePolicy", `${ROLE}app-*`, { ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/*" } }),
      B,
    ],
    [
      "boundary like Admin*",
      allow("iam:PutRolePolicy", `${ROLE}app-*`, {
        ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/Admin*" },
      }),
      B,
    ],
    [
      "boundary ifexists",
      allow("iam:PutRolePolicy", `${ROLE}app-*`, {
        StringEqualsIfExists: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/edge" },
      }),
      B,
    ],
    [
      "delete the boundary",
      allow(
        "iam:DeleteRolePermissionsBoundary",
        `${ROLE}app-*`,
        is("iam:PermissionsBoundary", "arn:aws:iam::111111111111:policy/edge"),
      ),
      B,
    ],
    [
      "deny unless boundary, on roles",
      [
        allow("iam:PutRolePolicy iam:AttachRolePolicy", `${ROLE}app-*`),
        deny("iam:PutRolePolicy iam:AttachRolePolicy", "arn:aws:iam::111111111111:role/*", {
          StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/edge" },
        }),
      ],
      A,
    ],
    [
      "deny unless boundary, on other roles",
      [
        allow("iam:PutRolePolicy", `${ROLE}app-*`),
        deny("iam:PutRolePolicy", `${ROLE}ops-*`, {
          StringNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/edge" },
        }),
      ],
      B,
    ],
    [
      "policy arn not equals admin",
      allow("iam:AttachRolePolicy", `${ROLE}app-*`, { ArnNotEquals: { "iam:PolicyARN": ADMIN } }),
      B,
    ],
    [
      "date window over between",
      allow("*", "*", {
        DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
        DateLessThan: { "aws:CurrentTime": "2026-02-01T00:00:00Z" },
      }),
      A,
    ],
    ["date epoch past", allow("*", "*", { DateLessThan: { "aws:CurrentTime": "1600000000" } }), A],
    [
      "date window that closes before it opens",
      allow("*", "*", {
        DateGreaterThan: { "aws:CurrentTime": "2028-01-01T00:00:00Z" },
        DateLessThan: { "aws:CurrentTime": "2027-02-01T00:00:00Z" },
      }),
      A,
    ],
    ["epoch by string", allow("*", "*", { NumericLessThan: { "aws:EpochTime": "1600000000" } }), A],
    ["secure transport false", allow("*", "*", { Bool: { "aws:SecureTransport": "false" } }), B],
    ["s3 prefix empty", allow("s3:ListBucket", "*", like("s3:prefix", "")), A],
    ["put object with prefix", allow("s3:PutObject", "*", like("s3:prefix", "shop/*")), A],
    ["existing tag", allow("s3:GetObject", "*", is("s3:ExistingObjectTag/team", "web")), A],
    ["request object tag", allow("s3:PutObject", "*", is("s3:RequestObjectTag/team", "web")), B],
    ["encryption header", allow("s3:PutObject", "*", is("s3:x-amz-server-side-encryption", "aws:kms")), B],
    ["kms context", allow("kms:Decrypt", "*", is("kms:EncryptionContext:aws:s3:arn", `${BK}`)), A],
    [
      "kms alias",
      allow("kms:Decrypt", "*", { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop" } }),
      A,
    ],
    ["kms alias any", allow("kms:Decrypt", "*", { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/*" } }), B],
    ["kms via any service of aws", allow("kms:Decrypt", "*", like("kms:ViaService", "*.amazonaws.com")), B],
    ["kms caller account", allow("kms:Decrypt", "*", is("kms:CallerAccount", "111111111111")), B],
    ["numeric like tag", allow("ec2:TerminateInstances", "*", { NumericEquals: { "aws:ResourceTag/size": "1" } }), B],
    ["bool tag", allow("ec2:TerminateInstances", "*", { Bool: { "aws:ResourceTag/ours": "true" } }), A],
    ["unknown in a list on narrow", allow("sqs:SendMessage", Q, is("sqs:Colour", "red")), A],
    [
      "tag like two variables",
      allow("ec2:TerminateInstances", "*", like("aws:ResourceTag/team", "${aws:PrincipalTag/team}*")),
      B,
    ],
    ["tag equal unknown variable", allow("ec2:TerminateInstances", "*", is("aws:ResourceTag/team", "${saml:dept}")), B],
    ["username tag", allow("ec2:TerminateInstances", "*", is("aws:ResourceTag/owner", "${aws:username}")), A],
    ["userid tag", allow("ec2:TerminateInstances", "*", is("aws:ResourceTag/owner", "${aws:userid}")), A],
  ]),
  passRole: rows([
    [
      "pass to one service that runs nothing",
      allow("iam:PassRole ec2:RunInstances", "*", is("iam:PassedToService", "sns.amazonaws.com")),
      A,
    ],
    [
      "pass app roles to monitoring with lambda allowed",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "monitoring.rds.amazonaws.com")),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      A,
    ],
    [
      "pass app roles to lambda or ec2 with lambda allowed",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "ec2.amazonaws.com", "lambda.amazonaws.com")),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      B,
    ],
    [
      "pass like *.amazonaws.com",
      [
        allow("iam:PassRole", `${ROLE}app-*`, like("iam:PassedToService", "*.amazonaws.com")),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      B,
    ],
    [
      "pass not to ec2",
      [
        allow("iam:PassRole", `${ROLE}app-*`, { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      B,
    ],
    [
      "pass not to lambda by allow",
      [
        allow("iam:PassRole", `${ROLE}app-*`, { StringNotEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      A,
    ],
    [
      "deny pass to lambda",
      [
        allow("iam:PassRole", `${ROLE}app-*`),
        deny("iam:PassRole", "*", is("iam:PassedToService", "lambda.amazonaws.com")),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      A,
    ],
    [
      "deny pass to all but ec2",
      [
        allow("iam:PassRole", `${ROLE}app-*`),
        deny("iam:PassRole", "*", { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      A,
    ],
    [
      "deny pass to all but ec2, roles only",
      [
        allow("iam:PassRole", `${ROLE}app-*`),
        deny("iam:PassRole", "arn:aws:iam::*:role/*", {
          StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
        }),
        allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`),
      ],
      A,
    ],
    [
      "create one function, invoke another",
      [
        allow("iam:PassRole", `${ROLE}app-*`),
        allow("lambda:CreateFunction", `${FN}a`),
        allow("lambda:InvokeFunction", `${FN}b`),
      ],
      A,
    ],
    [
      "create and invoke by overlapping patterns",
      [
        allow("iam:PassRole", `${ROLE}app-*`),
        allow("lambda:CreateFunction", `${FN}web-*`),
        allow("lambda:InvokeFunction", `${FN}*-api`),
      ],
      B,
    ],
    [
      "update one project, build another",
      [
        allow("codebuild:UpdateProject", "arn:aws:codebuild:eu-west-1:111111111111:project/a-*"),
        allow("codebuild:BatchGetProjects", "*"),
      ],
      A,
    ],
    [
      "stop and modify different instances",
      [
        allow("ec2:ModifyInstanceAttribute", "*", is("aws:ResourceTag/team", "web")),
        allow(
          "ec2:StartInstances ec2:StopInstances",
          "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0",
        ),
      ],
      A,
    ],
    ["pass service role", allow("iam:PassRole", "arn:aws:iam::111111111111:role/service-role/*"), A],
    [
      "pass role with question mark",
      [allow("iam:PassRole", `${ROLE}ap?`), allow("lambda:CreateFunction lambda:InvokeFunction", `${FN}web`)],
      B,
    ],
    [
      "pass one, ecs",
      [
        allow("iam:PassRole", `${ROLE}task`),
        allow("ecs:RegisterTaskDefinition"),
        allow("ecs:RunTask", "arn:aws:ecs:eu-west-1:111111111111:task-definition/web:*"),
      ],
      B,
    ],
    [
      "pass by notresource",
      [
        { Effect: "Allow", Action: "iam:PassRole", NotResource: `${ROLE}admin` },
        allow("glue:CreateSession glue:RunStatement", "arn:aws:glue:eu-west-1:111111111111:session/x"),
      ],
      B,
    ],
    [
      "pass role denied for admin only",
      [
        allow("iam:PassRole", `${ROLE}*`),
        deny("iam:PassRole", `${ROLE}admin`),
        allow("glue:CreateDevEndpoint", "arn:aws:glue:eu-west-1:111111111111:devEndpoint/x"),
      ],
      B,
    ],
  ]),
  iamWrites: rows([
    ["attach to named group", allow("iam:AttachGroupPolicy", "arn:aws:iam::111111111111:group/dev"), B],
    ["set default version", allow("iam:SetDefaultPolicyVersion", "arn:aws:iam::111111111111:policy/x1"), B],
    ["own access keys by role", allow("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/${aws:username}"), A],
    [
      "keys of user pattern",
      allow("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/${aws:username}*", undefined),
      B,
      "privilege-escalation",
      { kind: "group" },
    ],
    [
      "keys by 2008 literal",
      [],
      A,
      undefined,
      {
        kind: "group",
        policies: [v2008(allow("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/${aws:username}"))],
      },
    ],
    [
      "mfa devices of others",
      allow(
        "iam:CreateVirtualMFADevice iam:EnableMFADevice",
        "arn:aws:iam::111111111111:mfa/bob arn:aws:iam::111111111111:user/bob",
      ),
      B,
    ],
    ["create saml provider", allow("iam:UpdateSAMLProvider", "arn:aws:iam::111111111111:saml-provider/corp"), B],
    ["create role alone on named", allow("iam:CreateRole", `${ROLE}app-web`), A],
    ["create role and attach", allow("iam:CreateRole iam:AttachRolePolicy", `${ROLE}app-web`), B],
    ["delete policies of one role", allow("iam:DeleteRolePolicy", `${ROLE}app-web`), A],
    [
      "identity center",
      allow(
        "sso:PutInlinePolicyToPermissionSet sso:ProvisionPermissionSet",
        "arn:aws:sso:::instance/ssoins-1 arn:aws:sso:::permissionSet/ssoins-1/ps-1 arn:aws:sso:::account/111111111111",
      ),
      B,
    ],
  ]),
  assumeRole: rows([
    [
      "assume by notresource",
      { Effect: "Allow", Action: "sts:AssumeRole", NotResource: `${ROLE}admin` },
      B,
      "assume-any-role",
    ],
    ["assume path", allow("sts:AssumeRole", `${ROLE}teams/*`), B, "assume-any-role"],
    [
      "assume wildcard account digit",
      allow("sts:AssumeRole", "arn:aws:iam::11111111111?:role/deploy"),
      B,
      "assume-any-role",
    ],
    [
      "assume in org",
      allow("sts:AssumeRole", "*", is("aws:ResourceOrgID", "o-abc")),
      B,
      "assume-any-role",
      { kind: "user" },
    ],
    ["sts:* on one role", allow("sts:*", `${ROLE}deploy`), A],
    ["sts:Assume*", allow("sts:Assume*"), B],
    ["assume with tag variable", allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/${aws:PrincipalTag/team}"), B],
    [
      "assume with username",
      allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/${aws:username}"),
      A,
      undefined,
      { kind: "group" },
    ],
    ["assume partition star", allow("sts:AssumeRole", "arn:*:iam::111111111111:role/deploy"), A],
    [
      "assume denied but one",
      [allow("sts:AssumeRole"), { Effect: "Deny", Action: "sts:AssumeRole", NotResource: `${ROLE}deploy` }],
      A,
    ],
  ]),
  unionAndBoundary: rows([
    [
      "halves in boundary",
      allow("*"),
      B,
      undefined,
      { boundary: doc({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) },
    ],
    [
      "boundary with two statements",
      allow("s3:PutObject", "arn:aws:s3:::*"),
      A,
      undefined,
      { boundary: doc(allow("s3:*", `${BK}/*`), allow("s3:*", "arn:aws:s3:::other-bucket/*")) },
    ],
    [
      "boundary notaction",
      allow("sqs:*"),
      B,
      undefined,
      { boundary: doc({ Effect: "Allow", NotAction: "sqs:DeleteQueue", Resource: "*" }) },
    ],
    [
      "boundary pass",
      [allow("iam:PassRole", `${ROLE}*`), allow("lambda:*", `${FN}web`)],
      A,
      undefined,
      { boundary: doc(allow("*", "*"), deny("iam:PassRole", "*")) },
    ],
    [
      "three thirds",
      [],
      B,
      undefined,
      {
        policies: [
          doc({ Effect: "Allow", NotAction: ["a*:*", "b*:*", "c*:*", "d*:*", "e*:*"], Resource: "*" }),
          doc(allow("a*:* b*:* c*:*")),
        ],
      },
    ],
  ]),
  versions: rows([
    [
      "2008 with deny variable",
      [],
      B,
      undefined,
      { policies: [v2008(allow("s3:PutObject"), deny("s3:*", "arn:aws:s3:::${*}"))] },
    ],
    ["2012 literal star deny", [allow("s3:PutObject", "arn:aws:s3:::*"), deny("s3:*", "arn:aws:s3:::${*}")], B],
    ["2012 literal star allow", allow("s3:PutObject", "arn:aws:s3:::${*}/${?}"), A],
    ["dollar variable", allow("s3:PutObject", "arn:aws:s3:::${$}{*}*"), A],
  ]),
  disguises: rows([
    ["resource star in a list", allow("s3:PutObject", `${BK}/* *`), B],
    ["empty string resource", allow("s3:PutObject", ""), A],
    ["principal tag in account part", allow("sqs:SendMessage", "arn:aws:sqs:*:${aws:PrincipalAccount}:*"), B],
    ["sqs reads all", allow("sqs:ReceiveMessage sqs:DeleteMessage"), B],
    ["ssm wildcard", allow("ssm:Get*", "*"), B],
    ["ssm one param by ?", allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/?*"), B],
    ["dynamodb reads account", allow("dynamodb:Batch*", "arn:aws:dynamodb:*:111111111111:*"), B],
    ["s3 get in all shop buckets", allow("s3:Get* s3:List*", "arn:aws:s3:::shop-* arn:aws:s3:::shop-*/*"), A],
    ["s3 lists", allow("s3:ListBucket s3:GetBucketLocation s3:ListAllMyBuckets"), A],
  ]),
};
