import assert from "node:assert/strict";
import { parsePolicy } from "../../../policypack/iam";
import { trustsServicesAlone } from "../../../policypack/resources/serviceRoles";

const OWN = "111111111111";
const DECLARED = "222222222222";
const FOREIGN = "333333333333";

const statement = (Principal: unknown, Condition?: object, Effect = "Allow"): object => ({
  Effect,
  Principal,
  Action: "sts:AssumeRole",
  ...(Condition && { Condition }),
});

function alone(statements: readonly object[], account: string | undefined = OWN): boolean {
  const { document, problems } = parsePolicy({ Version: "2012-10-17", Statement: statements }, "trust");
  assert.equal(problems, undefined);
  return trustsServicesAlone(document, account, [DECLARED]);
}

const LAMBDA = { Service: "lambda.amazonaws.com" };

describe("a role that services of its own account alone may assume", () => {
  const principals: readonly (readonly [principal: unknown, alone: boolean])[] = [
    [LAMBDA, true],
    [{ Service: "Lambda.AmazonAWS.com" }, true],
    [{ Service: "logs.eu-west-1.amazonaws.com" }, true],
    [{ Service: "ec2.amazonaws.com.cn" }, true],
    [{ Service: ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] }, true],
    [{ Service: "pods.eks.amazonaws.com" }, true],
    // These let people, devices or machines in.
    [{ Service: "signin.amazonaws.com" }, false],
    [{ Service: "sso.amazonaws.com" }, false],
    [{ Service: "SSO.amazonaws.com" }, false],
    [{ Service: "sso.eu-west-1.amazonaws.com" }, false],
    [{ Service: "ds.amazonaws.com" }, false],
    [{ Service: "rolesanywhere.amazonaws.com" }, false],
    [{ Service: "credentials.iot.amazonaws.com" }, false],
    [{ Service: "iot.amazonaws.com" }, true],
    [{ Service: ["lambda.amazonaws.com", "rolesanywhere.amazonaws.com"] }, false],
    [{ Service: "lambda.example.org" }, false],
    [{ Service: "lambda.amazonaws.com.example.org" }, false],
    [{ Service: "*" }, false],
    [{ AWS: OWN }, false],
    [{ ...LAMBDA, AWS: OWN }, false],
    ["*", false],
    [{ Federated: `arn:aws:iam::${OWN}:saml-provider/idp` }, false],
  ];
  for (const [principal, expected] of principals)
    it(`${JSON.stringify(principal)}: ${expected ? "is one" : "is none"}`, () =>
      assert.equal(alone([statement(principal)]), expected));

  it("has an Allow, and each of them is for services", () => {
    assert.equal(alone([statement(LAMBDA, undefined, "Deny")]), false);
    assert.equal(alone([statement(LAMBDA), statement({ AWS: OWN }, undefined, "Deny")]), true);
    assert.equal(alone([statement(LAMBDA), statement({ AWS: OWN })]), false);
    assert.equal(alone([statement(LAMBDA), statement({ Service: "ec2.amazonaws.com" })]), true);
    assert.equal(
      alone([{ Effect: "Allow", NotPrincipal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }]),
      false,
    );
  });

  const source = (key: string, value: string | string[]): object => ({ ArnLike: { [key]: value } });
  const conditions: readonly (readonly [what: string, condition: object, alone: boolean])[] = [
    ["its own account", { StringEquals: { "aws:SourceAccount": OWN } }, true],
    ["a declared account", { StringEquals: { "aws:SourceAccount": DECLARED } }, true],
    ["a foreign account", { StringEquals: { "aws:SourceAccount": FOREIGN } }, false],
    ["its own and a foreign account", { StringEquals: { "aws:SourceAccount": [OWN, FOREIGN] } }, false],
    ["all but a foreign account", { StringNotEquals: { "aws:SourceAccount": FOREIGN } }, true],
    ["a thing of its own", source("aws:SourceArn", `arn:aws:sns:eu-west-1:${OWN}:orders`), true],
    ["a thing of a foreign account", source("aws:SourceArn", `arn:aws:sns:eu-west-1:${FOREIGN}:orders`), false],
    ["a bucket, whosever it is", source("aws:SourceArn", "arn:aws:s3:::shop"), true],
    ["a foreign organization", { StringEquals: { "aws:SourceOrgID": "o-theirs" } }, true],
    ["an external id", { StringEquals: { "sts:ExternalId": FOREIGN } }, true],
  ];
  for (const [what, condition, expected] of conditions)
    it(`for ${what}: ${expected ? "is one" : "is none"}`, () => {
      assert.equal(alone([statement(LAMBDA, condition)]), expected);
      // Where the role's account is not known, each may be its own.
      assert.equal(
        trustsServicesAlone(
          parsePolicy({ Version: "2012-10-17", Statement: [statement(LAMBDA, condition)] }, "trust").document!,
          undefined,
          [],
        ),
        true,
      );
    });
});
