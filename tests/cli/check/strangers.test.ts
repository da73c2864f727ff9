import assert from "node:assert/strict";
import { readInput } from "../../../cli/check/input";
import { exitCodeOf, judgeAll } from "../../../cli/check/results";

const now = new Date("2026-11-24T12:00:00Z");
const check = (input: unknown) => judgeAll(readInput(JSON.stringify(input), "p.json"), now);
const document = (changes: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/releases/*", ...changes }],
});

describe("actions that do not exist, in cross-account check", () => {
  for (const [action, near] of [
    ["s3:GetObjekt", "s3:GetObject"],
    ["s3:getobjects", "s3:GetObject"],
    ["s4:GetObject", "s3:GetObject"],
    ["dynamodb:GetItems", "dynamodb:GetItem"],
    ["ec2:StartInstance", "ec2:StartInstances"],
    ["ec2:DescribeInstnaces", "ec2:DescribeInstances"],
    ["ssm:GetParametersByPaths", "ssm:GetParametersByPath"],
    ["secretmanager:GetSecretValue", "secretsmanager:GetSecretValue"],
    ["s3:CompletelyDifferentThing", undefined],
    ["shop:Buy", undefined],
  ] as const) {
    it(`tells ${action} on a named bucket${near === undefined ? "" : `, and that ${near} was meant`}`, () => {
      const results = check(document({ Action: action }));
      assert.equal(exitCodeOf(results), 11);
      const text = results[0]!.findings.map(({ message }) => message).join("\n");
      assert.ok(text.includes(action), text);
      assert.equal(/did you mean ([\w:-]+)\?/.exec(text)?.[1], near, text);
    });
  }

  it("tells them wherever they stand", () => {
    for (const changes of [
      { Action: ["s3:GetObject", "s3:GetObjekt"] },
      { Effect: "Deny", Action: "s3:GetObjekt" },
      { Effect: "Deny", Action: undefined, NotAction: ["s3:GetObjekt"], Resource: "*" },
    ])
      assert.match(
        check(document(changes))[0]!
          .findings.map(({ message }) => message)
          .join(),
        /s3:GetObjekt \(did you mean/,
      );
    const role = (more: object) => check({ name: "a", policies: [document({})], ...more });
    assert.equal(exitCodeOf(role({})), 0);
    assert.equal(exitCodeOf(role({ policies: [document({}), document({ Action: "s3:GetObjekt" })] })), 11);
    assert.equal(exitCodeOf(role({ boundary: document({ Action: ["s3:*", "s3:GetObjekt"], Resource: "*" }) })), 11);
  });

  it("lists twenty of a statement, and looks for no more than a hundred nearest ones", () => {
    const Action = Array.from({ length: 3_000 }, (_, at) => `ec2:StartInstancez${at}`);
    const [result] = check(
      document({ Action, Resource: "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0" }),
    );
    const text = result!.findings.map(({ message }) => message).join("\n");
    assert.match(text, /and 2980 more/);
    assert.ok(text.length < 60_000, String(text.length));
  });

  it("leaves what exists, in any case and by a pattern, and AWS's own policies alone", () => {
    for (const Action of ["s3:getobject", "S3:GetObject", "s3:Get*", "s3:Get?bject"])
      assert.equal(exitCodeOf(check(document({ Action }))), 0, Action);
    assert.equal(exitCodeOf(check({ name: "a", policies: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"] })), 0);
  });
});
