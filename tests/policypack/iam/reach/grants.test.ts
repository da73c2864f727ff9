import assert from "node:assert/strict";
import { run, type Shown, unknownStringValue } from "../../engine";

const ROLE = "arn:aws:iam::111111111111:role/";
const COMPONENT = "cross-account-access:index:AssumeRoleGrant";
const trusted = { name: "trusted", props: { allowedAccountIds: JSON.stringify(["222222222222"]) } };

const statement = (changes: object = {}): object => ({
  Sid: "AssumeRoles",
  Effect: "Allow",
  Action: ["sts:AssumeRole"],
  Resource: [`${ROLE}deploy`],
  ...changes,
});

/** A policy of a group, user or role, made by the component that grants roles unless `by` says otherwise. */
function grant(
  kind: "Group" | "User" | "Role",
  statements: readonly object[],
  by: Partial<Shown> = { parent: `${COMPONENT} holder` },
): Shown[] {
  const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const component = {
    type: COMPONENT,
    name: "holder",
    props: { kind: kind.toLowerCase(), name: "holder", policyName: "cross-account-access" },
  };
  return [
    component,
    {
      type: `aws:iam/${kind.toLowerCase()}Policy:${kind}Policy`,
      name: "holder",
      provider: trusted,
      props: { [kind.toLowerCase()]: "holder", name: "cross-account-access", policy: document },
      ...by,
    },
  ];
}

const found = (resources: readonly Shown[], rule: string, config = {}): string[] =>
  run(resources, config)
    .filter((line) => line.startsWith(`${rule}: `))
    .map((line) => line.slice(rule.length + 2));

describe("grants under the policy pack", () => {
  const beyond: readonly [what: string, changes: object, problem: RegExp][] = [
    [
      "all of IAM besides",
      { Action: ["sts:AssumeRole", "iam:*"] },
      /, Statement\[0\] \(AssumeRoles\) allows iam:\*\. A grant lets somebody assume named roles of other accounts: sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession on their ARNs, and nothing else\./,
    ],
    ["a narrow permission besides", { Action: ["sts:AssumeRole", "s3:GetObject"] }, /allows s3:GetObject\./],
    ["all of STS", { Action: "sts:*" }, /allows sts:\*\./],
    ["actions by a beginning", { Action: "sts:Assume*" }, /allows sts:Assume\*\./],
    [
      "a session by web identity",
      { Action: ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"] },
      /allows sts:AssumeRoleWithWebIdentity\./,
    ],
    ["all but an action", { Action: undefined, NotAction: "s3:*" }, /allows all actions but s3:\*\./],
    [
      "any role of the account",
      { Resource: `${ROLE}*` },
      /allows it on arn:aws:iam::111111111111:role\/\*, not the ARN of one role\./,
    ],
    ["a role by one letter", { Resource: `${ROLE}deplo?` }, /allows it on .*deplo\?, not the ARN of one role\./],
    ["a role of any account", { Resource: "arn:aws:iam::*:role/deploy" }, /not the ARN of one role\./],
    ["a role of any partition", { Resource: "arn:*:iam::111111111111:role/deploy" }, /not the ARN of one role\./],
    ["a role by a variable", { Resource: `${ROLE}\${aws:username}` }, /not the ARN of one role\./],
    ["a path that leads up", { Resource: `${ROLE}../admin` }, /not the ARN of one role\./],
    ["anything", { Resource: "*" }, /not the ARN of one role\./],
    ["one among right ones", { Resource: [`${ROLE}deploy`, "*"] }, /allows it on \*, not the ARN of one role\./],
    ["all but a role", { Resource: undefined, NotResource: `${ROLE}admin` }, /allows it on all resources but some\./],
    ["a user", { Resource: "arn:aws:iam::111111111111:user/alice" }, /not the ARN of one role\./],
    [
      "a role of its own account",
      { Resource: "arn:aws:iam::222222222222:role/OrganizationAdmin" },
      /allows it on arn:aws:iam::222222222222:role\/OrganizationAdmin, of this account itself\./,
    ],
    [
      "a role of its own account among others",
      { Resource: [`${ROLE}deploy`, "arn:aws:iam::222222222222:role/teams/web"] },
      /of this account itself\./,
    ],
    [
      "anything under a condition",
      { Resource: "*", Condition: { StringEquals: { "aws:ResourceTag/team": "web" } } },
      /not the ARN of one role\./,
    ],
  ];
  for (const [what, changes, problem] of beyond) {
    it(`are stopped where they allow ${what}, before the policy is made`, () => {
      for (const kind of ["Group", "User", "Role"] as const) {
        const resources = grant(kind, [JSON.parse(JSON.stringify(statement(changes))) as object]);
        const atResource = run(resources, {}, true).filter((line) => line.startsWith("grant-beyond-roles: "));
        assert.ok(
          atResource.some((line) => problem.test(line)),
          atResource.join("\n") || "nothing was found",
        );
        assert.ok(
          atResource.every((line) =>
            line.startsWith(`grant-beyond-roles: ${kind.toLowerCase()} holder, policy cross-account-access, `),
          ),
          atResource.join("\n"),
        );
        assert.deepEqual(found(resources, "grant-beyond-roles").length, atResource.length);
      }
    });
  }

  const right: readonly [what: string, statements: readonly object[]][] = [
    ["one role", [statement()]],
    [
      "roles of several accounts, with paths",
      [statement({ Resource: [`${ROLE}teams/web/deploy`, "arn:aws:iam::333333333333:role/a+b=c,d.e@f-g_h"] })],
    ],
    ["the three actions", [statement({ Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"] })]],
    ["actions in other letters", [statement({ Action: "STS:assumerole" })]],
    ["a role with MFA", [statement({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } })]],
    [
      "a denial besides, whatever it names",
      [
        statement(),
        { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ],
    ],
    ["a role of another partition", [statement({ Resource: "arn:aws-cn:iam::111111111111:role/deploy" })]],
  ];
  for (const [what, statements] of right) {
    it(`are let through: ${what}`, () => {
      for (const kind of ["Group", "User", "Role"] as const) assert.deepEqual(run(grant(kind, statements)), []);
    });
  }

  it("are told by what the engine says of the policy's parents, however deep it is", () => {
    const broad = [statement({ Action: ["sts:AssumeRole", "s3:GetObject"] })];
    const [component, policy] = grant("Group", broad, {});
    const deep = {
      ...policy!,
      type: policy!.type,
      parent: `cross-account-access:index:AccountAccess$${COMPONENT}$my:own:Component x`,
    };
    assert.equal(found([component!, deep], "grant-beyond-roles").length, 1);
    assert.deepEqual(found([component!, policy!], "grant-beyond-roles"), []);
    assert.deepEqual(
      found(
        [component!, { ...policy!, name: COMPONENT, parent: `my:own:Component ${COMPONENT}` }],
        "grant-beyond-roles",
      ),
      [],
    );
  });

  it("may be of its own account where nothing says which that is", () => {
    const own = [statement({ Resource: "arn:aws:iam::222222222222:role/deploy" })];
    const unknown = grant("Group", own).map(({ provider: _, ...one }): Shown => one);
    assert.deepEqual(found(unknown, "grant-beyond-roles"), []);
    assert.equal(found(grant("Group", own), "grant-beyond-roles").length, 1);
  });

  it("are stopped while their document is not known", () => {
    const [component, policy] = grant("Group", [statement()]);
    assert.match(
      found(
        [component!, { ...policy!, props: { ...policy!.props, policy: unknownStringValue } }],
        "unknown-policy",
      ).join(),
      /^group holder, policy cross-account-access: the document is not known at preview/,
    );
  });

  it("are excepted like any other finding, for the grantee by its kind", () => {
    const resources = grant("Group", [statement({ Action: ["sts:AssumeRole", "s3:GetObject"] })]);
    const exception = {
      role: "group/holder",
      rule: "grant-beyond-roles",
      reason: "a test",
      approvedBy: "security",
      until: "2036-01-01",
    };
    assert.deepEqual(found(resources, "grant-beyond-roles", { declarations: { exceptions: [exception] } }), []);
    assert.equal(
      found(resources, "grant-beyond-roles", { declarations: { exceptions: [{ ...exception, role: "holder" }] } })
        .length,
      1,
    );
  });

  describe("that nobody calls so", () => {
    const own = "arn:aws:iam::222222222222:role/";
    const holder = (resource: string): Shown => ({
      type: "aws:iam/userPolicy:UserPolicy",
      name: "own",
      provider: trusted,
      props: {
        user: "alice",
        name: "own",
        policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement({ Resource: resource })] }),
      },
    });
    const role = (name: string, action: string, resource: string): Shown => ({
      type: "aws:iam/role:Role",
      name,
      provider: trusted,
      props: {
        name,
        inlinePolicies: [
          {
            name: "a",
            policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] },
          },
        ],
      },
    });

    it("are stopped where they allow a role of the account that is too broad", () => {
      assert.match(
        found([role("admin", "*", "*"), holder(`${own}admin`)], "assume-any-role").at(-1) ?? "",
        /^user alice, policy own, Statement\[0\] \(AssumeRoles\) allows sts:AssumeRole on a role of this account that is too broad itself\. For example sts:AssumeRole on arn:aws:iam::222222222222:role\/admin\. Whoever may assume it has all that it allows\./,
      );
    });

    it("are let through where it is narrow, or of another account, or not known", () => {
      assert.deepEqual(run([role("reader", "s3:GetObject", "arn:aws:s3:::shop/*"), holder(`${own}reader`)]), []);
      const elsewhere = {
        ...role("admin", "*", "*"),
        provider: { name: "trusting", props: { allowedAccountIds: JSON.stringify(["111111111111"]) } },
      };
      assert.deepEqual(
        found([elsewhere, holder(`${ROLE}admin`)], "assume-any-role").filter((line) => line.startsWith("user")),
        [],
      );
      assert.deepEqual(run([holder(`${own}anybody`)]), []);
    });

    it("are stopped where the configuration declares the role to be broad", () => {
      const others = { [`${own}admin`]: { policies: ["arn:aws:iam::aws:policy/AdministratorAccess"] } };
      assert.equal(found([holder(`${own}admin`)], "assume-any-role", { declarations: { others } }).length, 1);
    });
  });
});
