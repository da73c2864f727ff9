/** Variables that have one value for each caller, and AWS's own policies of users who manage themselves. */
import { allow, type Case, deny, doc } from "./case";
import { A, B, BUCKET, is, like, rows } from "./short";

const SESSION = "arn:aws:ssm:*:*:session/";
const INSTANCE = "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0";
const OWN = "arn:aws:iam::*:user/${aws:username}";
const NO_MFA = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };
const fallingBack = (variable: string, value: string): string => `\${${variable}, '${value}'}`;
/** Reads objects; what stands for a missing value comes after a space. */
const reads = (resource: string): object => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: `arn:aws:s3:::${resource}/*`,
});
const GROUP = { kind: "group" } as const;
const USER = { kind: "user" } as const;
const POLICY = { kind: "policy" } as const;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html */
const SELF_SERVICE = doc(
  allow("iam:GetAccountPasswordPolicy iam:ListVirtualMFADevices"),
  allow("iam:ChangePassword iam:GetUser", OWN),
  allow("iam:CreateAccessKey iam:DeleteAccessKey iam:ListAccessKeys iam:UpdateAccessKey iam:GetAccessKeyLastUsed", OWN),
  allow(
    "iam:DeleteSigningCertificate iam:ListSigningCertificates iam:UpdateSigningCertificate iam:UploadSigningCertificate",
    OWN,
  ),
  allow(
    "iam:DeleteSSHPublicKey iam:GetSSHPublicKey iam:ListSSHPublicKeys iam:UpdateSSHPublicKey iam:UploadSSHPublicKey",
    OWN,
  ),
  allow(
    "iam:CreateServiceSpecificCredential iam:DeleteServiceSpecificCredential iam:ListServiceSpecificCredentials " +
      "iam:ResetServiceSpecificCredential iam:UpdateServiceSpecificCredential",
    OWN,
  ),
  allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/*"),
  allow("iam:DeactivateMFADevice iam:EnableMFADevice iam:ListMFADevices iam:ResyncMFADevice", OWN),
  {
    Effect: "Deny",
    NotAction: [
      "iam:CreateVirtualMFADevice",
      "iam:EnableMFADevice",
      "iam:GetUser",
      "iam:ListMFADevices",
      "iam:ListVirtualMFADevices",
      "iam:ResyncMFADevice",
      "sts:GetSessionToken",
    ],
    Resource: "*",
    Condition: NO_MFA,
  },
);

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html */
const SESSION_MANAGER = doc(
  allow("ssm:StartSession", `${INSTANCE} arn:aws:ssm:eu-west-1:111111111111:document/SSM-SessionManagerRunShell`),
  allow("ssmmessages:OpenDataChannel", `${SESSION}\${aws:userid}-*`),
  allow("ssm:DescribeSessions ssm:GetConnectionStatus ssm:DescribeInstanceProperties ec2:DescribeInstances"),
  allow("ssm:TerminateSession ssm:ResumeSession", `${SESSION}\${aws:userid}-*`),
);

/** See the top of the file. */
export const VARIABLES: Readonly<Record<string, readonly Case[]>> = {
  "one value a caller": rows([
    ["AWS's policy for Session Manager", [], A, undefined, { policies: [SESSION_MANAGER] }],
    ["the same for users", [], A, undefined, { policies: [SESSION_MANAGER], ...USER }],
    ["the same for a group", [], A, undefined, { policies: [SESSION_MANAGER], ...GROUP }],
    ["own sessions", allow("ssm:TerminateSession", `${SESSION}\${aws:userid}-*`), A],
    ["sessions of all", allow("ssm:TerminateSession", `${SESSION}*-*`), B, "unbounded-write"],
    ["sessions of a user whom a role has not", allow("ssm:TerminateSession", `${SESSION}\${aws:username}-*`), A],
    ["sessions by that name or all", allow("ssm:TerminateSession", `${SESSION}\${aws:username}-* ${SESSION}*`), B],
    [
      "sessions by a name that the caller chooses",
      allow("ssm:TerminateSession", `${SESSION}\${aws:SourceIdentity}*`),
      B,
    ],
    ["sessions by a tag that the caller brings", allow("ssm:TerminateSession", `${SESSION}\${aws:PrincipalTag/x}*`), B],
    ["own folder of a bucket", allow("s3:PutObject s3:GetObject", `${BUCKET}/\${aws:userid}/*`), A],
    ["own folder of any bucket", allow("s3:PutObject", "arn:aws:s3:::*/${aws:userid}/*"), B],
    [
      "own keys of a table",
      allow("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/*", {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${aws:userid}" },
        Null: { "dynamodb:LeadingKeys": "false" },
      }),
      A,
    ],
    [
      "own keys by an identity provider",
      allow("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/shop", {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}" },
      }),
      A,
    ],
    [
      "own prefix with a wildcard",
      allow("s3:ListBucket s3:PutObject", `${BUCKET} ${BUCKET}/home/\${saml:sub}/*`, {
        StringLikeIfExists: { "s3:prefix": "${saml:sub}/*" },
      }),
      A,
    ],
    [
      "a secret by Cognito's id",
      allow(
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:*:*:secret:${cognito-identity.amazonaws.com:sub}-*",
      ),
      A,
    ],
    [
      "a secret by any part",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*${aws:SourceIp}*"),
      B,
    ],
    ["the instance itself", allow("ec2:TerminateInstances", "${ec2:SourceInstanceARN}"), A],
    [
      "the instance itself or any",
      allow("ec2:TerminateInstances", ["${ec2:SourceInstanceARN}", "arn:aws:ec2:*:*:instance/*"].join(" ")),
      B,
    ],
    [
      "volumes for the instance itself, by who calls",
      allow("ec2:AttachVolume", "*", { ArnEquals: { "ec2:SourceInstanceARN": INSTANCE } }),
      B,
    ],
    ["its own policies", allow("iam:PutRolePolicy", "${aws:PrincipalArn}"), B, "administrative-access"],
    ["itself, told apart from nothing", allow("iam:GetRole", "${aws:PrincipalArn}"), A],
    ["a queue of the own account", allow("sqs:SendMessage", "arn:aws:sqs:*:${aws:PrincipalAccount}:orders"), A],
    ["all queues of the own account", allow("sqs:SendMessage", "arn:aws:sqs:*:${aws:PrincipalAccount}:*"), B],
    ["a role of the own account", allow("sts:AssumeRole", "arn:aws:iam::${aws:PrincipalAccount}:role/backup"), A],
    [
      "an id that may be the one that is asked for",
      allow("s3:*", "*", {
        StringEquals: { "aws:userid": "AROAEXAMPLE:me" },
        StringLike: { "aws:userid": "${aws:userid}" },
      }),
      B,
    ],
    [
      "a name that may be the one that is asked for",
      allow("s3:*", "*", {
        StringEquals: { "aws:username": "alice" },
        StringLike: { "aws:username": "${aws:username}" },
      }),
      B,
      undefined,
      USER,
    ],
    [
      "a boundary by the caller's own id",
      allow("s3:PutObject", "arn:aws:s3:::*"),
      B,
      undefined,
      { boundary: doc(allow("s3:*", "arn:aws:s3:::${aws:userid}*")) },
    ],
    [
      "in the old version it is plain text",
      [],
      A,
      undefined,
      { policies: [{ Version: "2008-10-17", Statement: allow("ssm:TerminateSession", `${SESSION}\${aws:userid}-*`) }] },
    ],
  ]),
  "users who manage themselves": rows([
    ["AWS's policy, of a group", [], A, undefined, { policies: [SELF_SERVICE], ...GROUP }],
    ["AWS's policy, of a user", [], A, undefined, { policies: [SELF_SERVICE], ...USER }],
    ["AWS's policy, of nobody yet", [], A, undefined, { policies: [SELF_SERVICE], ...POLICY }],
    ["AWS's policy, of a role", [], A, undefined, { policies: [SELF_SERVICE] }],
    [
      "MFA devices by the user's name",
      allow(
        "iam:CreateVirtualMFADevice iam:DeleteVirtualMFADevice iam:EnableMFADevice",
        `arn:aws:iam::*:mfa/\${aws:username} ${OWN}`,
      ),
      A,
      undefined,
      GROUP,
    ],
    [
      "MFA devices of all",
      allow("iam:CreateVirtualMFADevice iam:EnableMFADevice", "arn:aws:iam::*:mfa/* arn:aws:iam::*:user/*"),
      B,
      "privilege-escalation",
      GROUP,
    ],
    [
      "an MFA device of somebody",
      allow(
        "iam:CreateVirtualMFADevice iam:EnableMFADevice",
        "arn:aws:iam::*:mfa/* arn:aws:iam::111111111111:user/bob",
      ),
      B,
      "privilege-escalation",
      GROUP,
    ],
    [
      "an MFA device taken from all",
      allow("iam:DeactivateMFADevice", "arn:aws:iam::*:user/*"),
      B,
      "unbounded-write",
      GROUP,
    ],
    ["devices of nobody", allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/*"), A],
    ["keys of all", allow("iam:CreateAccessKey", "arn:aws:iam::*:user/*"), B, "privilege-escalation", GROUP],
    [
      "keys of users whose names begin like one's own",
      allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}*"),
      B,
      "privilege-escalation",
      GROUP,
    ],
    ["keys of oneself", allow("iam:CreateAccessKey", OWN), A, undefined, GROUP],
    ["keys of a path", allow("iam:CreateAccessKey", "arn:aws:iam::*:user/staff/*"), B, "privilege-escalation", GROUP],
    ["policies of oneself", allow("iam:PutUserPolicy", OWN), B, undefined, GROUP],
    [
      "all but MFA denied without MFA",
      [allow("iam:CreateAccessKey", OWN), deny("*", "*", NO_MFA)],
      A,
      undefined,
      GROUP,
    ],
  ]),
  "what stands for a missing value": rows([
    ["any bucket without a name of a user", reads(fallingBack("aws:username", "*")), B],
    ["one bucket without a name of a user", reads(fallingBack("aws:username", "shop")), A],
    ["any bucket without SAML", reads(fallingBack("saml:sub", "*")), B],
    ["one bucket without SAML", reads(fallingBack("saml:sub", "shop")), A],
    ["its own folder, whoever calls", reads(`shop/${fallingBack("aws:userid", "*")}`), A],
    [
      "any tag without a tag",
      allow("sqs:DeleteQueue", "*", like("aws:ResourceTag/team", fallingBack("aws:PrincipalTag/team", "*"))),
      B,
    ],
    [
      "a star as a tag",
      allow("sqs:DeleteQueue", "*", is("aws:ResourceTag/team", fallingBack("aws:PrincipalTag/team", "*"))),
      A,
    ],
    [
      "one tag without a tag",
      allow("sqs:DeleteQueue", "*", like("aws:ResourceTag/team", fallingBack("aws:PrincipalTag/team", "none"))),
      A,
    ],
  ]),
};
