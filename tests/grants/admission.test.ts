import assert from "node:assert/strict";
import { admission, type GranteeAccount } from "../../grants/admission";
import type { Grantee } from "../../grants/grantees";
import { parsePolicy } from "../../policypack/iam";
import { now } from "../settings/example";

const OWN = "arn:aws:iam::222222222222";
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const arn = (pattern: string) => ({ ArnLike: { "aws:PrincipalArn": `${OWN}:${pattern}` } });
const allow = (Condition: object = {}, more: object = {}): object => ({
  Effect: "Allow",
  Principal: { AWS: `${OWN}:root` },
  Action: "sts:AssumeRole",
  Condition,
  ...more,
});
const deny = (Condition: object): object => allow(Condition, { Effect: "Deny" });
const alice: Grantee = { kind: "user", name: "alice" };
const ci: Grantee = { kind: "role", name: "ci" };
const team: Grantee = { kind: "group", name: "team" };

function admits(statements: readonly object[], grantee: Grantee, more: Partial<GranteeAccount> = {}) {
  const { document } = parsePolicy({ Version: "2012-10-17", Statement: statements }, "trust");
  const of = { account: { id: "222222222222", partition: "aws" }, groups: {}, ...more } as unknown as GranteeAccount;
  const { refusals, left, conditions } = admission(document!, grantee, of, now);
  return { refused: refusals.map(({ kind }) => kind), left, conditions };
}

const signedIn = "a session signed in with multi-factor authentication";
const members = (...names: string[]) =>
  ({ groups: { team: { members: names } } }) as unknown as Partial<GranteeAccount>;

describe("what a trust policy says to a grantee", () => {
  it("admits whom it names, on no condition", () =>
    assert.deepEqual(admits([allow()], alice), { refused: [], left: [], conditions: [] }));

  it("admits on conditions, which are said once", () => {
    assert.deepEqual(admits([allow(MFA)], alice), { refused: [], left: [], conditions: [signedIn] });
    assert.deepEqual(admits([allow(MFA)], team, members("alice", "bob")), {
      refused: [],
      left: [],
      conditions: [signedIn],
    });
  });

  it("never admits a role that has to sign in", () =>
    assert.deepEqual(admits([allow(MFA)], ci), { refused: ["condition"], left: [], conditions: [] }));

  it("refuses whom it does not name", () => {
    assert.deepEqual(admits([allow(arn("user/bob"))], alice).refused, ["condition"]);
    assert.deepEqual(admits([allow({}, { Principal: { AWS: "333333333333" } })], alice).refused, ["principal"]);
    assert.deepEqual(admits([], alice).refused, ["empty"]);
  });

  it("may admit a user or role of a path that is not known, and says on which condition", () => {
    assert.deepEqual(admits([allow({ ...arn("user/teams/*"), ...MFA })], alice), {
      refused: [],
      left: [],
      conditions: [`aws:PrincipalArn like "${OWN}:user/teams/*"`, signedIn],
    });
    assert.deepEqual(admits([allow(arn("role/teams/*"))], ci).conditions, [
      `aws:PrincipalArn like "${OWN}:role/teams/*"`,
    ]);
    assert.deepEqual(admits([allow(arn("user/*"))], alice).conditions, []);
  });

  it("leaves members out of a group, where others are admitted", () => {
    assert.deepEqual(admits([allow(arn("user/alice"))], team, members("alice", "bob", "carol")), {
      refused: [],
      left: ["bob", "carol"],
      conditions: [],
    });
    assert.deepEqual(admits([allow(arn("user/dan"))], team, members("alice", "bob")).refused, [
      "condition",
      "condition",
    ]);
  });

  it("takes any user for a member of a group that is not known", () => {
    assert.deepEqual(admits([allow(arn("user/alice"))], team), {
      refused: [],
      left: [],
      conditions: [`aws:PrincipalArn like "${OWN}:user/alice"`],
    });
    assert.deepEqual(admits([allow(arn("user/alice"))], team, members()).refused, []);
    assert.deepEqual(admits([allow(arn("role/*"))], team).refused, ["condition"]);
  });

  it("knows the organization of the account, where it is in one", () => {
    const inside = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
    const unit = { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-1/*" } };
    const organization = (id: string, path?: string) =>
      ({ organization: { id, ...(path !== undefined && { path }) } }) as Partial<GranteeAccount>;
    assert.deepEqual(admits([allow(inside)], alice, organization("o-a1b2c3d4e5")).conditions, []);
    assert.deepEqual(admits([allow(inside)], alice, organization("o-other")).refused, ["condition"]);
    assert.deepEqual(admits([allow(inside)], alice).conditions, ['aws:PrincipalOrgID equal to "o-a1b2c3d4e5"']);
    assert.deepEqual(
      admits([allow(unit)], alice, organization("o-a1b2c3d4e5", "o-a1b2c3d4e5/r-ab12/ou-1/")).conditions,
      [],
    );
    assert.equal(admits([allow(unit)], alice, organization("o-a1b2c3d4e5")).conditions.length, 1);
  });

  it("is asked for the moment when a window opens, and says from when to when", () => {
    const window = (from: string, until: string) => ({
      DateGreaterThanEquals: { "aws:CurrentTime": from },
      DateLessThan: { "aws:CurrentTime": until },
    });
    const later = window("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z");
    assert.deepEqual(admits([allow(later)], alice), {
      refused: [],
      left: [],
      conditions: ["a time from 2027-06-01T00:00:00Z until 2027-07-01T00:00:00Z"],
    });
    assert.deepEqual(admits([allow(window("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"))], alice).refused, [
      "window-over",
    ]);
    assert.deepEqual(
      admits([allow(later), deny({ DateGreaterThanEquals: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } })], alice)
        .refused,
      ["window-not-open"],
    );
    const elsewhere = allow(window("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"), {
      Principal: { AWS: "333333333333" },
    });
    assert.deepEqual(admits([allow(), elsewhere], alice).conditions, []);
  });

  for (const [title, opens, never] of [
    [
      "in other letters",
      { DateGreaterThanEquals: { "AWS:currenttime": "2027-06-01T00:00:00Z" } },
      { DateLessThan: { "AWS:currenttime": "2026-01-01T00:00:00Z" } },
    ],
    [
      "after a moment",
      { DateGreaterThan: { "aws:CurrentTime": "2027-06-01T00:00:00Z" } },
      { DateLessThanEquals: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
    ],
    [
      "in seconds",
      { DateGreaterThanEquals: { "aws:EpochTime": "1811800000" } },
      { DateLessThan: { "aws:EpochTime": "1700000000" } },
    ],
  ] as const)
    it(`is asked for the moment when a window opens that is written ${title}`, () => {
      assert.deepEqual(admits([allow(opens)], alice).refused, []);
      assert.notDeepEqual(admits([allow(never)], alice).refused, []);
    });
});
