import assert from "node:assert/strict";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { refusedDocuments, takenDocuments } from "../../policypack/iam/grammar/documents";
import { allowed, refused } from "./refusal";
import { clients, keysOf, policy, trusted } from "./world";

const RoleName = "grammar";
const trust = (changes: object = {}) =>
  policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: trusted }, ...changes });

describe("The emulator's IAM, given documents", () => {
  let iam: IAMClient;
  before(async () => {
    iam = (await clients(keysOf("admin-1"))).iam;
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }));
  });
  const put = (PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "a", PolicyDocument }));
  const create = (PolicyDocument: string, name: number) =>
    iam.send(new CreatePolicyCommand({ PolicyName: `grammar-${name}`, PolicyDocument }));

  for (const [at, { what, document }] of refusedDocuments.entries()) {
    it(`refuses ${what}`, async () => {
      const text = JSON.stringify(document);
      for (const store of [() => put(text), () => create(text, at)]) {
        const error = await store().then(
          () => undefined,
          (reason: Error) => reason,
        );
        assert.ok(error !== undefined, "it was stored");
        assert.match(error.name, /^(MalformedPolicyDocumentException|ValidationError)$/, error.message);
      }
    });
  }
  for (const [at, { what, document }] of takenDocuments.entries()) {
    it(`takes ${what}`, async () => {
      await allowed(put(JSON.stringify(document)));
      const current = (document as { Version?: string }).Version === "2012-10-17";
      if (current) await allowed(create(JSON.stringify(document), 1000 + at));
      else
        await refused(create(JSON.stringify(document), 1000 + at), {
          code: "MalformedPolicyDocumentException",
          message: /must be version 2012-10-17/,
        });
    });
  }

  it("says what it refuses in IAM's words", async () => {
    const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" };
    const code = "MalformedPolicyDocumentException";
    for (const [changes, message] of [
      [{ Sid: "a b" }, /^Statement IDs \(SID\) must be alpha-numeric\./],
      [{ Resource: "shop" }, /^Resource shop must be in ARN format or "\*"\.$/],
      [
        { Resource: "arn:aws:s3:eu-west-1::shop" },
        /^Resource arn:aws:s3:eu-west-1::shop can not contain region information\.$/,
      ],
      [{ Action: "s*:Get" }, /^Vendor s\* is not valid$/],
      [{ Action: [] }, /^Policy statement must contain actions\.$/],
      [{ Condition: { StringEqual: { a: "b" } } }, /^Syntax errors in policy\.$/],
      [{ Principal: "*" }, /^Policy document should not specify a principal\.$/],
    ] as const)
      await refused(put(policy({ ...statement, ...changes })), { code, message });
    await refused(put(policy({ ...statement, Resource: "arn:aws:s3:::店/*" })), {
      code: "ValidationError",
      message: /at 'policyDocument' failed to satisfy constraint/,
    });
    await refused(put('{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}'), { code });
    await refused(
      put(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::\\u5e97/*"}]}',
      ),
      { code },
    );
  });

  it("refuses in a trust policy what IAM refuses there", async () => {
    const set = (PolicyDocument: string) => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    await allowed(set(trust({ Condition: { StringEquals: { "aws:PrincipalTag/ort": "Zürich" } } })));
    await refused(set(trust({ Condition: { StringEquals: { "aws:PrincipalTag/ort": "Łódź" } } })), {
      code: "ValidationError",
      message: /at 'assumeRolePolicyDocument' failed/,
    });
    for (const account of ["000000000000", "arn:aws:iam::000000000099:root"])
      await refused(set(trust({ Principal: { AWS: account } })), {
        code: "MalformedPolicyDocumentException",
        message: `Invalid principal in policy: "AWS":"${account}"`,
      });
    for (const changes of [
      { Action: [] },
      { Action: "s3:GetObject" },
      { Resource: "*" },
      { Effect: "allow" },
      { Principal: undefined },
    ])
      await refused(set(trust(changes)), { code: "MalformedPolicyDocumentException" });
  });
});
