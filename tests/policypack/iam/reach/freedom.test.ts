import assert from "node:assert/strict";
import { compileTemplate } from "../../../../policypack/iam/catalogue/arnTemplate";
import { all, any, asksForEach, decisive, type Freedom } from "../../../../policypack/iam/reach/freedom";

const named = (kind: string, required = false) => ({
  template: compileTemplate(`arn:\${Partition}:x:\${Region}:\${Account}:${kind}/\${Name}`),
  required,
});
const nameless = (kind: string, required = false) => ({
  template: compileTemplate(`arn:\${Partition}:x:\${Region}:\${Account}:${kind}`),
  required,
});

describe("the types that decide whether an action is limited", () => {
  const must = named("table", true);
  const may = named("index");
  const single = nameless("catalog", true);
  const also = nameless("settings");
  for (const [what, action, resources, expected] of [
    ["the required ones", "glue:UpdateTable", [must, may], [must]],
    ["all, where none is required", "glue:UpdateTable", [may, named("view")], 2],
    ["those with a name", "glue:UpdateTable", [single, must], [must]],
    ["those without a name, where no other is required", "glue:UpdateTable", [single, may], [single]],
    ["those without a name, where there is nothing else", "glue:PutSettings", [also], [also]],
    ["those with a name, where none is required", "glue:UpdateTable", [also, may], [may]],
    ["each of S3", "s3:GetObject", [must, may], [must, may]],
    ["each of DynamoDB", "dynamodb:Query", [must, may], [must, may]],
    ["the required ones of a service that is called alike", "s3tables:GetTable", [must, may], [must]],
    ["what a flow log is made for", "ec2:CreateFlowLogs", [must, may], [may]],
    ["the required ones of another action of EC2", "ec2:StopInstances", [must, may], [must]],
    ["none, where there are none", "sts:GetCallerIdentity", [], []],
  ] as const)
    it(`${what}: ${action}`, () =>
      assert.deepEqual(decisive(action, resources), typeof expected === "number" ? resources : expected));

  for (const [action, resources, expected] of [
    ["ec2:RunInstances", [must, may], true],
    ["kms:CreateAlias", [may, must], true],
    ["rds:CreateDBCluster", [must], true],
    ["ec2:DescribeInstances", [may], false],
    ["elasticloadbalancing:CreateListener", [must], false],
    ["my-ec2:RunInstances", [must], false],
    ["ec2:DescribeRegions", [], false],
  ] as const)
    it(`a request is ${expected ? "" : "not "}asked for each required type: ${action}, ${resources.length} types`, () =>
      assert.equal(asksForEach(action, resources), expected));
});

describe("what holds of several types together", () => {
  const cases: readonly (readonly [found: readonly Freedom[], every: Freedom, some: Freedom])[] = [
    [[], "free", "limited"],
    [["free"], "free", "free"],
    [["limited"], "limited", "limited"],
    [["undecided"], "undecided", "undecided"],
    [["free", "limited"], "limited", "free"],
    [["free", "undecided"], "undecided", "free"],
    [["limited", "undecided"], "limited", "undecided"],
    [["undecided", "free", "limited"], "limited", "free"],
  ];
  for (const [found, every, some] of cases)
    it(`${found.join(", ") || "nothing"}: all ${every}, any ${some}`, () => {
      assert.equal(all(found), every);
      assert.equal(any(found), some);
    });
});
