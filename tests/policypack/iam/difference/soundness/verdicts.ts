/** What is called acceptable, held against the naive evaluator: policies, and the trusts of roles. */
import * as fc from "fast-check";
import { conditional, contextsOf, CRITICAL, KINDS, type Kind, policy } from "../../../arbitraries";
import { judge } from "../../../cases/case";
import { allowed, type PlainPolicy, type PlainStatement, trusts } from "../../../evaluator";
import { type Context, type PlainConditions, type Reading, READINGS } from "../../../evaluatorConditions";
import type { Contradicted } from "./contradictions";
import type { Key } from "./keys";
import { askedFor, CALLERS, conditions, Draw, joined, KEYS, SEED, trust, varied, withConditions } from "./pairs";

/** How what AWS does not document is read: nothing may depend on it. */
const READING = fc.record(
  Object.fromEntries(
    Object.entries(READINGS).map(([name, values]) => [name, fc.constantFrom(...(values as unknown[]))]),
  ),
) as unknown as fc.Arbitrary<Reading>;

/** What is attached to whom, and how it is read. */
interface Attached {
  readonly kind: Kind;
  readonly policies: readonly PlainPolicy[];
  readonly boundary?: PlainPolicy | undefined;
  readonly how: Reading;
}

/** Principals of each kind, and policies that stand alone, with what is attached to them; the old version now and then. */
export const SUBJECTS: fc.Arbitrary<Attached> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    policies: fc.oneof(
      conditional().map((one) => [one]),
      fc.array(policy("any"), { minLength: 1, maxLength: 2 }),
    ),
    bound: fc.option(policy("any"), { nil: undefined, freq: 2 }),
    old: fc.nat({ max: 9 }).map((n) => n === 0),
    how: READING,
  })
  .map(({ kind, policies, bound, old, how }) => ({
    kind,
    policies: old ? policies.map((one) => ({ ...one, Version: "2008-10-17" as const })) : policies,
    ...((kind === "role" || kind === "user") && { boundary: bound }),
    how,
  }));

/** A critical request that some session may make, with what it has besides; undefined when there is none. */
export function allowedSomehow({ kind, policies, boundary, how }: Attached): string | undefined {
  const contexts = contextsOf(kind, JSON.stringify([policies, boundary]));
  for (const [action, resource] of CRITICAL) {
    const context = contexts.find((one) => allowed(policies, action, resource, one, boundary, how));
    if (context !== undefined) return `${action} on ${resource} with ${JSON.stringify(context)}`;
  }
  return undefined;
}

/** A critical request that policies allow which are called acceptable. */
export const contradictedPolicies: Contradicted<Attached> = (attached, tally) => {
  tally.pairs++;
  const { kind, policies, boundary } = attached;
  if (judge({ kind, policies, ...(boundary !== undefined && { boundary }) }).verdict !== "acceptable") return undefined;
  tally.within++;
  if (!policies.some(({ Statement }) => Statement.some(({ Effect }) => Effect === "Allow"))) return undefined;
  tally.telling++;
  return allowedAmong(attached, REQUESTS);
};

/** Requests that each of those policies is held against, of the many that there are. */
const REQUESTS = 40;

function allowedAmong({ kind, policies, boundary, how }: Attached, requests: number): string | undefined {
  const text = JSON.stringify([policies, boundary]);
  const draw = new Draw(text.length * 31 + requests);
  const contexts = contextsOf(kind, text);
  for (let i = 0; i < requests; i++) {
    const [action, resource] = draw.of(CRITICAL);
    const context = draw.of(contexts);
    if (allowed(policies, action, resource, context, boundary, how))
      return `${action} on ${resource} with ${JSON.stringify(context)}`;
  }
  return undefined;
}

/** A trust policy, with the keys that its calls vary. */
interface Trusting {
  readonly document: PlainPolicy;
  readonly keys: readonly Key[];
  readonly seed: number;
}

/** What demands, or seems to demand, multi-factor authentication. */
const MFA: readonly PlainConditions[] = [
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { Bool: { "aws:multifactorauthpresent": ["true"] } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
  { Bool: { "aws:MultiFactorAuthPresent": ["true", "false"] } },
  { Null: { "aws:MultiFactorAuthPresent": "false" } },
  { Null: { "aws:MultiFactorAuthAge": ["false", "true"] } },
  { Null: { "aws:MultiFactorAuthAge": "false" } },
  { StringEquals: { "aws:MultiFactorAuthPresent": "true" } },
  { StringLike: { "aws:MultiFactorAuthPresent": "t*" } },
  { StringNotEquals: { "aws:MultiFactorAuthPresent": "false" } },
  { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } },
  { NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } },
  { "ForAllValues:Bool": { "aws:MultiFactorAuthPresent": "true" } },
  { "ForAnyValue:Bool": { "aws:MultiFactorAuthPresent": "true" } },
];

/** What denies, or seems to deny, calls without it. */
const WITHOUT: readonly PlainConditions[] = [
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  { Bool: { "aws:MultiFactorAuthPresent": "false" } },
  { Null: { "aws:MultiFactorAuthPresent": "true" } },
  { Null: { "aws:MultiFactorAuthAge": "true" } },
  { NumericGreaterThanIfExists: { "aws:MultiFactorAuthAge": "3600" } },
  { StringNotEquals: { "aws:MultiFactorAuthPresent": "true" } },
  { "ForAnyValue:BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } },
];

const DECLARED: readonly PlainStatement["Principal"][] = [
  { AWS: "222222222222" },
  { AWS: "arn:aws:iam::222222222222:root" },
  { AWS: "arn:aws:iam::222222222222:user/ann" },
  { AWS: ["arn:aws:iam::222222222222:user/ann", "arn:aws:iam::222222222222:role/ci"] },
];

/** Trusts of which many ask for MFA: in each Allow, in a Deny beside them, or in nearly so. */
export const TRUSTING: fc.Arbitrary<Trusting> = KEYS.chain((keys) => {
  const asked = fc.option(conditions(keys), { nil: {} });
  const admitting = fc
    .tuple(trust(keys), fc.constantFrom(...DECLARED), fc.nat({ max: 9 }), fc.constantFrom(...MFA), asked)
    .map(([any, Principal, how, mfa, other]) => {
      if (how === 0) return any;
      const one: PlainStatement = {
        Effect: "Allow",
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Principal: Principal!,
      };
      return withConditions(one, how < 8 ? joined(other, mfa) : other);
    });
  const denying = fc
    .tuple(
      trust(keys),
      fc.constantFrom("*", { AWS: "*" }, ...DECLARED),
      fc.constantFrom(...WITHOUT),
      asked,
      fc.boolean(),
    )
    .map(([any, Principal, without, other, plain]): PlainStatement => {
      const one: PlainStatement = plain
        ? { Effect: "Deny", Action: "sts:*", Principal: Principal! }
        : { ...any, Effect: "Deny" };
      return withConditions(one, plain ? without : joined(other, without));
    });
  return fc
    .record({
      allows: fc.array(admitting, { minLength: 1, maxLength: 2 }),
      denies: fc.array(denying, { maxLength: 2 }),
      Version: fc.constantFrom<PlainPolicy["Version"]>("2012-10-17", "2012-10-17", "2008-10-17"),
      seed: SEED,
    })
    .map(({ allows, denies, Version, seed }) => ({
      document: { Version, Statement: [...allows, ...denies] },
      keys: varied(keys),
      seed,
    }));
});

const SIGNED_IN: readonly Context[] = [
  {},
  {},
  { "aws:MultiFactorAuthPresent": "false" },
  { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" },
];

/** Calls that each trust is held against. */
const CALLS = 60;

/**
 * A call without MFA that a trust admits which is called acceptable, or one of an account that is not declared. The role's own
 * account and 222222222222 are declared.
 */
export const contradictedVerdict: Contradicted<Trusting> = ({ document, keys, seed }, tally) => {
  tally.pairs++;
  if (judge({ policies: [], trust: document }).verdict !== "acceptable") return undefined;
  tally.within++;
  const draw = new Draw(seed);
  const asked = askedFor([document]);
  let telling = false;
  for (let i = 0; i < CALLS; i++) {
    const { caller, actions } = draw.of(CALLERS);
    const action = draw.of(actions.filter((one) => one.startsWith("sts:AssumeRole")));
    const context = draw.context(keys, asked, caller.kind === "AWS" ? caller.value : undefined);
    // Only a user's own calls carry it.
    const mfa = caller.value.includes(":user/") ? draw.of(SIGNED_IN) : {};
    // And only a service's own calls carry for whom they are made.
    const strange = caller.kind === "Service" ? /^aws:MultiFactor/i : /^aws:(?:MultiFactor|Source(?:Arn|Account)$)/i;
    const own = Object.fromEntries(Object.entries(context).filter(([key]) => !strange.test(key)));
    // STS takes no call that is not encrypted.
    const call = { ...own, "aws:SecureTransport": "true", ...mfa };
    const reading = draw.reading();
    if (trusts(document, caller, action, call, reading) === "no") continue;
    if (!telling) tally.telling++;
    telling = true;
    const proven = "aws:MultiFactorAuthAge" in call;
    if (!proven || !/^arn:aws:iam::(?:111111111111|222222222222):/.test(caller.value))
      return JSON.stringify({ caller, action, call, reading });
  }
  return undefined;
};
