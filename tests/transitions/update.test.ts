import assert from "node:assert/strict";
import { deployedText, readDeployed } from "../../transitions/deployed";
import { planFrom, planUpdate } from "../../transitions/update";
import { now } from "../settings/example";
import { document, granting, offering, on } from "./example";

const role = (bucket: string) => offering({ policies: { inline: { [bucket]: document(on(bucket)) } } });

describe("the record of an update", () => {
  it("is read as it was written", () => {
    const deployed = {
      ...granting({ dev: { members: ["alice"] } }, { "group/dev": ["deploy"] }),
      renewals: { "group-dev": 2 },
    };
    const read = readDeployed(deployedText(deployed));
    const { account, roles, policies, groups } = deployed.settings;
    assert.deepEqual(
      JSON.parse(JSON.stringify(read)),
      JSON.parse(
        JSON.stringify({
          version: 1,
          settings: { account, roles, policies, groups },
          grantees: deployed.grantees,
          renewals: deployed.renewals,
        }),
      ),
    );
  });

  for (const text of [
    undefined,
    "",
    "{}",
    "For the next update: ",
    "For the next update: {",
    "For the next update: []",
    'For the next update: {"version":2}',
    { version: 1 },
    7,
  ]) {
    it(`is not read where it is ${JSON.stringify(text)}`, () => assert.equal(readDeployed(text), undefined));
  }
});

describe("the plan of an update", () => {
  it("is made as if nothing were known where somebody has changed the record", () => {
    const after = granting({ dev: { members: ["alice", "bob"] } }, { "group/dev": ["deploy"] });
    const before = deployedText(granting({ dev: { members: ["alice"] } }, { "group/dev": ["deploy"] }));
    assert.equal(planFrom(before, after, now).recorded, true);
    const broken = before.replace('"members":["alice"]', '"members":7');
    assert.notEqual(broken, before);
    const expected = { ...planUpdate(undefined, after, now), recorded: false };
    assert.deepEqual(planFrom(broken, after, now), expected);
    assert.deepEqual(planFrom(undefined, after, now), expected);
  });

  it("counts how often something was renewed, and keeps the number", () => {
    const first = planUpdate({ ...role("a"), renewals: { "role deploy": 1, "group-dev": 3 } }, role("b"), now);
    assert.deepEqual([first.renewed, first.wanted.renewals], [["role deploy"], { "group-dev": 3, "role deploy": 2 }]);
    const second = planUpdate(first.wanted, role("b"), now);
    assert.deepEqual([second.renewed, second.wanted.renewals], [[], first.wanted.renewals]);
  });

  it("keeps the number of a group that is renamed", () => {
    const before = {
      ...granting({ dev: { members: ["alice"] } }, { "group/dev": ["deploy"] }),
      renewals: { "group-dev": 3 },
    };
    const { wanted } = planUpdate(
      before,
      granting({ ops: { members: ["alice"], renamedFrom: "dev" } }, { "group/ops": ["deploy"] }),
      now,
    );
    assert.equal(wanted.renewals["group-ops"], 3);
  });

  const bounded = (policy: Record<string, unknown>, boundary = true) =>
    offering(boundary ? { boundary: "arn:aws:iam::111111111111:policy/limit" } : {}, {
      policies: { limit: { document: document(on("a")), ...policy } },
    });
  it("refuses a boundary that IAM would have to delete first", () => {
    assert.deepEqual(planUpdate(bounded({}), bounded({ description: "x" }), now).boundaries, [
      { policy: "limit", roles: ["deploy"] },
    ]);
    assert.deepEqual(planUpdate(bounded({}), bounded({ path: "/x/" }, false), now).boundaries, [
      { policy: "limit", roles: ["deploy"] },
    ]);
  });

  it("takes another document of a boundary, and another path of what is none", () => {
    assert.deepEqual(planUpdate(bounded({}), bounded({ document: document(on("b")) }), now).boundaries, []);
    assert.deepEqual(planUpdate(bounded({}, false), bounded({ path: "/x/" }, false), now).boundaries, []);
  });
});
