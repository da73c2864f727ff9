import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { grantProblemText } from "../../grants/grantProblemTexts";
import { planGrants, type GrantPlan } from "../../grants/grantPlan";
import { publishedRole } from "../../grants/publishedRole";
import { roleArn } from "../../settings/arns";
import { config, exampleRole, now } from "../settings/example";

type Changes = Record<string, unknown>;
const free = { mfa: { required: false, reason: "ci" }, trusts: [{ account: "222222222222" }] };

/** What a stack of account 111111111111 with these roles publishes. */
function published(roles: Record<string, Changes>, region = "eu-west-1"): unknown {
  const settings = readSettings(
    {
      ...config("111111111111", {
        roles: Object.fromEntries(
          Object.entries(roles).map(([key, changes]) => [key, { ...exampleRole(), ...changes }]),
        ),
      }),
      "aws:region": region,
    },
    "cross-account-access",
    now,
  );
  return Object.fromEntries(
    Object.entries(settings.roles).map(([key, role]) => [
      key,
      publishedRole(key, role, roleArn(key, role, settings.account), settings.account),
    ]),
  );
}

/** The plan of account 222222222222, in which `trusting` publishes what is given; its problems in words. */
function plan(
  own: Changes,
  roles: unknown,
  others: Record<string, unknown> = {},
): Omit<GrantPlan, "problems"> & { readonly problems: readonly string[] } {
  const settings = readSettings(config("222222222222", own), "cross-account-access", now);
  const stacks = Object.entries({ trusting: roles, ...others }).map(([stack, output]) => [
    stack,
    { name: `organization/p/${stack}`, roles: output, account: { id: "111111111111", file: `Pulumi.${stack}.yaml` } },
  ]);
  const found = planGrants(settings, Object.fromEntries(stacks) as Parameters<typeof planGrants>[1], now);
  return { ...found, problems: found.problems.map(grantProblemText) };
}

const deploy = { stack: "trusting", role: "deploy" };
const arn = "arn:aws:iam::111111111111:role/deploy";
const groups = { deployers: { members: ["alice", "bob"] } };
const grant = (changes: Changes = {}) => ({
  grants: { g: { to: { groups: ["deployers"] }, roles: [deploy], ...changes } },
  groups,
});

describe("the plan of grants", () => {
  it("gives each grantee one policy over all its grants and stacks, each role once", () => {
    const own = {
      groups,
      grants: {
        a: { to: { groups: ["deployers"], users: ["carol"] }, roles: [deploy] },
        b: { to: { groups: ["deployers"] }, roles: [{ stack: "other", role: "audit" }, deploy] },
      },
    };
    const { policies, arns, problems } = plan(own, published({ deploy: {} }), {
      other: published({ audit: { path: "/teams/" } }),
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(Object.keys(policies).sort(), ["group-deployers", "user-carol"]);
    assert.deepEqual(policies["group-deployers"]?.Statement, [
      {
        Sid: "AssumeRoles",
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Resource: [arn, "arn:aws:iam::111111111111:role/teams/audit"],
      },
    ]);
    assert.deepEqual(
      policies["user-carol"]?.Statement.map(({ Resource }) => Resource),
      [[arn]],
    );
    assert.deepEqual(arns, { a: [arn], b: ["arn:aws:iam::111111111111:role/teams/audit", arn] });
  });

  it("asks for MFA in the grant where the settings do, for those roles alone", () => {
    const own = {
      groups,
      grants: {
        a: { to: { groups: ["deployers"] }, roles: [deploy], mfa: { maxAge: "30m" } },
        b: { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "audit" }] },
      },
    };
    const { policies } = plan(own, published({ deploy: free, audit: free }));
    assert.deepEqual(
      policies["group-deployers"]?.Statement.map(({ Resource, Condition }) => [Resource, Condition]),
      [
        [
          [arn],
          {
            Bool: { "aws:MultiFactorAuthPresent": "true" },
            NumericLessThanEquals: { "aws:MultiFactorAuthAge": "1800" },
          },
        ],
        [["arn:aws:iam::111111111111:role/audit"], undefined],
      ],
    );
  });

  it("refuses MFA that another grant to the same people makes void, through a group too", () => {
    const twice = {
      groups,
      grants: {
        a: { to: { groups: ["deployers"] }, roles: [deploy], mfa: {} },
        b: { to: { users: ["alice"] }, roles: [deploy] },
      },
    };
    assert.match(
      plan(twice, published({ deploy: free })).problems.join("\n"),
      /^grants\.b: found arn:aws:iam::111111111111:role\/deploy for the user alice without MFA, and in grants\.a with MFA at most 1 h old: the laxer of the two is what counts; expected the same mfa in both$/,
    );
    const apart = { groups, grants: { ...twice.grants, b: { to: { users: ["carol"] }, roles: [deploy] } } };
    assert.deepEqual(plan(apart, published({ deploy: free })).problems, []);
  });

  const limits: [to: Changes, roles: number, problem: RegExp | undefined][] = [
    [{ users: ["alice"] }, 35, undefined],
    [
      { users: ["alice"] },
      60,
      /^grants\.g: found 60 roles that make inline policies of \d{4} characters for the user alice, expected at most 2048, which is what IAM takes for a user: grant to a group, which takes 5120$/,
    ],
    [{ groups: ["deployers"] }, 60, undefined],
    [
      { groups: ["deployers"] },
      150,
      /^grants\.g: found 150 roles that make inline policies of \d{4} characters for the group deployers, expected at most 5120, which is what IAM takes for a group: spread the roles over several groups$/,
    ],
    [{ roles: ["ci"] }, 150, undefined],
    [
      { roles: ["ci"] },
      300,
      /^grants\.g: found 300 roles that make inline policies of \d{5} characters for the role ci, expected at most 10240/,
    ],
  ];
  for (const [to, count, problem] of limits) {
    it(`${problem ? "refuses" : "takes"} ${count} roles for ${JSON.stringify(to)}, with the figures`, () => {
      const names = Array.from({ length: count }, (_, at) => `role${at}`);
      const own = { groups, grants: { g: { to, roles: names.map((role) => ({ stack: "trusting", role })) } } };
      const { problems } = plan(own, published(Object.fromEntries(names.map((name) => [name, free]))));
      if (problem) assert.match(problems.join("\n"), problem);
      else assert.deepEqual(problems, []);
    });
  }

  it("takes a policy of just the length that IAM takes, and says the figures of one that has a character more", () => {
    const names = Array.from({ length: 40 }, (_, at) => `role${at}`);
    const own = {
      grants: { g: { to: { users: ["alice"] }, roles: names.map((role) => ({ stack: "trusting", role })) } },
    };
    const withName = (name: string) =>
      plan(
        own,
        published(Object.fromEntries(names.map((key, at) => [key, at === 0 ? { ...free, path: name } : free]))),
      );
    const rest = 2_048 - JSON.stringify(withName("/").policies["user-alice"]).length;
    assert.deepEqual(withName(`/${"x".repeat(rest - 1)}/`).problems, []);
    assert.deepEqual(withName(`/${"x".repeat(rest)}/`).problems, [
      "grants.g: found 40 roles that make inline policies of 2049 characters for the user alice, expected at " +
        "most 2048, which is what IAM takes for a user: grant to a group, which takes 5120",
    ]);
  });

  it("counts the other policies of a grantee role that is made here", () => {
    const resources = Array.from(
      { length: 90 },
      (_, at) => `arn:aws:s3:::a-bucket-with-quite-a-long-name-for-its-number-${at}/*`,
    );
    const big = {
      inline: {
        a: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: resources }] },
      },
    };
    const own = {
      grants: {
        g: {
          to: { roles: ["hub"] },
          roles: Array.from({ length: 130 }, (_, at) => ({ stack: "trusting", role: `role${at}` })),
        },
      },
    };
    const offered = published(Object.fromEntries(Array.from({ length: 130 }, (_, at) => [`role${at}`, free])));
    assert.deepEqual(plan(own, offered).problems, []);
    const withRole = {
      ...own,
      roles: { hub: { ...exampleRole(), trusts: [{ account: "333333333333" }], policies: big } },
    };
    assert.match(
      plan(withRole, offered).problems.join("\n"),
      /for the role hub \(\d{4} of them its other policies\), expected at most 10240/,
    );
  });

  describe("against a trust", () => {
    it("says on what conditions it lets in, in words that stay the same from run to run", () => {
      const roles = published({
        deploy: {
          window: { from: "2027-01-01", until: "2027-03-01" },
          session: { namePattern: "${aws:username}" },
          trusts: [
            {
              account: "222222222222",
              principals: ["user/alice", "user/bob"],
              network: { sourceIps: ["203.0.113.0/24"] },
            },
          ],
        },
      });
      const { conditions, problems } = plan(grant(), roles);
      assert.deepEqual(problems, []);
      assert.deepEqual(conditions["g"]?.length, 1);
      const [note] = conditions["g"];
      for (const part of [
        /^arn:aws:iam::111111111111:role\/deploy admits the group deployers with /,
        /multi-factor authentication/,
        /at most 1 h old/,
        /aws:SourceIp within "203\.0\.113\.0\/24"/,
        /sts:RoleSessionName like/,
        /a time from 2027-01-01T00:00:00Z until 2027-03-01T00:00:00Z/,
      ]) {
        assert.match(note!, part);
      }
    });

    it("says nothing of a grant that always works", () =>
      assert.deepEqual(plan(grant(), published({ deploy: free })).conditions, {}));

    it("takes the organization of this account into account, where the settings name it", () => {
      const roles = published({
        deploy: { ...free, organization: { id: "o-a1b2c3d4e5", paths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"] } },
      });
      assert.match(plan(grant(), roles).conditions["g"]!.join(), /aws:PrincipalOrgID equal to "o-a1b2c3d4e5"/);
      const inside = { organization: { id: "o-a1b2c3d4e5", path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/" } };
      assert.deepEqual(
        [plan({ ...grant(), ...inside }, roles).conditions, plan({ ...grant(), ...inside }, roles).problems],
        [{}, []],
      );
      const beside = { organization: { id: "o-a1b2c3d4e5", path: "o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/" } };
      assert.match(
        plan({ ...grant(), ...beside }, roles).problems.join(),
        /does not admit the group deployers of 222222222222, so this grant would do nothing/,
      );
      assert.match(
        plan({ ...grant(), organization: { id: "o-zzzzzzzzzz" } }, roles).problems.join(),
        /so this grant would do nothing/,
      );
    });

    it("refuses a role where MFA is required, with the way out", () => {
      const { problems } = plan(
        grant({ to: { roles: ["ci"] } }),
        published({ deploy: { trusts: [{ account: "222222222222" }] } }),
      );
      assert.match(
        problems.join("\n"),
        /does not admit the role ci of 222222222222, so this grant would do nothing:\n.*multi-factor.*\n.*in an entry of its own with mfa: \{ required: false, reason: … \}\) and deploy it first, grant it to users instead, or remove the role from this grant\.$/s,
      );
    });

    describe("a chain that makes a narrow trust wide", () => {
      const other = "333333333333";
      const to = (principals?: string[]) => ({
        ...free,
        trusts: [{ account: "222222222222", ...(principals && { principals }) }],
      });
      const warned = (principals: string[] | undefined, trusts: object[], name?: string) =>
        plan(
          {
            roles: { ci: { ...exampleRole(), ...free, trusts, ...(name && { name }) } },
            grants: { g: { to: { roles: [name ?? "ci"] }, roles: [deploy] } },
          },
          published({ deploy: to(principals) }),
        ).warnings.filter((warning) => warning.includes("one by one"));
      for (const [what, principals, trusts, name] of [
        ["a whole account", ["role/ci"], [{ account: other }]],
        ["a pattern of it", ["role/ci", "user/alice"], [{ account: other, principals: ["user/alice", "user/team-*"] }]],
        [
          "one account of two",
          ["role/ci"],
          [{ account: other, principals: ["user/alice"] }, { account: "444444444444" }],
        ],
        ["under a name of its own", ["role/runner"], [{ account: other }], "runner"],
      ] as [string, string[], object[], string?][])
        it(`warns: ${what}`, () => assert.equal(warned(principals, trusts, name).length, 1));
      it("says who gets in, for how long, and what to do", () =>
        assert.deepEqual(
          warned(["role/ci"], [{ account: other }, { account: "444444444444", principals: ["user/a*", "role/*"] }]),
          [
            `grants.g: the trust policy of ${arn} names its principals one by one, and roles.ci of this stack, which is one of ` +
              `them, trusts every principal of ${other} that is granted it and user/a* and role/* of 444444444444. So all of ` +
              `these get into ${arn} through it, in sessions of at most 1 h. Name them one by one in roles.ci.trusts too, or ` +
              `grant ${arn} to another role.`,
          ],
        ));
      for (const [what, principals, trusts] of [
        [
          "the role on the way names people one by one too",
          ["role/ci"],
          [{ account: other, principals: ["user/alice"] }],
        ],
        ["the trust is wide itself", undefined, [{ account: other }]],
        ["the trust has a pattern itself", ["role/*"], [{ account: other }]],
      ] as [string, string[] | undefined, object[]][])
        it(`does not warn: ${what}`, () => assert.deepEqual(warned(principals, trusts), []));
      it("does not warn of a role that this stack does not have", () =>
        assert.deepEqual(
          plan({ grants: { g: { to: { roles: ["ci"] }, roles: [deploy] } } }, published({ deploy: to(["role/ci"]) }))
            .warnings,
          [],
        ));
    });

    it("warns of role chaining where the role allows more than the hour that it leaves", () => {
      const own = grant({ to: { roles: ["ci"] } });
      const longer = plan(own, published({ deploy: { ...free, session: { maxDuration: "4h" } } }));
      assert.deepEqual(longer.warnings, [
        "grants.g: the role ci assumes arn:aws:iam::111111111111:role/deploy by role chaining, so the " +
          "session ends after 1 h, although that role allows 4 h.",
      ]);
      const hour = plan(own, published({ deploy: free }));
      assert.deepEqual(hour.warnings, []);
      assert.match(hour.conditions["g"]!.join(), /sessions of 1 h at most, since a role assumes it \(role chaining\)/);
    });

    it("warns of members whom the trust leaves out", () => {
      const { warnings, problems } = plan(
        grant(),
        published({ deploy: { trusts: [{ account: "222222222222", principals: ["user/alice"] }] } }),
      );
      assert.deepEqual(
        [warnings, problems],
        [
          [
            "grants.g: the trust policy of arn:aws:iam::111111111111:role/deploy does not admit bob of the " +
              "group deployers; the others it does.",
          ],
          [],
        ],
      );
    });

    it("refuses a role of another partition", () => {
      const policies = {
        inline: {
          a: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] },
        },
      };
      assert.match(
        plan(grant(), published({ deploy: { ...free, policies } }, "cn-north-1")).problems.join(),
        /^grants\.g\.roles\[0\]: found arn:aws-cn:iam::111111111111:role\/deploy of another partition than this account's \(aws\)/,
      );
    });

    it("tells all problems at once", () => {
      const { problems } = plan(
        grant({ roles: [deploy, { stack: "trusting", role: "audti" }, { stack: "none", role: "x" }] }),
        published({ deploy: { trusts: [{ account: "333333333333" }] }, audit: {} }),
        { none: undefined },
      );
      assert.equal(problems.length, 3, problems.join("\n"));
    });
  });

  describe("with a stack that is not deployed yet", () => {
    const later = { ...deploy, arnUntilDeployed: arn };

    it("is an error unless the settings name the role's ARN; then it is a warning, and the least that the role can be", () => {
      assert.match(plan(grant(), undefined).problems.join(), /was not deployed yet/);
      const { problems, warnings, policies, arns } = plan(grant({ roles: [later] }), undefined);
      assert.deepEqual(problems, []);
      assert.deepEqual(warnings, [
        "grants.g: the stack organization/p/trusting does not offer deploy yet, so nothing says that " +
          "arn:aws:iam::111111111111:role/deploy will admit the group deployers. Deploy that stack, then this " +
          "one again.",
      ]);
      assert.deepEqual(policies["group-deployers"]?.Statement, [
        { Sid: "AssumeRoles", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [arn] },
      ]);
      assert.deepEqual(arns, { g: [arn] });
    });

    it("is the same for a role that a deployed stack does not offer yet", () => {
      assert.equal(plan(grant({ roles: [later] }), published({ audit: {} })).warnings.length, 1);
      assert.match(plan(grant(), published({ audit: {} })).problems.join(), /offers no role deploy; it offers audit/);
    });

    it("is judged like any other once the stack is deployed", () => {
      assert.deepEqual(
        [
          plan(grant({ roles: [later] }), published({ deploy: free })).warnings,
          plan(grant({ roles: [later] }), published({ deploy: free })).problems,
        ],
        [[], []],
      );
      assert.match(
        plan(
          grant({ roles: [later] }),
          published({ deploy: { trusts: [{ account: "333333333333" }] } }),
        ).problems.join(),
        /so this grant would do nothing/,
      );
      assert.match(
        plan(grant({ roles: [later] }), published({ deploy: { path: "/teams/" } })).problems.join(),
        /^grants\.g\.roles\[0\]\.arnUntilDeployed: found "arn:aws:iam::111111111111:role\/deploy", but the stack organization\/p\/trusting offers deploy as arn:aws:iam::111111111111:role\/teams\/deploy; expected that, or leave the key out$/,
      );
    });
  });
});
