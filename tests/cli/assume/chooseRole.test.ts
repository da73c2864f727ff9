import assert from "node:assert/strict";
import { fitting } from "../../../cli/assume/chooseRole";

describe("the roles that fit what was typed", () => {
  const role = (name: string, account: string, stack = "trusting", owner?: string) => ({
    name,
    arn: `arn:aws:iam::${account}:role/team/${name}`,
    stack,
    ...(owner !== undefined && { account: owner }),
  });
  const roles = [
    role("deploy", "111111111111", "trusting", "production"),
    role("database-reader", "111111111111", "trusting", "production"),
    role("deploy-frontend", "333333333333", "trusting-staging", "staging"),
    role("audit", "333333333333", "trusting-staging", "staging"),
  ];
  for (const [typed, names] of [
    ["", ["deploy", "database-reader", "deploy-frontend", "audit"]],
    ["  ", ["deploy", "database-reader", "deploy-frontend", "audit"]],
    ["deploy", ["deploy", "deploy-frontend"]],
    ["dbr", ["database-reader"]],
    ["front", ["deploy-frontend"]],
    ["AUDIT", ["audit"]],
    ["333333333333", ["deploy-frontend", "audit"]],
    ["aud staging", ["audit"]],
    ["nothing-like-it", []],
  ] as const)
    it(`${JSON.stringify(typed)}: ${names.join(", ") || "none"}`, () =>
      assert.deepEqual(
        fitting(roles, typed)
          .map(({ name }) => name)
          .slice(0, names.length || 1)
          .sort(),
        [...names].sort(),
      ));

  it("a name beats what only has its letters", () => {
    assert.equal(fitting(roles, "deploy")[0]!.name, "deploy");
    assert.ok(!fitting(roles, "audit").some(({ name }) => name === "deploy"));
  });
});
