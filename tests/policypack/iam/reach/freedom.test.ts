import assert from "node:assert/strict";
import { compileTemplate } from "../../../../policypack/iam/catalogue/arnTemplate";
import { actionCatalogue } from "../../../../policypack/iam/catalogue/actions";
import { all, any, asksForEach, decisive, type Freedom, Reaches } from "../../../../policypack/iam/reach/freedom";

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

describe("how far a grant reaches", () => {
  const catalogue = actionCatalogue();
  const action = (name: string): number => catalogue.number(name)!;

  it("costs something each time, and is asked of a type once", () => {
    const budget = { left: 100 };
    let asked = 0;
    const reach = (): "none" => {
      asked++;
      return "none";
    };
    const reaches = new Reaches({ catalogue, budget, reach }, [], []);
    const [object] = catalogue.resources(action("s3:GetObject"));
    const spent: number[] = [];
    for (const ask of [
      () => reaches.of(action("s3:GetObject")),
      () => reaches.of(action("s3:GetObject")),
      () => reaches.of(action("ec2:RunInstances")),
      () => reaches.of(action("ec2:RunInstances")),
      () => reaches.onType(action("s3:GetObject"), object!.template),
    ]) {
      const before = budget.left;
      assert.equal(ask(), "limited");
      spent.push(before - budget.left);
    }
    assert.ok(
      spent.every((one) => one > 0),
      spent.join(),
    );
    const all = asked;
    reaches.of(action("ec2:RunInstances"));
    assert.equal(asked, all);
    budget.left = 0;
    assert.equal(reaches.of(action("s3:GetObject")), "undecided");
    assert.equal(reaches.onType(action("s3:GetObject"), object!.template), "undecided");
  });

  it("is not decided where that of a type is not", () => {
    const reaches = new Reaches({ catalogue, budget: { left: 100 }, reach: () => "undecided" }, [], []);
    assert.equal(reaches.of(action("s3:GetObject")), "undecided");
  });
});
