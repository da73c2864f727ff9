import assert from "node:assert/strict";
import { iamRefusals, managedPolicy, managedPolicyArns } from "../../../../policypack/iam";
import { refusedDocuments, takenDocuments } from "./documents";

const told = (document: unknown, kind: "identity" | "trust" = "identity"): string[] =>
  iamRefusals(document, kind).map(({ path, message }) => `${path}: ${message}`);

describe("documents that IAM refuses", () => {
  it("are many", () => {
    assert.ok(refusedDocuments.length >= 60, String(refusedDocuments.length));
    assert.ok(takenDocuments.length >= 40, String(takenDocuments.length));
  });

  for (const { what, document, path } of refusedDocuments) {
    it(`tells ${what} by its path`, () => {
      const [first] = iamRefusals(document, "identity");
      assert.equal(first?.path, path, told(document).join("\n"));
      assert.deepEqual(told(JSON.stringify(document)), told(document), "the text and the object differ");
    });
  }

  for (const { what, document } of takenDocuments) it(`takes ${what}`, () => assert.deepEqual(told(document), []));

  it("takes all managed policies of AWS", () => {
    for (const arn of managedPolicyArns()) assert.deepEqual(told(managedPolicy(arn)!.document), [], arn);
  });

  const trust = (changes: object): object => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" }, ...changes }],
  });
  const refusedTrusts: [what: string, changes: object, told: RegExp][] = [
    [
      "a group",
      { Principal: { AWS: "arn:aws:iam::222222222222:group/x" } },
      /Principal\.AWS: found .*a group is no principal/,
    ],
    [
      "a wildcard",
      { Principal: { AWS: ["222222222222", "arn:aws:iam::222222222222:user/*"] } },
      /Principal\.AWS\[1\]: .*no wildcard/,
    ],
    [
      "eleven digits",
      { Principal: { AWS: "22222222222" } },
      /Principal\.AWS: found "22222222222", expected an account/,
    ],
    ["a name", { Principal: { AWS: "alice" } }, /found "alice", expected an account/],
    ["a policy", { Principal: { AWS: "arn:aws:iam::222222222222:policy/x" } }, /expected an account/],
    ["an account without root", { Principal: { AWS: "arn:aws:iam::222222222222:" } }, /expected an account/],
    [
      "whom it does not name",
      { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: "bob" } },
      /NotPrincipal\.AWS: found "bob"/,
    ],
    [
      "an action of another service",
      { Action: "s3:GetObject" },
      /Action: found "s3:GetObject", expected an action of sts/,
    ],
    ["all actions", { Action: ["sts:AssumeRole", "*"] }, /Action\[1\]: found "\*", expected an action of sts/],
  ];
  for (const [what, changes, expected] of refusedTrusts)
    it(`tells ${what} in a trust policy`, () => {
      const made = JSON.parse(JSON.stringify(trust(changes))) as object;
      assert.match(told(made, "trust").join(), expected);
    });
  for (const AWS of [
    "*",
    "arn:aws:iam::222222222222:root",
    "arn:aws-us-gov:iam::222222222222:role/teams/ci",
    "arn:aws:sts::222222222222:assumed-role/ci/session@example",
    "arn:aws:sts::222222222222:federated-user/a",
    "AIDAIOSFODNN7EXAMPLE",
    ["222222222222", "arn:aws:iam::333333333333:user/a"],
  ])
    it(`takes ${JSON.stringify(AWS)} in a trust policy`, () =>
      assert.deepEqual(
        told(trust({ Principal: { AWS }, Action: ["sts:AssumeRole", "sts:*", "sts:TagSession"] }), "trust"),
        [],
      ));
  it("takes other principals than those of AWS, which the rules judge", () =>
    assert.deepEqual(
      told(
        trust({
          Principal: { Service: "lambda.amazonaws.com", Federated: "arn:aws:iam::111111111111:saml-provider/x" },
          Action: ["sts:AssumeRole", "sts:AssumeRoleWithSAML"],
        }),
        "trust",
      ),
      [],
    ));

  it("tells characters and dates of a trust policy, too", () => {
    assert.deepEqual(told(trust({}), "trust"), []);
    assert.match(
      told(trust({ Condition: { StringEquals: { "aws:PrincipalTag/team": "Łódź" } } }), "trust").join(),
      /^Statement\[0\]\.Condition\.StringEquals\.aws:PrincipalTag\/team: found "Łódź" with the character U\+0141, expected none beyond U\+00FF/,
    );
    assert.match(
      told(trust({ Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } }), "trust").join(),
      /found "soon"/,
    );
    assert.match(told(trust({ Resource: "*" }), "trust").join(), /^Statement\[0\]\.Resource: not allowed here/);
  });

  it("names the operator that was probably meant", () => {
    const operator = (name: string) =>
      told({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { [name]: { a: "b" } } }],
      })[0]!;
    assert.match(operator("StringEqual"), /did you mean StringEquals\?/);
    assert.match(operator("ForAllValues:stringlikeIfExists"), /did you mean ForAllValues:StringLikeIfExists\?/);
    assert.match(operator("NullIfExists"), /did you mean Null\?/);
    assert.doesNotMatch(operator("Regex"), /did you mean/);
  });
});
