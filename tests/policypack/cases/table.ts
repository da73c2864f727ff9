/** The table of cases, by category. `A` is acceptable, `B` too broad, `U` unprovable. */
import { allow, type Case, deny, doc } from "./case";
import { A, ADMIN, B, BUCKET, is, ROLE, rows, U } from "./short";

/** See the top of the file. */
export const TABLE: Readonly<Record<string, readonly Case[]>> = {
  plain: rows([
    ["everything", allow("*"), B, "administrative-access"],
    ["everything by two stars", allow("*:*"), B, "administrative-access"],
    ["everything on ARNs", allow("*", "arn:*"), B],
    ["everything in one bucket", allow("*", `${BUCKET}/*`), A],
    ["one object read", allow("s3:GetObject", `${BUCKET}/releases/*`), A],
    ["one prefix written", allow("s3:PutObject s3:AbortMultipartUpload", `${BUCKET}/incoming/*`), A],
    [
      "all objects written",
      allow("s3:PutObject"),
      B,
      "unbounded-write",
      { witness: "s3:PutObject on arn:aws:s3:::anything/anything" },
    ],
    ["all objects read", allow("s3:GetObject"), B, "unbounded-sensitive-read"],
    [
      "lists and descriptions everywhere",
      allow("ec2:Describe* s3:ListAllMyBuckets cloudwatch:Get* cloudwatch:List* rds:Describe*"),
      A,
    ],
    ["a whole service", allow("sqs:*"), B, "service-wide-access"],
    ["a whole service on one queue", allow("sqs:*", "arn:aws:sqs:eu-west-1:111111111111:orders"), A],
    [
      "a whole service on all queues of an account",
      allow("sqs:*", "arn:aws:sqs:*:111111111111:*"),
      B,
      "unbounded-write",
    ],
    [
      "telemetry everywhere",
      allow("logs:PutLogEvents logs:CreateLogStream xray:PutTraceSegments cloudwatch:PutMetricData"),
      A,
      "unbounded-write",
    ],
    ["secrets everywhere", allow("secretsmanager:GetSecretValue"), B, "unbounded-sensitive-read"],
    [
      "one secret",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-??????"),
      A,
    ],
    ["parameters by path", allow("ssm:GetParametersByPath", "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/*"), A],
    [
      "parameters of all",
      allow("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111111111111:parameter/*"),
      B,
      "unbounded-sensitive-read",
    ],
    [
      "decryption with any key",
      allow("kms:Decrypt", "arn:aws:kms:*:111111111111:key/*"),
      B,
      "unbounded-sensitive-read",
    ],
    [
      "decryption with one key",
      allow("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
      A,
    ],
    [
      "items of any table",
      allow("dynamodb:GetItem dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111111111111:table/*"),
      B,
      "unbounded-sensitive-read",
    ],
    [
      "items of one table and its indexes",
      allow(
        "dynamodb:GetItem dynamodb:Query",
        "arn:aws:dynamodb:eu-west-1:111111111111:table/orders arn:aws:dynamodb:eu-west-1:111111111111:table/orders/index/*",
      ),
      A,
    ],
    ["a write that cannot be limited", allow("ec2:CreateNatGateway ec2:DescribeVpcs", "*", undefined), B],
    ["an action without resource types", allow("sts:GetCallerIdentity ce:GetCostAndUsage"), A],
    ["an empty list of statements", [], A],
    ["an empty list of actions", { Effect: "Allow", Action: [], Resource: "*" }, A],
    ["only denials", deny("*"), A],
  ]),
  union: rows([
    [
      "two halves of a service",
      [],
      B,
      "service-wide-access",
      {
        policies: [
          doc(allow("sqs:Send* sqs:Get* sqs:List* sqs:Receive* sqs:Set* sqs:Start* sqs:Cancel*")),
          doc(allow("sqs:Add* sqs:Change* sqs:Create* sqs:Delete* sqs:Purge* sqs:Remove* sqs:Tag* sqs:Untag*")),
        ],
      },
    ],
    [
      "pass role and compute in two policies",
      [],
      B,
      "privilege-escalation",
      {
        policies: [
          doc(allow("iam:PassRole", `${ROLE}app-*`)),
          doc(
            allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
          ),
        ],
      },
    ],
    [
      "compute without pass role",
      allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      A,
    ],
    [
      "a denial in another policy",
      [],
      A,
      undefined,
      {
        policies: [
          doc(allow("s3:GetObject s3:PutObject", `${BUCKET}/* *`)),
          doc({ Effect: "Deny", Action: "s3:*", NotResource: `${BUCKET}/*` }),
        ],
      },
    ],
    [
      "a managed policy beside a narrow one",
      [],
      B,
      "administrative-access",
      { policies: [ADMIN, doc(allow("s3:GetObject", `${BUCKET}/*`))] },
    ],
    [
      "a managed policy of another partition",
      [],
      B,
      "administrative-access",
      { policies: [ADMIN.replace("arn:aws:", "arn:aws-cn:")] },
    ],
    [
      "read-only monitoring by AWS",
      [],
      A,
      undefined,
      { policies: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"] },
    ],
    [
      "half of AWS in parts",
      [],
      B,
      "administrative-access",
      { policies: [doc({ Effect: "Allow", NotAction: ["ec2:*", "s3:*"], Resource: "*" }), doc(allow("ec2:*"))] },
    ],
    ["a policy that nobody knows", [], U, "unknown-policy", { policies: ["arn:aws:iam::111111111111:policy/ours"] }],
    [
      "a policy that is declared",
      [],
      A,
      undefined,
      { policies: [{ arn: "arn:aws:iam::111111111111:policy/ours", document: doc(allow("s3:ListBucket", BUCKET)) }] },
    ],
  ]),
  notAction: rows([
    ["all but IAM", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }, B, "administrative-access"],
    ["all but what starts with a", { Effect: "Allow", NotAction: "a*:*", Resource: "*" }, B],
    ["all but everything", { Effect: "Allow", NotAction: "*", Resource: "*" }, A],
    ["all but deletion, in one bucket", { Effect: "Allow", NotAction: "s3:Delete*", Resource: `${BUCKET}/*` }, A],
    [
      "all, and a denial of all but reading",
      [allow("*"), { Effect: "Deny", NotAction: ["ec2:Describe*", "cloudwatch:List*"], Resource: "*" }],
      A,
    ],
    [
      "all, and a denial of all but one service",
      [allow("*"), { Effect: "Deny", NotAction: "sqs:*", Resource: "*" }],
      B,
      "service-wide-access",
    ],
    [
      "all, and a denial of all but one service, in one place",
      [allow("*", "arn:aws:sqs:eu-west-1:111111111111:orders"), { Effect: "Deny", NotAction: "sqs:*", Resource: "*" }],
      A,
    ],
  ]),
  notResource: rows([
    [
      "all objects but one bucket",
      { Effect: "Allow", Action: "s3:PutObject", NotResource: `${BUCKET}/*` },
      B,
      "unbounded-write",
    ],
    ["nothing but everything", { Effect: "Allow", Action: "s3:PutObject", NotResource: "*" }, A],
    ["nothing but all of S3", { Effect: "Allow", Action: "s3:PutObject", NotResource: "arn:aws:s3:::*" }, B],
    [
      "denied but in one bucket",
      [allow("s3:PutObject"), { Effect: "Deny", Action: "s3:PutObject", NotResource: `${BUCKET}/*` }],
      A,
    ],
    [
      "denied but in buckets of one letter",
      [allow("s3:PutObject"), { Effect: "Deny", Action: "s3:PutObject", NotResource: "arn:aws:s3:::a*" }],
      B,
    ],
    ["an empty list of what is left out", { Effect: "Allow", Action: "s3:PutObject", NotResource: [] }, B],
  ]),
  wildcards: rows([
    ["partition", allow("s3:PutObject", "arn:*:s3:::shop-artifacts/*"), A],
    ["service", allow("s3:PutObject", "arn:aws:*:::shop-artifacts/*"), A],
    ["part of the service", allow("s3:PutObject", "arn:aws:?3:::*"), B],
    ["region and account", allow("sqs:SendMessage", "arn:aws:sqs:*:*:orders"), A],
    ["name", allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:*"), B],
    ["question mark and star", allow("s3:PutObject", "arn:aws:s3:::?*"), B],
    ["star, letter, star", allow("s3:PutObject", "*a*"), B],
    ["a letter in the name", allow("s3:PutObject", "arn:aws:s3:::*a*"), B],
    ["a first letter", allow("s3:PutObject", "arn:aws:s3:::a*/*"), B],
    ["a dash", allow("s3:PutObject", "arn:aws:s3:::*-*/*"), B],
    ["many question marks", allow("sqs:SendMessage", "arn:aws:sqs:*:*:????????"), B],
    ["a prefix", allow("s3:PutObject", "arn:aws:s3:::shop-*/*"), A],
    ["a suffix", allow("s3:PutObject", "arn:aws:s3:::*-artifacts/*"), A],
    ["a word within", allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:*orders*"), A],
    ["any bucket, one object", allow("s3:PutObject", "arn:aws:s3:::*/config.json"), B],
    ["all roles of all accounts", allow("iam:TagRole", "arn:aws:iam::*:role/*"), B],
    ["all roles of an account that is half known", allow("iam:TagRole", "arn:aws:iam::1*:role/*"), B],
    ["the start of every ARN", allow("s3:PutObject", "arn:aws:s3*"), B],
    ["two stars", allow("s3:PutObject", "**"), B],
    ["access points of all", allow("s3:GetObject", "arn:aws:s3:*:111111111111:accesspoint/*"), B],
    ["one access point", allow("s3:GetObject", "arn:aws:s3:eu-west-1:111111111111:accesspoint/shop/object/*"), A],
    ["service prefix by wildcard", allow("s*:*"), B],
    ["service prefix by question mark", allow("?qs:*"), B],
    ["actions in any case", allow("S3:pUTobject"), B, "unbounded-write"],
    ["actions in any case, narrow", allow("S3:pUTobject", `${BUCKET}/*`), A],
    [
      "ARNs keep their case",
      [allow("s3:PutObject", `${BUCKET}/*`), deny("s3:PutObject", "arn:aws:s3:::SHOP-artifacts/*")],
      A,
    ],
    ["question marks in an action", allow("s3:?utObject"), B],
    [
      "a stack with its id left open",
      allow(
        "cloudformation:DescribeStacks cloudformation:UpdateStack",
        "arn:aws:cloudformation:eu-west-1:111111111111:stack/web/*",
      ),
      A,
      "privilege-escalation",
    ],
    [
      "instances by type as the documentation shows",
      allow(
        "ec2:RunInstances",
        "arn:aws:ec2:*:*:instance/* arn:aws:ec2:*:*:volume/* arn:aws:ec2:*:*:network-interface/* " +
          "arn:aws:ec2:*:*:image/* arn:aws:ec2:*:*:security-group/sg-0123 arn:aws:ec2:*:*:subnet/subnet-0123",
      ),
      A,
    ],
    ["instances in any network", allow("ec2:RunInstances", "arn:aws:ec2:*:*:*/*"), B],
    [
      "log groups of one application",
      allow("logs:DeleteLogGroup", "arn:aws:logs:eu-west-1:111111111111:log-group:/shop/*"),
      A,
    ],
    ["all log groups", allow("logs:DeleteLogGroup", "arn:aws:logs:*:*:log-group:*"), B],
  ]),
  conditions: rows([
    ["MFA says who", allow("*", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } }), B, "administrative-access"],
    ["address says from where", allow("s3:*", "*", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }), B],
    ["organization says who", allow("s3:PutObject", "*", is("aws:PrincipalOrgID", "o-abc")), B],
    ["a date says when", allow("s3:PutObject", "*", { DateLessThan: { "aws:CurrentTime": "2027-05-01" } }), B],
    ["a date that is over voids", allow("*", "*", { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }), A],
    ["a date to come does not", allow("*", "*", { DateGreaterThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } }), B],
    ["a principal tag says who", allow("s3:PutObject", "*", is("aws:PrincipalTag/team", "web")), B],
    ["a region says where", allow("sqs:*", "*", is("aws:RequestedRegion", "eu-west-1")), B],
    ["a resource tag narrows", allow("ec2:TerminateInstances", "*", is("aws:ResourceTag/team", "web")), A],
    [
      "a resource tag of the service narrows",
      allow("ec2:TerminateInstances", "*", is("ec2:ResourceTag/team", "web")),
      A,
    ],
    [
      "a resource tag like anything does not",
      allow("ec2:TerminateInstances", "*", { StringLike: { "aws:ResourceTag/team": "*" } }),
      B,
    ],
    [
      "a resource tag like one letter does not",
      allow("ec2:TerminateInstances", "*", { StringLike: { "aws:ResourceTag/team": "?*" } }),
      B,
    ],
    [
      "a resource tag like a name does",
      allow("ec2:TerminateInstances", "*", { StringLike: { "aws:ResourceTag/team": "web-*" } }),
      A,
    ],
    ["a literal star as a tag does", allow("ec2:TerminateInstances", "*", is("aws:ResourceTag/team", "*")), A],
    [
      "one of the values is anything",
      allow("ec2:TerminateInstances", "*", { StringLike: { "aws:ResourceTag/team": ["web", "*"] } }),
      B,
    ],
    [
      "IfExists lets untagged ones in",
      allow("ec2:TerminateInstances", "*", { StringEqualsIfExists: { "aws:ResourceTag/team": "web" } }),
      B,
    ],
    [
      "IfExists with Null false does not",
      allow("ec2:TerminateInstances", "*", {
        StringEqualsIfExists: { "aws:ResourceTag/team": "web" },
        Null: { "aws:ResourceTag/team": "false" },
      }),
      A,
    ],
    [
      "NotEquals lets nearly all in",
      allow("ec2:TerminateInstances", "*", { StringNotEquals: { "aws:ResourceTag/team": "web" } }),
      B,
    ],
    [
      "Null true asks for no tag",
      allow("ec2:TerminateInstances", "*", { Null: { "aws:ResourceTag/team": "true" } }),
      B,
    ],
    [
      "Null false asks for any tag",
      allow("ec2:TerminateInstances", "*", { Null: { "aws:ResourceTag/team": "false" } }),
      B,
    ],
    [
      "ForAllValues holds without the key",
      allow("ec2:TerminateInstances", "*", { "ForAllValues:StringEquals": { "aws:ResourceTag/team": "web" } }),
      B,
    ],
    [
      "ForAnyValue does not",
      allow("ec2:TerminateInstances", "*", { "ForAnyValue:StringEquals": { "aws:ResourceTag/team": "web" } }),
      A,
    ],
    [
      "keys are ANDed: one narrows",
      allow("ec2:TerminateInstances", "*", {
        StringEquals: { "aws:ResourceTag/team": "web", "aws:PrincipalOrgID": "o-abc" },
      }),
      A,
    ],
    [
      "a request tag is the caller's choice",
      allow("ec2:CreateVolume ec2:DeleteVolume", "*", is("aws:RequestTag/team", "web")),
      B,
    ],
    [
      "tag keys are the caller's choice",
      allow("ec2:DeleteVolume", "*", { "ForAnyValue:StringEquals": { "aws:TagKeys": "team" } }),
      B,
    ],
    ["user agent is the caller's choice", allow("s3:PutObject", "*", is("aws:UserAgent", "tool")), B],
    ["tags while creating", allow("ec2:CreateTags", "*", is("ec2:CreateAction", "RunInstances")), A],
    [
      "the same tag as the session",
      allow("ec2:StopInstances", "*", is("aws:ResourceTag/team", "${aws:PrincipalTag/team}")),
      A,
    ],
    [
      "decryption through one service",
      allow("kms:Decrypt", "*", is("kms:ViaService", "s3.eu-west-1.amazonaws.com")),
      A,
    ],
    ["decryption through any service", allow("kms:Decrypt", "*", { StringLike: { "kms:ViaService": "*" } }), B],
    ["listing a prefix", allow("s3:ListBucket", "*", { StringLike: { "s3:prefix": "shop/*" } }), A],
    [
      "rows by leading key",
      allow("dynamodb:GetItem", "*", { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "a" } }),
      B,
    ],
    [
      "an operator that is not known",
      allow("s3:PutObject", "*", { StringSounds: { "aws:ResourceTag/team": "web" } }),
      U,
      "unknown-policy",
    ],
    ["a key that is not known", allow("s3:PutObject", "*", is("s3:Flavour", "sweet")), U, "unknown-policy"],
    ["a key that is not known, on one bucket", allow("s3:PutObject", `${BUCKET}/*`, is("s3:Flavour", "sweet")), A],
    ["a user name that a role never has", allow("*", "*", is("aws:username", "alice")), A],
    ["a user name in a policy of a user", allow("*", "*", is("aws:username", "alice")), B, undefined, { kind: "user" }],
    ["no principal at all voids", allow("*", "*", { Null: { "aws:PrincipalArn": "true" } }), A],
    ["another principal voids", allow("*", "*", { ArnEquals: { "aws:PrincipalArn": `${ROLE}other` } }), A],
    ["this principal does not", allow("*", "*", { ArnLike: { "aws:PrincipalArn": `${ROLE}dep*` } }), B],
    [
      "two values at once void",
      allow("*", "*", {
        StringEquals: { "aws:ResourceTag/team": "web" },
        StringLike: { "aws:ResourceTag/team": "ops-*" },
      }),
      A,
    ],
    [
      "a value and its absence void",
      allow("s3:PutObject", "*", {
        StringEquals: { "aws:PrincipalTag/team": "web" },
        Null: { "aws:PrincipalTag/team": "true" },
      }),
      A,
    ],
    ["an empty list of values voids", allow("*", "*", { StringEquals: { "aws:PrincipalTag/team": [] } }), A],
    [
      "a numeric bound on an object does not narrow",
      allow("ec2:TerminateInstances", "*", { NumericLessThan: { "aws:ResourceTag/size": "10" } }),
      B,
    ],
    ["keys in any case", allow("ec2:TerminateInstances", "*", is("AWS:resourcetag/Team", "web")), A],
    ["an empty condition", { ...allow("s3:PutObject"), Condition: {} }, B],
  ]),
  denials: rows([
    ["denial of all of it", [allow("s3:PutObject"), deny("s3:*")], A],
    ["denial of one bucket", [allow("s3:PutObject"), deny("s3:PutObject", `${BUCKET}/*`)], B],
    ["denial of buckets leaves access points", [allow("s3:PutObject"), deny("s3:PutObject", "arn:aws:s3:::*")], B],
    ["denial of buckets and access points", [allow("s3:PutObject"), deny("s3:PutObject", "arn:aws:s3:*")], A],
    ["denial of the bucket names only", [allow("s3:DeleteBucket"), deny("s3:DeleteBucket", "arn:aws:s3:::shop-*")], B],
    ["denial of another service's resources", [allow("s3:PutObject"), deny("s3:PutObject", "arn:aws:sqs:*:*:*")], B],
    [
      "denial without MFA",
      [allow("s3:PutObject"), deny("*", "*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })],
      B,
    ],
    [
      "denial outside the organization",
      [allow("s3:PutObject"), deny("*", "*", { StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } })],
      B,
    ],
    [
      "denial of sessions issued before",
      [allow("s3:PutObject"), deny("*", "*", { DateLessThan: { "aws:TokenIssueTime": "2026-11-01T00:00:00Z" } })],
      B,
    ],
    [
      "denial from a date that is past",
      [allow("s3:PutObject"), deny("*", "*", { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } })],
      A,
    ],
    [
      "denial from a date to come",
      [allow("s3:PutObject"), deny("*", "*", { DateGreaterThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } })],
      B,
    ],
    [
      "denial until a date that is past",
      [allow("s3:PutObject"), deny("*", "*", { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } })],
      B,
    ],
    [
      "denial unless tagged narrows",
      [allow("ec2:TerminateInstances"), deny("ec2:*", "*", { StringNotEquals: { "aws:ResourceTag/team": "web" } })],
      A,
    ],
    [
      "denial unless tagged, with more conditions, does not",
      [
        allow("ec2:TerminateInstances"),
        deny("ec2:*", "*", {
          StringNotEquals: { "aws:ResourceTag/team": "web" },
          Bool: { "aws:SecureTransport": "false" },
        }),
      ],
      B,
    ],
    [
      "denial unless tagged with anything does not",
      [allow("ec2:TerminateInstances"), deny("ec2:*", "*", { StringNotLike: { "aws:ResourceTag/team": "*" } })],
      B,
    ],
    [
      "denial if tagged does not narrow",
      [allow("ec2:TerminateInstances"), deny("ec2:*", "*", is("aws:ResourceTag/team", "prod"))],
      B,
    ],
    ["denial for a user name never applies", [allow("s3:PutObject"), deny("*", "*", is("aws:username", "alice"))], B],
    [
      "denial for everybody but a user name always does",
      [allow("s3:PutObject"), deny("*", "*", { StringNotEquals: { "aws:username": "alice" } })],
      A,
    ],
    [
      "denial with an unknown operator is none",
      [allow("s3:PutObject"), deny("*", "*", { Weird: { "aws:PrincipalArn": "x" } })],
      B,
    ],
    [
      "denial on a resource with a principal's tag is none",
      [allow("s3:PutObject"), deny("s3:*", "arn:aws:s3:::${aws:PrincipalTag/team}*")],
      B,
    ],
    ["denial of an action by name", [allow("iam:PutRolePolicy iam:GetRole", `${ROLE}x`), deny("iam:PutRolePolicy")], A],
    ["denial of pass role", [allow("iam:PassRole lambda:*", "*"), deny("iam:PassRole")], B, "service-wide-access"],
    [
      "two denials that together cover",
      [
        allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:*"),
        deny("sqs:*", "arn:aws:sqs:eu-west-1:*:*"),
        deny("sqs:*", "arn:aws:sqs:us-*:*:*"),
      ],
      A,
    ],
    [
      "a denial of long names leaves short ones",
      [allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:*"), deny("sqs:*", "arn:aws:sqs:*:*:????*")],
      B,
    ],
  ]),
  boundaries: rows([
    ["a boundary closes", allow("*"), A, undefined, { boundary: doc(allow("s3:GetObject", `${BUCKET}/*`)) }],
    ["a boundary of everything does not", allow("*"), B, "administrative-access", { boundary: doc(allow("*")) }],
    ["a boundary by another service leaves nothing", allow("s3:*"), A, undefined, { boundary: doc(allow("sqs:*")) }],
    [
      "a boundary and resources meet in one",
      allow("s3:PutObject", "arn:aws:s3:::shop-*"),
      A,
      undefined,
      { boundary: doc(allow("s3:PutObject", "arn:aws:s3:::*-artifacts/*")) },
    ],
    ["a boundary that denies", allow("s3:PutObject"), A, undefined, { boundary: doc(allow("*"), deny("s3:*")) }],
    [
      "a boundary with a tag narrows",
      allow("ec2:TerminateInstances"),
      A,
      undefined,
      { boundary: doc(allow("ec2:*", "*", is("aws:ResourceTag/team", "web"))) },
    ],
    ["a boundary by AWS", allow("*"), A, undefined, { boundary: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" }],
    [
      "a boundary that nobody knows",
      allow("s3:GetObject", `${BUCKET}/*`),
      U,
      "unknown-policy",
      { boundary: "arn:aws:iam::111111111111:policy/ours" },
    ],
    [
      "a boundary that nobody knows does not excuse",
      allow("*"),
      B,
      "administrative-access",
      { boundary: "arn:aws:iam::111111111111:policy/ours" },
    ],
    [
      "a boundary closes escalation",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        `${ROLE}app-* arn:aws:lambda:eu-west-1:111111111111:function:web`,
      ),
      A,
      undefined,
      { boundary: doc(allow("lambda:*")) },
    ],
  ]),
  variables: rows([
    ["a user name never resolves in a role", allow("s3:PutObject", "arn:aws:s3:::${aws:username}/*"), A],
    [
      "a user name is one name in a group",
      allow("s3:PutObject", "arn:aws:s3:::home-${aws:username}/*"),
      A,
      undefined,
      { kind: "group" },
    ],
    ["a principal's tag may be anything", allow("s3:PutObject", "arn:aws:s3:::${aws:PrincipalTag/bucket}/*"), B],
    ["a principal's tag within a fixed bucket", allow("s3:PutObject", `${BUCKET}/\${aws:PrincipalTag/team}/*`), A],
    ["a literal star is one bucket", allow("s3:PutObject", "arn:aws:s3:::shop${*}/x"), A],
    [
      "the old version has no variables",
      [],
      A,
      undefined,
      {
        policies: [
          { Version: "2008-10-17", Statement: allow("s3:PutObject", "arn:aws:s3:::${aws:PrincipalTag/bucket}/*") },
        ],
      },
    ],
    [
      "without a version it is the old one",
      [],
      A,
      undefined,
      { policies: [{ Statement: allow("s3:PutObject", "arn:aws:s3:::${aws:PrincipalTag/bucket}/*") }] },
    ],
    [
      "the old version is judged like the new one",
      [],
      B,
      undefined,
      { policies: [{ Version: "2008-10-17", Statement: allow("*") }] },
    ],
    [
      "own keys of a user",
      allow("iam:CreateAccessKey iam:DeleteAccessKey", "arn:aws:iam::*:user/${aws:username}"),
      A,
      undefined,
      { kind: "group" },
    ],
    [
      "own password of a user",
      allow("iam:ChangePassword iam:UpdateLoginProfile", "arn:aws:iam::111111111111:user/${aws:username}"),
      A,
      undefined,
      { kind: "user" },
    ],
    [
      "own policies of a user",
      allow("iam:PutUserPolicy", "arn:aws:iam::111111111111:user/${aws:username}"),
      B,
      "privilege-escalation",
      { kind: "user" },
    ],
    [
      "a variable with another's name as fallback",
      allow("s3:PutObject", "arn:aws:s3:::${aws:username, 'shop-artifacts'}/*"),
      A,
    ],
  ]),
  strangers: rows([
    ["an action that does not exist, everywhere", allow("s3:TransmogrifyObject"), U, "unknown-policy"],
    ["an action that does not exist, in one bucket", allow("s3:TransmogrifyObject", `${BUCKET}/*`), A],
    ["a service that does not exist", allow("moonbase:*"), U, "unknown-policy"],
    ["an IAM action that does not exist, on one role", allow("iam:BecomeRole", `${ROLE}x`), U, "unknown-policy"],
    ["a stranger that is denied", [allow("s3:TransmogrifyObject"), deny("s3:*")], A],
    ["a pattern that names known ones only", allow("s3:ListAll*"), A],
  ]),
  passRole: rows([
    ["any role", allow("iam:PassRole"), B, "unbounded-write"],
    ["any role to one service", allow("iam:PassRole", "*", is("iam:PassedToService", "lambda.amazonaws.com")), A],
    [
      "roles by pattern with compute",
      allow(
        "iam:PassRole ec2:RunInstances",
        `${ROLE}app-* arn:aws:ec2:*:*:instance/* arn:aws:ec2:*:*:subnet/subnet-01`,
      ),
      B,
      "privilege-escalation",
    ],
    ["roles by pattern without compute", allow("iam:PassRole", `${ROLE}app-*`), A],
    [
      "one role with compute depends",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        `${ROLE}web-run arn:aws:lambda:eu-west-1:111111111111:function:web-*`,
      ),
      A,
      "privilege-escalation",
    ],
    [
      "one role that is harmless",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        `${ROLE}web-run arn:aws:lambda:eu-west-1:111111111111:function:web-*`,
      ),
      A,
      undefined,
      { others: { [`${ROLE}web-run`]: { policies: [doc(allow("s3:GetObject", `${BUCKET}/*`))] } } },
    ],
    [
      "one role that is administrator",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        `${ROLE}web-run arn:aws:lambda:eu-west-1:111111111111:function:web-*`,
      ),
      B,
      "privilege-escalation",
      { others: { [`${ROLE}web-run`]: { policies: [ADMIN] } } },
    ],
    [
      "an administrator whom the service is not trusted by",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        `${ROLE}web-run arn:aws:lambda:eu-west-1:111111111111:function:web-*`,
      ),
      A,
      undefined,
      {
        others: {
          [`${ROLE}web-run`]: {
            policies: [ADMIN],
            trust: doc({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }),
          },
        },
      },
    ],
    [
      "passed to a service that the path does not use",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "ec2.amazonaws.com")),
        allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      ],
      A,
    ],
    [
      "passed to a service that the path does not use, if named",
      [
        allow("iam:PassRole", `${ROLE}app-*`, { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } }),
        allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      ],
      A,
    ],
    [
      "any role to one service, if named",
      allow("iam:PassRole", "*", { StringEqualsIfExists: { "iam:PassedToService": "lambda.amazonaws.com" } }),
      B,
      "unbounded-write",
    ],
    [
      "passed to the service of the path",
      [
        allow("iam:PassRole", `${ROLE}app-*`, is("iam:PassedToService", "lambda.amazonaws.com")),
        allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      ],
      B,
      "privilege-escalation",
      { witness: `iam:PassRole on ${ROLE}app-anything, passed to lambda.amazonaws.com` },
    ],
    [
      "passed to services like anything",
      [
        allow("iam:PassRole", `${ROLE}app-*`, { StringLike: { "iam:PassedToService": "*" } }),
        allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      ],
      B,
    ],
    [
      "denied unless passed to another service",
      [
        allow(
          "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
          `${ROLE}app-* arn:aws:lambda:eu-west-1:111111111111:function:web`,
        ),
        deny("iam:PassRole", "*", { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
      ],
      A,
    ],
    [
      "the wildcard is on another resource",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        `${ROLE}web-run arn:aws:lambda:*:*:function:team-*`,
      ),
      A,
      undefined,
      { others: { [`${ROLE}web-run`]: { policies: [] } } },
    ],
    [
      "a role in any account is one role",
      allow(
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        "arn:aws:iam::*:role/web-run arn:aws:lambda:*:*:function:team-*",
      ),
      A,
      undefined,
      { others: { [`${ROLE}web-run`]: { policies: [] } } },
    ],
    [
      "roles under a path",
      allow(
        "iam:PassRole glue:CreateJob glue:StartJobRun",
        `${ROLE}jobs/* arn:aws:glue:eu-west-1:111111111111:job/nightly`,
      ),
      B,
      "privilege-escalation",
    ],
  ]),
  escalation: rows([
    ["policies of itself", allow("iam:PutRolePolicy", `${ROLE}deploy`), B, "administrative-access"],
    ["policies of a named role", allow("iam:AttachRolePolicy", `${ROLE}other`), B, "privilege-escalation"],
    ["trust of a named role", allow("iam:UpdateAssumeRolePolicy", `${ROLE}other`), B, "privilege-escalation"],
    [
      "a new version of a named policy",
      allow("iam:CreatePolicyVersion", "arn:aws:iam::111111111111:policy/ours"),
      B,
      "privilege-escalation",
    ],
    [
      "keys of a named user",
      allow("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/bob"),
      B,
      "privilege-escalation",
    ],
    [
      "members of a named group",
      allow("iam:AddUserToGroup", "arn:aws:iam::111111111111:group/admins"),
      B,
      "privilege-escalation",
    ],
    [
      "policies only under a boundary",
      allow(
        "iam:PutRolePolicy",
        `${ROLE}app-*`,
        is("iam:PermissionsBoundary", "arn:aws:iam::111111111111:policy/edge"),
      ),
      A,
    ],
    [
      "only a harmless policy is attached",
      allow("iam:AttachRolePolicy", `${ROLE}app-*`, {
        ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" },
      }),
      A,
    ],
    [
      "only administrators are made",
      allow("iam:AttachRolePolicy", `${ROLE}app-*`, { ArnEquals: { "iam:PolicyARN": ADMIN } }),
      B,
      "privilege-escalation",
    ],
    ["reading about roles", allow("iam:GetRole iam:ListRolePolicies iam:GetRolePolicy"), A],
    ["code of any function", allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:111111111111:function:*"), B],
    [
      "an allow under a condition that a denial shares",
      [
        allow("*", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
        deny("*", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      ],
      A,
    ],
    [
      "code of functions by pattern",
      allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:app-*"),
      B,
      "privilege-escalation",
    ],
    [
      "code of one function depends",
      allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      A,
      "privilege-escalation",
    ],
    [
      "code of one function that runs as administrator",
      allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      B,
      "privilege-escalation",
      {
        others: {
          "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: `${ROLE}admin` },
          [`${ROLE}admin`]: { policies: [ADMIN] },
        },
      },
    ],
    [
      "code of one function that runs as a narrow role",
      allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      A,
      undefined,
      {
        others: {
          "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: `${ROLE}narrow` },
          [`${ROLE}narrow`]: { policies: [doc(allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders"))] },
        },
      },
    ],
    [
      "versions of one function",
      allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:web:*"),
      A,
    ],
    ["sessions on any instance", allow("ssm:StartSession", "arn:aws:ec2:*:111111111111:instance/*"), B],
    [
      "sessions on tagged instances depend",
      allow("ssm:StartSession", "arn:aws:ec2:*:111111111111:instance/*", is("ssm:resourceTag/team", "web")),
      A,
      "privilege-escalation",
    ],
    [
      "invoking a function is no escalation",
      allow("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
      A,
    ],
    [
      "builds of one project depend",
      allow("codebuild:StartBuild", "arn:aws:codebuild:eu-west-1:111111111111:project/web"),
      A,
      "privilege-escalation",
    ],
  ]),
  assumeRole: rows([
    ["any role", allow("sts:AssumeRole"), B, "assume-any-role"],
    ["any role of an account", allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/*"), B, "assume-any-role"],
    ["a role of any account", allow("sts:AssumeRole", "arn:aws:iam::*:role/deploy"), B, "assume-any-role"],
    ["roles by pattern", allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/deploy-*"), B, "assume-any-role"],
    ["roles by question mark", allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/deplo?"), B, "assume-any-role"],
    [
      "one role",
      allow("sts:AssumeRole sts:TagSession sts:SetSourceIdentity", "arn:aws:iam::111111111111:role/deploy"),
      A,
    ],
    [
      "one role, in a grant to a group",
      allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/teams/deploy"),
      A,
      undefined,
      { kind: "group" },
    ],
    [
      "one role that is an administrator",
      allow("sts:AssumeRole", `${ROLE}admin`),
      B,
      "assume-any-role",
      { others: { [`${ROLE}admin`]: { policies: [ADMIN] } } },
    ],
    [
      "one role that is an administrator, in a grant to a user",
      allow("sts:AssumeRole", `${ROLE}admin`),
      B,
      "assume-any-role",
      { kind: "user", others: { [`${ROLE}admin`]: { policies: [ADMIN] } } },
    ],
    [
      "one role that may read",
      allow("sts:AssumeRole", `${ROLE}reader`),
      A,
      undefined,
      { others: { [`${ROLE}reader`]: { policies: [doc(allow("s3:GetObject", "arn:aws:s3:::shop/*"))] } } },
    ],
    [
      "one role of another account that is an administrator there",
      allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/admin"),
      A,
      undefined,
      { others: { "arn:aws:iam::333333333333:role/admin": { policies: [ADMIN] } } },
    ],
    ["any role, in a grant to a user", allow("sts:*", "*"), B, "assume-any-role", { kind: "user" }],
    ["roles that carry a tag", allow("sts:AssumeRole", "*", is("aws:ResourceTag/assumable-by", "deploy")), A],
    [
      "any role, MFA required",
      allow("sts:AssumeRole", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      B,
      "assume-any-role",
      { kind: "group" },
    ],
  ]),
  named: named(`
acm:DeleteCertificate arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012
apigateway:PATCH arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5
athena:StartQueryExecution arn:aws:athena:eu-west-1:111111111111:workgroup/shop
autoscaling:SetDesiredCapacity arn:aws:autoscaling:eu-west-1:111111111111:autoScalingGroup:*:autoScalingGroupName/shop-web
backup:StartBackupJob arn:aws:backup:eu-west-1:111111111111:backup-vault:shop
batch:CancelJob arn:aws:batch:eu-west-1:111111111111:job/0123456789abcdef
bedrock:InvokeModel arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2
cloudfront:CreateInvalidation arn:aws:cloudfront::111111111111:distribution/E1ABCDEF
cloudwatch:PutDashboard arn:aws:cloudwatch::111111111111:dashboard/shop
codeartifact:PublishPackageVersion arn:aws:codeartifact:eu-west-1:111111111111:package/shop/*
codecommit:GitPush arn:aws:codecommit:eu-west-1:111111111111:shop
cognito-idp:AdminCreateUser arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_abcdef
dynamodb:PutItem arn:aws:dynamodb:eu-west-1:111111111111:table/orders
dynamodb:* arn:aws:dynamodb:eu-west-1:111111111111:table/orders
ec2:StartInstances arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0
ec2:AuthorizeSecurityGroupIngress arn:aws:ec2:eu-west-1:111111111111:security-group/sg-0123
ecr:PutImage arn:aws:ecr:eu-west-1:111111111111:repository/shop/web
ecs:UpdateService arn:aws:ecs:eu-west-1:111111111111:service/shop/web
eks:UpdateNodegroupConfig arn:aws:eks:eu-west-1:111111111111:nodegroup/shop/web/*
elasticache:RebootCacheCluster arn:aws:elasticache:eu-west-1:111111111111:cluster:shop
elasticfilesystem:ClientWrite arn:aws:elasticfilesystem:eu-west-1:111111111111:file-system/fs-0123
elasticloadbalancing:RegisterTargets arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/shop/0123456789
events:PutEvents arn:aws:events:eu-west-1:111111111111:event-bus/shop
execute-api:Invoke arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5/prod/GET/*
firehose:PutRecord arn:aws:firehose:eu-west-1:111111111111:deliverystream/shop
glue:StartCrawler arn:aws:glue:eu-west-1:111111111111:crawler/shop
iot:Publish arn:aws:iot:eu-west-1:111111111111:topic/shop/*
kinesis:PutRecord arn:aws:kinesis:eu-west-1:111111111111:stream/orders
kms:GenerateDataKey arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab
lambda:InvokeFunction arn:aws:lambda:eu-west-1:111111111111:function:web:*
lambda:PublishVersion arn:aws:lambda:eu-west-1:111111111111:function:web
logs:PutRetentionPolicy arn:aws:logs:eu-west-1:111111111111:log-group:/shop/web:*
mq:RebootBroker arn:aws:mq:eu-west-1:111111111111:broker:shop:b-0123
rds:StopDBInstance arn:aws:rds:eu-west-1:111111111111:db:shop
rds:* arn:aws:rds:eu-west-1:111111111111:db:shop
redshift:PauseCluster arn:aws:redshift:eu-west-1:111111111111:cluster:shop
route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z0123456789
s3:DeleteObject arn:aws:s3:::shop-artifacts/tmp/*
s3:PutBucketPolicy arn:aws:s3:::shop-artifacts
s3:* arn:aws:s3:::shop-artifacts
sagemaker:InvokeEndpoint arn:aws:sagemaker:eu-west-1:111111111111:endpoint/shop
secretsmanager:PutSecretValue arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-*
ses:SendEmail arn:aws:ses:eu-west-1:111111111111:identity/example.com
sns:Publish arn:aws:sns:eu-west-1:111111111111:orders
sqs:DeleteMessage arn:aws:sqs:eu-west-1:111111111111:orders
ssm:PutParameter arn:aws:ssm:eu-west-1:111111111111:parameter/shop/*
states:StartExecution arn:aws:states:eu-west-1:111111111111:stateMachine:shop
wafv2:UpdateIPSet arn:aws:wafv2:eu-west-1:111111111111:regional/ipset/shop/*
amplify:StartDeployment arn:aws:amplify:eu-west-1:111111111111:apps/d2abcdef/branches/main/*
appconfig:StartDeployment arn:aws:appconfig:eu-west-1:111111111111:application/abc1234/environment/def5678
aps:PutRuleGroupsNamespace arn:aws:aps:eu-west-1:111111111111:rulegroupsnamespace/ws-0123/shop
cloudwatch:SetAlarmState arn:aws:cloudwatch:eu-west-1:111111111111:alarm:shop-*
codecommit:GitPull arn:aws:codecommit:eu-west-1:111111111111:shop
codepipeline:StartPipelineExecution arn:aws:codepipeline:eu-west-1:111111111111:shop
dms:StartReplicationTask arn:aws:dms:eu-west-1:111111111111:task:ABCDEF
ec2:CreateTags arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0
ec2:DeleteSecurityGroup arn:aws:ec2:eu-west-1:111111111111:security-group/sg-0123456789abcdef0
ec2:DetachVolume arn:aws:ec2:eu-west-1:111111111111:*/*0123456789abcdef0
elasticfilesystem:ClientRootAccess arn:aws:elasticfilesystem:eu-west-1:111111111111:file-system/fs-0123456789abcdef0
es:ESHttpPost arn:aws:es:eu-west-1:111111111111:domain/shop/*
iam:TagRole arn:aws:iam::111111111111:role/shop-web
imagebuilder:CancelImageCreation arn:aws:imagebuilder:eu-west-1:111111111111:image/shop/1.0.0/1
kafka-cluster:WriteData arn:aws:kafka-cluster:eu-west-1:111111111111:topic/shop/*/orders
kinesisvideo:PutMedia arn:aws:kinesisvideo:eu-west-1:111111111111:stream/door/1234567890123
kms:Sign arn:aws:kms:eu-west-1:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab
lambda:PutProvisionedConcurrencyConfig arn:aws:lambda:eu-west-1:111111111111:function:web:live
quicksight:UpdateDashboard arn:aws:quicksight:eu-west-1:111111111111:dashboard/01234567-89ab-cdef-0123-456789abcdef
s3:PutObject arn:aws:s3:::shop-??-artifacts/*
scheduler:DeleteSchedule arn:aws:scheduler:eu-west-1:111111111111:schedule/shop/nightly
servicediscovery:RegisterInstance arn:aws:servicediscovery:eu-west-1:111111111111:service/srv-0123456789abcdef
ssm:UpdateServiceSetting arn:aws:ssm:eu-west-1:111111111111:servicesetting/ssm/parameter-store/high-throughput-enabled
timestream:WriteRecords arn:aws:timestream:eu-west-1:111111111111:database/shop/table/orders
transfer:StartServer arn:aws:transfer:eu-west-1:111111111111:server/s-0123456789abcdef0
xray:UpdateSamplingRule arn:aws:xray:eu-west-1:111111111111:sampling-rule/shop
`),
  trust: [
    ...trusts("account with MFA", { AWS: "arn:aws:iam::222222222222:root" }, mfa(), A),
    ...trusts("account without MFA", { AWS: "arn:aws:iam::222222222222:root" }, undefined, B, "mfa-not-required"),
    ...trusts(
      "MFA only if the key exists",
      { AWS: "222222222222" },
      { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
      B,
      "mfa-not-required",
    ),
    ...trusts("MFA of any age", { AWS: "222222222222" }, { Bool: { "aws:MultiFactorAuthPresent": "true" } }, A),
    ...trusts(
      "MFA by its age alone",
      { AWS: "222222222222" },
      { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } },
      A,
    ),
    ...trusts(
      "MFA asked to be absent, as it is in temporary credentials without it",
      { AWS: "222222222222" },
      { Bool: { "aws:MultiFactorAuthPresent": "false" } },
      B,
      "mfa-not-required",
    ),
    ...trusts(
      "an account that is not declared",
      { AWS: "arn:aws:iam::333333333333:root" },
      mfa(),
      B,
      "trust-beyond-accounts",
    ),
    ...trusts("a user of a declared account", { AWS: "arn:aws:iam::222222222222:user/alice" }, mfa(), A),
    ...trusts("everybody", "*", mfa(), B, "trust-beyond-accounts"),
    ...trusts("everybody of AWS", { AWS: "*" }, mfa(), B, "trust-beyond-accounts"),
    ...trusts("a service", { Service: "ec2.amazonaws.com" }, undefined, B, "trust-beyond-accounts"),
    ...trusts(
      "a federated principal",
      { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" },
      undefined,
      B,
      "trust-beyond-accounts",
    ),
    ...trusts("a principal that is gone", { AWS: "AIDAABCDEFGHIJKLMNOPQ" }, mfa(), B, "trust-beyond-accounts"),
    ...trusts(
      "everybody of the organization",
      { AWS: "*" },
      { ...mfa(), StringEquals: { "aws:PrincipalOrgID": "o-abc" } },
      B,
      "trust-beyond-accounts",
    ),
    ...trusts(
      "MFA from a window to come on",
      { AWS: "222222222222" },
      { DateGreaterThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } },
      B,
      "mfa-not-required",
    ),
    ...trusts(
      "a window that is over",
      { AWS: "222222222222" },
      { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } },
      A,
    ),
    {
      name: "NotPrincipal",
      policies: [],
      trust: doc({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        NotPrincipal: { AWS: "333333333333" },
        Condition: mfa(),
      }),
      verdict: B,
      rule: "trust-beyond-accounts",
    },
    {
      name: "a denial without MFA reaches keys with IfExists",
      policies: [],
      trust: doc(
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" } },
        {
          Effect: "Deny",
          Action: "*",
          Principal: { AWS: "222222222222" },
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
        },
      ),
      verdict: A,
    },
    {
      name: "a denial without MFA misses keys with Bool",
      policies: [],
      trust: doc(
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" } },
        {
          Effect: "Deny",
          Action: "*",
          Principal: { AWS: "222222222222" },
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
        },
      ),
      verdict: B,
      rule: "mfa-not-required",
    },
    {
      name: "a trust with a resource is malformed",
      policies: [],
      trust: doc({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" }, Resource: "*" }),
      verdict: U,
      rule: "unknown-policy",
    },
  ],
  malformed: malformed({
    "no statement": '{"Version":"2012-10-17"}',
    "a key written twice":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"}]}',
    "a byte order mark": '\ufeff{"Version":"2012-10-17","Statement":[]}',
    "a comment": '{"Version":"2012-10-17", /* all */ "Statement":[]}',
    "a trailing comma": '{"Version":"2012-10-17","Statement":[],}',
    "text after the end": '{"Version":"2012-10-17","Statement":[]} x',
    "a list": "[]",
    null: "null",
    "an empty text": "",
    "a wrong version": '{"Version":"2012-10-18","Statement":[]}',
    "effect in small letters":
      '{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"s3:GetObject","Resource":"*"}]}',
    "an action that is a number":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[1],"Resource":"*"}]}',
    "an action without a service":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"GetObject","Resource":"*"}]}',
    "action and NotAction":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","NotAction":"s3:*","Resource":"*"}]}',
    "no resource": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject"}]}',
    "a principal":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}',
    "a misspelt element":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Actions":"s3:GetObject","Resource":"*"}]}',
    "a condition that is a list":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":[]}]}',
    "the same Sid twice":
      '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop/*"},{"Sid":"a","Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::shop"}]}',
    "__proto__ as a key": '{"Version":"2012-10-17","Statement":[],"__proto__":{"Statement":[]}}',
    "constructor as a key":
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","constructor":{}}]}',
    "deeply nested lists": `{"Version":"2012-10-17","Statement":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    "an unquoted key": '{Version:"2012-10-17"}',
    "a control character": '{"Version":"2012-10-17","Statement":[{"Sid":"a\u0001"}]}',
  }),
};

/** Actions that change something on one named resource of many services. */
function named(text: string): Case[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [action, resource] = line.split(" ");
      return { name: line, policies: [doc(allow(action!, resource))], verdict: A };
    });
}

function mfa(): object {
  return {
    Bool: { "aws:MultiFactorAuthPresent": "true" },
    NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" },
  };
}

function trusts(
  name: string,
  principal: unknown,
  condition: object | undefined,
  verdict: Case["verdict"],
  rule?: string,
): Case[] {
  return [
    {
      name,
      policies: [],
      trust: doc({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: principal,
        ...(condition ? { Condition: condition } : {}),
      }),
      verdict,
      ...(rule ? { rule } : {}),
    },
  ];
}

function malformed(texts: Record<string, string>): Case[] {
  return Object.entries(texts).map(([name, text]) => ({ name, policies: [text], verdict: U, rule: "unknown-policy" }));
}
