import assert from "node:assert/strict";
import { actionCatalogue } from "../../../../policypack/iam/catalogue/actions";
import { isUnknownAction, nearestAction } from "../../../../policypack/iam/grammar/actions";
import { dateRefusal, operatorRefusal } from "../../../../policypack/iam/grammar/conditions";
import { editDistance, nearestOf } from "../../../../policypack/iam/grammar/nearest";
import { characterText, hasStrangeCharacter, iamRefusals } from "../../../../policypack/iam/grammar/refusals";
import { resourceRefusal } from "../../../../policypack/iam/grammar/resources";
import { principalRefusal, trustActionRefusal } from "../../../../policypack/iam/grammar/trusts";

/** A test for each text: whether it is taken. */
function table(of: string, refusal: (text: string) => string | undefined, taken: string[], refused: string[]): void {
  for (const text of taken) it(`takes ${of} ${JSON.stringify(text)}`, () => assert.equal(refusal(text), undefined));
  for (const text of refused)
    it(`refuses ${of} ${JSON.stringify(text)}`, () => {
      const message = refusal(text) ?? "";
      assert.ok(message.startsWith("found "), message);
      assert.ok(message.includes(JSON.stringify(text).slice(0, 80)), message);
    });
}

describe("the grammar of IAM", () => {
  table(
    "the operator",
    operatorRefusal,
    ["StringEquals", "ForAnyValue:StringLikeIfExists", "Null", "ForAnyValue:Null", "ForAllValues:Null"],
    [
      "stringequals",
      "StringEqual",
      "ForAnyValue:NullIfExists",
      "xForAnyValue:Null",
      "ForAnyValue:Nullx",
      "ForEachValue:Null",
      "NullIfExists",
      "",
      "StringEquals\n",
    ],
  );

  it("has operators that are near to what was written", () => {
    const hint = (operator: string): string | undefined =>
      /did you mean (.*?)\? /.exec(operatorRefusal(operator)!)?.[1];
    assert.equal(hint("StringEqual"), "StringEquals");
    assert.equal(hint("stringequalsIfExists"), "StringEqualsIfExists");
    assert.equal(hint("ForAnyValue:StringLikes"), "ForAnyValue:StringLike");
    assert.equal(hint("Nul"), "Null");
    assert.equal(hint("NulIfExists"), "Null");
    assert.equal(hint("ForEachValue:StringLike"), undefined);
    assert.equal(hint("ForAnyValue:Nul"), undefined);
    assert.equal(hint("Boo"), "Bool");
    assert.equal(hint("Bo"), "Bool");
    assert.equal(hint("B"), undefined);
    // A quarter of a long name's letters may differ.
    assert.equal(hint("NumericGreaterThanEqxxxx"), "NumericGreaterThanEquals");
    assert.equal(hint("NumericGreaterThanxxxxxxxx"), undefined);
    assert.equal(hint("String\nEquals"), "StringEquals");
  });

  table(
    "the date",
    dateRefusal,
    [
      "2027",
      "2027-05",
      "2027-5-1",
      "2027-05-01",
      "2027-05-01T10",
      "2027-05-01t10:00z",
      "2027-05-01T10:00",
      "2027-05-01T10:00:00Z",
      "2027-05-01T23:59:59.123456789Z",
      "2027-05-01T10:00:00+23:59",
      "2027-05-01T10:00:00-01",
      "2027-05-01T10:00:00+0130",
      "2027-05-01T",
      "-2027-01-01",
      "-2027",
      "2027T10",
      "0",
      "9223372036854775807",
      "2027-12-31",
      "2027-01-01",
    ],
    [
      "",
      "soon",
      "2027-13-01",
      "2027-00-01",
      "2027-01-00",
      "2027-01-32",
      "2027-01-01T24:00",
      "2027-01-01T10:60",
      "2027-01-01T10:00:60",
      "2027-01-01T10:00:00+24",
      "2027-01-01T10:00:00+01:60",
      "9223372036854775808",
      "2027-05-01T10Z",
      "1.5",
      "x2027-01-01",
      "2027-01-01x",
      "2027-01-01T10:00:00.1234567890Z",
      "2027-001-01",
      "2027-01-001",
      "2027-01-01T100",
      "2027-01-01T1:000",
      "2027-01-01T1:1:000",
      "1234567890-01-01",
      "2027-01-01 10:00",
      "2027-01-01T10:00:00.Z",
      "2027-01-01T10:00:00+1",
      "--2027-01-01",
    ],
  );

  table(
    "the resource",
    resourceRefusal,
    [
      "*",
      "arn:aws:s3:::shop/*",
      "arn:*:s3:::shop",
      "arn:aws-cn:s3:::b",
      "arn:aws-us-gov:sqs:*:*:q",
      "arn:aws-iso:sqs:::q",
      "arn:aws-iso-b:sqs:::q",
      "arn:aws-iso-e:sqs:::q",
      "arn:aws-iso-f:sqs:::q",
      "arn:aws-eusc:sqs:::q",
      "arn:aws:iam::111111111111:role/deploy",
      "arn:aws:iam::*:*",
      "arn:aws:iam::111111111111:root",
      "arn:aws:iam::111111111111:${aws:PrincipalTag/a:b}",
      "arn:aws:iam::111111111111:mfa/${aws:username}",
      "arn:aws:s3:eu-west-1:111111111111:accesspoint/x",
      "arn:aws:s3:eu-west-1:111111111111:*",
      "arn:aws:s3:eu-west-1:111111111111:${saml:sub}",
      "arn:aws:s3:*:111111111111:job/x",
      "arn:aws:s3::111111111111:b",
      "arn:aws:execute-api:::x",
      "arn:aws:a.b:::x",
    ],
    [
      "",
      "shop",
      "**",
      "arn:aws:s3::shop",
      "xarn:aws:s3:::b",
      "arn:aws2:s3:::b",
      "arn:xaws:s3:::b",
      "arn:awsx:s3:::b",
      "arn:aws-iso-c:s3:::b",
      "arn:*x:s3:::b",
      "arn::s3:::b",
      "arn:aws:s*:::b",
      "arn:aws::::b",
      "arn:aws:s3 :::b",
      "arn:aws:*s3:::b",
      "arn:aws:iam:eu-west-1:111111111111:role/x",
      "arn:aws:iam::111111111111:role",
      "arn:aws:iam::111111111111:roles/x",
      "arn:aws:iam::111111111111:xrole/x",
      "arn:aws:iam::111111111111:**",
      "arn:aws:iam::111111111111:x${a}",
      "arn:aws:s3:eu-west-1::shop",
      "arn:aws:s3:eu-west-1:111111111111:shop",
      "arn:aws:s3:eu-west-1::*",
      "arn:aws:s3:eu-west-1::accesspoint/x",
      "arn:aws:s3:eu-west-1:111111111111:x*",
      "arn:aws:s3:eu-west-1:111111111111:jobs/x",
    ],
  );

  table(
    "the principal",
    principalRefusal,
    [
      "*",
      "222222222222",
      "AIDAIOSFODNN7EXAMPLE",
      "AROA12345678901X",
      "arn:aws:iam::222222222222:root",
      "arn:aws-cn:iam::222222222222:user/a/b",
      "arn:aws:sts::222222222222:assumed-role/a/b",
      "arn:aws:sts::222222222222:federated-user/a",
    ],
    [
      "",
      "alice",
      "22222222222",
      "2222222222222",
      "x222222222222",
      "BIDAIOSFODNN7EXAMPLE",
      "AIDAIOSFODN",
      "xAIDAIOSFODNN7EXAMPLE",
      "AIDAIOSFODNN7EXAMPLEx",
      "AID1IOSFODNN7EXAMPLE",
      "**",
      "arn:aws:iam::222222222222:group/x",
      "arn:aws:iam:::group/x",
      "arn:aws:iam::222222222222:user/*",
      "arn:aws:iam::222222222222:user/?",
      "arn:aws:iam::222222222222:policy/x",
      "arn:aws:iam::22222:root",
      "arn:aws:iam::222222222222:role/",
      "arn:aws:iam::222222222222:role/a b",
      "arn:aws:iam::222222222222:rootx",
      "xarn:aws:iam::222222222222:root",
      "arn:aws1:iam::222222222222:root",
      "arn:aws:s3::222222222222:root",
      "a*",
    ],
  );

  it("says of a principal what is wrong with it", () => {
    const rest = (principal: string): string => principalRefusal(principal)!.replace(/^found ".*?", /, "");
    assert.match(rest("arn:aws:iam::222222222222:group/*"), /^but a group is no principal/);
    assert.match(rest("arn:aws:iam::222222222222:role/*"), /^but IAM takes no wildcard here/);
    assert.match(rest("a*"), /^expected an account/);
    assert.match(rest("xarn:aws:iam::222222222222:group/a"), /^expected an account/);
    assert.match(rest("arn:aws:iam:eu:222222222222:group/a"), /^expected an account/);
  });

  table(
    "the action of a trust",
    trustActionRefusal,
    ["sts:AssumeRole", "STS:*", "sts:Assume?ole"],
    ["*", "s3:GetObject", "sts:", "sts:Assume Role", "xsts:AssumeRole", "sts:AssumeRole1", "sts"],
  );

  it("knows characters up to U+00FF, and three that control", () => {
    for (const text of ["", "a\t\n\r ~\u00ff", "\u0080"]) assert.ok(!hasStrangeCharacter(text));
    for (const text of ["\u0000", "a\u001f", "\u000b", "\u0100", "😀"]) assert.ok(hasStrangeCharacter(text), text);
    assert.match(characterText("a\u0007"), /^found "a\\u0007" with the character U\+0007, /);
    assert.match(characterText("😀"), /with the character U\+1F600, /);
    assert.match(characterText("a😀Ł", "Ł"), /with the character U\+0141, /);
  });
});

describe("what IAM refuses of a document", () => {
  const told = (statement: object | object[], kind: "identity" | "trust" | "resource" = "identity"): string[] =>
    iamRefusals({ Version: "2012-10-17", Statement: statement }, kind).map(
      ({ path, message }) => `${path}: ${message.split(",")[0]}`,
    );
  const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const TRUST = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } };

  it("has the path of each", () => {
    assert.deepEqual(told([]), ["Statement: found []"]);
    assert.deepEqual(told({ ...ALLOW, Sid: "a-b" }), ['Statement[0].Sid: found "a-b"']);
    assert.deepEqual(told({ ...ALLOW, Sid: "-a" }), ['Statement[0].Sid: found "-a"']);
    assert.deepEqual(told({ ...ALLOW, Sid: "" }), []);
    assert.deepEqual(told({ ...TRUST, Sid: "a b" }, "trust"), []);
    assert.deepEqual(told([ALLOW, { ...ALLOW, Action: [] }]), ["Statement[1].Action: found []"]);
    assert.deepEqual(told({ ...ALLOW, Resource: [] }), ["Statement[0].Resource: found []"]);
    assert.deepEqual(told({ Effect: "Allow", NotAction: "*3:x", NotResource: "y" }), [
      'Statement[0].NotAction: found "*3:x"',
      'Statement[0].NotResource: found "y"',
    ]);
    assert.deepEqual(told({ ...ALLOW, Action: ["*", "*:*", "a*:x", "a.b-1:x"] }), [
      'Statement[0].Action[2]: found "a*:x"',
    ]);
    assert.deepEqual(told({ ...ALLOW, Action: "*s3:x" }), ['Statement[0].Action: found "*s3:x"']);
    assert.deepEqual(
      told({ ...TRUST, Action: "s3:x", NotPrincipal: { AWS: "x" }, Principal: undefined }, "resource").filter(
        (text) => !text.includes("Principal:"),
      ),
      [],
    );
    assert.deepEqual(told({ ...TRUST, Principal: { AWS: ["*", "x"], Service: "y" } }, "trust"), [
      'Statement[0].Principal.AWS[1]: found "x"',
    ]);
    assert.deepEqual(told({ Effect: "Allow", NotAction: "s3:x", NotPrincipal: { AWS: "x" } }, "trust"), [
      'Statement[0].NotAction: found "s3:x"',
      'Statement[0].NotPrincipal.AWS: found "x"',
    ]);
    assert.deepEqual(told({ ...ALLOW, Condition: { Is: { a: "b" }, Isnt: {} } }), [
      'Statement[0].Condition.Is: found the operator "Is"',
    ]);
    assert.deepEqual(
      told({ ...ALLOW, Condition: { DateEquals: { a: ["2027", "x"], b: [], c: 5 }, StringEquals: { a: "x", b: [] } } }),
      ['Statement[0].Condition.DateEquals.a[1]: found "x"'],
    );
    assert.deepEqual(told({ ...ALLOW, Condition: { "ForAnyValue:DateEquals": { a: "x" } } }), [
      'Statement[0].Condition.ForAnyValue:DateEquals.a: found "x"',
    ]);
  });

  it("has characters in keys and in values, wherever they are", () => {
    const strange = told({ ...ALLOW, Condition: { StringEquals: { "k\u0141": ["a", "v\u0142"] } } });
    assert.deepEqual(strange, [
      'Statement[0].Condition.StringEquals.k\u0141: found "k\u0141" with the character U+0141',
      'Statement[0].Condition.StringEquals.k\u0141[1]: found "v\u0142" with the character U+0142',
    ]);
    assert.deepEqual(
      iamRefusals({ Id: "\u0141", Statement: ALLOW }, "identity").map(({ path }) => path),
      ["Id"],
    );
  });

  it("is told once, and for a text of JSON as for an object", () => {
    assert.deepEqual(
      iamRefusals({ Version: "2012-10-17", Statement: { ...ALLOW, Action: "x\u0141" } }, "identity").map(
        ({ path }) => path,
      ),
      ["Statement[0].Action"],
    );
    for (const text of ["{", "[]", '"x"']) assert.equal(iamRefusals(text, "identity").length, 1, text);
    assert.deepEqual(iamRefusals(JSON.stringify({ Statement: ALLOW }), "identity"), []);
  });
});

describe("a name that was probably meant", () => {
  const distances: [string, string, number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "ab", 1],
    ["abc", "xabc", 1],
    ["abc", "acb", 1],
    ["abcd", "badc", 2],
    ["ab", "ba", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
    ["abc", "cba", 2],
  ];
  for (const [one, other, expected] of distances)
    it(`${one || "nothing"} and ${other || "nothing"} are ${expected} apart`, () => {
      assert.equal(editDistance(one, other), expected);
      assert.equal(editDistance(other, one), expected);
    });

  it("is the nearest, the first of these, and not too far", () => {
    assert.equal(nearestOf("GETOBJEKT", ["PutObject", "GetObject", "GetObjects"], 2), "GetObject");
    assert.equal(nearestOf("ax", ["ab", "ac"], 1), "ab");
    assert.equal(nearestOf("ab", ["cd"], 1), undefined);
    assert.equal(nearestOf("ab", ["cd"], 2), "cd");
    assert.equal(nearestOf("ab", ["abcd", "abc"], 2), "abc");
    assert.equal(nearestOf("ab", [], 2), undefined);
    assert.equal(nearestOf("ab", ["ab"], 0), "ab");
  });

  it("of an action is one of its service, or of the service that is near", () => {
    const near = (action: string): string | undefined => nearestAction(actionCatalogue(), action);
    assert.equal(near("s3:GetObjekt"), "s3:GetObject");
    assert.equal(near("S3:getobjects"), "s3:GetObject");
    assert.equal(near("s33:GetObject"), "s3:GetObject");
    assert.equal(near("lamda:InvokeFunction"), "lambda:InvokeFunction");
    assert.equal(near("nosuchservice:GetObject"), undefined);
    for (const action of ["s3:Get*", "s3:GetObjec?", "GetObject", ":GetObject", `s3:${"x".repeat(198)}`, "s3:Nothing"])
      assert.equal(near(action), undefined, action);
    assert.deepEqual(
      ["s3:GetObject", "s3:GetObjekt", "s3:Get*", "s3:Gat*", "*"].map((action) =>
        isUnknownAction(actionCatalogue(), action),
      ),
      [false, true, false, true, false],
    );
  });
});
