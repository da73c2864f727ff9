import assert from "node:assert/strict";
import { documentProblem, sameDocument } from "../../../sandbox/aws-plugin/policyDocument";

const trust = (changes: object, document: object = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::222222222222:root" }, ...changes },
    ],
    ...document,
  });
const plain = trust({});

describe("AWS plugin: policy documents that mean the same", () => {
  const same: [string, string, string][] = [
    ["whitespace", plain, JSON.stringify(JSON.parse(plain), null, 4)],
    ["order of keys", `{"Version":"2012-10-17","Statement":[]}`, `{"Statement":[],"Version":"2012-10-17"}`],
    ["one statement or a list of one", `{"Statement":{"Effect":"Deny"}}`, `{"Statement":[{"Effect":"Deny"}]}`],
    ["one action or a list of one", plain, trust({ Action: ["sts:AssumeRole"] })],
    ["order and repetition of actions", trust({ Action: ["a:B", "c:D"] }), trust({ Action: ["c:D", "a:B", "a:B"] })],
    ["letter case of actions", plain, trust({ Action: "STS:assumerole" })],
    ["order of resources", trust({ Resource: ["x", "y"] }), trust({ Resource: ["y", "x"] })],
    ["an account by number or by its root", plain, trust({ Principal: { AWS: "222222222222" } })],
    ["order of principals", trust({ Principal: { AWS: ["1", "2"] } }), trust({ Principal: { AWS: ["2", "1"] } })],
    ["anyone, in both spellings", trust({ Principal: "*" }), trust({ Principal: { AWS: "*" } })],
    [
      "a condition's value as boolean or text",
      trust({ Condition: { Bool: { k: true } } }),
      trust({ Condition: { Bool: { k: "true" } } }),
    ],
    [
      "a condition's number as number or text",
      trust({ Condition: { NumericLessThan: { k: 3600 } } }),
      trust({ Condition: { NumericLessThan: { k: ["3600"] } } }),
    ],
    [
      "letter case of condition keys",
      trust({ Condition: { Bool: { "aws:MFA": "x" } } }),
      trust({ Condition: { Bool: { "AWS:mfa": "x" } } }),
    ],
    ["the version that counts when none is named", `{"Statement":[]}`, `{"Version":"2008-10-17","Statement":[]}`],
    ["order of statements", `{"Statement":[{"Sid":"A"},{"Sid":"B"}]}`, `{"Statement":[{"Sid":"B"},{"Sid":"A"}]}`],
  ];
  for (const [what, one, other] of same) {
    it(`${what} makes no difference`, () => assert.ok(sameDocument(one, other)));
  }

  const different: [string, string, string][] = [
    ["the effect", plain, trust({ Effect: "Deny" })],
    ["an action more", plain, trust({ Action: ["sts:AssumeRole", "sts:TagSession"] })],
    ["Action or NotAction", plain, trust({ Action: undefined, NotAction: "sts:AssumeRole" })],
    ["letter case of a resource", trust({ Resource: "arn:aws:s3:::a" }), trust({ Resource: "arn:aws:s3:::A" })],
    ["another account", plain, trust({ Principal: { AWS: "333333333333" } })],
    ["the root or a user", plain, trust({ Principal: { AWS: "arn:aws:iam::222222222222:user/root" } })],
    ["an account in another partition", plain, trust({ Principal: { AWS: "arn:aws-cn:iam::222222222222:root" } })],
    [
      "a service of an account's name",
      trust({ Principal: { Service: "222222222222" } }),
      trust({ Principal: { Service: "arn:aws:iam::222222222222:root" } }),
    ],
    ["a condition that is gone", trust({ Condition: { Bool: { k: "true" } } }), plain],
    [
      "a condition's value",
      trust({ Condition: { Bool: { k: "true" } } }),
      trust({ Condition: { Bool: { k: "false" } } }),
    ],
    [
      "a condition's operator",
      trust({ Condition: { Bool: { k: "true" } } }),
      trust({ Condition: { BoolIfExists: { k: "true" } } }),
    ],
    ["the version", plain, trust({}, { Version: "2008-10-17" })],
    ["the statement's id", plain, trust({ Sid: "Other" })],
    ["a statement less", `{"Statement":[{"Sid":"A"},{"Sid":"B"}]}`, `{"Statement":[{"Sid":"A"}]}`],
    ["text that is no policy", "hello", "hello "],
  ];
  for (const [what, one, other] of different) {
    it(`${what} is a difference`, () => assert.ok(!sameDocument(one, other)));
  }

  it("an account's number means the root of the partition at hand", () => {
    assert.ok(
      sameDocument(
        trust({ Principal: { AWS: "222222222222" } }),
        trust({ Principal: { AWS: "arn:aws-cn:iam::222222222222:root" } }),
        "aws-cn",
      ),
    );
  });

  it("says why a text is no policy document", () => {
    assert.equal(documentProblem(plain), undefined);
    assert.match(documentProblem("{") ?? "", /^not valid JSON: /);
    assert.equal(documentProblem("[]"), "found a list, expected a JSON object with Version and Statement");
    assert.equal(documentProblem("7"), "found number, expected a JSON object with Version and Statement");
  });
});
