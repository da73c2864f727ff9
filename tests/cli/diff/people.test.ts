import assert from "node:assert/strict";
import { difference } from "../../../cli/diff/compare";
import { ofPeople } from "../../settings/people";
import { role, stacks } from "./pairs";
import { sideOf } from "./sides";

const at = new Date("2026-12-01T00:00:00Z");
const account = { account: "222222222222", principals: ["user/alice"] };
const people = (changes: Record<string, unknown>, more: object = {}) =>
  role({ trusts: [account, { ...ofPeople(changes), ...more }] as never });
const ann = { users: ["ann"], groups: [] };
const both = { users: ["ann", "ben"], groups: [] };
const other = "arn:aws:account-access:eu-west-1:333333333333:application/other";
const [isAnn, isBen, engineers] = ["user/ann", "user/ben", "group/Engineers"].map(
  (who) => `identity-center/${who} of 333333333333`,
);

describe("the difference of people of IAM Identity Center", () => {
  type Role = ReturnType<typeof role>;
  const cases: [what: string, before: Role, now: Role, gains: (string | undefined)[], loses: (string | undefined)[]][] =
    [
      ["nothing", people(ann), people(ann), [], []],
      ["another order", people(both), people({ ...both, users: ["ben", "ann"] }), [], []],
      ["somebody comes", people(ann), people(both), [isBen], []],
      ["somebody goes", people(both), people(ann), [], [isBen]],
      ["one for another", people(ann), people({ ...ann, users: ["ben"] }), [isBen], [isAnn]],
      ["a group of a user's name", people(ann), people({ users: ["ann"], groups: ["Engineers"] }), [engineers], []],
      ["the entry comes", role({ trusts: [account] }), people(both), [isAnn, isBen], []],
      ["the entry goes", people(both), role({ trusts: [account] }), [], [isAnn, isBen]],
      ["a window", people(ann), people(ann, { window: { until: "2027-01-01" } }), [], [isAnn]],
      [
        "a longer window",
        people(ann, { window: { until: "2027-01-01" } }),
        people(ann, { window: { until: "2027-02-01" } }),
        [isAnn],
        [],
      ],
      ["another application", people(ann), people({ ...ann, application: other }), [isAnn], [isAnn]],
      [
        "the way to the application",
        people(ann),
        people({ ...ann, assumeRole: "arn:aws:iam::333333333333:role/x" }),
        [],
        [],
      ],
    ];
  for (const [what, before, now, gains, loses] of cases)
    it(what, () => {
      const found = difference(
        sideOf(stacks({ deploy: before })),
        sideOf(stacks({ deploy: now })),
        "0".repeat(40),
        [],
        at,
      );
      const texts = (ways: typeof found.gains) => ways.map(({ principal, account: of }) => `${principal} of ${of}`);
      assert.deepEqual([texts(found.gains), texts(found.loses)], [gains, loses]);
      assert.equal(found.verdict, gains.length > 0 ? "wider" : loses.length > 0 ? "narrower" : "same");
    });

  it("says through which application and when", () => {
    const now = people(ann, { window: { until: "2027-01-01" } });
    const { gains } = difference(sideOf(stacks()), sideOf(stacks({ deploy: now })), "0".repeat(40), [], at);
    const [own] = gains.filter(({ principal }) => principal.startsWith("identity-center/"));
    assert.deepEqual(own!.conditions, [
      "through arn:aws:account-access:eu-west-1:333333333333:application/1234567890abcdef",
      "until 2027-01-01T00:00:00Z",
    ]);
  });
});
