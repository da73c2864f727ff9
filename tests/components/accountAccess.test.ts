import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { PublishedRole } from "../../grants/publishedRole";
import { config, exampleRole, trustedConfig, trustingConfig } from "../settings/example";
import { refusedKeys } from "../settings/refused/keys";
import { refusedPolicies } from "../settings/refused/policies";
import { refusedRoles } from "../settings/refused/roles";
import { refusedStacks } from "../settings/refused/stacks";
import { refusedPeople } from "../settings/refused/people";
import { refusedTrusts } from "../settings/refused/trusts";
import { deploy, type Deployment, type Registered } from "./deployment";

const trusting = "organization/cross-account-access/trusting";

async function offered(changes: Record<string, unknown> = {}): Promise<Record<string, PublishedRole>> {
  return (await deploy(trustingConfig(changes))).outputs.roles as Record<string, PublishedRole>;
}

function only({ resources }: Deployment, type: string): Registered {
  const found = resources.filter((resource) => resource.type === type);
  assert.equal(found.length, 1, `${type}: ${found.map(({ name }) => name).join(", ")}`);
  return found[0]!;
}

const document = ({ inputs }: Registered, key: string) =>
  JSON.parse(inputs[key] as string) as { Statement: Record<string, unknown>[] };

describe("the trusting side", () => {
  for (const preview of [false, true]) {
    describe(preview ? "as a preview" : "as an update", () => {
      it("makes a role whose trust names the root of the account and requires MFA", async () => {
        const role = only(await deploy(trustingConfig(), { preview }), "aws:iam/role:Role");
        assert.equal(role.inputs["name"], "deploy");
        assert.equal(role.inputs["maxSessionDuration"], 3600);
        assert.deepEqual(document(role, "assumeRolePolicy").Statement, [
          {
            Sid: "Trust222222222222",
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            Action: "sts:AssumeRole",
            Condition: {
              ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:user/*"] },
              Bool: { "aws:MultiFactorAuthPresent": "true" },
              NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" },
            },
          },
        ]);
      });

      it("attaches the policies of the settings and no others, all known beforehand", async () => {
        const managed = ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"];
        const { resources } = await deploy(
          trustingConfig({ policies: { ...(exampleRole()["policies"] as object), managed } }),
          { preview },
        );
        const attached = resources.filter(({ type }) => /RolePolicy|Attachment|Policy$/.test(type));
        assert.deepEqual(attached.map(({ name }) => name).sort(), [
          "deploy-artifacts",
          "deploy-aws:policy/CloudWatchReadOnlyAccess",
        ]);
        assert.equal(typeof attached.find(({ name }) => name === "deploy-artifacts")?.inputs["policy"], "string");
        assert.equal(
          only({ resources } as Deployment, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs["policyArn"],
          managed[0],
        );
      });

      it("uses none of the role's deprecated fields", async () => {
        const role = only(await deploy(trustingConfig(), { preview }), "aws:iam/role:Role");
        assert.deepEqual(
          Object.keys(role.inputs).filter((key) => ["inlinePolicies", "managedPolicyArns"].includes(key)),
          [],
        );
      });
    });
  }

  it("publishes the role only once its policies are attached", async () => {
    assert.equal(
      ((await deploy(trustingConfig(), { preview: true })).outputs.roles as { deploy: unknown } | undefined)?.deploy,
      undefined,
    );
    const { deploy: role } = await offered();
    assert.equal(role?.arn, "arn:aws:iam::111111111111:role/deploy");
  });

  it("publishes what people and grants need", async () => {
    const { deploy: role } = await offered();
    assert.deepEqual(
      { ...role, trustPolicy: undefined, profile: undefined },
      {
        version: 1,
        arn: "arn:aws:iam::111111111111:role/deploy",
        accountId: "111111111111",
        maxSessionDuration: 3600,
        mfa: { required: true, maxAge: 3600 },
        review: { owner: "platform@example.com", reason: "Weekly release", by: "2027-02-01T00:00:00Z" },
        consoleUrl: "https://signin.aws.amazon.com/switchrole?account=111111111111&roleName=deploy&displayName=deploy",
        trustPolicy: undefined,
        profile: undefined,
      },
    );
    assert.deepEqual(role?.profile.split("\n"), [
      "[profile deploy]",
      "role_arn = arn:aws:iam::111111111111:role/deploy",
      "source_profile = <your profile>",
      "mfa_serial = arn:aws:iam::222222222222:mfa/<your device>",
      "duration_seconds = 3600",
      "region = eu-west-1",
      "",
    ]);
  });

  it("revokes sessions by a policy that denies those issued before", async () => {
    const { resources } = await deploy(trustingConfig({ revokeSessionsBefore: "2026-11-01T10:00:00Z" }));
    const revocation = resources.find(({ inputs }) => inputs["name"] === "RevokeSessionsBefore");
    assert.deepEqual(document(revocation!, "policy").Statement, [
      {
        Sid: "RevokeSessions",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-11-01T10:00:00Z" } },
      },
    ]);
  });

  it("names children by their settings, so that one more changes no other", async () => {
    const names = async (roles: Record<string, unknown>) =>
      (await deploy(config("111111111111", { roles }))).resources.map(({ type, name }) => `${type} ${name}`);
    const before = await names({ deploy: exampleRole() });
    const after = await names({ audit: exampleRole(), deploy: exampleRole() });
    assert.deepEqual(
      before.filter((name) => !after.includes(name)),
      [],
    );
  });
});

describe("the trusted side", () => {
  for (const preview of [false, true]) {
    it(`grants exactly the role that the other stack publishes, ${preview ? "as a preview" : "as an update"}`, async () => {
      const deployment = await deploy(trustedConfig(), { preview, stacks: { [trusting]: { roles: await offered() } } });
      const policy = only(deployment, "aws:iam/groupPolicy:GroupPolicy");
      assert.equal(policy.inputs["group"], "deployers");
      assert.deepEqual(document(policy, "policy").Statement, [
        {
          Sid: "AssumeRoles",
          Effect: "Allow",
          Action: ["sts:AssumeRole"],
          Resource: ["arn:aws:iam::111111111111:role/deploy"],
        },
      ]);
    });
  }

  it("makes the group with its members, and publishes the grant once it is attached", async () => {
    const deployment = await deploy(trustedConfig(), { stacks: { [trusting]: { roles: await offered() } } });
    assert.deepEqual(only(deployment, "aws:iam/groupMembership:GroupMembership").inputs, {
      name: "deployers",
      group: "deployers",
      users: ["alice"],
    });
    assert.deepEqual(deployment.outputs.grants, { "deployers-deploy": ["arn:aws:iam::111111111111:role/deploy"] });
  });

  it("gives users and roles policies of their own", async () => {
    const roles = await offered({ mfa: { required: false, reason: "ci" }, trusts: [{ account: "222222222222" }] });
    const { resources } = await deploy(trustedConfig({ to: { users: ["alice"], roles: ["ci"] } }), {
      stacks: { [trusting]: { roles } },
    });
    assert.deepEqual(
      resources.filter(({ type }) => type.endsWith("Policy")).map(({ type, name }) => `${type} ${name}`),
      ["aws:iam/userPolicy:UserPolicy user-alice", "aws:iam/rolePolicy:RolePolicy role-ci"],
    );
  });

  it("grants source identity and tags where the trust asks for them, and only there", async () => {
    const roles = {
      ...(await offered()),
      ...((
        await deploy(
          config("111111111111", {
            roles: { traced: { ...exampleRole(), session: { sourceIdentity: "required", tags: ["team"] } } },
          }),
        )
      ).outputs.roles as object),
    };
    const both = {
      roles: [
        { stack: "trusting", role: "deploy" },
        { stack: "trusting", role: "traced" },
      ],
    };
    const policy = only(
      await deploy(trustedConfig(both), { stacks: { [trusting]: { roles } } }),
      "aws:iam/groupPolicy:GroupPolicy",
    );
    assert.deepEqual(
      document(policy, "policy").Statement.map(({ Action, Resource }) => [Action, Resource]),
      [
        [["sts:AssumeRole"], ["arn:aws:iam::111111111111:role/deploy"]],
        [["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"], ["arn:aws:iam::111111111111:role/traced"]],
      ],
    );
  });

  it("finds stacks of other projects and organizations", async () => {
    for (const [stack, name, organization] of [
      ["trusting", trusting, "organization"],
      ["other/trusting", "organization/other/trusting", "organization"],
      ["other/trusting", "home/other/trusting", "home"],
      ["acme/other/trusting", "acme/other/trusting", "home"],
    ] as const) {
      const roles = await offered();
      const { outputs } = await deploy(trustedConfig({ roles: [{ stack, role: "deploy", account: "111111111111" }] }), {
        stacks: { [name]: { roles } },
        organization,
      });
      assert.deepEqual(outputs.grants, { "deployers-deploy": ["arn:aws:iam::111111111111:role/deploy"] });
    }
  });

  it("says under which conditions a grant is of use, and lets previews show it when that changes", async () => {
    const { outputs } = await deploy(trustedConfig(), { stacks: { [trusting]: { roles: await offered() } } });
    assert.deepEqual(Object.keys(outputs.conditions as object), ["deployers-deploy"]);
  });

  const refused: [what: string, grant: Record<string, unknown>, roles: () => Promise<unknown>, error: RegExp][] = [
    [
      "a stack that was not deployed",
      {},
      () => Promise.resolve(undefined),
      /The stack organization\/cross-account-access\/trusting has no output `roles`: it was not deployed yet.*Deploy it first \(pulumi up --stack/,
    ],
    [
      "a stack of another program",
      {},
      () => Promise.resolve({ deploy: { arn: "x" } }),
      /offers the role deploy in another form.*\n {4}roles\.deploy\.arn: found "x", expected the ARN of one role/s,
    ],
    [
      "a role that is not offered",
      { roles: [{ stack: "trusting", role: "deplyo" }] },
      offered,
      /offers no role deplyo; it offers deploy\./,
    ],
    [
      "a role of prototypes",
      { roles: [{ stack: "trusting", role: "constructor" }] },
      offered,
      /offers no role constructor/,
    ],
    [
      "an account that is not trusted",
      {},
      () => offered({ trusts: [{ account: "333333333333" }] }),
      /does not admit the group deployers of 222222222222, so this grant would do nothing/,
    ],
    [
      "a principal pattern that cannot match",
      {},
      () => offered({ trusts: [{ account: "222222222222", principals: ["user/bob"] }] }),
      /does not admit the group deployers/,
    ],
    [
      "a user beside the pattern",
      { to: { users: ["mallory"] } },
      () => offered({ trusts: [{ account: "222222222222", principals: ["user/alice"] }] }),
      /does not admit the user mallory/,
    ],
    [
      "a role where MFA is required",
      { to: { roles: ["ci"] } },
      () => offered({ trusts: [{ account: "222222222222" }] }),
      /does not admit the role ci/,
    ],
  ];
  for (const [what, grant, roles, error] of refused) {
    it(`fails for ${what}, before any policy is made`, async () => {
      const registered: Registered[] = [];
      await assert.rejects(
        deploy(trustedConfig(grant), { registered, stacks: { [trusting]: { roles: await roles() } } }),
        error,
      );
      assert.deepEqual(
        registered.filter(({ type }) => type.endsWith("Policy")),
        [],
      );
    });
  }

  it("fails for a trust whose window is over, not for one that is not open yet", async () => {
    const window = (from: string, until: string) => async () => {
      const roles = structuredClone(await offered({ window: { from: "2026-11-01", until: "2036-01-01" } }));
      const condition = roles["deploy"]!.trustPolicy.Statement[0]!.Condition as Record<string, Record<string, string>>;
      condition["DateGreaterThanEquals"]!["aws:CurrentTime"] = from;
      condition["DateLessThan"]!["aws:CurrentTime"] = until;
      return deploy(trustedConfig(), { stacks: { [trusting]: { roles } } });
    };
    await assert.rejects(window("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), /does not admit the group deployers/);
    await window("2035-01-01T00:00:00Z", "2036-01-01T00:00:00Z")();
  });

  it("admits users below a path, and a group when one member gets in", async () => {
    const below = await offered({ trusts: [{ account: "222222222222", principals: ["user/team/*"] }] });
    await deploy(trustedConfig({ to: { users: ["alice"] } }), { stacks: { [trusting]: { roles: below } } });
    const onlyAlice = await offered({ trusts: [{ account: "222222222222", principals: ["user/alice"] }] });
    await deploy(
      { ...trustedConfig(), "cross-account-access:groups": '{"deployers":{"members":["alice","bob"]}}' },
      { stacks: { [trusting]: { roles: onlyAlice } } },
    );
  });
});

describe("what roles share and carry", () => {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
  };
  const own = (role: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    config("111111111111", { roles: { deploy: { ...exampleRole(), ...role } }, ...more });

  for (const preview of [false, true]) {
    it(`attaches a policy that is declared here by an ARN that is known ${preview ? "at preview" : "when deployed"}`, async () => {
      const deployment = await deploy(
        own(
          { policies: { shared: ["shop"] } },
          { policies: { shop: { document, path: "/teams/", tags: { team: "web" }, description: "Reads the shop" } } },
        ),
        { preview },
      );
      assert.deepEqual(only(deployment, "aws:iam/policy:Policy").inputs, {
        name: "shop",
        path: "/teams/",
        description: "Reads the shop",
        policy: JSON.stringify(document),
        tags: { team: "web" },
      });
      const attachment = only(deployment, "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
      assert.equal(attachment.inputs["policyArn"], "arn:aws:iam::111111111111:policy/teams/shop");
    });
  }

  it("names the role by name, prefix and path, and gives it its tags", async () => {
    const deployment = await deploy(own({ namePrefix: "shop-", path: "/teams/web/", tags: { team: "web" } }));
    const { inputs } = only(deployment, "aws:iam/role:Role");
    assert.deepEqual([inputs["name"], inputs["path"], inputs["tags"]], ["shop-deploy", "/teams/web/", { team: "web" }]);
    const published = (deployment.outputs.roles as Record<string, PublishedRole>)["deploy"]!;
    assert.equal(published.arn, "arn:aws:iam::111111111111:role/teams/web/shop-deploy");
    assert.match(published.consoleUrl!, /roleName=teams%2Fweb%2Fshop-deploy&displayName=shop-deploy$/);
    assert.match(published.profile, /role_arn = arn:aws:iam::111111111111:role\/teams\/web\/shop-deploy/);
  });

  it("publishes no console link where the console could not follow it", async () => {
    const published = (await deploy(own({ path: "/a-path-of-its-own/", name: "x".repeat(60) }))).outputs
      .roles as Record<string, PublishedRole>;
    assert.equal("consoleUrl" in published["deploy"]!, false);
  });

  it("publishes the strictest MFA of its trusts", async () => {
    const trusts = [
      { account: "222222222222", mfa: { maxAge: "15m" } },
      { account: "333333333333", mfa: { maxAge: "2h" } },
      { account: "444444444444", mfa: { required: false, reason: "ci" } },
    ];
    const published = (await deploy(own({ trusts }))).outputs.roles as Record<string, PublishedRole>;
    assert.deepEqual(published["deploy"]?.mfa, { required: true, maxAge: 900 });
    assert.match(published["deploy"].profile, /mfa_serial = arn:aws:iam::<your account>:mfa\/<your device>/);
  });

  it("attaches AWS managed policies by name, and presets as inline policies", async () => {
    const { resources } = await deploy(
      own({
        policies: {
          managed: ["CloudWatchReadOnlyAccess", "ViewOnlyAccess"],
          presets: { web: { deployToBuckets: { buckets: ["shop"] } } },
        },
      }),
    );
    assert.deepEqual(
      resources.filter(({ type }) => type.endsWith("Attachment")).map(({ inputs }) => inputs["policyArn"]),
      ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"],
    );
    assert.equal(resources.find(({ name }) => name === "deploy-web")?.inputs["name"], "web");
  });
});

describe("refused settings and grants", () => {
  for (const { what, config: refused } of [
    ...refusedTrusts,
    ...refusedPeople,
    ...refusedRoles,
    ...refusedPolicies,
    ...refusedStacks,
    ...refusedKeys,
  ]) {
    it(`create nothing: ${what}`, async () => {
      const registered: Registered[] = [];
      await assert.rejects(
        deploy(refused, { registered }),
        /The settings of this stack have a problem; nothing was changed/,
      );
      assert.deepEqual(registered, []);
    });
  }

  it("make no group for a grant that cannot work", async () => {
    const registered: Registered[] = [];
    await assert.rejects(deploy(trustedConfig(), { registered, stacks: {} }), /was not deployed yet/);
    assert.deepEqual(
      registered.filter(({ type }) => type.startsWith("aws:")),
      [],
    );
  });

  it("say what is wrong and nothing of the way it took through the engine", async () => {
    await assert.rejects(
      deploy(trustedConfig(), { stacks: {} }),
      (error: Error) =>
        /^The grants of this stack have a problem\.\n {2}The stack/.test(error.message) &&
        inspect(error) === error.message,
    );
  });
});
