import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { grantProblemText } from "../../grants/grantProblemTexts";
import { forbids } from "../../grants/forbidden";
import { planGrants } from "../../grants/grantPlan";
import { publishedRole } from "../../grants/publishedRole";
import type { Organization } from "../../policypack/iam";
import { roleArn } from "../../settings/arns";
import { organizationWith, type Attachments } from "../policypack/iam/call/organizationCases";
import { config, exampleRole, now } from "../settings/example";

const deny = (more: object = {}) => ({ Effect: "Deny", Action: "sts:AssumeRole", Resource: "*", ...more });
const unless = (operator: string, key: string, value: string) => deny({ Condition: { [operator]: { [key]: value } } });
const scp = (at: Attachments) => organizationWith({ "service-control": at });

/** The problems of a grant to a group of alice and bob. */
function problems(organization?: Organization, to: object = { groups: ["deployers"] }): string[] {
  const offering = readSettings(
    config("111111111111", { roles: { deploy: exampleRole() } }),
    "cross-account-access",
    now,
  );
  const role = offering.roles["deploy"]!;
  const roles = { deploy: publishedRole("deploy", role, roleArn("deploy", role, offering.account), offering.account) };
  const settings = readSettings(
    config("222222222222", {
      groups: { deployers: { members: ["alice", "bob"] } },
      grants: { g: { to, roles: [{ stack: "trusting", role: "deploy" }] } },
    }),
    "cross-account-access",
    now,
  );
  const stack = {
    name: "organization/p/trusting",
    roles,
    account: { id: "111111111111", file: "Pulumi.trusting.yaml" },
  };
  return planGrants(settings, { trusting: stack }, now, organization).problems.map(grantProblemText);
}

describe("a grant that the organization makes void", () => {
  for (const [what, organization, void_, to] of [
    ["no organization", undefined, false],
    ["AWS's own policies", organizationWith(), false],
    ["an SCP that denies at a unit of the grantee's account", scp({ people: ["full", deny()] }), true],
    ["an SCP that denies elsewhere", scp({ workloads: ["full", deny()] }), false],
    ["an account without an SCP that allows", scp({ trusted: [] }), true],
    ["an RCP at the role's account", organizationWith({ "resource-control": { trusting: ["full", deny()] } }), true],
    ["an RCP at the grantee's account", organizationWith({ "resource-control": { trusted: ["full", deny()] } }), false],
    [
      "an SCP that excepts one of the group",
      scp({ root: ["full", unless("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/bob")] }),
      false,
    ],
    [
      "an SCP that excepts somebody else",
      scp({ root: ["full", unless("ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::222222222222:user/carol")] }),
      true,
    ],
    [
      "an SCP that excepts a path, which the user may have",
      scp({ root: ["full", unless("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/ops/*")] }),
      false,
    ],
    [
      "an SCP that asks for MFA",
      scp({ root: ["full", unless("BoolIfExists", "aws:MultiFactorAuthPresent", "false")] }),
      false,
    ],
    [
      "an SCP that asks for MFA, of a role",
      scp({ root: ["full", unless("BoolIfExists", "aws:MultiFactorAuthPresent", "false")] }),
      true,
      { roles: ["builder"] },
    ],
    [
      "an SCP that denies until a day that comes",
      scp({ root: ["full", unless("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z")] }),
      false,
    ],
    [
      "an SCP that denies from a day that was",
      scp({ root: ["full", unless("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z")] }),
      true,
    ],
    ["a unit of which nothing is known", scp({ people: "unknown" }), false],
    ["a policy of which nothing is known", scp({ people: ["unread"] }), false],
    [
      "SCPs that are not enabled",
      organizationWith(
        { "service-control": { root: [] } },
        { enabled: { "service-control": false, "resource-control": true } },
      ),
      false,
    ],
  ] as [string, Organization | undefined, boolean, object?][])
    it(`${what}: ${void_ ? "fails" : "passes"}`, () => {
      const found = problems(organization, to).filter((text) => !text.includes("does not admit"));
      assert.equal(found.length, void_ ? 1 : 0, found.join("\n"));
    });

  it("is told with the policy and the unit", () => {
    assert.deepEqual(problems(scp({ people: ["full", deny({ Sid: "KeepIn" })] })), [
      "grants.g: the organization forbids the group deployers of the account 222222222222 to assume " +
        "arn:aws:iam::111111111111:role/deploy, so the grant would give nothing:\n" +
        "    the service control policy own (p-1) on the unit People (ou-ab12-22222222) denies it in Statement[0] (KeepIn)\n" +
        "    Take the grant away, or have whoever runs the organization allow it; then write organization.json anew.",
    ]);
  });
});

describe("a grantee of whom no account is known", () => {
  it("is forbidden nothing for a reason", () => {
    const grantee = { kind: "permission-set", name: "Dev" } as const;
    const everything = scp({ root: ["full", deny()] });
    assert.deepEqual(forbids(everything, "arn:aws:iam::111111111111:role/deploy", grantee, [], now), []);
  });
});
