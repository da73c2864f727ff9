/** Random policies over a few actions and resources, so that statements often meet. */
import * as fc from "fast-check";
import type { PlainPolicy, PlainStatement } from "./evaluator";

/** Actions with resources that they act on. */
export const REQUESTS: readonly (readonly [action: string, resource: string])[] = [
  ["s3:GetObject", "arn:aws:s3:::shop/a"],
  ["s3:GetObject", "arn:aws:s3:::other/b"],
  ["s3:PutObject", "arn:aws:s3:::shop/a"],
  ["s3:ListBucket", "arn:aws:s3:::shop"],
  ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders"],
  ["sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:mail"],
  ["sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:111111111111:orders"],
  ["iam:PutRolePolicy", "arn:aws:iam::111111111111:role/deploy"],
  ["iam:PassRole", "arn:aws:iam::111111111111:role/app-web"],
  ["ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123"],
  ["ec2:DescribeInstances", "*"],
  ["sts:AssumeRole", "arn:aws:iam::111111111111:role/next"],
  ["lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:web"],
];

const ACTIONS = ["*", "s3:*", "s3:Get*", "s3:PutObject", "s3:?etObject", "sqs:*", "sqs:SendMessage", "sqs:Delete*", "iam:*", "iam:Pass*", "iam:PutRolePolicy", "ec2:*Instances", "ec2:Terminate*", "sts:AssumeRole", "lambda:Update*"];

const RESOURCES = ["*", "arn:aws:s3:::*", "arn:aws:s3:::shop/*", "arn:aws:s3:::shop", "arn:aws:s3:::o*/*", "arn:aws:s3:::?*", "arn:aws:sqs:*:*:*", "arn:aws:sqs:eu-west-1:111111111111:*", "arn:aws:sqs:*:111111111111:orders", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::*:role/app-*", "arn:aws:iam::111111111111:role/deploy", "arn:aws:ec2:*:*:instance/*", "arn:aws:lambda:*:*:function:web", "arn:aws:lambda:*:*:function:*"];

/** Conditions of denials: none is the opposite of another, so that denials together never say more than each. */
const DENYING: readonly PlainStatement["Condition"][] = [{ Bool: { "aws:MultiFactorAuthPresent": "true" } }, { StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } }];

const CONDITIONS: readonly PlainStatement["Condition"][] = [
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { StringEquals: { "aws:PrincipalOrgID": "o-abc" } },
  { StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } },
  { StringLike: { "aws:RequestedRegion": "eu-*" } },
  { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" } },
];

/** What a request may have besides: each key as a condition asks for it, otherwise, or not at all. */
export const CONTEXTS: readonly Readonly<Record<string, string>>[] = [["true", "false", undefined], ["o-abc", "o-xyz", undefined], ["eu-west-1", "us-east-1", undefined]]
  .map((values, i) => values.map((value): Record<string, string> => (value === undefined ? {} : { [["aws:MultiFactorAuthPresent", "aws:PrincipalOrgID", "aws:RequestedRegion"][i]!]: value })))
  .reduce((all, one) => all.flatMap((a) => one.map((b) => ({ ...a, ...b }))));

/** What the request has besides, wherever a condition is met. */
export const CONTEXT: Readonly<Record<string, string>> = { "aws:MultiFactorAuthPresent": "true", "aws:PrincipalOrgID": "o-abc", "aws:RequestedRegion": "eu-west-1" };

function some(values: readonly string[]): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
}

interface Drawn {
  readonly effect: "Allow" | "Deny";
  readonly actions: string[];
  readonly notAction: boolean;
  readonly resources: string[];
  readonly notResource: boolean;
  readonly asked: PlainStatement["Condition"];
  readonly denying: PlainStatement["Condition"];
  readonly condition?: PlainStatement["Condition"];
}

/** A statement; with conditions only when asked for. */
export function statement(conditions: boolean): fc.Arbitrary<PlainStatement> {
  return fc.record({
    effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
    actions: some(ACTIONS),
    notAction: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    resources: some(RESOURCES),
    notResource: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    asked: conditions ? fc.option(fc.constantFrom(...CONDITIONS), { nil: undefined }) : fc.constant(undefined),
    denying: conditions ? fc.option(fc.constantFrom(...DENYING), { nil: undefined }) : fc.constant(undefined),
  }).map(({ effect, actions, notAction, resources, notResource, asked, denying, condition = effect === "Deny" ? denying : asked }: Drawn) => ({
    Effect: effect,
    [notAction ? "NotAction" : "Action"]: actions,
    [notResource ? "NotResource" : "Resource"]: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
}

/** A policy of one to four statements. */
export function policy(conditions: boolean): fc.Arbitrary<PlainPolicy> {
  return fc.array(statement(conditions), { minLength: 1, maxLength: 4 }).map((Statement) => ({ Version: "2012-10-17" as const, Statement }));
}
