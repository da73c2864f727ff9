import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { documentLength } from "../../documents/length";
import { isOwned, ownedPolicy, ownerMark } from "../../documents/ownedPolicy";
import { grantProblemText } from "../../grants/grantProblemTexts";
import { planGrants } from "../../grants/grantPlan";
import { publishedRole } from "../../grants/publishedRole";
import type { Organization } from "../../policypack/iam";
import { roleArn } from "../../settings/arns";
import { organizationWith } from "../policypack/iam/call/organizationCases";
import { config, exampleRole, now } from "../settings/example";

const own = "999999999999";
const without = { required: false, reason: "A permission set has no MFA" };
const sso = (account: string, more: object = {}) => ({ account, principals: ["sso/Dev"], mfa: without, ...more });
const deploy = { stack: "trusting", role: "deploy" };

interface Given {
  readonly trusts: readonly object[];
  readonly role?: object;
  readonly grants?: object;
  readonly assigned?: ReadonlyMap<string, readonly string[]>;
  readonly organization?: Organization;
  /** Changes what the other stack publishes. */
  readonly publish?: (role: Record<string, unknown>) => object;
  readonly more?: object;
}

/** The plan of a stack that grants to the permission set Dev. */
function plan({ trusts, role = {}, grants, assigned, organization, publish = (one) => one, more = {} }: Given) {
  const offering = readSettings(
    config("111111111111", { roles: { deploy: { ...exampleRole(), trusts, ...role } } }),
    "cross-account-access",
    now,
  );
  const read = offering.roles["deploy"]!;
  const published = publishedRole("deploy", read, roleArn("deploy", read, offering.account), offering.account);
  const settings = readSettings(
    config(own, { grants: grants ?? { g: { to: { permissionSets: ["Dev"] }, roles: [deploy] } }, ...more }),
    "cross-account-access",
    now,
  );
  const stack = {
    name: "organization/p/trusting",
    roles: { deploy: publish(published as unknown as Record<string, unknown>) },
    account: { id: "111111111111", file: "Pulumi.trusting.yaml" },
  };
  const found = planGrants(settings, { trusting: stack }, now, organization, assigned);
  return { ...found, problems: found.problems.map(grantProblemText) };
}

const [here, there] = ["222222222222", "333333333333"];
const open =
  /nothing says in which accounts the permission set Dev is assigned, and \S+ admits its sessions in ([\d, ]+) alone/;

describe("grants to permission sets", () => {
  const cases: [what: string, given: Given, admittedIn: string[] | RegExp][] = [
    ["a trust that names the set", { trusts: [sso(here)] }, [here]],
    ["a trust of every principal", { trusts: [{ account: here, mfa: without }] }, [here]],
    ["a trust of every role", { trusts: [sso(here, { principals: ["role/*"] })] }, [here]],
    [
      "a trust of the roles of Identity Center",
      { trusts: [sso(here, { principals: ["role/aws-reserved/*"] })] },
      [here],
    ],
    ["two accounts", { trusts: [sso(there), sso(here)] }, [here, there]],
    [
      "two accounts, one of which names another set",
      { trusts: [sso(there, { principals: ["sso/Other"] }), sso(here)] },
      [here],
    ],
    ["the account of the stack itself", { trusts: [sso(own)] }, [own]],
    [
      "another set",
      { trusts: [sso(here, { principals: ["sso/Other"] })] },
      /does not admit the permission set Dev of 222222222222/,
    ],
    ["a set with a longer name", { trusts: [sso(here, { principals: ["sso/Dev_2"] })] }, /does not admit/],
    ["users alone", { trusts: [sso(here, { principals: ["user/*"] })] }, /does not admit/],
    ["roles of another path", { trusts: [sso(here, { principals: ["role/teams/*"] })] }, /does not admit/],
    ["a trust that asks for MFA", { trusts: [{ account: here }] }, /does not admit[^]*its sessions never carry MFA/],
    [
      "an organization that this one is not",
      { trusts: [sso(here, { organization: { id: "o-zzzzzzzzzz" } })], more: { organization: { id: "o-a1b2c3d4e5" } } },
      /does not admit/,
    ],
    [
      "the organization that this account is in",
      { trusts: [sso(here, { organization: { id: "o-a1b2c3d4e5" } })], more: { organization: { id: "o-a1b2c3d4e5" } } },
      [here],
    ],
    [
      "a unit that the account may be in, whatever that of this one is",
      {
        trusts: [
          sso(here, { organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/*"] } }),
        ],
        more: { organization: { id: "o-a1b2c3d4e5", path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/" } },
      },
      [here],
    ],
  ];
  for (const [what, given, admitted] of cases)
    it(`${what}: ${admitted instanceof RegExp ? "refused" : `admitted in ${admitted.join(" and ")}`}`, () => {
      const { problems, warnings } = plan(given);
      if (admitted instanceof RegExp) return assert.match(problems.join("\n"), admitted);
      assert.deepEqual(problems, []);
      const said = warnings.flatMap((warning) => open.exec(warning)?.[1]?.split(", ") ?? []);
      assert.deepEqual(said, admitted);
    });

  const assigned = (...accounts: string[]) => new Map([["Dev", accounts]]);
  it("is refused where the set is assigned in none of the accounts that the trust names", () => {
    const elsewhere = plan({ trusts: [sso(here)], assigned: assigned(there) });
    assert.match(
      elsewhere.problems.join("\n"),
      /^grants\.g: \S+:role\/deploy admits the permission set Dev in 222222222222 alone, and it is assigned in 333333333333, so this grant would do nothing\./,
    );
    assert.match(plan({ trusts: [sso(here)], assigned: new Map() }).problems.join("\n"), /assigned in no account/);
    const among = plan({ trusts: [sso(here), sso(there)], assigned: assigned(there) });
    assert.deepEqual([among.problems, among.warnings], [[], []]);
  });

  it("says with which conditions, in which account, and that role chaining cuts sessions to an hour", () => {
    const trusts = [sso(here, { window: { until: "2027-01-01" } }), sso(there)];
    const { conditions, warnings } = plan({
      trusts,
      role: { session: { maxDuration: "2h" } },
      assigned: assigned(here),
    });
    assert.deepEqual(conditions, {
      g: [
        "arn:aws:iam::111111111111:role/deploy admits the permission set Dev in 222222222222 with a time until " +
          "2027-01-01T00:00:00Z; sessions of 1 h at most, since a session of it assumes it (role chaining)",
        "arn:aws:iam::111111111111:role/deploy admits the permission set Dev in 333333333333 with sessions of 1 h at " +
          "most, since a session of it assumes it (role chaining)",
      ],
    });
    assert.match(
      warnings.join("\n"),
      /^grants\.g: the permission set Dev assumes \S+ by role chaining, so the session ends after 1 h/,
    );
  });

  it("makes one document of several grants", () => {
    const audit = { stack: "trusting", role: "audit", arnUntilDeployed: "arn:aws:iam::111111111111:role/audit" };
    const to = { permissionSets: ["Dev"] };
    const { policies, warnings, problems } = plan({
      trusts: [sso(here)],
      assigned: assigned(here),
      grants: { a: { to, roles: [deploy] }, b: { to, roles: [audit] } },
    });
    assert.deepEqual(problems, []);
    assert.match(warnings.join("\n"), /grants\.b: .* will admit the permission set Dev/);
    assert.deepEqual(Object.keys(policies), ["permission-set-Dev"]);
    assert.deepEqual(policies["permission-set-Dev"]!.Statement[0]!.Resource, [
      "arn:aws:iam::111111111111:role/audit",
      "arn:aws:iam::111111111111:role/deploy",
    ]);
  });

  it("takes what the trusts of its accounts allow, and refuses what a grant may not follow", () => {
    const statement = (account: string, Action: string | string[]) => ({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action,
    });
    const publish = (...statements: object[]) => ({
      trusts: [sso(here)],
      assigned: assigned(here),
      publish: (role: object) => ({ ...role, trustPolicy: { Version: "2012-10-17", Statement: statements } }),
    });
    const both = plan(
      publish(statement(here, "sts:AssumeRole"), statement(there, ["sts:AssumeRole", "sts:TagSession"])),
    );
    assert.deepEqual(both.policies["permission-set-Dev"]!.Statement[0]!.Action, ["sts:AssumeRole", "sts:TagSession"]);
    assert.match(
      plan(publish(statement(here, "sts:*"))).problems.join("\n"),
      /says more than a grant may follow:[^]*allows sts:\*/,
    );
    const everybody = { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" };
    assert.match(plan(publish(statement(here, "sts:AssumeRole"), everybody)).problems.join("\n"), /trusts everybody/);
    const service = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    assert.match(plan(publish(service)).problems.join("\n"), /does not admit the permission set Dev of no account/);
  });

  it("is void where the organization forbids it in every account that is trusted", () => {
    const deny = { Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" };
    const organization = organizationWith({ "service-control": { people: ["full", deny] } });
    const of = (...trusts: object[]) =>
      plan({ trusts, organization, assigned: assigned(here, there) }).problems.join("\n");
    assert.match(of(sso(here)), /the organization forbids the permission set Dev of the account 222222222222/);
    assert.equal(of(sso(here), sso("111111111112")), "");
  });

  for (const [count, refused] of [
    [500, false],
    [800, true],
  ] as const)
    it(`${refused ? "refuses" : "takes"} ${count} roles`, () => {
      const roles = Array.from({ length: count }, (_, at) => ({
        stack: "trusting",
        role: `role${at}`,
        arnUntilDeployed: `arn:aws:iam::111111111111:role/role${String(at).padStart(8, "0")}`,
      }));
      const { problems } = plan({ trusts: [sso(here)], grants: { g: { to: { permissionSets: ["Dev"] }, roles } } });
      assert.equal(problems.length, refused ? 1 : 0, problems.join("\n"));
      if (refused)
        assert.match(
          problems[0]!,
          /for the permission set Dev, expected at most 32768, which is what IAM Identity Center takes for a permission set: spread the roles over several permission sets$/,
        );
    });
});

describe("the mark of a stack", () => {
  const { policies } = plan({ trusts: [sso(here)] });
  const policy = policies["permission-set-Dev"]!;
  const mark = ownerMark("organization/p/admin");
  const owned = ownedPolicy(policy, mark);
  const [statement] = owned.Statement;

  it("is of one length, and Sids have letters and digits alone", () => {
    assert.match(statement!.Sid, /^[A-Za-z0-9]+$/);
    assert.equal(documentLength(owned), documentLength(ownedPolicy(policy, ownerMark(""))));
  });

  const documents: [what: string, document: unknown, owned: boolean][] = [
    ["what the stack writes", owned, true],
    ["two statements", ownedPolicy({ ...policy, Statement: [...policy.Statement, ...policy.Statement] }, mark), true],
    ["a statement that is no list", { ...owned, Statement: statement }, true],
    ["what another stack writes", ownedPolicy(policy, ownerMark("organization/p/other")), false],
    ["what no stack marked", policy, false],
    ["one statement more", { ...owned, Statement: [statement, { ...statement, Sid: "Mine" }] }, false],
    ["one without a Sid", { ...owned, Statement: [statement, { ...statement, Sid: undefined }] }, false],
    ["a longer mark", { ...owned, Statement: [{ ...statement, Sid: `${mark}0x1` }] }, false],
    ["the mark alone", { ...owned, Statement: [{ ...statement, Sid: mark }] }, false],
    ["no statements", { ...owned, Statement: [] }, false],
    ["no document", undefined, false],
    ["null", null, false],
    ["text", "{}", false],
  ];
  for (const [what, document, is] of documents)
    it(`${what}: ${is ? "its own" : "not its own"}`, () => assert.equal(isOwned(document, mark), is));
});
