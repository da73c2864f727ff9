import assert from "node:assert/strict";
import type { Deployed } from "../../transitions/deployed";
import { grantChanges, type GroupSteps } from "../../transitions/grantChanges";
import { granting } from "./example";

const one = (members: string[], roles: string[] | undefined, name = "dev", renamedFrom?: string) =>
  granting(
    { [name]: { members, ...(renamedFrom && { renamedFrom }) } },
    roles === undefined ? {} : { [`group/${name}`]: roles },
  );

describe("groups and grantees that an update renews", () => {
  const cases: [
    what: string,
    before: Deployed | undefined,
    after: Deployed,
    renew: string[],
    steps?: Record<string, Partial<GroupSteps>>,
  ][] = [
    ["nothing is known of the last update", undefined, one(["alice"], ["deploy"]), []],
    ["somebody joins", one(["alice"], ["deploy"]), one(["alice", "bob"], ["deploy"]), []],
    ["somebody leaves", one(["alice", "bob"], ["deploy"]), one(["alice"], ["deploy"]), []],
    ["one for another", one(["alice"], ["deploy"]), one(["bob"], ["deploy"]), []],
    ["a role for another", one(["alice"], ["deploy"]), one(["alice"], ["audit"]), []],
    [
      "somebody joins, the group gains a role",
      one(["alice"], ["deploy"]),
      one(["alice", "bob"], ["deploy", "audit"]),
      [],
      { dev: { policyFirst: false } },
    ],
    [
      "somebody joins, the group loses a role",
      one(["alice"], ["deploy", "audit"]),
      one(["alice", "bob"], ["deploy"]),
      [],
      { dev: { policyFirst: true } },
    ],
    [
      "somebody leaves, the group gains a role",
      one(["alice", "bob"], ["deploy"]),
      one(["alice"], ["deploy", "audit"]),
      [],
      { dev: { policyFirst: false } },
    ],
    [
      "somebody joins, the group loses its last role",
      one(["alice"], ["deploy"]),
      one(["alice", "bob"], undefined),
      ["group-dev"],
    ],
    ["one for another, a role for another", one(["alice"], ["deploy"]), one(["bob"], ["audit"]), ["group-dev"]],
    ["one for another, a role more", one(["alice"], ["deploy"]), one(["bob"], ["deploy", "audit"]), []],
    ["one for another, a role less", one(["alice"], ["deploy", "audit"]), one(["bob"], ["deploy"]), []],
    [
      "another name",
      one(["alice"], ["deploy"]),
      one(["alice"], ["deploy"], "ops", "dev"),
      [],
      { ops: { renamedFrom: "dev" } },
    ],
    [
      "another name, and one more",
      one(["alice"], ["deploy"]),
      one(["alice", "bob"], ["deploy"], "ops", "dev"),
      [],
      { ops: { renamedFrom: "dev" } },
    ],
    [
      "another name, and one less",
      one(["alice", "bob"], ["deploy"]),
      one(["alice"], ["deploy"], "ops", "dev"),
      ["group-ops"],
    ],
    [
      "another name, and no role any more",
      one(["alice"], ["deploy"]),
      one(["alice"], undefined, "ops", "dev"),
      ["group-ops"],
    ],
    [
      "a name long since changed",
      one(["alice"], ["deploy"], "ops", "dev"),
      one(["bob"], ["deploy"], "ops", "dev"),
      [],
      { ops: { renamedFrom: undefined } },
    ],
    [
      "another name that nobody says",
      one(["alice"], ["deploy"]),
      one(["alice"], ["deploy"], "ops"),
      [],
      { ops: { renamedFrom: undefined } },
    ],
    [
      "another name for the policy",
      granting({}, { "user/alice": ["deploy"] }),
      granting({}, { "user/alice": ["deploy"] }, "other"),
      [],
    ],
    [
      "another name for the group and its policy",
      granting({ dev: { members: ["alice"] } }, { "group/dev": ["deploy"] }),
      granting({ ops: { members: ["alice"], renamedFrom: "dev" } }, { "group/ops": ["deploy"] }, "other"),
      ["group-ops"],
    ],
    [
      "somebody moves",
      granting(
        { dev: { members: ["alice", "bob"] }, ops: { members: [] } },
        { "group/dev": ["deploy"], "group/ops": ["audit"] },
      ),
      granting(
        { dev: { members: ["bob"] }, ops: { members: ["alice"] } },
        { "group/dev": ["deploy"], "group/ops": ["audit"] },
      ),
      ["group-dev"],
    ],
    [
      "somebody moves to a group that may do the same",
      granting(
        { dev: { members: ["alice"] }, ops: { members: [] } },
        { "group/dev": ["deploy"], "group/ops": ["deploy"] },
      ),
      granting(
        { dev: { members: [] }, ops: { members: ["alice"] } },
        { "group/dev": ["deploy"], "group/ops": ["deploy"] },
      ),
      [],
    ],
    [
      "somebody moves, and the former group goes",
      granting(
        { dev: { members: ["alice"] }, ops: { members: [] } },
        { "group/dev": ["deploy"], "group/ops": ["audit"] },
      ),
      granting({ ops: { members: ["alice"] } }, { "group/ops": ["audit"] }),
      ["everything"],
    ],
    [
      "a role of one's own for one by a group",
      granting({ dev: { members: [] } }, { "user/alice": ["deploy"], "group/dev": ["audit"] }),
      granting({ dev: { members: ["alice"] } }, { "group/dev": ["audit"] }),
      ["everything"],
    ],
    [
      "another name, a role for another",
      one(["alice"], ["deploy"]),
      one(["alice"], ["audit"], "ops", "dev"),
      [],
      { ops: { renamedFrom: "dev" } },
    ],
    [
      "two groups of one person, a role for another in each",
      granting(
        { dev: { members: ["alice"] }, ops: { members: ["alice"] } },
        { "group/dev": ["deploy"], "group/ops": ["audit"] },
      ),
      granting(
        { dev: { members: ["alice"] }, ops: { members: ["alice"] } },
        { "group/dev": ["backup"], "group/ops": ["restore"] },
      ),
      ["group-dev", "group-ops"],
    ],
    [
      "one of a group's roles for one of one's own",
      granting({ dev: { members: ["alice"] } }, { "group/dev": ["deploy", "audit"] }),
      granting({ dev: { members: ["alice"] } }, { "group/dev": ["audit"], "user/alice": ["backup"] }),
      ["group-dev"],
    ],
    ["a user's roles", granting({}, { "user/alice": ["deploy"] }), granting({}, { "user/alice": ["audit"] }), []],
    ["a role's roles", granting({}, { "role/ci": ["deploy"] }), granting({}, { "role/ci": ["audit"] }), []],
    ["all is gone", one(["alice"], ["deploy"]), granting({}, {}), []],
  ];
  for (const [what, before, after, renew, steps = {}] of cases) {
    it(`${renew.length > 0 ? renew.join(", ") : "none"}: ${what}`, () => {
      const found = grantChanges(before, after);
      assert.deepEqual([...found.renew], renew);
      for (const [group, expected] of Object.entries(steps))
        for (const [step, value] of Object.entries(expected))
          assert.equal(found.steps[group]?.[step as keyof GroupSteps], value, `${group}: ${step}`);
    });
  }
});
