import assert from "node:assert/strict";
import { decideGrants, parsePolicy, type GranteeSession } from "../../../../policypack/iam";
import { NOW } from "../../cases/case";

const ROLE = "arn:aws:iam::111111111111:role/teams/deploy";
const alice: GranteeSession = { principal: "arn:aws:iam::222222222222:user/alice", mfa: { ageSeconds: 60 }, now: NOW };
const anybody: GranteeSession = { ...alice, principal: "arn:aws:iam::222222222222:user/*", mfa: "possible" };
const builder: GranteeSession = { ...alice, principal: "arn:aws:iam::222222222222:role/builder", mfa: "never" };

const allow = (more: object = {}): object => ({ Effect: "Allow", Action: "sts:AssumeRole", Resource: ROLE, ...more });
const deny = (more: object = {}): object => ({ ...allow(more), Effect: "Deny" });
const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
const unknown = { Condition: { StringEquals: { "aws:Moonphase": "full" } } };
const name = "${aws:username}";

function decide(statements: readonly object[], session = alice, version = "2012-10-17") {
  const policies = statements.map((statement, i) => ({
    name: `p${i}`,
    document: parsePolicy(JSON.parse(JSON.stringify({ Version: version, Statement: [statement] })), "identity")
      .document!,
  }));
  return decideGrants(policies, "sts:AssumeRole", ROLE, session);
}

type Verdict = "allowed" | "denied" | "open" | "none";
const CASES: readonly [
  what: string,
  statements: readonly object[],
  verdict: Verdict,
  session?: GranteeSession,
  version?: string,
][] = [
  ["nothing", [], "none"],
  ["the role", [allow()], "allowed"],
  ["another role", [allow({ Resource: `${ROLE}2` })], "none"],
  ["the role among others", [allow({ Resource: ["arn:aws:iam::111111111111:role/x", ROLE] })], "allowed"],
  ["roles by a pattern", [allow({ Resource: "arn:aws:iam::*:role/teams/*" })], "allowed"],
  ["roles by a pattern of another path", [allow({ Resource: "arn:aws:iam::*:role/ops/*" })], "none"],
  ["any resource", [allow({ Resource: "*" })], "allowed"],
  ["all but the role", [allow({ Resource: undefined, NotResource: ROLE })], "none"],
  ["all but another role", [allow({ Resource: undefined, NotResource: `${ROLE}2` })], "allowed"],
  ["another action", [allow({ Action: "sts:TagSession" })], "none"],
  ["the action in other letters, by a pattern", [allow({ Action: "STS:assume*" })], "allowed"],
  ["several actions", [allow({ Action: ["s3:GetObject", "sts:AssumeRole"] })], "allowed"],
  ["all but the action", [allow({ Action: undefined, NotAction: "sts:*" })], "none"],
  ["all but another action", [allow({ Action: undefined, NotAction: ["s3:*", "sts:TagSession"] })], "allowed"],

  ["the role with MFA, which is there", [allow(mfa)], "allowed"],
  ["the role with MFA, which may be there", [allow(mfa)], "open", anybody],
  ["the role with MFA, which is never there", [allow(mfa)], "none", builder],
  ["the role under a condition that is not known", [allow(unknown)], "open"],
  ["the role with MFA, and once more without", [allow(mfa), allow()], "allowed", builder],
  [
    "the role under two conditions, one of them never met",
    [allow({ Condition: { ...mfa.Condition, ...unknown.Condition } })],
    "none",
    builder,
  ],

  ["a Deny alone", [deny()], "denied"],
  ["a Deny beside", [allow(), deny()], "denied"],
  ["a Deny before", [deny(), allow()], "denied"],
  ["a Deny of another role", [allow(), deny({ Resource: `${ROLE}2` })], "allowed"],
  ["a Deny of all but the role", [allow(), deny({ Resource: undefined, NotResource: ROLE })], "allowed"],
  ["a Deny of another action", [allow(), deny({ Action: "sts:TagSession" })], "allowed"],
  ["a Deny with MFA, which is there", [allow(), deny(mfa)], "denied"],
  ["a Deny with MFA, which may be there", [allow(), deny(mfa)], "open", anybody],
  ["a Deny with MFA, which is never there", [allow(), deny(mfa)], "allowed", builder],
  ["a Deny that may apply, and one that does", [allow(), deny(unknown), deny()], "denied"],
  ["a Deny that may apply, and nothing allowed", [deny(unknown)], "none"],
  ["a Deny that may apply, and what is never allowed", [allow(mfa), deny(unknown)], "none", builder],

  [
    "the role by the caller's name",
    [allow({ Resource: `arn:aws:iam::111111111111:role/teams/${name}` })],
    "allowed",
    { ...alice, principal: "arn:aws:iam::222222222222:user/deploy" },
  ],
  [
    "the role by the name of another caller",
    [allow({ Resource: `arn:aws:iam::111111111111:role/teams/${name}` })],
    "none",
  ],
  [
    "the role by a name that is not known",
    [allow({ Resource: `arn:aws:iam::111111111111:role/teams/${name}` })],
    "open",
    anybody,
  ],
  [
    "the role by a name that is not known, or as it is",
    [allow({ Resource: [`arn:aws:iam::111111111111:role/${name}`, ROLE] })],
    "allowed",
    anybody,
  ],
  [
    "the role by a name that a role does not have",
    [allow({ Resource: `arn:aws:iam::111111111111:role/teams/${name}` })],
    "none",
    builder,
  ],
  [
    "all but the role by a name that is not known",
    [allow({ Resource: undefined, NotResource: `arn:aws:iam::111111111111:role/teams/${name}` })],
    "open",
    anybody,
  ],
  [
    "all but the role by a name that is not known, or as it is",
    [allow({ Resource: undefined, NotResource: [`arn:aws:iam::1:role/${name}`, ROLE] })],
    "none",
    anybody,
  ],
  [
    "the role by the caller's ARN, of which a pattern is known",
    [allow({ Resource: "${aws:PrincipalArn}" })],
    "open",
    anybody,
  ],
  [
    "a name with a star, which is text",
    [allow({ Resource: "arn:aws:iam::111111111111:role/teams/${sts:RoleSessionName}" })],
    "none",
    { ...alice, sessionName: "*" },
  ],
  [
    "variables in the old version, which are text",
    [allow({ Resource: `arn:aws:iam::111111111111:role/teams/${name}` })],
    "none",
    { ...alice, principal: "arn:aws:iam::222222222222:user/deploy" },
    "2008-10-17",
  ],
];

describe("what a caller's own policies say of a role", () => {
  for (const [what, statements, verdict, session, version] of CASES) {
    it(`${what}: ${verdict}`, () => assert.equal(decide(statements, session, version).verdict, verdict));
  }

  it("tells the statements apart: those that allow, those that deny or may, and those about other roles", () => {
    const decision = decide(
      [
        allow(),
        allow(mfa),
        allow({ Resource: `${ROLE}2` }),
        deny(mfa),
        deny(unknown),
        deny({ Resource: `${ROLE}2` }),
        allow({ Action: "s3:*" }),
      ],
      builder,
    );
    assert.equal(decision.verdict, "open");
    assert.deepEqual(
      decision.allows.map(({ policy, outcome }) => [policy.name, outcome]),
      [
        ["p0", "met"],
        ["p1", "unmet"],
      ],
    );
    assert.deepEqual(
      decision.denies.map(({ policy, outcome }) => [policy.name, outcome]),
      [["p4", "undetermined"]],
    );
    assert.deepEqual(
      decision.elsewhere.map(({ policy, statement }) => [policy.name, statement.effect]),
      [["p2", "Allow"]],
    );
    assert.deepEqual(
      decision.allows[1]!.conditions.map(({ outcome }) => outcome),
      ["unmet"],
    );
  });

  it("a statement without resources, as a trust policy has them, says nothing", () => {
    const { document } = parsePolicy(
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" }] },
      "trust",
    );
    assert.equal(decideGrants([{ name: "trust", document: document! }], "sts:AssumeRole", ROLE, alice).verdict, "none");
  });
});
