import assert from "node:assert/strict";
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import * as framework from "@pulumi/policy/proxy";
import { enforce } from "../../policypack/enforce";
import { administrativeAccess } from "../../policypack/rules/administrative-access";
import { unknownPolicy } from "../../policypack/rules/unknown-policy";

// The framework's own proxy, which its declarations mark as internal and so leave out.
const { UnknownValueError, unknownCheckingProxy, unknownStringValue } = framework as unknown as {
  UnknownValueError: new () => Error;
  unknownCheckingProxy(props: object): Record<string, unknown>;
  unknownStringValue: string;
};

const BROAD = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const NARROW = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }] };
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

function violations(rule: typeof administrativeAccess, type: string, props: object): string[] {
  const found: string[] = [];
  const policy = enforce(rule);
  const report = (message: string): void => void found.push(message);
  const guarded = unknownCheckingProxy(props);
  const resource = { type, props: guarded, name: "r", urn: "urn:pulumi:s::p::t::r" };
  (policy.validateResource as (args: ResourceValidationArgs, report: (m: string) => void) => void)(resource as unknown as ResourceValidationArgs, report);
  const alone = found.length;
  void policy.validateStack({ resources: [resource] } as unknown as StackValidationArgs, report);
  assert.equal(found.length, 2 * alone, "judged alone as in the stack");
  return found.slice(0, alone);
}

describe("rules on resources", () => {
  const attaching: [type: string, broad: object, narrow: object][] = [
    ["aws:iam/role:Role", { inlinePolicies: [{ name: "a", policy: BROAD }] }, { inlinePolicies: [{ name: "a", policy: NARROW }] }],
    ["aws:iam/role:Role", { managedPolicyArns: [ADMIN] }, { managedPolicyArns: [] }],
    ["aws:iam/policy:Policy", { policy: BROAD }, { policy: NARROW }],
    ["aws:iam/policyAttachment:PolicyAttachment", { policyArn: ADMIN, roles: ["deploy"] }, { policyArn: ADMIN }],
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
      assert.equal(violations(administrativeAccess, type, broad).length, 1);
      assert.deepEqual(violations(administrativeAccess, type, narrow), []);
      assert.deepEqual(violations(unknownPolicy, type, narrow), []);
    });
  }

  it("leaves other resources alone", () => {
    assert.deepEqual(violations(administrativeAccess, "aws:s3/bucketPolicy:BucketPolicy", { policy: BROAD }), []);
  });

  it("fails closed on a document that is not known yet, without touching it", () => {
    assert.throws(() => void unknownCheckingProxy({ policy: unknownStringValue }).policy, UnknownValueError);
    const [message] = violations(unknownPolicy, "aws:iam/rolePolicy:RolePolicy", { name: "a", role: "deploy", policy: unknownStringValue });
    assert.match(message ?? "", /^role deploy, policy a: the document is not known at preview/);
  });

  it("fails closed on a malformed document", () => {
    const [message] = violations(unknownPolicy, "aws:iam/rolePolicy:RolePolicy", { name: "a", role: "deploy", policy: "{ // }" });
    assert.equal(message, 'role deploy, policy a: not valid JSON, line 1, column 3: expected a key in double quotes, found a comment, which JSON does not have');
  });
});
