import assert from "node:assert/strict";
import { difference } from "../../../cli/diff/compare";
import { rolesOf } from "../../../cli/diff/roles";
import type { Side } from "../../../cli/diff/side";
import type { Approval } from "../../../cli/review/approvals/approval";
import { role, stacks } from "./pairs";
import { sideOf } from "./sides";

const at = new Date("2026-12-01T00:00:00Z");
const usual = sideOf(stacks());

/** Approves what the settings give: to alice, for an hour. */
function approval(changes: Partial<Approval> = {}): Approval {
  const [{ arn, trust, policies, maxSessionDuration }] = [...rolesOf(usual).values()] as [
    ReturnType<typeof rolesOf> extends ReadonlyMap<string, infer Role> ? Role : never,
  ];
  return {
    arn,
    trust,
    maxSessionDuration,
    policies: policies.map(({ name, raw }) => ({ name, document: raw })),
    principals: ["arn:aws:iam::222222222222:user/team/alice"],
    by: "platform@example.com",
    at: "2026-11-24",
    reason: "Weekly release",
    until: "2027-05-01",
    ...changes,
  };
}

/** A side whose settings of the trusting stack are those of another one, as where nobody changed them. */
function granting(...members: string[]): Side {
  const { stacks: all, project } = sideOf(
    stacks(undefined, {
      groups: { deployers: { members } },
      grants: { deploy: { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }] } },
    }),
  );
  return { project, stacks: all.map((stack) => (stack.name === "trusting" ? usual.stacks[0]! : stack)) };
}

const longer = sideOf(stacks({ deploy: role({ session: { maxDuration: "2h" } }) }));
const gone = sideOf(stacks({ other: role() }, { groups: { deployers: { members: ["alice"] } } }));
const long = "sessions of up to 2 h, 1 h were approved";
const bob = "user/bob of 222222222222";

describe("approvals that a change of the settings ends", () => {
  const cases: readonly (readonly [string, Side, Side, readonly string[], Partial<Approval>?])[] = [
    ["nothing was changed", usual, usual, []],
    ["fewer people are granted the role", granting("alice", "bob"), granting("alice"), []],
    ["another stack grants the role to somebody who was not approved", usual, granting("alice", "bob"), [bob]],
    ["the same, where somebody was not approved before", granting("bob"), granting("alice", "bob"), []],
    [
      "the same, where the role gave more than was approved before",
      usual,
      granting("bob"),
      [],
      { maxSessionDuration: 900 },
    ],
    ["sessions last longer", usual, longer, [long]],
    ["sessions lasted longer than was approved before", longer, longer, []],
    ["sessions last less long", longer, usual, []],
    ["the role is new, and gives more than was approved before it was there", gone, longer, [long]],
    ["the role is new, and gives what was approved", gone, usual, []],
    ["the role is gone", usual, gone, []],
  ];
  for (const [name, before, now, expected, changes] of cases)
    it(`${name}: ${expected.length === 0 ? "none" : "it is told"}`, () => {
      const { approvals } = difference(before, now, "0".repeat(40), [approval(changes)], at);
      const beyond = approvals.flatMap((one) => one.beyond);
      assert.deepEqual(beyond, expected);
    });

  const mfa = { required: false, reason: "Sessions have none" };
  const trusts = ["222222222222", "333333333333"].map((account) => ({ account, principals: ["sso/Dev"], mfa }));
  const before = sideOf(stacks({ deploy: role({ trusts }) }, { groups: { ops: {} } }));
  const grants = { dev: { to: { permissionSets: ["Dev"] }, roles: [{ stack: "trusting", role: "deploy" }] } };
  const granted = sideOf(stacks({ deploy: role({ trusts }) }, { grants }));
  const now = {
    ...granted,
    stacks: granted.stacks.map((stack) => (stack.name === "trusting" ? before.stacks[0]! : stack)),
  };
  const named = (account: string, name: string) =>
    `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${name}_0123456789abcdef`;
  for (const [what, principals, expected] of [
    ["in both accounts", [named("222222222222", "Dev"), named("333333333333", "Dev")], []],
    ["in one account", [named("222222222222", "Dev")], ["sso/Dev of 333333333333"]],
    [
      "of another name",
      [named("222222222222", "Dev"), named("333333333333", "Development")],
      ["sso/Dev of 333333333333"],
    ],
  ] as const)
    it(`cover a permission set by its roles: ${what}`, () => {
      assert.equal(before.stacks[0]!.name, "trusting");
      const { trust } = rolesOf(before).get(approval().arn)!;
      const { approvals } = difference(before, now, "0".repeat(40), [approval({ principals, trust })], at);
      assert.deepEqual(
        approvals.flatMap(({ beyond }) => beyond),
        expected,
      );
    });
});
