import assert from "node:assert/strict";
import {
  accountIn,
  arnParts,
  isAwsManagedPolicy,
  parseArn,
  parseIamArn,
} from "../../../../policypack/iam/document/arn";
import { type PolicyKind, statementName } from "../../../../policypack/iam/document/document";
import { MAXIMUM_STATEMENTS, parsePolicy } from "../../../../policypack/iam/document/parse";

const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const TRUST = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" } };
const without = (statement: object, name: string): object =>
  Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));

function problems(statement: unknown, kind: PolicyKind = "identity"): string[] {
  const { problems: found } = parsePolicy({ Version: "2012-10-17", Statement: [statement] }, kind);
  return (found ?? []).map(({ path, message }) => `${path}: ${message}`);
}

describe("a statement of a policy document", () => {
  const AT = "Statement[0]";
  const rows: [name: string, statement: unknown, kind: PolicyKind, ...expected: string[]][] = [
    ["an Allow", ALLOW, "identity"],
    [
      "a Deny with all elements",
      { Sid: "a", Effect: "Deny", NotAction: ["s3:*"], NotResource: ["*"], Condition: {} },
      "identity",
    ],
    ["a trust", TRUST, "trust"],
    ["a policy of a resource, which may name none", { ...TRUST, Action: "s3:*" }, "resource"],
    ["a policy of a resource that names some", { ...TRUST, Action: "s3:*", NotResource: "arn:aws:s3:::b" }, "resource"],
    ["text", "x", "identity", `${AT}: found "x", expected a statement: an object with Effect, Action and Resource`],
    ["a list", [], "trust", `${AT}: found a list, expected a statement: an object with Effect, Action and Principal`],
    ["null", null, "resource", `${AT}: found null, expected a statement: an object with Effect, Action and Principal`],
    [
      "no effect",
      without(ALLOW, "Effect"),
      "identity",
      `${AT}.Effect: missing; expected "Allow" or "Deny", written just so`,
    ],
    [
      "an effect in small letters",
      { ...ALLOW, Effect: "deny" },
      "identity",
      `${AT}.Effect: found "deny"; expected "Allow" or "Deny", written just so`,
    ],
    ["no action", without(ALLOW, "Action"), "identity", `${AT}.Action: missing; expected Action or NotAction`],
    [
      "two kinds of action",
      { ...ALLOW, NotAction: "s3:*" },
      "identity",
      `${AT}.NotAction: stands beside Action; a statement has one of the two`,
    ],
    ["an action that is a number", { ...ALLOW, Action: 1 }, "identity", `${AT}.Action: found 1, expected text`],
    [
      "a resource that is true",
      { ...ALLOW, Resource: ["*", true] },
      "identity",
      `${AT}.Resource[1]: found true, expected text`,
    ],
    [
      "no resource",
      without(ALLOW, "Resource"),
      "identity",
      `${AT}.Resource: missing; expected Resource or NotResource`,
    ],
    [
      "a resource of a policy of a resource",
      { ...TRUST, Action: "s3:*", Resource: {} },
      "resource",
      `${AT}.Resource: found an object, expected text`,
    ],
    ["a Sid that is no text", { ...ALLOW, Sid: 1 }, "identity", `${AT}.Sid: found 1, expected text`],
    [
      "an element of no use",
      { ...ALLOW, x: 1 },
      "identity",
      `${AT}.x: unknown element; expected one of Sid, Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition`,
    ],
    [
      "an element with an s",
      { ...without(ALLOW, "Action"), Action: "s3:*", conditionS: {} },
      "identity",
      `${AT}.conditionS: unknown element; did you mean Condition?`,
    ],
    [
      "a trust that names a resource",
      { ...TRUST, Resource: "*" },
      "trust",
      `${AT}.Resource: not allowed here: a trust policy says who may assume this role, so it names no resource`,
    ],
    [
      "a trust that names resources",
      { ...TRUST, NotResource: "*" },
      "trust",
      `${AT}.NotResource: not allowed here: a trust policy says who may assume this role, so it names no resource`,
    ],
    [
      "an identity policy that names no principal",
      { ...ALLOW, NotPrincipal: "*" },
      "identity",
      `${AT}.NotPrincipal: not allowed here: an identity policy applies to whom it is attached to, so it names no principal`,
    ],
    [
      "no principal",
      without(TRUST, "Principal"),
      "trust",
      `${AT}.Principal: missing; expected Principal or NotPrincipal`,
    ],
    [
      "a principal that is text",
      { ...TRUST, Principal: "222222222222" },
      "trust",
      `${AT}.Principal: found "222222222222", expected an object such as { "AWS": "arn:aws:iam::222222222222:root" }`,
    ],
    [
      "principals of an unknown kind",
      { ...TRUST, Principal: { aws: "*", AWS: "*" } },
      "trust",
      `${AT}.Principal.aws: unknown kind of principal; expected one of AWS, Service, Federated, CanonicalUser`,
    ],
    [
      "a principal that is a number",
      { ...TRUST, Principal: { AWS: ["*", 222222222222] } },
      "trust",
      `${AT}.Principal.AWS[1]: found 222222222222, expected text`,
    ],
    ["nobody", { ...TRUST, Principal: {} }, "trust", `${AT}.Principal: names nobody; expected at least one principal`],
    [
      "conditions in a list",
      { ...ALLOW, Condition: [] },
      "identity",
      `${AT}.Condition: found a list, expected an object of operators`,
    ],
    [
      "an operator with text",
      { ...ALLOW, Condition: { Bool: "x" } },
      "identity",
      `${AT}.Condition.Bool: found "x", expected an object of condition keys`,
    ],
    [
      "a value that is an object",
      { ...ALLOW, Condition: { Bool: { a: {} } } },
      "identity",
      `${AT}.Condition.Bool.a: found an object, expected text, a number or a boolean`,
    ],
  ];
  for (const [name, statement, kind, ...expected] of rows)
    it(`${name}: ${expected.length === 0 ? "taken" : "told"}`, () =>
      assert.deepEqual(problems(statement, kind), expected));

  const actions: [action: string, taken: boolean][] = [
    ["*", true],
    ["**", true],
    ["s3:*", true],
    ["*:*", true],
    ["s3:Get Object", true],
    ["s3:Get Object ", true],
    ["s3", false],
    ["s3:", false],
    [":Get", false],
    ["s 3:Get", false],
    ["s3:Get:Object", false],
    ["s3:Gét", false],
    ["*x", false],
    ["s3:\n", false],
    ["", false],
  ];
  for (const [action, taken] of actions)
    it(`the action ${JSON.stringify(action)}: ${taken ? "taken" : "told"}`, () =>
      assert.deepEqual(
        problems({ ...ALLOW, Action: action }),
        taken
          ? []
          : [`${AT}.Action: found ${JSON.stringify(action)}, expected service:action, for example "s3:GetObject"`],
      ));

  it("tells at most so much of what was found", () => {
    assert.equal(
      problems({ ...ALLOW, Effect: "x".repeat(200) })[0]!.split(";")[0],
      `${AT}.Effect: found "${"x".repeat(79)}`,
    );
  });

  it("has what was written", () => {
    const { document } = parsePolicy(
      {
        Version: "2012-10-17",
        Statement: {
          Sid: "One",
          Effect: "Deny",
          NotAction: "s3:Get*",
          Principal: { AWS: ["1", "2"], Service: "x" },
          Condition: { Bool: { k: [true, "y", 2] } },
        },
      },
      "trust",
    );
    assert.deepEqual(document, {
      version: "2012-10-17",
      statements: [
        {
          index: 0,
          sid: "One",
          effect: "Deny",
          actions: { not: true, values: ["s3:Get*"] },
          principals: {
            not: false,
            entries: [
              { kind: "AWS", value: "1" },
              { kind: "AWS", value: "2" },
              { kind: "Service", value: "x" },
            ],
          },
          conditions: [{ operator: "Bool", key: "k", values: ["true", "y", "2"] }],
        },
      ],
    });
    const { document: all } = parsePolicy(
      {
        Version: "2012-10-17",
        Statement: [
          { ...TRUST, Principal: "*" },
          { ...without(TRUST, "Principal"), NotPrincipal: "*" },
        ],
      },
      "trust",
    );
    assert.deepEqual(
      all!.statements.map(({ principals }) => principals),
      [
        { not: false, entries: [{ kind: "*", value: "*" }] },
        { not: true, entries: [{ kind: "*", value: "*" }] },
      ],
    );
    const { document: negated } = parsePolicy(
      { Statement: { Effect: "Allow", NotAction: "s3:*", NotResource: "*" } },
      "identity",
    );
    assert.deepEqual([negated!.statements[0]!.actions.not, negated!.statements[0]!.resources!.not], [true, true]);
  });

  it("is named by its place, and by its Sid where it has one", () => {
    assert.equal(statementName({ index: 2 }), "Statement[2]");
    assert.equal(statementName({ index: 2, sid: "A" }), "Statement[2] (A)");
  });
});

describe("a policy document", () => {
  const read = (input: unknown): string[] =>
    (parsePolicy(input, "identity").problems ?? []).map(({ path, message }) => `${path}: ${message}`);
  const expected = "expected a policy document: an object with Version and Statement";
  const rows: [name: string, input: unknown, ...expected: string[]][] = [
    ["text of JSON", JSON.stringify({ Statement: ALLOW })],
    ["no list", { Id: "x", Version: "2008-10-17", Statement: ALLOW }],
    ["no statements", { Statement: [] }],
    [
      "broken JSON",
      "{",
      ": not valid JSON, line 1, column 2: expected a key in double quotes, found the end of the text",
    ],
    ["a list", [], `: found a list, ${expected}`],
    ["nothing", undefined, `: found nothing, ${expected}`],
    ["JSON of text", '"x"', `: found "x", ${expected}`],
    ["no Statement", {}, "Statement: missing; expected a statement or a list of statements"],
    ["another version", { Version: null, Statement: ALLOW }, 'Version: found null, expected "2012-10-17"'],
    ["an Id that is no text", { Id: 1, Statement: ALLOW }, "Id: found 1, expected text"],
    ["another element", { Statement: ALLOW, statements: [] }, "statements: unknown element; did you mean Statement?"],
    [
      "an inherited element",
      Object.create({ Statement: ALLOW }),
      "Statement: missing; expected a statement or a list of statements",
    ],
    [
      "the same Sid twice",
      { Statement: [{ ...ALLOW, Sid: "a" }, ALLOW, { ...ALLOW, Sid: "a" }] },
      'Statement[2].Sid: "a" is the Sid of Statement[0] too; each must be unique',
    ],
    [
      "an empty Sid twice",
      {
        Statement: [
          { ...ALLOW, Sid: "" },
          { ...ALLOW, Sid: "" },
        ],
      },
    ],
  ];
  for (const [name, input, ...found] of rows)
    it(`${name}: ${found.length === 0 ? "taken" : "told"}`, () => assert.deepEqual(read(input), found));

  it("has so many statements, and no more", () => {
    const many = (length: number): unknown => ({ Statement: Array.from({ length }, () => ALLOW) });
    assert.deepEqual(read(many(MAXIMUM_STATEMENTS)), []);
    assert.deepEqual(read(many(MAXIMUM_STATEMENTS + 1)), [
      "Statement: found 5001 statements, more than the 5000 that are read",
    ]);
  });

  it("of the old version has no variables: its conditions with one are marked", () => {
    const Condition = { StringLike: { a: "${x}", b: "x" } };
    const literal = (Version: string, statement: object): unknown =>
      parsePolicy({ Version, Statement: statement }, "identity").document!.statements[0]!.conditions.map(
        (one) => one.literal,
      );
    assert.deepEqual(literal("2008-10-17", { ...ALLOW, Condition }), [true, undefined]);
    assert.deepEqual(literal("2008-10-17", { ...ALLOW, Condition: { StringLike: { a: ["x", "y${z}"] } } }), [true]);
    assert.deepEqual(literal("2008-10-17", { ...ALLOW, Condition: { StringLike: { b: "x" } } }), [undefined]);
    assert.deepEqual(literal("2012-10-17", { ...ALLOW, Condition }), [undefined, undefined]);
    const { document } = parsePolicy({ Version: "2008-10-17", Statement: { ...ALLOW, Condition } }, "identity");
    assert.equal(document!.statements[0]!.effect, "Allow");
  });
});

describe("an ARN", () => {
  it("has six parts", () => {
    assert.deepEqual(arnParts("a:b:c:d:e:f:g"), ["a", "b", "c", "d", "e", "f:g"]);
    assert.deepEqual(arnParts("a:b:c:d:e:"), ["a", "b", "c", "d", "e", ""]);
    assert.equal(arnParts("a:b:c:d:e"), undefined);
    assert.deepEqual(parseArn("arn:aws:s3:eu:1:b:c"), {
      partition: "aws",
      service: "s3",
      region: "eu",
      account: "1",
      resource: "b:c",
    });
    for (const text of ["", "arn:aws:s3:eu:1", "xarn:aws:s3:::b", "arns:aws:s3:::b"])
      assert.equal(parseArn(text), undefined);
    assert.deepEqual(["arn:aws:s3::1:b", "arn:aws:s3:::b", "x"].map(accountIn), ["1", "", ""]);
  });

  it("of IAM has a kind, a path and a name", () => {
    const of = (rest: string): unknown => {
      const arn = parseIamArn(`arn:aws:iam::${rest}`);
      return arn && [arn.partition, arn.account, arn.kind, arn.path, arn.name].join(" ");
    };
    assert.equal(of("111111111111:role/a"), "aws 111111111111 role / a");
    assert.equal(of("111111111111:role/t/u/a"), "aws 111111111111 role /t/u/ a");
    assert.equal(of("111111111111:root"), "aws 111111111111 root / ");
    for (const rest of [
      "111111111111:role/",
      "111111111111:",
      "111111111111:/a",
      "11111111111:root",
      "1111111111111:root",
      "aws:policy/x",
    ])
      assert.equal(of(rest), undefined, rest);
    for (const text of ["arn:aws:iam:eu:111111111111:root", "arn:aws:sts::111111111111:root", "x"])
      assert.equal(parseIamArn(text), undefined, text);
  });

  it("may be of a managed policy that AWS owns", () => {
    const arns = ["arn:aws:iam::aws:policy/x", "arn:aws:iam::111111111111:policy/x", "arn:aws:s3::aws:x", "x"];
    assert.deepEqual(arns.map(isAwsManagedPolicy), [true, false, false, false]);
  });
});
