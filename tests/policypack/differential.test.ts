import { runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { actionCatalogue, parsePolicy, Permissions } from "../../policypack/iam";
import { CONTEXT, policy, REQUESTS } from "./arbitraries";
import { NOW } from "./cases/case";
import type { PlainPolicy } from "./evaluator";
import { mayDo } from "./mayDo";
import { seed } from "../seed";

/** The simulator reads a request for `*` as one for anything that the policy names, so those are left out. */
const COMPARED = REQUESTS.filter(([, resource]) => resource !== "*");
const principal = "arn:aws:iam::111111111111:role/deploy";

function analyse(policies: readonly PlainPolicy[], boundary?: PlainPolicy): Permissions {
  const named = (
    one: PlainPolicy,
  ): { name: string; document: NonNullable<ReturnType<typeof parsePolicy>["document"]> } => ({
    name: "p",
    document: parsePolicy(one, "identity").document!,
  });
  return new Permissions(actionCatalogue(), {
    kind: "role",
    name: "deploy",
    arn: principal,
    account: "111111111111",
    policies: policies.map(named),
    ...(boundary === undefined ? {} : { boundary: named(boundary) }),
    now: NOW,
  });
}

function simulate(policies: readonly PlainPolicy[], action: string, resource: string, boundary?: PlainPolicy): boolean {
  const result = runUnsafeSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: "111111111111" },
        contextVariables: { "aws:PrincipalArn": principal, ...CONTEXT },
      },
      identityPolicies: policies.map((one, i) => ({ name: `p${i}`, policy: one })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(boundary === undefined ? {} : { permissionBoundaryPolicies: [{ name: "b", policy: boundary }] }),
    },
    {},
  );
  return result === "Allowed";
}

describe(`compared with a simulator of single requests (seed ${seed})`, () => {
  it("agrees on every request where policies have no conditions", () => {
    let compared = 0;
    let allowedOnes = 0;
    fc.assert(
      fc.property(
        fc.array(policy("none"), { minLength: 1, maxLength: 2 }),
        fc.option(policy("none"), { nil: undefined }),
        (policies, boundary) => {
          const permissions = analyse(policies, boundary);
          for (const [action, resource] of COMPARED) {
            const theirs = simulate(policies, action, resource, boundary);
            assert.equal(mayDo(permissions, action, resource), theirs, `${action} on ${resource}`);
            compared++;
            if (theirs) allowedOnes++;
          }
        },
      ),
      { seed, numRuns: 300 },
    );
    assert.ok(compared >= 3_000 && allowedOnes >= 100, `${compared} compared, ${allowedOnes} of them allowed`);
  });

  it("never says no where conditions let a request through", () => {
    fc.assert(
      fc.property(fc.array(policy("any"), { minLength: 1, maxLength: 2 }), (policies) => {
        const permissions = analyse(policies);
        for (const [action, resource] of COMPARED) {
          if (simulate(policies, action, resource))
            assert.ok(mayDo(permissions, action, resource), `${action} on ${resource}`);
        }
      }),
      { seed, numRuns: 150 },
    );
  });
});
