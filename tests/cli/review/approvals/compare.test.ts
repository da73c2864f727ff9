import assert from "node:assert/strict";
import type { RoleAccess } from "../../../../cli/review/approvals/approval";
import { broaderThan, isWithin } from "../../../../cli/review/approvals/compare";

const NOW = new Date("2026-11-24T12:00:00Z");
const ROLE = "arn:aws:iam::111111111111:role/deploy";
const USER = (name: string): string => `arn:aws:iam::222222222222:user/${name}`;

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement of a trust policy for an account. */
function trusts(account: string, Condition: Condition = {}, more: object = {}): object {
  return {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: "sts:AssumeRole",
    ...(Object.keys(Condition).length > 0 && { Condition }),
    ...more,
  };
}

const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const AGE = (seconds: string): Condition => ({ ...MFA, NumericLessThanEquals: { "aws:MultiFactorAuthAge": seconds } });
const WHO = (...users: string[]): Condition => ({
  ArnLike: { "aws:PrincipalArn": users.map((user) => `arn:aws:iam::222222222222:${user}`) },
});
const WINDOW = (from: string, until: string): Condition => ({
  DateGreaterThanEquals: { "aws:CurrentTime": from },
  DateLessThan: { "aws:CurrentTime": until },
});
const REVOKED = (time: string): object => ({
  Effect: "Deny",
  Principal: "*",
  Action: "sts:AssumeRole",
  Condition: { DateLessThan: { "aws:TokenIssueTime": time } },
});

function role(change: Partial<RoleAccess> = {}, ...statements: object[]): RoleAccess {
  return {
    arn: ROLE,
    principals: [USER("alice")],
    trust: { Version: "2012-10-17", Statement: statements.length === 0 ? [trusts("222222222222", MFA)] : statements },
    maxSessionDuration: 3600,
    policies: [
      {
        name: "artifacts",
        document: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
        },
      },
    ],
    ...change,
  };
}

const trustBeyond = (now: readonly object[], approved: readonly object[]): readonly string[] =>
  broaderThan(role({}, ...approved), role({}, ...now), NOW).trust;

/** Now, approved. */
const ADMITTED: Readonly<Record<string, readonly [readonly object[], readonly object[]]>> = {
  "the same": [[trusts("222222222222", MFA)], [trusts("222222222222", MFA)]],
  "in another order": [
    [trusts("333333333333"), trusts("222222222222", MFA)],
    [trusts("222222222222", MFA), trusts("333333333333")],
  ],
  "an account by its number alone": [
    [trusts("222222222222", {}, { Principal: { AWS: "222222222222" } })],
    [trusts("222222222222")],
  ],
  "accounts in one statement": [
    [
      trusts("222222222222", MFA, {
        Principal: { AWS: ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"] },
      }),
    ],
    [trusts("222222222222", MFA), trusts("333333333333", MFA)],
  ],
  "an account less": [[trusts("222222222222")], [trusts("222222222222"), trusts("333333333333")]],
  nobody: [[{ ...trusts("222222222222"), Effect: "Deny" }], [trusts("222222222222")]],
  "MFA added": [[trusts("222222222222", MFA)], [trusts("222222222222")]],
  "younger MFA": [[trusts("222222222222", AGE("900"))], [trusts("222222222222", AGE("3600"))]],
  "fewer users": [[trusts("222222222222", WHO("user/alice"))], [trusts("222222222222", WHO("user/alice", "user/bob"))]],
  "users out of a pattern": [
    [trusts("222222222222", WHO("user/alice", "user/bob"))],
    [trusts("222222222222", WHO("user/*"))],
  ],
  "users merged into a statement": [
    [trusts("222222222222", WHO("user/alice", "user/bob"))],
    [trusts("222222222222", WHO("user/alice")), trusts("222222222222", WHO("user/bob"))],
  ],
  "a user by name where the account was approved": [
    [trusts("222222222222", {}, { Principal: { AWS: USER("alice") } })],
    [trusts("222222222222")],
  ],
  "actions split over statements": [
    [trusts("222222222222", MFA, { Action: ["sts:AssumeRole", "sts:TagSession"] })],
    [
      trusts("222222222222", MFA, { Action: "sts:AssumeRole" }),
      trusts("222222222222", MFA, { Action: "sts:TagSession" }),
    ],
  ],
  "an action of those that a pattern named": [
    [trusts("222222222222")],
    [trusts("222222222222", {}, { Action: "sts:*" })],
  ],
  "a shorter window": [
    [trusts("222222222222", WINDOW("2026-12-01T00:00:00Z", "2027-02-01T00:00:00Z"))],
    [trusts("222222222222", WINDOW("2026-11-01T00:00:00Z", "2027-05-01T00:00:00Z"))],
  ],
  "a window without its past beginning": [
    [trusts("222222222222", { DateLessThan: { "aws:CurrentTime": "2027-05-01T00:00:00Z" } })],
    [trusts("222222222222", WINDOW("2026-11-01T00:00:00Z", "2027-05-01T00:00:00Z"))],
  ],
  "a window that is over": [
    [trusts("444444444444", WINDOW("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")), trusts("222222222222")],
    [trusts("222222222222")],
  ],
  "a smaller network": [
    [trusts("222222222222", { IpAddress: { "aws:SourceIp": ["192.0.2.0/25"] } })],
    [trusts("222222222222", { IpAddress: { "aws:SourceIp": ["192.0.2.0/24"] } })],
  ],
  "a Deny added": [[trusts("222222222222"), REVOKED("2026-11-20T00:00:00Z")], [trusts("222222222222")]],
  "revoked later": [
    [trusts("222222222222"), REVOKED("2026-11-20T00:00:00Z")],
    [trusts("222222222222"), REVOKED("2026-11-10T00:00:00Z")],
  ],
  "a Deny of an account that is trusted no more": [
    [trusts("222222222222")],
    [trusts("222222222222"), trusts("333333333333"), { ...trusts("333333333333", WHO("user/eve")), Effect: "Deny" }],
  ],
  "a condition for a Deny of its opposite": [
    [trusts("222222222222", MFA)],
    [
      trusts("222222222222"),
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sts:*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ],
  ],
};

/** Now, approved, and what must be said. */
const LET_IN: Readonly<Record<string, readonly [readonly object[], readonly object[], ...string[]]>> = {
  "without MFA": [
    [trusts("222222222222")],
    [trusts("222222222222", MFA)],
    "222222222222: without MFA (aws:MultiFactorAuthPresent)",
  ],
  "MFA where there is any": [
    [trusts("222222222222", { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } })],
    [trusts("222222222222", MFA)],
    "222222222222: without MFA (aws:MultiFactorAuthPresent)",
  ],
  "without MFA, for one of two accounts": [
    [trusts("222222222222", MFA), trusts("333333333333")],
    [trusts("222222222222", MFA), trusts("333333333333", MFA)],
    "333333333333: without MFA (aws:MultiFactorAuthPresent)",
  ],
  "older MFA": [
    [trusts("222222222222", AGE("7200"))],
    [trusts("222222222222", AGE("3600"))],
    "222222222222: MFA sign-ins up to 2 h old, 1 h were approved",
  ],
  "MFA of any age": [
    [trusts("222222222222", MFA)],
    [trusts("222222222222", AGE("3600"))],
    "222222222222: MFA sign-ins of any age, 1 h were approved",
  ],
  "a new account": [
    [trusts("222222222222"), trusts("333333333333")],
    [trusts("222222222222")],
    "333333333333: a new account",
  ],
  "a user of a new account": [
    [trusts("222222222222"), trusts("3", {}, { Principal: { AWS: "arn:aws:iam::333333333333:user/carol" } })],
    [trusts("222222222222")],
    "333333333333: user/carol, of a new account",
  ],
  everybody: [
    [trusts("222222222222", {}, { Principal: "*" })],
    [trusts("222222222222")],
    "everybody (*): not approved",
  ],
  "everybody but": [
    [{ Effect: "Allow", NotPrincipal: { AWS: USER("eve") }, Action: "sts:AssumeRole" }],
    [trusts("222222222222")],
    "everybody but arn:aws:iam::222222222222:user/eve: not approved",
  ],
  "a service": [
    [
      trusts("222222222222"),
      { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
    [trusts("222222222222")],
    "ec2.amazonaws.com: not approved",
  ],
  "the account for a user": [
    [trusts("222222222222")],
    [trusts("222222222222", {}, { Principal: { AWS: USER("alice") } })],
    "222222222222: the whole account instead of user/alice",
  ],
  "another user": [
    [trusts("2", {}, { Principal: { AWS: USER("bob") } })],
    [trusts("2", {}, { Principal: { AWS: USER("alice") } })],
    "222222222222: user/bob instead of user/alice",
  ],
  "a user of the role's own account by name": [
    [trusts("1", {}, { Principal: { AWS: "arn:aws:iam::111111111111:user/root" } })],
    [trusts("111111111111")],
    "111111111111: user/root instead of root",
  ],
  "a user that was deleted": [
    [trusts("2", {}, { Principal: { AWS: "AIDAEXAMPLE" } })],
    [trusts("222222222222")],
    "AIDAEXAMPLE: not approved",
  ],
  "all users": [
    [trusts("222222222222", WHO("user/*"))],
    [trusts("222222222222", WHO("user/alice"))],
    "222222222222: user/* instead of user/alice",
  ],
  "a user more": [
    [trusts("222222222222", WHO("user/alice", "user/bob"))],
    [trusts("222222222222", WHO("user/alice"))],
    "222222222222: user/bob instead of user/alice",
  ],
  "every principal": [
    [trusts("222222222222")],
    [trusts("222222222222", WHO("user/alice"))],
    "222222222222: every principal instead of user/alice",
  ],
  "a star that reaches over slashes": [
    [trusts("222222222222", WHO("user/*"))],
    [trusts("222222222222", WHO("user/team/*"))],
    "222222222222: user/* instead of user/team/*",
  ],
  "a later end": [
    [trusts("222222222222", WINDOW("2026-11-01T00:00:00Z", "2027-06-01T00:00:00Z"))],
    [trusts("222222222222", WINDOW("2026-11-01T00:00:00Z", "2027-05-01T00:00:00Z"))],
    "222222222222: until 2027-06-01T00:00:00Z, until 2027-05-01T00:00:00Z was approved",
  ],
  "no end": [
    [trusts("222222222222")],
    [trusts("222222222222", WINDOW("2026-11-01T00:00:00Z", "2027-05-01T00:00:00Z"))],
    "222222222222: without an end, until 2027-05-01T00:00:00Z was approved",
  ],
  "an earlier beginning": [
    [trusts("222222222222", WINDOW("2026-12-01T00:00:00Z", "2027-05-01T00:00:00Z"))],
    [trusts("222222222222", WINDOW("2027-01-01T00:00:00Z", "2027-05-01T00:00:00Z"))],
    "222222222222: from 2026-12-01T00:00:00Z, from 2027-01-01T00:00:00Z was approved",
  ],
  "a beginning at once": [
    [trusts("222222222222")],
    [trusts("222222222222", { DateGreaterThanEquals: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } })],
    "222222222222: at once, from 2027-01-01T00:00:00Z was approved",
  ],
  "a wider network": [
    [trusts("222222222222", { IpAddress: { "aws:SourceIp": "192.0.2.0/23" } })],
    [trusts("222222222222", { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })],
    "222222222222: calls from 192.0.2.0/23 instead of 192.0.2.0/24",
  ],
  "from everywhere": [
    [trusts("222222222222")],
    [trusts("222222222222", { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })],
    "222222222222: calls from everywhere instead of 192.0.2.0/24",
  ],
  "an external id less": [
    [trusts("222222222222")],
    [trusts("222222222222", { StringEquals: { "sts:ExternalId": "x" } })],
    "222222222222: without StringEquals sts:ExternalId x",
  ],
  "another session name": [
    [trusts("222222222222", { StringLike: { "sts:RoleSessionName": "*" } })],
    [trusts("222222222222", { StringLike: { "sts:RoleSessionName": "${aws:username}" } })],
    "222222222222: StringLike sts:RoleSessionName * instead of StringLike sts:RoleSessionName ${aws:username}",
  ],
  "a name of the caller's own": [
    [trusts("222222222222", { StringLike: { "sts:RoleSessionName": "${aws:username}" } })],
    [trusts("222222222222", { StringLike: { "sts:RoleSessionName": "release-*" } })],
    "222222222222: StringLike sts:RoleSessionName ${aws:username} instead of StringLike sts:RoleSessionName release-*",
  ],
  "session tags": [
    [trusts("222222222222", {}, { Action: ["sts:AssumeRole", "sts:TagSession"] })],
    [trusts("222222222222")],
    "222222222222: sts:TagSession",
  ],
  "all actions": [[trusts("222222222222", {}, { Action: "sts:*" })], [trusts("222222222222")], "222222222222: sts:*"],
  "a Deny less": [
    [trusts("222222222222")],
    [trusts("222222222222"), { ...trusts("222222222222", WHO("user/eve")), Effect: "Deny" }],
    "222222222222: no longer denied sts:AssumeRole where ArnLike aws:PrincipalArn arn:aws:iam::222222222222:user/eve",
  ],
  "revoked earlier": [
    [trusts("222222222222"), REVOKED("2026-11-01T00:00:00Z")],
    [trusts("222222222222"), REVOKED("2026-11-10T00:00:00Z")],
    "222222222222: no longer denied sts:AssumeRole where DateLessThan aws:TokenIssueTime 2026-11-10T00:00:00Z",
  ],
  "a policy that cannot be read": [
    [{ Effect: "Allow", Action: "sts:AssumeRole" }],
    [trusts("222222222222")],
    "not known: whom the trust policy admits, since it cannot be read: Statement[0].Principal: missing; expected Principal or NotPrincipal",
  ],
};

describe("what a role gives beyond its approval", () => {
  it("the same gives nothing", () => {
    const same = broaderThan(role(), role(), NOW);
    assert.deepEqual(same, { principals: [], trust: [], permissions: [], session: [] });
    assert.equal(isWithin(same), true);
  });

  it("principals who were not approved are named; fewer are nothing", () => {
    const more = broaderThan(role(), role({ principals: [USER("mallory"), USER("bob"), USER("alice")] }), NOW);
    assert.deepEqual(more, { principals: [USER("bob"), USER("mallory")], trust: [], permissions: [], session: [] });
    assert.equal(isWithin(more), false);
    assert.deepEqual(broaderThan(role(), role({ principals: [] }), NOW).principals, []);
  });

  it("longer sessions are told; shorter ones are nothing", () => {
    assert.deepEqual(broaderThan(role(), role({ maxSessionDuration: 7200 }), NOW).session, [
      "sessions of up to 2 h, 1 h were approved",
    ]);
    assert.deepEqual(broaderThan(role({ maxSessionDuration: 7200 }), role(), NOW).session, []);
  });

  it("permissions are compared with all policies and the boundary together", () => {
    const [artifacts] = role().policies;
    const more = {
      name: "more",
      document: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
      },
    };
    const boundary = {
      name: "limit",
      document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }] },
    };
    assert.deepEqual(broaderThan(role(), role({ policies: [artifacts!, more] }), NOW).permissions, [
      "s3:DeleteObject on arn:aws:s3:::web-shop-artifacts/x",
    ]);
    assert.deepEqual(broaderThan(role(), role({ policies: [artifacts!, more], boundary }), NOW).permissions, []);
    assert.deepEqual(
      broaderThan(role({ policies: [artifacts!, more], boundary }), role({ policies: [artifacts!, more] }), NOW)
        .permissions,
      ["s3:DeleteObject on arn:aws:s3:::web-shop-artifacts/x, which the approved boundary does not let through"],
    );
  });

  it("documents that are not known are never the same, not even as each other", () => {
    const unknown = role({ trust: undefined, policies: [{ name: "artifacts", document: undefined }] });
    const { trust, permissions } = broaderThan(unknown, unknown, NOW);
    assert.match(trust.join(), /^not known: whom the trust policy admits/);
    assert.match(permissions.join(), /^not known: what a policy allows/);
  });

  describe("the trust lets nobody more in", () => {
    for (const [name, [now, approved]] of Object.entries(ADMITTED))
      it(name, () => assert.deepEqual(trustBeyond(now, approved), []));
  });

  describe("the trust lets somebody more in", () => {
    for (const [name, [now, approved, ...expected]] of Object.entries(LET_IN))
      it(name, () => assert.deepEqual(trustBeyond(now, approved), expected));
  });
});
