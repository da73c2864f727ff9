/** Conditions beside others, tags that services have keys of their own for, and policies of AWS by pattern. */
import { allow, type Case, doc } from "./case";
import { A, B, is, like, rows } from "./short";

const INSTANCE = "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0";
const FN = "arn:aws:lambda:eu-west-1:111111111111:function:web";
const attach = (...arns: string[]): object =>
  allow("iam:AttachRolePolicy", "arn:aws:iam::111111111111:role/app-*", { ArnLike: { "iam:PolicyARN": arns } });
const OBJECTS = "arn:aws:s3:::*/*";

const EDGE = "arn:aws:iam::111111111111:policy/edge-";
const makes = (...boundaries: string[]): object =>
  allow("iam:PutRolePolicy", "arn:aws:iam::111111111111:role/app-*", {
    ArnLike: { "iam:PermissionsBoundary": boundaries },
  });
const NARROW = { policies: [doc(allow("s3:GetObject", "arn:aws:s3:::shop-artifacts/*"))] };
const WIDE = { policies: [doc(allow("*"))] };

/** See the top of the file. */
export const MORE: Readonly<Record<string, readonly Case[]>> = {
  "boundaries that are declared": rows([
    ["by a pattern that names narrow ones", makes(`${EDGE}*`), A, undefined, { others: { [`${EDGE}web`]: NARROW } }],
    [
      "by a pattern that names a broad one, too",
      makes(`${EDGE}*`),
      B,
      "privilege-escalation",
      { others: { [`${EDGE}web`]: NARROW, [`${EDGE}all`]: WIDE } },
    ],
    ["by a pattern beside a broad one", makes(`${EDGE}web*`), A, undefined, { others: { [`${EDGE}all`]: WIDE } }],
    ["by name, a broad one", makes(`${EDGE}all`), B, "privilege-escalation", { others: { [`${EDGE}all`]: WIDE } }],
    ["by name, a narrow one", makes(`${EDGE}web`), A, undefined, { others: { [`${EDGE}web`]: NARROW } }],
    [
      "by two patterns of which one names a broad one",
      makes(`${EDGE}web-*`, `${EDGE}a*`),
      B,
      "privilege-escalation",
      { others: { [`${EDGE}all`]: WIDE } },
    ],
  ]),
  "one condition more": rows([
    ["code of one function", allow("lambda:UpdateFunctionCode", FN), A],
    ["the same, by a key that is not known", allow("lambda:UpdateFunctionCode", FN, is("lambda:What", "x")), A],
    ["a session on one instance", allow("ssm:StartSession", INSTANCE, is("ssm:What", "x")), A],
    [
      "code of any function, by a key that is not known",
      allow("lambda:UpdateFunctionCode", "*", is("lambda:What", "x")),
      "unprovable",
    ],
    ["databases of one team", allow("rds:StopDBInstance", "*", is("rds:db-tag/team", "web")), A],
    ["databases, by what is asked for", allow("rds:StopDBInstance", "*", is("rds:req-tag/team", "web")), B],
    ["databases of one team or any", allow("rds:StopDBInstance", "*", like("rds:db-tag/team", "*")), B],
    ["clusters of one team", allow("rds:ModifyDBCluster", "*", is("rds:cluster-tag/team", "web")), A],
    [
      "secrets of one function that rotates them",
      allow("secretsmanager:PutSecretValue", "*", is("secretsmanager:resource/AllowRotationLambdaArn", FN)),
      A,
    ],
    [
      "secrets of any function that rotates them",
      allow(
        "secretsmanager:PutSecretValue",
        "*",
        like("secretsmanager:resource/AllowRotationLambdaArn", "arn:aws:lambda:*:*:function:*"),
      ),
      B,
    ],
    [
      "secrets by a parameter",
      allow("secretsmanager:RotateSecret", "*", is("secretsmanager:RotationLambdaARN", FN)),
      B,
    ],
  ]),
  "tags that it sets itself": rows([
    ["objects of one project", allow("s3:GetObject", OBJECTS, is("s3:ExistingObjectTag/project", "web")), A],
    [
      "objects that it tags",
      [allow("s3:GetObject", OBJECTS, is("s3:ExistingObjectTag/project", "web")), allow("s3:PutObjectTagging", "*")],
      B,
    ],
    [
      "objects that it tags in one bucket",
      [
        allow("s3:GetObject", OBJECTS, is("s3:ExistingObjectTag/project", "web")),
        allow("s3:PutObjectTagging", "arn:aws:s3:::shop/*"),
      ],
      A,
    ],
    [
      "objects that it tags otherwise",
      [
        allow("s3:GetObject", OBJECTS, is("s3:ExistingObjectTag/project", "web")),
        allow("s3:PutObjectTagging", "*", is("s3:RequestObjectTag/project", "other")),
      ],
      B,
    ],
    [
      "instances that it tags",
      [
        allow("ec2:TerminateInstances", "*", is("ec2:ResourceTag/team", "web")),
        allow("ec2:CreateTags", "arn:aws:ec2:*:*:instance/*"),
      ],
      B,
    ],
    [
      "databases that it tags",
      [
        allow("rds:DeleteDBInstance", "*", is("rds:db-tag/team", "web")),
        allow("rds:AddTagsToResource", "arn:aws:rds:*:*:db:*"),
      ],
      B,
    ],
    [
      "databases that it tags, one of them",
      [
        allow("rds:DeleteDBInstance", "*", is("rds:db-tag/team", "web")),
        allow("rds:AddTagsToResource", "arn:aws:rds:eu-west-1:111111111111:db:shop"),
      ],
      A,
    ],
  ]),
  "policies of AWS by pattern": rows([
    ["one policy in any partition", attach("arn:*:iam::aws:policy/AmazonS3ReadOnlyAccess"), B],
    ["one narrow policy in any partition", attach("arn:*:iam::aws:policy/CloudWatchReadOnlyAccess"), A],
    ["narrow policies", attach("arn:aws:iam::aws:policy/CloudWatchReadOnly*"), A],
    ["all policies of AWS", attach("arn:aws:iam::aws:policy/*"), B],
    ["narrow names of any account", attach("arn:aws:iam::*:policy/CloudWatchReadOnlyAccess*"), B],
    ["its own policies", attach("arn:aws:iam::111111111111:policy/app-*"), B],
    ["versions of policies that AWS owns", allow("iam:CreatePolicyVersion", "arn:*:iam::aws:policy/*"), A],
    ["versions of policies", allow("iam:CreatePolicyVersion", "arn:*:iam::*:policy/*"), B],
  ]),
  "services in a condition": rows([
    [
      "one service by its end",
      allow("kms:Decrypt", "*", like("kms:ViaService", "*dynamodb.eu-west-1.amazonaws.com")),
      A,
    ],
    ["one service anywhere", allow("kms:Decrypt", "*", like("kms:ViaService", "dynamodb.*.amazonaws.com")), A],
    ["a region of any service", allow("kms:Decrypt", "*", like("kms:ViaService", "*.eu-west-1.amazonaws.com")), B],
    [
      "a region of any service, by its end",
      allow("kms:Decrypt", "*", like("kms:ViaService", "*west-1.amazonaws.com")),
      B,
    ],
    ["any service", allow("kms:Decrypt", "*", like("kms:ViaService", "*.amazonaws.com")), B],
  ]),
};
