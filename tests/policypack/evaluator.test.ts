import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { allowed, type PlainPolicy } from "./evaluator";
import { type Context, PLAIN } from "./evaluatorConditions";
import { Draw, PERMISSIONS, ROLE } from "./iam/difference/soundness/pairs";
import { seed } from "../seed";

/**
 * Texts that the two read differently: the simulator holds nothing to be in a range of the other family of addresses, or out
 * of it; it has no ranges of all addresses, no dates in seconds or without a time zone, and knows other letters with two cases.
 */
const DIFFERENT =
  /^(1e1| 5|2001:db8.*|0\.0\.0\.0\/0|\u212a|\u0130|\*|arn:aws:\*|\d{10}|\d{4}-\d\d-\d\dT[\d:]+|9007199254740993)$/;

/** It takes a text that begins with digits for a number. */
const NEARLY_A_NUMBER = /^\d+(?!\.\d+$)\D/;

/**
 * And it finds variables in the old version too. Where a variable has no value, the statement is not met; the simulator
 * lets a NotResource with one be met.
 */
function alike(policies: object, context: Context): boolean {
  if (/2008.*\$\{|"NotResource":(?:"[^"]*|\[[^\]]*)\$\{/.test(JSON.stringify(policies))) return false;
  const values = [
    ...Object.values(context).flat(),
    ...[...JSON.stringify(policies).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!),
  ];
  return (
    !values.some((value) => DIFFERENT.test(value)) &&
    !(JSON.stringify(policies).includes("Numeric") && values.some((value) => NEARLY_A_NUMBER.test(value)))
  );
}

function simulated(
  policies: readonly PlainPolicy[],
  action: string,
  resource: string,
  context: Context,
  boundary?: PlainPolicy,
): boolean {
  const contextVariables = Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
  );
  const result = runUnsafeSimulation(
    {
      request: { principal: ROLE, action, resource: { resource, accountId: "111111111111" }, contextVariables },
      identityPolicies: policies.map((policy, i) => ({ name: `p${i}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(boundary === undefined ? {} : { permissionBoundaryPolicies: [{ name: "b", policy: boundary }] }),
    },
    {},
  );
  return result === "Allowed";
}

describe(`the naive evaluator, compared with a simulator (seed ${seed})`, function () {
  this.timeout(120_000);

  it("agrees on every request that both read alike", () => {
    let compared = 0;
    let allows = 0;
    fc.assert(
      fc.property(PERMISSIONS, ({ now, keys, seed: from }) => {
        const draw = new Draw(from);
        for (let i = 0; i < 10; i++) {
          const [action, resource] = draw.request();
          const context = draw.context(keys, new Map(), ROLE);
          const { "aws:EpochTime": _, ...comparable } = context;
          if (!alike(now, comparable)) continue;
          const theirs = simulated(now.policies, action, resource, context, now.boundary);
          assert.equal(
            allowed(now.policies, action, resource, context, now.boundary, PLAIN),
            theirs,
            `${action} on ${resource} with ${JSON.stringify(context)}`,
          );
          compared++;
          if (theirs) allows++;
        }
      }),
      { seed, numRuns: 600 },
    );
    // How many are alike differs from seed to seed; none of either kind would show nothing.
    assert.ok(compared > 100 && allows > 5, `${compared} compared, ${allows} allowed`);
  });
});
