/** Random policies over a few actions and resources, so that statements often meet. */
import * as fc from "fast-check";
import type { PlainPolicy, PlainStatement } from "./evaluator";
import type { Context } from "./evaluatorConditions";

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

const ACTIONS = [
  "*",
  "s3:*",
  "s3:Get*",
  "s3:PutObject",
  "s3:?etObject",
  "sqs:*",
  "sqs:SendMessage",
  "sqs:Delete*",
  "iam:*",
  "iam:Pass*",
  "iam:PutRolePolicy",
  "ec2:*Instances",
  "ec2:Terminate*",
  "sts:AssumeRole",
  "lambda:Update*",
  "dynamodb:GetItem",
];

const RESOURCES = [
  "*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::shop/*",
  "arn:aws:s3:::shop",
  "arn:aws:s3:::o*/*",
  "arn:aws:s3:::?*",
  "arn:aws:sqs:*:*:*",
  "arn:aws:sqs:eu-west-1:111111111111:*",
  "arn:aws:sqs:*:111111111111:orders",
  "arn:aws:iam::111111111111:role/*",
  "arn:aws:iam::*:role/app-*",
  "arn:aws:iam::111111111111:role/deploy",
  "arn:aws:ec2:*:*:instance/*",
  "arn:aws:lambda:*:*:function:web",
  "arn:aws:lambda:*:*:function:*",
];

/** What is attached to whom: a principal, or a policy that stands alone. */
export const KINDS = ["role", "user", "group", "policy"] as const;
export type Kind = (typeof KINDS)[number];

/** The account of those who are judged, by {@link KINDS} with the name `deploy`. */
const ACCOUNT = "arn:aws:iam::111111111111";

/**
 * Conditions of denials: none is the opposite of another, so that denials together never say more than each, and a finding's
 * witness is a request that some session may make.
 */
const SIMPLE_DENYING: readonly PlainStatement["Condition"][] = [
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
  { StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } },
  { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" } },
];

const SIMPLE: readonly PlainStatement["Condition"][] = [
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
  { StringEquals: { "aws:PrincipalOrgID": "o-abc" } },
  { StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } },
  { StringLike: { "aws:RequestedRegion": "eu-*" } },
  { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" } },
];

/** A key, what conditions ask of it, and what requests have of it: a list where it has several values, undefined where it is missing. */
interface Key {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly found: readonly (string | readonly string[] | undefined)[];
}

const SEVERAL = [
  "ForAnyValue:StringEquals",
  "ForAllValues:StringEquals",
  "ForAnyValue:StringNotEquals",
  "ForAllValues:StringLike",
];
/** No object of a request has a value that a condition names alone: what is allowed on a stranger is not limited. */
const ASKED: readonly Key[] = [
  {
    key: "aws:MultiFactorAuthPresent",
    operators: ["Bool"],
    values: ["true", "false"],
    found: ["true", "false", undefined],
  },
  {
    key: "aws:PrincipalOrgID",
    operators: ["StringEquals", "StringNotEquals", "StringLike"],
    values: ["o-abc", "o-xyz", "o-*"],
    found: ["o-abc", "o-xyz", undefined],
  },
  {
    key: "aws:RequestedRegion",
    operators: ["StringEquals", "StringLike", "StringNotLike", "ForAnyValue:StringLike", "ForAllValues:StringLike"],
    values: ["eu-west-1", "eu-*", "us-*", "*"],
    found: ["eu-west-1", "us-east-1", undefined],
  },
  {
    key: "aws:ResourceTag/team",
    operators: ["StringEquals", "StringNotEquals", "StringLike"],
    values: ["web", "shop", "web-*", "*"],
    found: ["zq", undefined],
  },
  {
    key: "dynamodb:LeadingKeys",
    operators: SEVERAL,
    values: ["mine", "ours"],
    found: [["zq"], ["mine", "zq"], undefined],
  },
];

/** Who calls: all requests of one principal have the same. */
const CALLER: readonly Omit<Key, "found">[] = [
  {
    key: "aws:PrincipalArn",
    operators: ["ArnEquals", "ArnNotEquals", "ArnLike", "StringEquals"],
    values: [...KINDS.map((kind) => `${ACCOUNT}:${kind}/deploy`), `${ACCOUNT}:role/*`, "arn:aws:iam::*:user/*"],
  },
  {
    key: "aws:username",
    operators: [
      "StringEquals",
      "StringNotEquals",
      "StringLike",
      "ForAnyValue:StringLike",
      "ForAnyValue:StringNotEquals",
      "ForAllValues:StringEquals",
    ],
    values: ["deploy", "alice", "*"],
  },
];

/** One condition on a key: the plain operator or its `...IfExists`, or `Null` with one value or both; one value or several. */
function conditionOn({
  key,
  operators,
  values,
}: Omit<Key, "found">): fc.Arbitrary<NonNullable<PlainStatement["Condition"]>> {
  return fc
    .oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          operator: fc.constantFrom(...operators, ...operators.map((one) => `${one}IfExists`)),
          values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          operator: fc.constant("Null"),
          values: fc.uniqueArray(fc.constantFrom("true", "false"), { minLength: 1, maxLength: 2 }),
        }),
      },
    )
    .map(({ operator, values: asked }) => ({ [operator]: { [key]: asked.length === 1 ? asked[0]! : asked } }));
}

const anyKey = fc.constantFrom(...ASKED, ...CALLER);

/** One to three conditions, of those on one key or on several. */
const conditions: fc.Arbitrary<NonNullable<PlainStatement["Condition"]>> = fc.oneof(
  { weight: 2, arbitrary: anyKey.chain(conditionOn) },
  {
    weight: 2,
    arbitrary: anyKey.chain((key) => fc.array(conditionOn(key), { minLength: 2, maxLength: 3 })).map(joined),
  },
  { weight: 1, arbitrary: fc.array(anyKey.chain(conditionOn), { minLength: 2, maxLength: 3 }).map(joined) },
);

function joined(all: readonly NonNullable<PlainStatement["Condition"]>[]): NonNullable<PlainStatement["Condition"]> {
  const found: Record<string, Record<string, string | readonly string[]>> = {};
  for (const one of all)
    for (const [operator, keys] of Object.entries(one)) found[operator] = { ...found[operator], ...keys };
  return found;
}

/** Each combination of what keys may have. */
function combined(keys: readonly Key[]): Context[] {
  return keys
    .map(({ key, found }) => found.map((value): Context => (value === undefined ? {} : { [key]: value })))
    .reduce<Context[]>((all, one) => all.flatMap((a) => one.map((b) => ({ ...a, ...b }))), [{}]);
}

/** What a request may have besides: each key as a simple condition asks for it, otherwise, or not at all. */
export const CONTEXTS: readonly Context[] = combined(ASKED.slice(0, 3));

/**
 * What requests may have besides, of the callers that policies of this kind may come to, on objects that no condition names.
 * @param text what is asked of them; keys that are not in it are left out
 */
export function contextsOf(kind: Kind, text: string): readonly Context[] {
  const role: Context = { "aws:PrincipalArn": `${ACCOUNT}:role/deploy` };
  const user = (name: string): Context => ({ "aws:PrincipalArn": `${ACCOUNT}:user/${name}`, "aws:username": name });
  const callers = {
    role: [role],
    user: [user("deploy")],
    group: [user("alice"), user("deploy")],
    policy: [role, user("alice"), user("deploy")],
  }[kind];
  return combined(ASKED.filter(({ key }) => text.includes(key))).flatMap((context) =>
    callers.map((caller) => ({ ...context, ...caller })),
  );
}

/** What stops a deployment where it is allowed on a resource that nobody has named, whose name no pattern fixes a part of. */
export const CRITICAL: readonly (readonly [action: string, resource: string])[] = [
  ["s3:GetObject", "arn:aws:s3:::zq7k/x"],
  ["s3:PutObject", "arn:aws:s3:::zq7k/x"],
  ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:zq7k"],
  ["sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:111111111111:zq7k"],
  ["iam:PutRolePolicy", "arn:aws:iam::111111111111:role/zq7k"],
  ["ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/zq7k"],
  ["sts:AssumeRole", "arn:aws:iam::111111111111:role/zq7k"],
  ["lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111111111111:function:zq7k"],
  ["dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111111111111:table/zq7k"],
];

/** What the request has besides, wherever a simple condition is met. */
export const CONTEXT: Readonly<Record<string, string>> = {
  "aws:MultiFactorAuthPresent": "true",
  "aws:PrincipalOrgID": "o-abc",
  "aws:RequestedRegion": "eu-west-1",
};

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
  readonly under?: PlainStatement["Condition"];
}

/**
 * Which conditions statements have: `none`; `simple` ones, all about the session, under which a witness is a request that
 * some session may make; `any` that the project reads.
 */
export type Conditions = "none" | "simple" | "any";

/** A statement. */
export function statement(which: Conditions): fc.Arbitrary<PlainStatement> {
  const drawn = (simple: readonly PlainStatement["Condition"][]): fc.Arbitrary<PlainStatement["Condition"]> =>
    which === "none"
      ? fc.constant(undefined)
      : fc.option(which === "simple" ? fc.constantFrom(...simple) : conditions, { nil: undefined });
  return fc
    .record({
      effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
      actions: some(ACTIONS),
      notAction: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      resources: some(RESOURCES),
      notResource: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      asked: drawn(SIMPLE),
      denying: drawn(SIMPLE_DENYING),
    })
    .map(
      ({
        effect,
        actions,
        notAction,
        resources,
        notResource,
        asked,
        denying,
        under = effect === "Deny" ? denying : asked,
      }: Drawn) => ({
        Effect: effect,
        [notAction ? "NotAction" : "Action"]: actions,
        [notResource ? "NotResource" : "Resource"]: resources,
        ...(under === undefined ? {} : { Condition: under }),
      }),
    );
}

/** A policy of one to four statements. */
export function policy(which: Conditions): fc.Arbitrary<PlainPolicy> {
  return fc
    .array(statement(which), { minLength: 1, maxLength: 4 })
    .map((Statement) => ({ Version: "2012-10-17" as const, Statement }));
}

/** All resources, or all but what is of the calling user, who may have no name. */
const DENIED = [
  { Resource: "*" },
  { Resource: "*" },
  { NotResource: "arn:aws:s3:::home/${aws:username}/*" },
  { NotResource: "arn:aws:s3:::home/${aws:username, 'x'}/*" },
];

/**
 * A policy in which conditions alone decide: something critical is allowed everywhere under some, and often all of it is denied
 * under others, now and then under those of the Allow or nearly those.
 */
export function conditional(): fc.Arbitrary<PlainPolicy> {
  const actions = fc.constantFrom("*", ...CRITICAL.map(([action]) => action));
  return fc
    .tuple(
      actions,
      conditions,
      fc.option(conditions, { nil: undefined }),
      fc.nat({ max: 3 }),
      fc.constantFrom(...DENIED),
    )
    .map(([Action, allowing, denying, how, on]) => {
      const allow = { Effect: "Allow" as const, Action, Resource: "*", Condition: allowing };
      const under = how === 0 ? otherwise(allowing) : denying;
      const deny = under === undefined ? [] : [{ Effect: "Deny" as const, Action: "*", ...on, Condition: under }];
      return { Version: "2012-10-17", Statement: [allow, ...deny] };
    });
}

/** The conditions with `IfExists` where they had none, and without it where they had. */
function otherwise(all: NonNullable<PlainStatement["Condition"]>): NonNullable<PlainStatement["Condition"]> {
  const name = (operator: string): string =>
    operator === "Null"
      ? operator
      : operator.endsWith("IfExists")
        ? operator.slice(0, -"IfExists".length)
        : `${operator}IfExists`;
  return joined(Object.entries(all).map(([operator, keys]) => ({ [name(operator)]: keys })));
}
