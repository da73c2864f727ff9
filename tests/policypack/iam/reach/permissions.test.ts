/** What a session may do without limit, action by action: `free`, `limited`, or `undecided`. */
import assert from "node:assert/strict";
import { actionCatalogue } from "../../../../policypack/iam/catalogue/actions";
import type { AnalysedSubject } from "../../../../policypack/iam/condition/subject";
import { parsePolicy } from "../../../../policypack/iam/document/parse";
import { ANALYSIS_BUDGET, Permissions } from "../../../../policypack/iam/reach/permissions";
import { doc } from "../../cases/case";
import { statementOf } from "../../cases/short";

const catalogue = actionCatalogue();

function policyOf(name: string, statements: string): AnalysedSubject["policies"][number] {
  const read = parsePolicy(doc(...statements.split(" ; ").map(statementOf)), "identity");
  assert.ok(read.problems === undefined, JSON.stringify(read.problems));
  return { name, document: read.document };
}

/** The permissions of statements in short: see the top of hostile.txt. */
function permissionsOf(
  statements: string,
  { bound, budget, ...more }: Partial<AnalysedSubject> & { bound?: string; budget?: number } = {},
): Permissions {
  return new Permissions(
    catalogue,
    {
      kind: "role",
      name: "deploy",
      arn: "arn:aws:iam::111111111111:role/deploy",
      account: "111111111111",
      policies: [policyOf("own", statements)],
      now: new Date("2026-11-24T12:00:00Z"),
      ...(bound !== undefined && { boundary: policyOf("bound", bound) }),
      ...more,
    },
    { left: budget ?? ANALYSIS_BUDGET },
  );
}

function stateOf(permissions: Permissions, name: string): string {
  const action = catalogue.number(name)!;
  if (permissions.unlimited.has(action)) return "free";
  return permissions.undecided.some(({ actions }) => actions.has(action)) ? "undecided" : "limited";
}

/** An action, what is allowed and denied, and the boundary where there is one. */
const TABLE: Readonly<Record<string, string>> = {
  "an action without resources": `
free sts:GetCallerIdentity | + sts:GetCallerIdentity
limited sts:GetCallerIdentity | + sts:GetCallerIdentity @ arn:aws:s3:::shop
limited iam:ListAccountAliases | + iam:* @ arn:aws:iam::111111111111:*
free sts:GetCallerIdentity | + sts:GetCallerIdentity ; - sts:GetCallerIdentity @ arn:aws:s3:::shop
limited sts:GetCallerIdentity | + sts:GetCallerIdentity ; - sts:GetCallerIdentity
limited sts:GetCallerIdentity | + sts:GetCallerIdentity ; - s3:GetObject sts:Get* @ ?
free sts:GetCallerIdentity | + sts:GetCallerIdentity @ ?
limited sts:GetCallerIdentity | + sts:GetCallerIdentity @ ??
free organizations:LeaveOrganization | + organizations:LeaveOrganization @ * ; - organizations:LeaveOrganization @ arn:aws:organizations::*
`,
  "a mark that the session can give": `
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ *
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:DeleteTags @ *
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + s3:PutBucketTagging @ *
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ *
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:CreateTags @ *
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:CreateTags @ arn:aws:ec2:*:*:instance/*
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:CreateTags @ arn:aws:ec2:*:*:volume/*
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ arn:aws:ec2:*:*:volume/*
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ arn:aws:ec2:*:*:instance/i-0123456789abcdef0
free secretsmanager:GetSecretValue | + secretsmanager:GetSecretValue @ * if {"StringEquals":{"secretsmanager:ResourceTag/team":"web"}} ; + secretsmanager:TagResource @ *
limited secretsmanager:GetSecretValue | + secretsmanager:GetSecretValue @ * if {"StringEquals":{"secretsmanager:ResourceTag/team":"web","secretsmanager:SecretId":"arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop"}} ; + secretsmanager:TagResource @ *
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"StringEquals":{"ec2:ResourceTag/team":"web"}}
`,
  "a mark whose tag the marking request must name or must not": `
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"Null":{"aws:RequestTag/team":"false"}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"Null":{"aws:RequestTag/team":"true"}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"Null":{"aws:RequestTag/team":["true","false"]}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"Null":{"aws:RequestTag/other":"true"}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"Null":{"aws:TagKeys":"false"}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"Null":{"aws:TagKeys":"true"}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"StringEqualsIfExists":{"aws:RequestTag/team":"app"}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"StringEqualsIfExists":{"aws:RequestTag/team":["app","web"]}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"StringLikeIfExists":{"aws:RequestTag/team":"w*"}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"StringNotEquals":{"aws:RequestTag/team":"web"}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"ForAllValues:StringEquals":{"aws:TagKeys":["Team","env"]}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * if {"ForAllValues:StringEquals":{"aws:TagKeys":["owner","env"]}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:CreateTags @ * if {"ForAnyValue:StringEquals":{"aws:TagKeys":"team"}}
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:CreateTags @ * if {"Null":{"aws:RequestTag/team":"false"}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:DeleteTags @ * if {"Null":{"aws:RequestTag/team":"false"}}
free ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:CreateTags @ * ; - ec2:CreateTags @ * if {"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}
`,
  "denials by the tags of a request, which reads have none of": `
limited s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"Null":{"aws:TagKeys":"true"}}
limited s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"Null":{"aws:RequestTag/team":"true"}}
limited s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"StringNotEquals":{"aws:RequestTag/team":"web"}}
free s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"StringEquals":{"aws:RequestTag/team":"web"}}
free s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"Null":{"aws:TagKeys":"false"}}
free s3:PutObject | + s3:PutObject ; - s3:PutObject @ * if {"Null":{"aws:TagKeys":"true"}}
free s3:PutObject | + s3:PutObject ; - s3:PutObject @ * if {"StringNotEquals":{"aws:RequestTag/team":"web"}}
free ecr:BatchGetImage | + ecr:BatchGetImage ; - ecr:BatchGetImage @ * if {"Null":{"aws:TagKeys":"true"}}
limited s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"Null":{"aws:SourceAccount":"true"}}
free s3:GetObject | + s3:GetObject ; - s3:GetObject @ * if {"Null":{"aws:SourceVpc":"true"}}
`,
  "what no request can meet from now on": `
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThan":{"aws:MultiFactorAuthAge":"0"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"0"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"-1"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThan":{"aws:MultiFactorAuthAge":"10"},"NumericLessThan":{"aws:MultiFactorAuthAge":"5"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThan":{"aws:MultiFactorAuthAge":"10"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThan":{"aws:MultiFactorAuthAge":"10"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThan":{"aws:MultiFactorAuthAge":"10"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThan":{"aws:MultiFactorAuthAge":"10"},"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThan":{"aws:MultiFactorAuthAge":"12"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThan":{"aws:MultiFactorAuthAge":"10"},"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThan":{"aws:MultiFactorAuthAge":"8"},"NumericGreaterThanEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThanEquals":{"aws:MultiFactorAuthAge":"10"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericGreaterThan":{"aws:MultiFactorAuthAge":["10","2"]},"NumericLessThan":{"aws:MultiFactorAuthAge":["1","5"]}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThan":{"aws:MultiFactorAuthAge":"10"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericEquals":{"aws:MultiFactorAuthAge":"10"},"NumericLessThan":{"aws:MultiFactorAuthAge":"11"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:CurrentTime":"2026-11-24T12:00:00Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThanEquals":{"aws:CurrentTime":"2026-11-24T12:00:00Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:CurrentTime":"2026-11-24T12:00:01Z"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"DateGreaterThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThan":{"aws:EpochTime":"1000"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"NumericLessThan":{"aws:EpochTime":"99999999999"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:EpochTime":"2026-01-01T00:00:00Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:EpochTime":"2027-01-01T00:00:00Z"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:TokenIssueTime":"2026-11-22T23:59:59Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:TokenIssueTime":"2026-11-23T00:00:01Z"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThanEquals":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateGreaterThan":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThanIfExists":{"aws:TokenIssueTime":"2026-01-01T00:00:00Z"}}
free sqs:SendMessage | + sqs:SendMessage @ * if {"DateLessThan":{"aws:TokenIssueTime":["2026-01-01T00:00:00Z","2026-12-01T00:00:00Z"]}}
`,
  "what is no mark": `
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + ec2:StartInstances @ *
limited ec2:TerminateInstances | + ec2:TerminateInstances @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + kms:CreateAlias @ *
limited kms:Decrypt | + kms:Decrypt @ * if {"StringEquals":{"kms:RequestAlias":"alias/shop"}} ; + kms:DescribeKey @ * ; + kms:CreateAlias @ arn:aws:kms:eu-west-1:111111111111:alias/other arn:aws:kms:*:*:key/*
limited kms:Decrypt | + kms:Decrypt @ * if {"StringEquals":{"kms:RequestAlias":"alias/shop"}} ; + kms:CreateAlias @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}}
`,
  "what the values of a condition tell apart": `
limited ecs:StopTask | + ecs:StopTask @ * if {"ArnEquals":{"ecs:cluster":"arn:aws:ecs:eu-west-1:111111111111:cluster/shop"}}
limited ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:ecs:*:*:cluster/shop-*"}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:ecs:*:*:cluster/*"}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:ecs:*:*:cluster/s*"}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:ecs:*:*:*"}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":["arn:aws:ecs:*:*:cluster/shop","arn:aws:ecs:*:*:cluster/*"]}}
limited ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":["arn:aws:ecs:*:*:cluster/shop","arn:aws:ecs:*:*:cluster/app"]}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:newservice:*:*:thing/*"}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:newservice:*:*:thing:*"}}
limited ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:newservice:*:*:thing/shop-*"}}
limited ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:newservice:*:*:shop-*"}}
free ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:newservice:*:*:thing/s*"}}
limited ecs:StopTask | + ecs:StopTask @ * if {"ArnLike":{"ecs:cluster":"arn:aws:newservice:*:*:shop/"}}
free ecs:StopTask | + ecs:StopTask @ * if {"StringLike":{"ecs:cluster":"*:cluster/*"}}
free kms:Decrypt | + kms:Decrypt @ * if {"StringLike":{"kms:ViaService":"*.amazonaws.com"}}
limited kms:Decrypt | + kms:Decrypt @ * if {"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"}}
free kms:Decrypt | + kms:Decrypt @ * if {"StringLike":{"kms:ViaService":"*.eu-west-1.amazonaws.com"}}
free kms:Decrypt | + kms:Decrypt @ * if {"ForAnyValue:StringLike":{"kms:ResourceAliases":"alias/*"}}
limited kms:Decrypt | + kms:Decrypt @ * if {"ForAnyValue:StringLike":{"kms:ResourceAliases":"alias/shop-*"}}
free kms:Decrypt | + kms:Decrypt @ * if {"StringLike":{"aws:ResourceTag/team":"*"}}
limited kms:Decrypt | + kms:Decrypt @ * if {"StringLike":{"aws:ResourceTag/team":"web-*"}}
`,
  "an alias that the session can give": `
free kms:Decrypt | + kms:Decrypt @ * if {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/shop"}} ; + kms:CreateAlias @ *
limited kms:Decrypt | + kms:Decrypt @ * if {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/shop"}} ; + kms:DeleteAlias @ *
limited kms:Decrypt | + kms:Decrypt @ * if {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/shop"}} ; + kms:CreateAlias @ arn:aws:kms:eu-west-1:111111111111:alias/other arn:aws:kms:eu-west-1:111111111111:key/*
free kms:Decrypt | + kms:Decrypt @ * if {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/shop"}} ; + kms:UpdateAlias @ arn:aws:kms:eu-west-1:111111111111:alias/sh* arn:aws:kms:*:111111111111:key/*
free kms:Decrypt | + kms:Decrypt @ * if {"StringEquals":{"kms:RequestAlias":"alias/shop"}} ; + kms:CreateAlias @ *
limited kms:Decrypt | + kms:Decrypt @ * if {"StringEquals":{"kms:RequestAlias":"alias/shop"}} ; + kms:TagResource @ *
limited kms:Decrypt | + kms:Decrypt @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + kms:CreateAlias @ *
free kms:Decrypt | + kms:Decrypt @ * if {"StringEquals":{"aws:ResourceTag/team":"web"}} ; + kms:TagResource @ *
`,
  "a request that needs each of several types": `
free ec2:RunInstances | + ec2:RunInstances
limited ec2:RunInstances | + ec2:RunInstances @ arn:aws:ec2:*:*:subnet/subnet-0123456789abcdef0 arn:aws:ec2:*:*:instance/* arn:aws:ec2:*::image/* arn:aws:ec2:*:*:network-interface/* arn:aws:ec2:*:*:security-group/* arn:aws:ec2:*:*:volume/*
limited ec2:RunInstances | + ec2:RunInstances @ arn:aws:ec2:*:*:instance/*
free ec2:AttachVolume | + ec2:AttachVolume @ arn:aws:ec2:*:*:instance/* ; + ec2:AttachVolume @ arn:aws:ec2:*:*:volume/*
free ec2:AttachVolume | + ec2:AttachVolume @ arn:aws:ec2:*:*:instance/* ; + ec2:AttachVolume @ arn:aws:ec2:*:*:volume/vol-0123456789abcdef0
limited ec2:AttachVolume | + ec2:AttachVolume @ arn:aws:ec2:eu-west-1:111111111111:instance/*
limited ec2:AttachVolume | + ec2:AttachVolume @ arn:aws:ec2:*:*:instance/i-0123456789abcdef0 ; + ec2:AttachVolume @ arn:aws:ec2:*:*:volume/vol-0123456789abcdef0
free ec2:AttachVolume | + ec2:AttachVolume @ arn:aws:ec2:*:*:instance/* ; + ec2:AttachVolume @ arn:aws:ec2:*:*:volume/* if {"StringEquals":{"aws:ResourceTag/team":"web"}}
free kms:CreateAlias | + kms:CreateAlias @ arn:aws:kms:*:*:key/* ; + kms:CreateAlias @ arn:aws:kms:*:*:alias/*
limited kms:CreateAlias | + kms:CreateAlias @ arn:aws:kms:*:*:key/* ; + kms:CreateAlias @ arn:aws:kms:*:*:alias/shop
free rds:CreateDBSnapshot | + rds:CreateDBSnapshot @ arn:aws:rds:*:*:db:* arn:aws:rds:*:*:snapshot:shop
limited rds:CreateDBSnapshot | + rds:CreateDBSnapshot @ arn:aws:rds:*:*:db:shop arn:aws:rds:*:*:snapshot:*
`,
  "what a boundary lets through": `
free s3:GetObject | + s3:GetObject | + s3:*
limited s3:GetObject | + s3:GetObject | + s3:PutObject
limited s3:GetObject | + s3:GetObject | + s3:* @ arn:aws:s3:::shop/*
limited s3:GetObject | + s3:GetObject @ arn:aws:s3:::shop/* | + s3:*
limited s3:ListBucket | + s3:ListBucket @ arn:aws:s3:::a* | + s3:* @ arn:aws:s3:::*b
free s3:ListBucket | + s3:ListBucket @ arn:aws:s3:::a* | + s3:*
free s3:GetObject | + s3:GetObject @ arn:aws:s3:::* | + s3:* @ arn:aws:s3:::*/*
limited s3:GetObject | + s3:GetObject | + s3:* ; - s3:Get*
limited s3:GetObject | + s3:GetObject | + s3:* @ * if {"StringEquals":{"s3:ExistingObjectTag/team":"web"}}
undecided s3:GetObject | + s3:GetObject | + s3:* @ * if {"StringEquals":{"s3:SomethingNew":"web"}}
free s3:GetObject | + s3:GetObject | + s3:GetObject @ * ; + s3:GetObject @ * if {"StringEquals":{"s3:SomethingNew":"web"}}
undecided s3:GetObject | + s3:GetObject @ * if {"StringEquals":{"s3:SomethingNew":"web"}}
limited s3:GetObject | + s3:GetObject @ arn:aws:s3:::shop/* if {"StringEquals":{"s3:SomethingNew":"web"}}
`,
  "what conditions on the receiver of a role say of other actions": `
limited ec2:RunInstances | + iam:PassRole ec2:RunInstances @ * if {"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}
free ec2:RunInstances | + iam:PassRole ec2:RunInstances @ * if {"StringEqualsIfExists":{"iam:PassedToService":"ec2.amazonaws.com"}}
`,
  "patterns of resources": `
limited s3:GetObject | + s3:GetObject @ arn:aws:s3:::shop-*/*
free s3:GetObject | + s3:GetObject @ arn:aws:s3:::s*/*
free s3:GetObject | + s3:GetObject @ arn:aws:s3:::*/secret.txt
limited s3:GetObject | + s3:GetObject @ arn:aws:s3:::shop/?
free s3:GetObject | + s3:GetObject @ arn:aws:s3:::??????*/*
limited sqs:SendMessage | + sqs:SendMessage @ arn:aws:sns:*:*:*
free sqs:SendMessage | + sqs:SendMessage @ arn:aws:sqs:*:*:* arn:aws:sns:*:*:*
free sns:Publish | + sns:Publish @ arn:aws:sqs:*:*:* arn:aws:sns:*:*:*
free sqs:SendMessage | + sqs:SendMessage @ arn:aws:s*:*:*:*
free sqs:SendMessage | + sqs:SendMessage @ arn:*:sqs:*:*:*
limited sqs:SendMessage | + sqs:SendMessage @ arn:aws:sqs:eu-west-1:111111111111:orders
free sqs:SendMessage | + sqs:SendMessage ; - sqs:SendMessage @ arn:aws:sqs:eu-west-1:111111111111:orders
limited sqs:SendMessage | + sqs:SendMessage ; - sqs:SendMessage @ arn:aws:sqs:*
limited sqs:SendMessage | + sqs:SendMessage ; - sqs:*
limited sqs:SendMessage | + sqs:SendMessage @ arn:aws:sqs:* ; - sqs:SendMessage @ *:111111111111:* ; - sqs:SendMessage @ arn:aws:sqs:*
free sqs:SendMessage | + sqs:SendMessage ; - sqs:SendMessage @ * if {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}
free sqs:SendMessage | + sqs:SendMessage ; - sqs:SendMessage @ * if {"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}
limited sqs:SendMessage | + sqs:SendMessage @ * if {"StringEquals":{"aws:RequestedRegion":"us-east-1"}} ; - sqs:SendMessage @ * if {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}
free sqs:SendMessage | + sqs:SendMessage ; - sqs:ReceiveMessage sqs:DeleteMessage
free ec2:StopInstances | + ec2:StopInstances @ arn:aws:ec2:*:*:instance/i-*
limited ec2:StopInstances | + ec2:StopInstances @ arn:aws:ec2:*:*:instance/i-0123*
limited lambda:InvokeFunction | + lambda:InvokeFunction @ arn:aws:lambda:*:*:function:web:*
free lambda:InvokeFunction | + lambda:InvokeFunction @ arn:aws:lambda:*:*:function:*:live
`,
};

/** Each of these is free, by the grant of the statement with this number. */
const PROOFS: readonly (readonly [statement: number, action: string, resource: RegExp, statements: string])[] = [
  [1, "s3:GetObject", /^arn:aws:s3:::anything\/anything$/, "+ s3:GetObject @ arn:aws:s3:::shop/* ; + s3:GetObject"],
  [0, "s3:GetObject", /^arn:aws:s3:::anything\/anything$/, "+ s3:GetObject ; + s3:GetObject @ arn:aws:s3:::shop/*"],
  [
    1,
    "ec2:AttachVolume",
    /:(?:instance|volume)\//,
    "+ ec2:AttachVolume @ arn:aws:ec2:eu-west-1:111111111111:volume/vol-0123456789abcdef0 ; + ec2:AttachVolume @ arn:aws:ec2:eu-west-1:111111111111:instance/*",
  ],
  [
    0,
    "sqs:SendMessage",
    /^arn:aws:sqs:us-east-1:111111111111:anything$/,
    "+ sqs:SendMessage @ arn:aws:sqs:us-east-1:111111111111:*",
  ],
  [0, "sqs:SendMessage", /^arn:aws-cn:sqs:/, "+ sqs:SendMessage @ arn:aws-cn:sqs:*:*:*"],
  [
    0,
    "sqs:SendMessage",
    /^(?!arn:aws:sqs:eu-west-1:111111111111:anything$)arn:aws:sqs:/,
    "+ sqs:SendMessage ; - sqs:SendMessage @ arn:aws:sqs:eu-west-1:111111111111:anything",
  ],
  [0, "sts:GetCallerIdentity", /^\*$/, "+ sts:GetCallerIdentity"],
];

describe("the proof that an action is allowed without limit", () => {
  for (const [statement, action, resource, statements] of PROOFS)
    it(`${action} by statement ${statement} of ${statements}`, () => {
      const permissions = permissionsOf(
        statements,
        /aws-cn/.test(statements) ? { arn: "arn:aws-cn:iam::111111111111:role/deploy" } : {},
      );
      const number = catalogue.number(action)!;
      const witness = permissions.witness(number);
      assert.equal(witness?.action, action);
      assert.equal(witness.grant.statement.index, statement);
      assert.match(witness.resource, resource);
      assert.deepEqual(permissions.witness(number), witness, "asked once more");
    });

  it("is in what the boundary lets through, too", () => {
    const number = catalogue.number("sqs:SendMessage")!;
    for (const [own, bound] of [
      ["arn:aws:sqs:*:*:*", "arn:aws:sqs:us-east-1:*:*"],
      ["arn:aws:sqs:us-east-1:*:*", "arn:aws:sqs:*:*:*"],
    ] as const)
      assert.match(
        permissionsOf(`+ sqs:SendMessage @ ${own}`, { bound: `+ sqs:* @ ${bound}` }).witness(number)!.resource,
        /^arn:aws:sqs:us-east-1:/,
      );
  });

  it("is none where the action is limited", () => {
    const permissions = permissionsOf("+ s3:GetObject @ arn:aws:s3:::shop/*");
    const number = catalogue.number("s3:GetObject")!;
    assert.equal(permissions.witness(number), undefined);
    assert.equal(permissions.grantFor(number), undefined);
    assert.equal(permissions.grantsOf(number).length, 1);
    assert.deepEqual(permissions.grantsOf(catalogue.number("s3:PutObject")!), []);
  });

  it("names each partition that the policies do, where the principal's is not known", () => {
    const nobody = { arn: undefined } as unknown as Partial<AnalysedSubject>;
    const statements = "+ sqs:SendMessage @ arn:aws-us-gov:sqs:*:*:* arn:aws-cn:sqs:*:*:* * arn:*:sqs:*:*:*";
    assert.deepEqual(permissionsOf(statements, nobody).partitions, ["aws", "aws-us-gov", "aws-cn"]);
    assert.deepEqual(permissionsOf(statements).partitions, ["aws"]);
    assert.equal(stateOf(permissionsOf("+ sqs:SendMessage @ arn:aws-cn:sqs:*:*:*", nobody), "sqs:SendMessage"), "free");
    assert.equal(stateOf(permissionsOf("+ sqs:SendMessage @ arn:aws-cn:sqs:*:*:*"), "sqs:SendMessage"), "limited");
  });
});

describe("statements that allow together what none of them does", () => {
  const characters = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
  const region = { StringEquals: { "aws:RequestedRegion": "us-east-1" } };
  const both = { ...region, StringLike: { "aws:PrincipalTag/team": "w*" } };
  const tag = { StringEquals: { "aws:ResourceTag/team": "web" } };
  const strange = { StringEquals: { "sqs:SomethingNew": "web" } };
  /** One statement for each character, with a condition by its place. */
  const each = (
    condition: (i: number) => object | undefined,
    arn = "arn:aws:sqs:eu-west-1:111111111111:x",
    end = "*",
  ): string =>
    characters
      .map(
        (one, i) =>
          `+ sqs:SendMessage @ ${arn}${one}${end}${condition(i) ? ` if ${JSON.stringify(condition(i))}` : ""}`,
      )
      .join(" ; ");
  const none = (): undefined => undefined;
  const deny = `- sqs:SendMessage @ * if ${JSON.stringify(region)}`;
  for (const [expected, what, statements] of [
    ["free", "all of them plainly", each(none)],
    ["free", "in patterns that do not say where the name begins", each(none, "arn:aws:sqs:*:x")],
    ["limited", "most of them only by a tag", each((i) => (i % 3 !== 1 ? tag : undefined))],
    ["limited", "most of them only by a tag, another first", each((i) => (i % 3 !== 0 ? tag : undefined))],
    ["free", "half of them, which is as good as all", each((i) => (i % 2 === 0 ? tag : undefined))],
    ["limited", "all of them by a tag", each(() => tag)],
    ["limited", "of one name each", each(none, undefined, "")],
    ["undecided", "one of them by what is not known", each((i) => (i === 20 ? strange : undefined))],
    [
      "limited",
      "a third of them each in two accounts",
      `${each(none).split(" ; ").slice(0, 12).join(" ; ")} ; ${each(none).replaceAll("111111111111", "222222222222").split(" ; ").slice(12, 24).join(" ; ")}`,
    ],
    [
      "free",
      "a third of them in one account, and a third in all accounts",
      `${each(none).split(" ; ").slice(0, 12).join(" ; ")} ; ${each(none).replaceAll("111111111111", "*").split(" ; ").slice(12, 24).join(" ; ")}`,
    ],
    ["free", "all of them in one region", each(() => region)],
    ["limited", "all of them in one region that is denied", `${each(() => region)} ; ${deny}`],
    ["limited", "all of them in one region that is denied, and more", `${each(() => both)} ; ${deny}`],
    [
      "free",
      "some of them in one region that is denied",
      `${each((i) => (i % 2 === 0 ? region : undefined))} ; ${deny}`,
    ],
    ["limited", "seven of them", each(none).split(" ; ").slice(0, 7).join(" ; ")],
    ["limited", "a quarter of them", each(none).split(" ; ").slice(0, 9).join(" ; ")],
    [
      "limited",
      "of two actions, few of them of this one",
      each(none)
        .split(" ; ")
        .map((one, i) => (i % 3 === 0 ? one : one.replace("Send", "Receive")))
        .join(" ; "),
    ],
    [
      "free",
      "of two actions, all of them both",
      each(none).replaceAll("sqs:SendMessage", "sqs:SendMessage sqs:ReceiveMessage"),
    ],
    [
      "free",
      "of two actions, each of them one more",
      each(none)
        .split(" ; ")
        .map((one, i) => (i % 2 === 0 ? one : one.replace("sqs:Send", "sqs:ReceiveMessage sqs:Send")))
        .join(" ; "),
    ],
  ] as const)
    it(`${expected}: ${what}`, () => assert.equal(stateOf(permissionsOf(statements), "sqs:SendMessage"), expected));

  it("bar a service from a role only where all of them do, and pass it only to what they name", () => {
    const union = (condition: (i: number) => object | undefined) => {
      const statements = each(condition, "arn:aws:iam::111111111111:role/x").replaceAll(
        "sqs:SendMessage",
        "iam:PassRole",
      );
      return permissionsOf(statements).grants.find(({ within }) =>
        within[0]!.patterns[0]!.source.endsWith("role/x?*"),
      )!;
    };
    const not = (service: string): object => ({
      StringNotEquals: { "iam:PassedToService": `${service}.amazonaws.com` },
    });
    const only = (service: string): object => ({
      StringEqualsIfExists: { "iam:PassedToService": `${service}.amazonaws.com` },
    });
    const sources = (patterns: readonly { source: string }[]): string[] => patterns.map(({ source }) => source);
    assert.deepEqual(sources(union(() => not("ec2")).barred), ["ec2.amazonaws.com"]);
    assert.deepEqual(sources(union((i) => (i === 3 ? undefined : not("ec2"))).barred), []);
    assert.deepEqual(sources(union((i) => not(i === 3 ? "ecs" : "ec2")).barred), []);
    const two = { StringNotEquals: { "iam:PassedToService": ["ecs.amazonaws.com", "ec2.amazonaws.com"] } };
    assert.deepEqual(sources(union((i) => (i === 0 ? not("ec2") : two)).barred), ["ec2.amazonaws.com"]);
    assert.deepEqual(union(none).passing, []);
    const passing = union((i) => only(i === 3 ? "ecs" : "ec2")).passing.flatMap(({ values }) => sources(values));
    assert.deepEqual(new Set(passing), new Set(["ec2.amazonaws.com", "ecs.amazonaws.com"]));
    assert.deepEqual(union((i) => (i === 3 ? undefined : only("ec2"))).passing, []);
  });
});

describe("the denials that count for a grant", () => {
  const count = (statements: string, action: string): number => {
    const permissions = permissionsOf(statements);
    const number = catalogue.number(action)!;
    return permissions.denialsOf(number, permissions.grantsOf(number)[0]!).length;
  };
  for (const [expected, what, denial] of [
    [1, "one without conditions", "- iam:PassRole @ arn:aws:iam::111111111111:role/admin"],
    [0, "one of another action", "- iam:GetRole @ arn:aws:iam::111111111111:role/admin"],
    [
      0,
      "one that lets through what names a service",
      '- iam:PassRole @ * if {"StringNotEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}',
    ],
    [
      0,
      "one that asks for what not all requests have",
      '- iam:PassRole @ * if {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}',
    ],
  ] as const)
    it(`${expected}: ${what}`, () => assert.equal(count(`+ iam:PassRole ; ${denial}`, "iam:PassRole"), expected));
});

describe("permissions whose budget is used up", () => {
  const statements = "+ s3:GetObject @ arn:aws:s3:::a* ; + sqs:SendMessage ; + ec2:Att*";
  it("say that what they could not decide is undecided, and never that it is limited", () => {
    const states = (budget: number): string[] =>
      ["s3:GetObject", "sqs:SendMessage", "ec2:AttachVolume"].map((action) =>
        stateOf(permissionsOf(statements, { budget }), action),
      );
    assert.deepEqual(states(ANALYSIS_BUDGET), ["free", "free", "free"]);
    for (const budget of [0, 1, 10, 100, 1_000, 10_000])
      assert.ok(!states(budget).includes("limited"), `${budget}: ${states(budget).join()}`);
    assert.equal(states(0)[0], "undecided");
  });

  it("do not say that a mark which the session can give is a limit", () => {
    const marks = TABLE["a mark that the session can give"]!.trim().split("\n")[0]!.split(" | ")[1]!;
    for (const budget of [0, 1, 2, 3, 5, 10, 20, 50, 100, 1_000])
      assert.notEqual(stateOf(permissionsOf(marks, { budget }), "ec2:TerminateInstances"), "limited", `${budget}`);
  });

  it("take from it whatever they do", () => {
    // A statement that no request meets is left out before anything is asked.
    const { ["what no request can meet from now on"]: _, ...others } = TABLE;
    for (const line of Object.values(others).flatMap((lines) => lines.trim().split("\n"))) {
      const [, own, bound] = line.split(" | ") as [string, string, string | undefined];
      const { budget } = permissionsOf(own, bound === undefined ? {} : { bound });
      assert.ok(budget.left < ANALYSIS_BUDGET && budget.left > 0, `${budget.left}: ${line}`);
    }
  });

  it("name no action that their statements do not", () => {
    for (const budget of [0, 1, 50])
      for (const { strangers } of permissionsOf("+ s3:Get* zzz:Foo* ec2:* s?s:Send*", { budget }).grants)
        assert.deepEqual(
          strangers.filter((one) => one !== "zzz:Foo*"),
          [],
        );
  });

  it("are not judged at all where policies and boundary make too many grants together", () => {
    const some = (count: number, of: string): string =>
      `+ s3:GetObject @ ${Array.from({ length: count }, (_, i) => `arn:aws:s3:::shop-${of}-${i}/x`).join(" ")}`;
    assert.equal(permissionsOf(some(150, "a"), { bound: some(150, "b") }).beyond, true);
    assert.equal(permissionsOf(some(150, "a"), { bound: some(130, "b") }).beyond, false);
    assert.equal(permissionsOf(some(150, "a")).beyond, false);
  });
});

describe("permissions without limit", () => {
  for (const [what, lines] of Object.entries(TABLE))
    describe(what, () => {
      for (const line of lines.trim().split("\n"))
        it(line, () => {
          const [head, statements, bound] = line.split(" | ") as [string, string, string | undefined];
          const [expected, action] = head.split(" ") as [string, string];
          assert.equal(stateOf(permissionsOf(statements, bound === undefined ? {} : { bound }), action), expected);
        });
    });
});
