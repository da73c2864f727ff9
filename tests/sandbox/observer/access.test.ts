import assert from "node:assert/strict";
import { type Access, excess } from "./access";

const role = "arn:aws:iam::111111111111:role/deploy";
const user = "arn:aws:iam::222222222222:user/alice";
const allow = (Action: string | string[], Resource: string | string[] = "*") => ({ Effect: "Allow", Action, Resource });
const deny = (Action: string, Condition?: object) => ({
  Effect: "Deny",
  Action,
  Resource: "*",
  ...(Condition && { Condition }),
});
const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

/** One role with these policies that lets these in. */
function open(admitted: string[], policies: object[], boundary: object | null = null): Access {
  return {
    roles: { [role]: { id: "AROA1", trust: document(), admitted, policies, boundary } },
    users: {},
  } as unknown as Access;
}
function holding(policies: object[]): Access {
  return { roles: {}, users: { [user]: { id: "AIDA1", groups: [], policies, boundary: null } } } as unknown as Access;
}
const nothing: Access = { roles: {}, users: {} };

describe("observer: what is held beyond the baselines", () => {
  const [read, write] = [document(allow("s3:GetObject")), document(allow("s3:PutObject"))];
  const revoked = document(deny("*", { DateLessThan: { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" } }));
  const cases: [title: string, now: Access, baselines: Access[], kinds: ("leak" | "mixed")[]][] = [
    ["nothing is nothing", nothing, [nothing], []],
    ["as before", open(["alice"], [read]), [open(["alice"], [read]), nothing], []],
    ["as after", open(["bob"], [write]), [open(["alice"], [read]), open(["bob"], [write])], []],
    ["less than before", open(["alice"], [read]), [open(["alice", "bob"], [read, write]), nothing], []],
    ["nobody is let in, whatever the new role holds", open([], [document(allow("*"))]), [nothing], []],
    ["nobody is let in, but there may be sessions", open([], [document(allow("*"))]), [open([], [read])], ["leak"]],
    ["sessions live again that were revoked", open([], [read]), [open([], [read, revoked]), nothing], ["leak"]],
    [
      "somebody whom neither lets in",
      open(["mallory"], [read]),
      [open(["alice"], [read]), open(["bob"], [read])],
      ["leak"],
    ],
    ["a role that neither has", open(["alice"], []), [nothing], ["leak"]],
    [
      "a statement that neither has",
      open(["alice"], [document(allow("s3:*"))]),
      [open(["alice"], [read]), open(["alice"], [write])],
      ["leak", "leak"],
    ],
    [
      "an action more",
      open(["alice"], [document(allow(["s3:GetObject", "s3:PutObject"]))]),
      [open(["alice"], [read])],
      ["leak", "leak"],
    ],
    [
      "a condition less",
      open(["alice"], [read]),
      [open(["alice"], [document({ ...allow("s3:GetObject"), Condition: { Bool: { x: "true" } } })])],
      ["leak", "leak"],
    ],
    [
      "the new person with the old policy",
      open(["bob"], [read]),
      [open(["alice"], [read]), open(["bob"], [write])],
      ["mixed"],
    ],
    [
      "the old policy and the new one together",
      open(["alice"], [read, write]),
      [open(["alice"], [read]), open(["alice"], [write])],
      ["mixed", "mixed"],
    ],
    [
      "without MFA under the policy of those with MFA",
      open(["alice", "alice+mfa"], [read]),
      [open(["alice+mfa"], [read]), open(["alice"], [])],
      ["mixed"],
    ],
    [
      "the same in other documents, in another order, with other Sids",
      open(
        ["alice"],
        [document({ Sid: "B", ...allow("s3:PutObject") }, { Resource: "*", Action: "s3:GetObject", Effect: "Allow" })],
      ),
      [open(["alice"], [document(allow(["s3:GetObject", "s3:PutObject"]))])],
      [],
    ],
    ["a Deny more", open(["alice"], [read, revoked]), [open(["alice"], [read])], []],
    ["a Deny that both have is missing", open(["alice"], [read]), [open(["alice"], [read, revoked])], ["leak", "leak"]],
    [
      "the new policy without the old one's Deny",
      open(["alice"], [write]),
      [open(["alice"], [read]), open(["alice"], [write, revoked])],
      ["mixed", "mixed"],
    ],
    [
      "a Deny is missing where nothing is allowed any more",
      open(["alice"], []),
      [open(["alice"], [read, revoked]), nothing],
      [],
    ],
    [
      "a boundary that both have is missing",
      open(["alice"], [read]),
      [open(["alice"], [read], read)],
      ["leak", "leak"],
    ],
    ["a narrower boundary", open(["alice"], [read], document()), [open(["alice"], [read], read)], []],
    ["a boundary where none was", open(["alice"], [read], read), [open(["alice"], [read])], []],
    ["a user's own statement that neither has", holding([write]), [holding([read])], ["leak"]],
    ["a user's two grants at once", holding([read, write]), [holding([read]), holding([write])], ["mixed"]],
    [
      "a user's grant, moved from a group",
      holding([document({ Sid: "G", ...allow("s3:GetObject") })]),
      [holding([read])],
      [],
    ],
    ["a user that neither has", holding([]), [nothing], ["leak"]],
  ];
  for (const [title, now, baselines, kinds] of cases) {
    it(title, () =>
      assert.deepEqual(
        excess(now, baselines).map(({ kind }) => kind),
        kinds,
      ),
    );
  }

  it("says who holds what too much", () => {
    assert.deepEqual(excess(open(["bob"], [read, write]), [open(["alice"], [read, write]), open(["bob"], [write])]), [
      { kind: "mixed", who: "bob", holder: role, text: 'Allow {"Action":"s3:GetObject","Resource":"*"}' },
    ]);
  });
});
