/** What is known of those whom a principal may pass, run as or assume. */
import assert from "node:assert/strict";
import { parsePolicy } from "../../policypack/iam";
import { policyOf } from "../../policypack/attachedPolicy";
import type { DeclaredPrincipal } from "../../policypack/declaredPrincipals";
import { lookUpIn, type PossibleRole } from "../../policypack/lookUp";
import type { Subject } from "../../policypack/rules/rule";
import { allow, deny, doc } from "./cases/case";

const now = new Date("2026-11-24T12:00:00Z");
const role = (name: string): string => `arn:aws:iam::111111111111:role/${name}`;
const ADMIN = doc(allow("*"));
const NARROW = doc(allow("s3:GetObject", "arn:aws:s3:::shop/*"));
/** Whether it opens a path depends on what it does not say. */
const OPEN = doc(
  allow("iam:PassRole", role("other")),
  allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
);
const trusting = (Principal: unknown, Effect = "Allow"): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Principal, Action: "sts:AssumeRole" }],
});
const LAMBDA = trusting({ Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] });

function subject(name: string, policies: readonly object[], trust?: object): Subject {
  return {
    kind: "role",
    name,
    arn: role(name),
    policies: policies.map((policy, i) => policyOf(policy, `policies[${i}]`)),
    ...(trust && { trust: { name: "trust policy", document: parsePolicy(trust, "trust").document! } }),
  };
}

const declared = (others: Readonly<Record<string, DeclaredPrincipal>>, roles: readonly Subject[] = []) =>
  lookUpIn(others, roles, now);

describe("what is known of another principal", () => {
  const verdicts: readonly (readonly [what: string, other: DeclaredPrincipal, verdict: string])[] = [
    ["administrator", { policies: ADMIN }, "broad"],
    ["narrow", { policies: NARROW }, "harmless"],
    ["both", { policies: [NARROW, ADMIN] }, "broad"],
    ["an administrator who may do nothing", { policies: [ADMIN, doc(deny("*"))] }, "harmless"],
    ["without policies", { policies: [] }, "harmless"],
    ["of whom no policies are said", {}, "unknown"],
    ["of whom a trust alone is said", { trust: LAMBDA }, "unknown"],
    ["with a document that is none", { policies: "{ //" }, "unknown"],
    ["with a policy that AWS has", { policies: "arn:aws:iam::aws:policy/AdministratorAccess" }, "broad"],
    ["with a narrow policy that AWS has", { policies: "arn:aws:iam::aws:policy/IAMUserChangePassword" }, "harmless"],
    ["with a policy that nobody knows", { policies: "arn:aws:iam::111111111111:policy/ours" }, "unknown"],
    ["narrow, with one that nobody knows", { policies: [NARROW, "arn:aws:iam::111111111111:policy/ours"] }, "unknown"],
    ["administrator, with one that nobody knows", { policies: [ADMIN, "arn:aws:iam::111111111111:policy/o"] }, "broad"],
    ["who passes a role of whom nothing is said", { policies: OPEN }, "harmless"],
  ];
  for (const [what, other, verdict] of verdicts)
    it(`${what}: ${verdict}`, () => {
      assert.equal(declared({ [role("x")]: other })(role("x")).verdict, verdict);
      assert.equal(declared({ [role("x")]: other })(role("X")).verdict, "unknown");
    });

  it("a trust tells the services that it may be passed to, by its Allow alone", () => {
    const services = (trust?: object): readonly string[] | undefined =>
      declared({ [role("x")]: { policies: NARROW, ...(trust && { trust }) } })(role("x")).services;
    assert.deepEqual(services(LAMBDA), ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]);
    assert.deepEqual(services(trusting({ AWS: role("y") })), []);
    assert.deepEqual(services(trusting({ Service: "lambda.amazonaws.com" }, "Deny")), []);
    assert.equal(services(), undefined);
    // Whoever lets everybody in lets any service in.
    for (const principal of ["*", { AWS: "*" }])
      assert.equal(services(trusting(principal)), undefined, JSON.stringify(principal));
    assert.deepEqual(services(trusting("*", "Deny")), []);
    assert.deepEqual(
      services({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", NotPrincipal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
      undefined,
    );
  });

  it("a role of the stack counts beside what is declared, and the worse of them decides", () => {
    const both = declared({ [role("x")]: { policies: NARROW } }, [subject("x", [ADMIN])]);
    assert.equal(both(role("x")).verdict, "broad");
    assert.equal(declared({}, [subject("x", [NARROW])])(role("x")).verdict, "harmless");
    assert.equal(declared({}, [subject("y", [NARROW])])(role("x")).verdict, "unknown");
    assert.equal(declared({ [role("x")]: {} }, [subject("x", [NARROW])])(role("x")).verdict, "unknown");
  });

  it("services of several are told together, and not at all where one's are not known", () => {
    const other = { policies: NARROW, trust: LAMBDA };
    const ec2 = trusting({ Service: "ec2.amazonaws.com" });
    assert.deepEqual(declared({ [role("x")]: other }, [subject("x", [NARROW], ec2)])(role("x")).services, [
      "lambda.amazonaws.com",
      "edgelambda.amazonaws.com",
      "ec2.amazonaws.com",
    ]);
    assert.equal(declared({ [role("x")]: other }, [subject("x", [NARROW])])(role("x")).services, undefined);
  });

  it("a role that is meant perhaps is harmless to nobody, and broad all the same", () => {
    const perhaps = (policies: readonly object[], certain: boolean): string => {
      const found: readonly PossibleRole[] = [{ subject: subject("x", policies), certain }];
      return lookUpIn({}, () => found, now)(role("x")).verdict;
    };
    assert.deepEqual([perhaps([NARROW], true), perhaps([NARROW], false)], ["harmless", "unknown"]);
    assert.deepEqual([perhaps([ADMIN], true), perhaps([ADMIN], false)], ["broad", "broad"]);
  });

  it("what runs as a role is that role, over a few steps, and nothing in a circle", () => {
    const FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:web";
    const chain = (length: number): Record<string, DeclaredPrincipal> => ({
      [FUNCTION]: { runsAs: role("0") },
      ...Object.fromEntries(Array.from({ length }, (_, i) => [role(`${i}`), { runsAs: role(`${i + 1}`) }])),
      [role(`${length}`)]: { policies: ADMIN },
    });
    assert.equal(declared(chain(0))(FUNCTION).verdict, "broad");
    assert.equal(declared(chain(3))(FUNCTION).verdict, "broad");
    assert.equal(declared(chain(4))(FUNCTION).verdict, "unknown");
    assert.equal(declared({ [FUNCTION]: { runsAs: FUNCTION } })(FUNCTION).verdict, "unknown");
    assert.equal(declared({ [FUNCTION]: { runsAs: role("x") } }, [subject("x", [ADMIN])])(FUNCTION).verdict, "broad");
  });

  it("a policy of AWS is known by its ARN, and nothing else that is called so", () => {
    const lookUp = declared({});
    assert.equal(lookUp("arn:aws:iam::aws:policy/AdministratorAccess").verdict, "broad");
    assert.equal(lookUp("arn:aws:iam::aws:policy/IAMUserChangePassword").verdict, "harmless");
    assert.equal(lookUp("arn:aws:iam::aws:policy/NoSuchPolicy").verdict, "unknown");
    assert.equal(lookUp(role("AdministratorAccess")).verdict, "unknown");
    assert.equal(lookUp("constructor").verdict, "unknown");
    assert.equal(lookUp("arn:aws:iam::aws:policy/AdministratorAccess").services, undefined);
  });

  it("its trust and its review do not make it broad", () =>
    assert.equal(
      declared({ [role("x")]: { policies: NARROW, trust: trusting({ AWS: "*" }) } })(role("x")).verdict,
      "harmless",
    ));

  it("tells which ARNs are declared", () =>
    assert.deepEqual(declared({ [role("x")]: {}, [role("y")]: {} }).declared, [role("x"), role("y")]));
});
