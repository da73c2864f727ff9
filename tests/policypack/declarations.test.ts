import assert from "node:assert/strict";
import { readDeclarations } from "../../policypack/declarations";
import { policyOf } from "../../policypack/attachedPolicy";

const role = "arn:aws:iam::111111111111:role/app";
const document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
};
const managed = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
const at = `others["${role}"]`;

describe("other principals that the configuration declares", () => {
  const right: Readonly<Record<string, object>> = {
    none: {},
    "one with policies of all forms": {
      [role]: {
        policies: [
          document,
          JSON.stringify(document),
          managed,
          { arn: "arn:aws:iam::111111111111:policy/own", document },
        ],
        trust: document,
      },
    },
    "one policy without a list": { [role]: { policies: document } },
    "what runs as another": { "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: role } },
    "two that run as each other": { [role]: { runsAs: `${role}2` }, [`${role}2`]: { runsAs: role } },
  };
  for (const [what, others] of Object.entries(right)) {
    it(`${what}: taken`, () => {
      const read = readDeclarations({ others }, []);
      assert.deepEqual([read.problems, read.others], [[], others]);
    });
  }

  const wrong: Readonly<Record<string, readonly [others: unknown, problem: string]>> = {
    null: [null, "others: found null, expected what other principals are, by their ARNs"],
    "a list": [[{ [role]: {} }], `others: found [{"${role}":{}}], expected what other principals are, by their ARNs`],
    text: ["x", 'others: found "x", expected what other principals are, by their ARNs'],
    "a name instead of an ARN": [{ app: {} }, 'others["app"]: found this key, expected an ARN'],
    "null of one": [{ [role]: null }, `${at}: found null, expected an object with keys out of policies, trust, runsAs`],
    "a document instead of policies": [
      { [role]: document },
      `${at}: unknown key "Version", "Statement", expected keys out of policies, trust, runsAs`,
    ],
    "a misspelt key": [
      { [role]: { runAs: role } },
      `${at}: unknown key "runAs", expected keys out of policies, trust, runsAs`,
    ],
    "a number that it runs as": [{ [role]: { runsAs: 1 } }, `${at}.runsAs: found 1, expected the ARN of a role`],
    "null that it runs as": [{ [role]: { runsAs: null } }, `${at}.runsAs: found null, expected the ARN of a role`],
    "a name that it runs as": [{ [role]: { runsAs: "app" } }, `${at}.runsAs: found "app", expected the ARN of a role`],
    "null policies": [
      { [role]: { policies: null } },
      `${at}.policies: found null, expected a policy document, the ARN of a managed policy, or { arn, document }`,
    ],
    "null among policies": [
      { [role]: { policies: [document, null] } },
      `${at}.policies[1]: found null, expected a policy document, the ARN of a managed policy, or { arn, document }`,
    ],
    "a policy whose ARN is an object": [
      { [role]: { policies: [{ arn: {}, document }] } },
      `${at}.policies[0].arn: found {}, expected the ARN of a managed policy`,
    ],
    "a policy in a policy": [
      { [role]: { policies: [{ arn: managed, document: { arn: managed, document } }] } },
      `${at}.policies[0].document: found {"arn":"${managed}","document":{"Versio…, expected a policy document`,
    ],
    "a policy with an ARN and nothing else": [
      { [role]: { policies: [{ arn: managed }] } },
      `${at}.policies[0].document: missing, expected a policy document`,
    ],
    "a list as trust": [
      { [role]: { trust: [document] } },
      `${at}.trust: found [{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjec…, expected a trust policy`,
    ],
    "the name of the prototype": [
      JSON.parse('{"__proto__":{}}'),
      'others["__proto__"]: found this key, expected an ARN',
    ],
  };
  for (const [what, [others, problem]] of Object.entries(wrong)) {
    it(`${what}: told, and nothing is known of it`, () => {
      const read = readDeclarations({ others }, []);
      assert.deepEqual([read.problems, read.others], [[problem], {}]);
    });
  }

  it("what is wrong with one does not hide the others", () => {
    const read = readDeclarations({ others: { [role]: { policies: 1 }, [`${role}2`]: { policies: document } } }, []);
    assert.deepEqual(Object.keys(read.others), [`${role}2`]);
  });

  it("documents of managed policies that are no object are told", () =>
    assert.deepEqual(readDeclarations({ policies: [document] }, []).problems.length, 1));
});

describe("a policy as it is written", () => {
  it("with an ARN that is none is a policy that nobody can read", () => {
    for (const arn of [{}, null, 1, ["arn:x"], "own"]) {
      const { name, document: read, problems } = policyOf({ arn, document }, "policies[0]");
      assert.deepEqual(
        [name, read, problems?.map(({ path }) => path)],
        ["policies[0]", undefined, ["arn"]],
        JSON.stringify(arn),
      );
    }
  });
  it("with an ARN and a document has the name of the ARN", () => {
    const { name, document: read } = policyOf({ arn: "arn:aws:iam::111111111111:policy/own", document }, "policies[0]");
    assert.deepEqual([name, read?.statements.length], ["arn:aws:iam::111111111111:policy/own", 1]);
  });
});
