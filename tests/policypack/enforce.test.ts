import assert from "node:assert/strict";
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import * as framework from "@pulumi/policy/proxy";
import { enforce } from "../../policypack/enforce";
import { RULES } from "../../policypack/rules";

// The framework's own proxy, which its declarations mark as internal and so leave out.
const { UnknownValueError, unknownCheckingProxy, unknownStringValue } = framework as unknown as {
  UnknownValueError: new () => Error;
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
};

const BROAD = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const NARROW = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }] };
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

interface Shown {
  readonly type: string;
  readonly props: object;
  readonly name?: string;
  /** What the end of the run shows instead of the inputs. */
  readonly outputs?: object;
  readonly dependencies?: Record<string, string[]>;
}

/** Runs the pack as the engine does and returns the violations as `policy: message`. */
function run(resources: readonly Shown[], config: Record<string, object> = {}, skipEnd = false): string[] {
  const found: string[] = [];
  const policies = enforce(RULES, () => new Date("2026-11-24T12:00:00Z"));
  const named = resources.map((one, i) => ({ ...one, name: one.name ?? `r${i}`, urn: `urn:pulumi:s::p::${one.type}::${one.name ?? `r${i}`}` }));
  const visit = (args: object, kind: "validateResource" | "validateStack"): void => {
    for (const policy of policies) {
      const report = (message: string): void => void found.push(`${policy.name}: ${message}`);
      const complete = { ...args, getConfig: () => config[policy.name] ?? {} } as unknown;
      if (kind === "validateStack") void policy.validateStack(complete as StackValidationArgs, report);
      else (policy.validateResource as (args: ResourceValidationArgs, report: (m: string) => void) => void)(complete as ResourceValidationArgs, report);
    }
  };
  for (const { type, name, urn, props } of named) visit({ type, name, urn, props: unknownCheckingProxy(props) }, "validateResource");
  const all = named.map(({ type, name, urn, props, outputs }) => ({ type, name, urn, props: unknownCheckingProxy(outputs ?? props) }));
  const ended = all.map((one, i) => ({
    ...one,
    propertyDependencies: Object.fromEntries(Object.entries(named[i]!.dependencies ?? {}).map(([key, names]) => [key, all.filter((other) => names.includes(other.name))])),
  }));
  if (!skipEnd) visit({ resources: ended }, "validateStack");
  return found;
}

/** Violations of one rule at the resource itself, before anything else of the stack is seen. */
function violations(rule: string, type: string, props: object): string[] {
  return run([{ type, props }], {}, true).filter((line) => line.startsWith(`${rule}: `)).map((line) => line.slice(rule.length + 2));
}

describe("rules on resources", () => {
  const attaching: [type: string, broad: object, narrow: object][] = [
    ["aws:iam/role:Role", { inlinePolicies: [{ name: "a", policy: BROAD }] }, { inlinePolicies: [{ name: "a", policy: NARROW }] }],
    ["aws:iam/role:Role", { managedPolicyArns: [ADMIN] }, { managedPolicyArns: [] }],
    ["aws:iam/policy:Policy", { policy: BROAD }, { policy: NARROW }],
    ["aws:iam/policyAttachment:PolicyAttachment", { policyArn: ADMIN, roles: ["deploy"] }, { policyArn: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" }],
    ...["role", "user", "group"].flatMap((kind): [string, object, object][] => {
      const Kind = kind[0]!.toUpperCase() + kind.slice(1);
      return [
        [`aws:iam/${kind}Policy:${Kind}Policy`, { [kind]: "x", policy: BROAD }, { [kind]: "x", policy: NARROW }],
        [`aws:iam/${kind}PolicyAttachment:${Kind}PolicyAttachment`, { [kind]: "x", policyArn: ADMIN }, { [kind]: "x", policyArn: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" }],
        [`aws:iam/${kind}PolicyAttachmentsExclusive:${Kind}PolicyAttachmentsExclusive`, { [`${kind}Name`]: "x", policyArns: [ADMIN] }, { [`${kind}Name`]: "x", policyArns: [] }],
      ];
    }),
  ];
  for (const [type, broad, narrow] of attaching) {
    it(`${type} ${Object.keys(broad).join(" ")}`, () => {
      assert.equal(violations("administrative-access", type, broad).length, 1);
      assert.deepEqual(violations("administrative-access", type, narrow), []);
      assert.deepEqual(violations("unknown-policy", type, narrow), []);
    });
  }

  it("leaves other resources alone", () => {
    assert.deepEqual(violations("administrative-access", "aws:s3/bucketPolicy:BucketPolicy", { policy: BROAD }), []);
  });

  it("fails closed on a document that is not known yet, without touching it", () => {
    assert.throws(() => void unknownCheckingProxy({ policy: unknownStringValue }).policy, UnknownValueError);
    const [message] = violations("unknown-policy", "aws:iam/rolePolicy:RolePolicy", { name: "a", role: "deploy", policy: unknownStringValue });
    assert.match(message ?? "", /^role deploy, policy a: the document is not known at preview/);
  });

  it("fails closed on a malformed document", () => {
    const [message] = violations("unknown-policy", "aws:iam/rolePolicy:RolePolicy", { name: "a", role: "deploy", policy: "{ // }" });
    assert.equal(message, 'role deploy, policy a: not valid JSON, line 1, column 3: expected a key in double quotes, found a comment, which JSON does not have');
  });
});
