import assert from "node:assert/strict";
import { parsePolicy } from "../../../../policypack/iam/document/parse";
import { JsonError, MAXIMUM_DEPTH, parseJson } from "../../../../policypack/iam/document/parseJson";

const problems = (input: unknown, kind: "identity" | "trust" = "identity"): string[] =>
  (parsePolicy(input, kind).problems ?? []).map(({ path, message }) => `${path}: ${message}`);
const one = (statement: object): object => ({ Version: "2012-10-17", Statement: [statement] });
const whole = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("parsing policies", () => {
  it("makes lists of single values, and text of numbers and booleans in conditions", () => {
    const { document } = parsePolicy(
      { Statement: { ...whole, Condition: { Bool: { a: true }, NumericLessThan: { b: [1, "2"] } } } },
      "identity",
    );
    assert.equal(document!.version, "2008-10-17");
    assert.deepEqual(document!.statements[0]!.actions, { not: false, values: ["s3:GetObject"] });
    assert.deepEqual(document!.statements[0]!.conditions, [
      { operator: "Bool", key: "a", values: ["true"] },
      { operator: "NumericLessThan", key: "b", values: ["1", "2"] },
    ]);
  });

  for (const [name, input, expected] of [
    [
      "a missing statement",
      { Version: "2012-10-17" },
      "Statement: missing; expected a statement or a list of statements",
    ],
    ["a wrong version", { Version: "2012", Statement: [] }, 'Version: found "2012", expected "2012-10-17"'],
    [
      "a wrong effect",
      one({ ...whole, Effect: "ALLOW" }),
      'Statement[0].Effect: found "ALLOW"; expected "Allow" or "Deny", written just so',
    ],
    [
      "a misspelt element",
      one({ ...whole, resources: "*" }),
      "Statement[0].resources: unknown element; did you mean Resource?",
    ],
    [
      "an action in a list",
      one({ ...whole, Action: ["s3:GetObject", "GetObject"] }),
      'Statement[0].Action[1]: found "GetObject", expected service:action, for example "s3:GetObject"',
    ],
    [
      "both elements",
      one({ ...whole, NotResource: "*" }),
      "Statement[0].NotResource: stands beside Resource; a statement has one of the two",
    ],
    [
      "a condition value",
      one({ ...whole, Condition: { Bool: { a: [null] } } }),
      "Statement[0].Condition.Bool.a[0]: found null, expected text, a number or a boolean",
    ],
    [
      "a principal",
      one({ ...whole, Principal: "*" }),
      "Statement[0].Principal: not allowed here: an identity policy applies to whom it is attached to, so it names no principal",
    ],
  ] as const) {
    it(`says where ${name} is`, () => assert.deepEqual(problems(input), [expected]));
  }

  it("reports every problem at once", () => {
    assert.equal(problems({ Version: 1, Statement: [{ Effect: "x", Action: 1 }, 7] }).length, 5);
  });

  it("knows trusts", () => {
    assert.deepEqual(
      problems(one({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Aws: "222222222222" } }), "trust")[0],
      "Statement[0].Principal.Aws: unknown kind of principal; expected one of AWS, Service, Federated, CanonicalUser",
    );
    assert.deepEqual(problems(one({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: [] } }), "trust"), [
      "Statement[0].Principal: names nobody; expected at least one principal",
    ]);
  });

  it("reads JSON as JSON.parse does, where that is strict", () => {
    for (const text of ['{"a":[1,-2.5e3,true,false,null,"\\u00e9\\n"]}', " [ ] ", '"x"', "0"])
      assert.deepEqual(JSON.stringify(parseJson(text)), JSON.stringify(JSON.parse(text)));
  });

  for (const [text, message] of [
    ['{"a":1,"a":2}', /^line 1, column 8: the key "a" is written twice/],
    ['{\n  "a": 1,\n}', /^line 3, column 1: expected a key in double quotes, found "}"/],
    ["\ufeff{}", /byte order mark/],
    ["{} // x", /expected the end of the text, found a comment/],
    ["01", /expected the end of the text/],
    ["'a'", /expected a value/],
    ["[".repeat(MAXIMUM_DEPTH + 2), /nested more than 64 levels deep/],
  ] as const) {
    it(`refuses ${JSON.stringify(text).slice(0, 20)}`, () =>
      assert.throws(
        () => parseJson(text),
        (error) => error instanceof JsonError && message.test(error.message),
      ));
  }

  it("keeps prototype names as plain keys", () => {
    const value = parseJson('{"__proto__":1,"constructor":2}') as object;
    assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
    assert.equal(Object.getPrototypeOf(value), null);
  });
});
