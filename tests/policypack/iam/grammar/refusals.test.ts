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
