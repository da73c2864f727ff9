/** Pairs of policies and of trusts of which one is often within the other, and requests to hold them against. */
import * as fc from "fast-check";
import type { Caller, PlainPolicy, PlainPrincipal, PlainStatement } from "../../../evaluator";
import { type Context, type PlainConditions, type Reading, READINGS } from "../../../evaluatorConditions";
import { condition, FILLED_IN, type Key, opposite, SET_BY_AWS } from "./keys";

/** The role that everything is about. */
export const ROLE = "arn:aws:iam::111111111111:role/deploy";

/** What is now, and what was approved. */
export interface Pair<Side> {
  readonly now: Side;
  readonly approved: Side;
  /** The keys whose values the requests vary. */
  readonly keys: readonly Key[];
  /** Where the requests begin. */
  readonly seed: number;
}

/** One or two policies, and a boundary now and then. */
export interface Session {
  readonly policies: readonly PlainPolicy[];
  readonly boundary?: PlainPolicy;
}

const ACTIONS = ["s3:GetObject", "s3:GetObject", "s3:*", "s3:Get*", "*", "s3:PutObject", "sqs:SendMessage"];
const RESOURCES = [
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::b/*",
  "*",
  "*",
  "*",
  "arn:aws:s3:::b/x",
  "arn:aws:s3:::${aws:PrincipalTag/t}/*",
  "arn:aws:s3:::b/?",
  "arn:aws:s3:::b/${aws:PrincipalTag/t, 'x'}",
  "arn:aws:s3:::b/${aws:username}",
  "arn:aws:s3:::b/${aws:userid}",
  "arn:aws:sqs:*:*:q",
];
const ASKED = [
  ["s3:GetObject", "arn:aws:s3:::b/x"],
  ["s3:GetObject", "arn:aws:s3:::b/x"],
  ["s3:GetObject", "arn:aws:s3:::b/x"],
  ["s3:PutObject", "arn:aws:s3:::b/yes"],
  ["s3:GetObject", "arn:aws:s3:::yes/x"],
  ["s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/t}/x"],
  ["s3:GetObject", "arn:aws:s3:::b/AIDAEXAMPLE:x"],
  ["s3:GetObject", "arn:aws:s3:::b/${aws:username}"],
  ["sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:q"],
] as const;

const VERSION = fc.constantFrom<PlainPolicy["Version"]>("2012-10-17", "2012-10-17", "2008-10-17");
const EFFECT = fc.constantFrom<PlainStatement["Effect"]>("Allow", "Allow", "Allow", "Deny");
const seldom = (often = 9): fc.Arbitrary<boolean> => fc.nat({ max: often }).map((n) => n === 0);

/** Nothing, one condition, or two on the given keys. */
export function conditions(keys: readonly Key[]): fc.Arbitrary<PlainConditions> {
  const one = fc.constantFrom(...keys).chain(condition);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: one },
    { weight: 3, arbitrary: fc.tuple(one, one).map(([a, b]) => joined(a, b)) },
  );
}

/** Both conditions; where they have the operator in common and the key too, the second one counts. */
export function joined(a: PlainConditions, b: PlainConditions): PlainConditions {
  return Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((operator) => [
      operator,
      { ...a[operator], ...b[operator] },
    ]),
  );
}

/** The statement with these conditions and no others. */
export function withConditions<S extends PlainStatement>(statement: S, asked: PlainConditions): S {
  const { Condition: _, ...rest } = statement;
  return (Object.keys(asked).length === 0 ? rest : { ...rest, Condition: asked }) as S;
}

function permission(keys: readonly Key[]): fc.Arbitrary<PlainStatement> {
  return fc
    .record({
      Effect: EFFECT,
      action: fc.constantFrom(...ACTIONS),
      resource: fc.constantFrom(...RESOURCES),
      notAction: seldom(),
      notResource: seldom(),
      asked: conditions(keys),
    })
    .map(({ Effect, action, resource, notAction, notResource, asked }) =>
      withConditions(
        { Effect, [notAction ? "NotAction" : "Action"]: action, [notResource ? "NotResource" : "Resource"]: resource },
        asked,
      ),
    );
}

/** Callers and the actions that they may ask for; only the call of a user or role is signed with keys that say whose they are. */
export const CALLERS: readonly { readonly caller: Caller; readonly actions: readonly string[] }[] = [
  {
    caller: { kind: "AWS", value: "arn:aws:iam::222222222222:user/ann" },
    actions: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
  },
  {
    caller: { kind: "AWS", value: "arn:aws:iam::222222222222:role/ci" },
    actions: ["sts:AssumeRole", "sts:TagSession"],
  },
  { caller: { kind: "AWS", value: "arn:aws:iam::111111111111:role/own" }, actions: ["sts:AssumeRole"] },
  { caller: { kind: "AWS", value: "arn:aws:iam::333333333333:user/eve" }, actions: ["sts:AssumeRole"] },
  {
    caller: { kind: "Federated", value: "accounts.google.com" },
    actions: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
  },
  {
    caller: { kind: "Federated", value: "arn:aws:iam::111111111111:saml-provider/idp" },
    actions: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
  },
  { caller: { kind: "Service", value: "ec2.amazonaws.com" }, actions: ["sts:AssumeRole", "sts:TagSession"] },
];

const PRINCIPALS: readonly PlainPrincipal[] = [
  { AWS: "arn:aws:iam::222222222222:root" },
  { AWS: "222222222222" },
  { AWS: "arn:aws:iam::222222222222:user/ann" },
  { AWS: ["111111111111", "arn:aws:iam::222222222222:role/ci"] },
  { AWS: "arn:aws:iam::111111111111:role/own" },
  { AWS: "arn:aws:iam::111111111111:root" },
  "*",
  { AWS: "*" },
  { Federated: "accounts.google.com" },
  { Federated: "arn:aws:iam::111111111111:saml-provider/idp" },
  { Service: "ec2.amazonaws.com" },
  { AWS: "333333333333", Service: "ec2.amazonaws.com" },
];
const TRUST_ACTIONS = [
  "sts:AssumeRole",
  "sts:*",
  "sts:AssumeRole*",
  "sts:AssumeRoleWithWebIdentity",
  "sts:AssumeRoleWithSAML",
  "sts:TagSession",
  "*",
];

/** A statement of a trust policy. */
export function trust(keys: readonly Key[]): fc.Arbitrary<PlainStatement> {
  return fc
    .record({
      Effect: EFFECT,
      principal: fc.constantFrom(...PRINCIPALS),
      not: seldom(14),
      action: fc.uniqueArray(fc.constantFrom(...TRUST_ACTIONS), { minLength: 1, maxLength: 2 }),
      notAction: seldom(14),
      asked: conditions(keys),
    })
    .map(({ Effect, principal, not, action, notAction, asked }) =>
      withConditions(
        { Effect, [not ? "NotPrincipal" : "Principal"]: principal, [notAction ? "NotAction" : "Action"]: action },
        asked,
      ),
    );
}

/** Two lists of statements: unrelated, one a part of the other, the same with one change, or a condition in the place of a denial. */
function statements(
  one: fc.Arbitrary<PlainStatement>,
  asked: fc.Arbitrary<PlainConditions>,
): fc.Arbitrary<readonly [readonly PlainStatement[], readonly PlainStatement[]]> {
  const some = fc.array(one, { minLength: 1, maxLength: 3 });
  const unrelated = fc.tuple(some, some);
  const part = fc
    .tuple(fc.array(one, { minLength: 2, maxLength: 4 }), fc.array(fc.nat({ max: 3 }), { minLength: 8, maxLength: 8 }))
    .map(([all, picks]) => [all.filter((_, i) => picks[i]! > 0), all.filter((_, i) => picks[i + 4]! > 0)] as const);
  const changed = fc.tuple(some, asked, fc.nat(), fc.boolean()).map(([all, other, at, turned]) => {
    const next = all.map((statement, i) =>
      i === at % all.length
        ? withConditions(statement, turned ? joined(statement.Condition ?? {}, other) : other)
        : statement,
    );
    return [next, all] as const;
  });
  const denied = fc
    .tuple(one, asked, asked, fc.boolean(), fc.boolean())
    .map(([statement, first, second, exact, both]) => {
      const allow = withConditions({ ...statement, Effect: "Allow" as const }, both ? second : {});
      const deny = withConditions({ ...statement, Effect: "Deny" as const }, exact ? opposite(first) : second);
      return [[allow, deny], [withConditions(allow, joined(both ? second : {}, first))]] as const;
    });
  return fc
    .oneof(
      { weight: 1, arbitrary: unrelated },
      { weight: 2, arbitrary: part },
      { weight: 3, arbitrary: changed },
      { weight: 3, arbitrary: denied },
    )
    .chain(([a, b]) => fc.boolean().map((swap) => (swap ? ([b, a] as const) : ([a, b] as const))));
}

const CHOSEN = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...FILLED_IN) },
  { weight: 1, arbitrary: fc.constantFrom(...SET_BY_AWS) },
);
/** One or two keys, so that the conditions of a pair are about the same. */
export const KEYS = fc.oneof(
  CHOSEN.map((one) => [one]),
  fc.tuple(CHOSEN, CHOSEN).map(([a, b]) => (a.key === b.key ? [a] : [a, b])),
);
export const SEED = fc.nat({ max: 2 ** 31 - 1 });

/** Keys that variables stand for are in requests as well. */
export function varied(keys: readonly Key[]): readonly Key[] {
  const tags = FILLED_IN.filter(
    ({ key }, i) => key.endsWith("Tag/t") && FILLED_IN.findIndex((one) => one.key === key) === i,
  );
  return [...keys, ...tags.filter(({ key }) => !keys.some((one) => one.key === key))];
}

/** Policies of a session. */
export const PERMISSIONS: fc.Arbitrary<Pair<Session>> = KEYS.chain((keys) =>
  fc
    .record({
      lists: statements(permission(keys), conditions(keys)),
      versions: fc.tuple(VERSION, VERSION),
      bounds: fc.tuple(
        fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: permission(keys) }),
        fc.nat({ max: 3 }),
      ),
      seed: SEED,
    })
    .map(({ lists, versions, bounds: [bound, where], seed }): Pair<Session> => {
      const boundary =
        bound === undefined ? undefined : { Version: versions[1], Statement: [{ ...bound, Effect: "Allow" as const }] };
      const side = (i: 0 | 1): Session => ({
        policies: [{ Version: versions[i], Statement: lists[i] }],
        ...(boundary !== undefined && where !== i ? { boundary } : {}),
      });
      return { now: side(0), approved: side(1), keys: varied(keys), seed };
    }),
);

/** Trust policies of a role. */
export const TRUSTS: fc.Arbitrary<Pair<PlainPolicy>> = KEYS.chain((keys) =>
  fc
    .record({ lists: statements(trust(keys), conditions(keys)), versions: fc.tuple(VERSION, VERSION), seed: SEED })
    .map(({ lists, versions, seed }): Pair<PlainPolicy> => ({
      now: { Version: versions[0], Statement: lists[0] },
      approved: { Version: versions[1], Statement: lists[1] },
      keys: varied(keys),
      seed,
    })),
);

/** The values that policies ask for, by key in lower case. */
export type Asked = ReadonlyMap<string, readonly string[]>;

/** Gathers what the conditions of some policies ask for. */
export function askedFor(policies: readonly PlainPolicy[]): Asked {
  const asked = new Map<string, string[]>();
  for (const { Condition } of policies.flatMap(({ Statement }) => Statement)) {
    for (const [key, values] of Object.values(Condition ?? {}).flatMap((keys) => Object.entries(keys))) {
      // A star may stand for nothing, and a value may be nearly what is asked for.
      asked.set(key.toLowerCase(), [
        ...(asked.get(key.toLowerCase()) ?? []),
        ...[values].flat().flatMap((value) => [value, value.replaceAll("*", ""), value.toUpperCase()]),
      ]);
    }
  }
  return asked;
}

/** Draws requests: the same ones for the same seed. */
export class Draw {
  constructor(private state: number) {}

  of<T>(list: readonly T[]): T {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return list[Math.floor((this.state / 2 ** 32) * list.length)]!;
  }

  reading(): Reading {
    return Object.fromEntries(
      Object.entries(READINGS).map(([name, values]) => [name, this.of(values as readonly unknown[])]),
    ) as unknown as Reading;
  }

  request(): readonly [action: string, resource: string] {
    return this.of(ASKED);
  }

  /**
   * What a call has besides: often just what the policies ask for. A call that is signed says whose it is; each has its
   * moment, and says how it came.
   */
  context(keys: readonly Key[], asked: Asked, principal: string | undefined): Context {
    const own = Object.fromEntries(
      keys.flatMap(({ key, found }) => {
        // What AWS sets itself is nothing else than that.
        const near = SET_BY_AWS.some((one) => one.key === key) ? [] : (asked.get(key.toLowerCase()) ?? []);
        const value = near.length > 0 && this.of([true, false]) ? this.of(near) : this.of(found);
        return value === undefined ? [] : [[key, value]];
      }),
    );
    const moment = typeof own["aws:CurrentTime"] === "string" ? own["aws:CurrentTime"] : "2026-11-24T12:00:00Z";
    const signed: Context =
      principal === undefined
        ? {}
        : {
            "aws:PrincipalArn": principal,
            "aws:PrincipalAccount": principal.split(":")[4]!,
            "aws:userid": "AIDAEXAMPLE:x",
            "aws:PrincipalType": principal.includes(":role/") ? "AssumedRole" : "User",
            ...(principal.includes(":user/") && { "aws:username": principal.split("/").at(-1)! }),
          };
    return {
      "aws:SecureTransport": "true",
      ...own,
      "aws:CurrentTime": moment,
      "aws:EpochTime": String(Date.parse(moment) / 1000),
      ...signed,
    };
  }
}
