/** Looks for requests that are allowed now and were not, although all of now was said to be within what was approved. */
import * as fc from "fast-check";
import { permissionsBeyond } from "../../../../../policypack/iam/difference/policies";
import type { SessionPolicies } from "../../../../../policypack/iam/difference/rules";
import { trustBeyond } from "../../../../../policypack/iam/difference/trusts";
import { allowed, type PlainPolicy, trusts } from "../../../evaluator";
import { NOW } from "./keys";
import { askedFor, CALLERS, Draw, type Pair, ROLE, type Session } from "./pairs";

/** Requests that each pair is held against. */
const REQUESTS = 60;

/** What was looked at. */
export interface Tally {
  pairs: number;
  /** Of them, those that were called within, or acceptable. */
  within: number;
  /** Of those, the pairs of which some request was allowed now, and so could have contradicted. */
  telling: number;
}

/** The first pair, or policy, that is contradicted, with the request in words. */
export type Contradiction = { readonly drawn: unknown; readonly request: string };

/** What contradicts something drawn, in words; counts what it looked at. */
export type Contradicted<Drawn> = (drawn: Drawn, tally: Tally) => string | undefined;

/** Each pair the one way, and then the other way round. */
export function eitherWay<Side>(contradicted: Contradicted<Pair<Side>>): Contradicted<Pair<Side>> {
  return (pair, tally) => {
    const found = contradicted(pair, tally);
    if (found !== undefined) return found;
    const back = contradicted({ ...pair, now: pair.approved, approved: pair.now, seed: pair.seed ^ 1 }, tally);
    return back === undefined ? undefined : `the other way round: ${back}`;
  };
}

/** Draws until so many were called within, or acceptable; undefined where nothing was contradicted. */
export function lookAmong<Drawn>(
  drawn: fc.Arbitrary<Drawn>,
  contradicted: Contradicted<Drawn>,
  seed: number,
  within: number,
  tally: Tally,
): Contradiction | undefined {
  for (let round = 0; tally.within < within; round++) {
    const property = fc.property(drawn, (one) => contradicted(one, tally) === undefined);
    const { failed, counterexample } = fc.check(property, { seed: scattered(seed, round), numRuns: 1_000 });
    if (!failed) continue;
    const [one] = counterexample!;
    const request = contradicted(one, { pairs: 0, within: 0, telling: 0 });
    return { drawn: one, request: request ?? "it is not contradicted when it is looked at again" };
  }
  return undefined;
}

/** Seeds that are near each other draw much the same. */
function scattered(seed: number, round: number): number {
  const mixed = Math.imul(seed ^ Math.imul(round + 1, 0x85ebca6b), 0xc2b2ae35);
  return Math.imul(mixed ^ (mixed >>> 15), 0x27d4eb2f);
}

/** A request that is allowed now and was not, although all of now was called within. */
export function contradictedPermissions(
  { now, approved, keys, seed }: Pair<Session>,
  tally: Tally,
): string | undefined {
  tally.pairs++;
  if (permissionsBeyond(named(now), named(approved), NOW).length > 0) return undefined;
  tally.within++;
  const draw = new Draw(seed);
  let telling = false;
  const asked = askedFor([
    ...now.policies,
    ...approved.policies,
    ...[now.boundary, approved.boundary].flatMap((one) => one ?? []),
  ]);
  for (let i = 0; i < REQUESTS; i++) {
    const [action, resource] = draw.request();
    const context = draw.context(keys, asked, ROLE);
    const reading = draw.reading();
    if (!allowed(now.policies, action, resource, context, now.boundary, reading)) continue;
    if (!telling) tally.telling++;
    telling = true;
    if (!allowed(approved.policies, action, resource, context, approved.boundary, reading))
      return JSON.stringify({ action, resource, context, reading });
  }
  return undefined;
}

/** A call that is admitted now and was not, although all of now was called within. */
export function contradictedTrusts({ now, approved, keys, seed }: Pair<PlainPolicy>, tally: Tally): string | undefined {
  tally.pairs++;
  if (trustBeyond(now, approved, ROLE, NOW).length > 0) return undefined;
  tally.within++;
  const draw = new Draw(seed);
  let telling = false;
  const asked = askedFor([now, approved]);
  for (let i = 0; i < REQUESTS; i++) {
    const { caller, actions } = draw.of(CALLERS);
    const action = draw.of(actions);
    const context = draw.context(keys, asked, caller.kind === "AWS" ? caller.value : undefined);
    const reading = draw.reading();
    const own = caller.value.includes("::111111111111:");
    const is = trusts(now, caller, action, context, reading);
    if (is === "no") continue;
    if (!telling) tally.telling++;
    telling = true;
    const was = trusts(approved, caller, action, context, reading);
    if (was === "no" || (own && is === "self" && was === "account"))
      return JSON.stringify({ caller, action, context, reading, is, was });
  }
  return undefined;
}

function named({ policies, boundary }: Session): SessionPolicies {
  return {
    arn: ROLE,
    policies: policies.map((document, i) => ({ name: `p${i}`, document })),
    ...(boundary === undefined ? {} : { boundary: { name: "boundary", document: boundary } }),
  };
}
