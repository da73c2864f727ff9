import assert from "node:assert/strict";
import type { ResourceValidationArgs } from "@pulumi/policy";
import { enforce } from "../../policypack/enforce";
import { RULES } from "../../policypack/rules";
import type { Level, Rule } from "../../policypack/rules/rule";
import { run, type Shown, UnknownValueError, unknownCheckingProxy, unknownStringValue } from "./engine";

const BROAD = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const NARROW = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
};
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const MONITORING = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
const SET = "arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111";

function statement(action: string | string[], resource: string | string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
}

/** Violations of one rule at the resource itself, before anything else of the stack is seen. */
function violations(rule: string, type: string, props: object): string[] {
  return run([{ type, props }], {}, true)
    .filter((line) => line.startsWith(`${rule}: `))
    .map((line) => line.slice(rule.length + 2));
}

describe("rules on resources", () => {
  const attaching: [type: string, broad: object, narrow: object][] = [
    [
      "aws:iam/role:Role",
      { inlinePolicies: [{ name: "a", policy: BROAD }] },
      { inlinePolicies: [{ name: "a", policy: NARROW }] },
    ],
    ["aws:iam/role:Role", { managedPolicyArns: [ADMIN] }, { managedPolicyArns: [] }],
    ["aws:iam/policy:Policy", { policy: BROAD }, { policy: NARROW }],
    ["aws:iam/policyAttachment:PolicyAttachment", { policyArn: ADMIN, roles: ["deploy"] }, { policyArn: MONITORING }],
    ...["role", "user", "group"].flatMap((kind): [string, object, object][] => {
      const Kind = kind[0]!.toUpperCase() + kind.slice(1);
      return [
        [`aws:iam/${kind}Policy:${Kind}Policy`, { [kind]: "x", policy: BROAD }, { [kind]: "x", policy: NARROW }],
        [
          `aws:iam/${kind}PolicyAttachment:${Kind}PolicyAttachment`,
          { [kind]: "x", policyArn: ADMIN },
          { [kind]: "x", policyArn: MONITORING },
        ],
        [
          `aws:iam/${kind}PolicyAttachmentsExclusive:${Kind}PolicyAttachmentsExclusive`,
          { [`${kind}Name`]: "x", policyArns: [ADMIN] },
          { [`${kind}Name`]: "x", policyArns: [] },
        ],
      ];
    }),
    [
      "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
      { permissionSetArn: SET, inlinePolicy: BROAD },
      { permissionSetArn: SET, inlinePolicy: JSON.stringify(NARROW) },
    ],
    [
      "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
      { permissionSetArn: SET, managedPolicyArn: ADMIN },
      { permissionSetArn: SET, managedPolicyArn: MONITORING },
    ],
    [
      "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
      { permissionSetArn: SET, managedPolicyArns: [MONITORING, ADMIN] },
      { permissionSetArn: SET, managedPolicyArns: [MONITORING] },
    ],
    [
      "aws-native:sso:PermissionSet",
      { name: "x", inlinePolicy: JSON.parse(BROAD) as object },
      { name: "x", inlinePolicy: NARROW, customerManagedPolicyReferences: [] },
    ],
    [
      "aws-native:sso:PermissionSet",
      { name: "x", managedPolicies: [ADMIN] },
      { name: "x", managedPolicies: [MONITORING] },
    ],
    [
      "aws-native:sso:PermissionSet",
      {
        name: "x",
        managedPolicies: [ADMIN],
        permissionsBoundary: { customerManagedPolicyReference: { name: "edge" } },
      },
      { name: "x", managedPolicies: [ADMIN], permissionsBoundary: { managedPolicyArn: MONITORING } },
    ],
  ];
  for (const [type, broad, narrow] of attaching) {
    it(`${type} ${Object.keys(broad).join(" ")}`, () => {
      assert.equal(violations("administrative-access", type, broad).length, 1);
      assert.deepEqual(violations("administrative-access", type, narrow), []);
      assert.deepEqual(violations("unknown-policy", type, narrow), []);
    });
  }

  it("leaves other resources alone", () => {
    assert.deepEqual(violations("administrative-access", "aws:s3/bucketPolicy:BucketPolicy", { policy: BROAD }), []);
  });

  it("fails closed on a document that is not known yet, without touching it", () => {
    assert.throws(() => void unknownCheckingProxy({ policy: unknownStringValue }).policy, UnknownValueError);
    const [message] = violations("unknown-policy", "aws:iam/rolePolicy:RolePolicy", {
      name: "a",
      role: "deploy",
      policy: unknownStringValue,
    });
    assert.match(message ?? "", /^role deploy, policy a: the document is not known at preview/);
  });

  it("fails closed on a malformed document", () => {
    const [message] = violations("unknown-policy", "aws:iam/rolePolicy:RolePolicy", {
      name: "a",
      role: "deploy",
      policy: "{ // }",
    });
    assert.equal(
      message,
      "role deploy, policy a: not valid JSON, line 1, column 3: expected a key in double quotes, found a comment, which JSON does not have",
    );
  });

  describe("principals of one name", () => {
    const role = (provider: string): Shown => ({
      type: "aws:iam/role:Role",
      name: `deploy-of-${provider}`,
      props: { name: "deploy", inlinePolicies: [{ name: "a", policy: BROAD }] },
      provider: { name: provider, props: {} },
    });

    it("are told each at its own resource, where other providers make them", () => {
      const told = (stack: Shown[], atResources: boolean) =>
        run(stack, {}, atResources).filter((line) => line.startsWith("administrative-access: "));
      assert.equal(told([role("here")], true).length, 1);
      const [first, second, ...more] = told([role("here"), role("there")], true);
      assert.deepEqual([first, more], [second, []]);
      assert.match(first ?? "", /role deploy, policy a, Statement\[0\]/);
    });

    it("are told once where two resources show the same", () => {
      const attached = (name: string): Shown => ({
        type: "aws:iam/rolePolicy:RolePolicy",
        name,
        props: { name: "a", role: "deploy", policy: BROAD },
      });
      assert.equal(
        run([attached("one"), attached("two")], {}, true).filter((line) => line.startsWith("administrative-access: "))
          .length,
        1,
      );
    });
  });

  describe("principals over several resources", () => {
    const halves: Shown[] = [
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "pass",
        props: {
          name: "pass",
          role: "deploy",
          policy: statement("iam:PassRole", "arn:aws:iam::111111111111:role/app-*"),
        },
      },
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: "run",
        props: {
          name: "run",
          role: "deploy",
          policy: statement(
            ["lambda:CreateFunction", "lambda:InvokeFunction"],
            "arn:aws:lambda:eu-west-1:111111111111:function:web",
          ),
        },
      },
    ];

    it("judges the union as soon as the last part is seen, before it is created", () => {
      const found = run(halves, {}, true);
      assert.equal(found.filter((line) => line.startsWith("privilege-escalation:")).length, 1);
      assert.match(
        found[0]!,
        /^privilege-escalation: role deploy, policy pass, Statement\[0\] opens the escalation path lambda-001: iam:PassRole, with lambda:CreateFunction and lambda:InvokeFunction\. For example iam:PassRole on arn:aws:iam::111111111111:role\/app-anything, passed to lambda\.amazonaws\.com\./,
      );
    });

    it("says each finding once, at the resource or at the end", () => {
      const found = run(halves);
      assert.equal(new Set(found).size, found.length, found.join("\n"));
    });

    it("keeps roles apart", () => {
      assert.deepEqual(
        run([halves[0]!, { ...halves[1]!, props: { ...halves[1]!.props, role: "other" } }]).filter((line) =>
          line.startsWith("privilege-escalation:"),
        ),
        [],
      );
    });

    it("finds the policy behind an ARN that is not known yet", () => {
      const broad: Shown[] = [
        { type: "aws:iam/policy:Policy", name: "ours", props: { policy: BROAD } },
        {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          name: "a",
          props: { role: "deploy", policyArn: unknownStringValue },
          dependencies: { policyArn: ["ours"] },
        },
      ];
      assert.ok(run(broad).some((line) => /^administrative-access: role deploy, policy ours/.test(line)));
      const narrow = [{ ...broad[0]!, props: { policy: NARROW } }, broad[1]!];
      assert.deepEqual(run(narrow), []);
      assert.match(
        run([{ ...broad[1]!, dependencies: {} }]).join(),
        /unknown-policy: role deploy, policy of a: the document is not known at preview/,
      );
    });

    it("finds the policy of this stack by its ARN", () => {
      const policy: Shown = {
        type: "aws:iam/policy:Policy",
        name: "ours",
        props: { name: "ours", path: "/team/", policy: NARROW },
      };
      const attachment = (arn: string): Shown => ({
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "a",
        props: { role: "deploy", policyArn: arn },
      });
      assert.deepEqual(run([policy, attachment("arn:aws:iam::111111111111:policy/team/ours")]), []);
      assert.match(
        run([policy, attachment("arn:aws:iam::111111111111:policy/theirs")]).join(),
        /unknown-policy: .* is neither in this stack nor declared.*declarations\.policies\["arn:aws:iam::111111111111:policy\/theirs"\]/,
      );
    });

    it("reads a document that is declared in the configuration", () => {
      const arn = "arn:aws:iam::111111111111:policy/theirs";
      const attachment: Shown = {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "a",
        props: { role: "deploy", policyArn: arn },
      };
      assert.deepEqual(run([attachment], { declarations: { policies: { [arn]: NARROW } } }), []);
      assert.ok(
        run([attachment], { declarations: { policies: { [arn]: BROAD } } }).some((line) =>
          line.startsWith("administrative-access:"),
        ),
      );
    });

    it("uses what the program asked for where the outputs no longer show it", () => {
      const role: Shown = {
        type: "aws:iam/role:Role",
        name: "deploy",
        props: { inlinePolicies: [{ name: "a", policy: NARROW }] },
        outputs: { inlinePolicies: unknownStringValue, managedPolicyArns: unknownStringValue },
      };
      assert.deepEqual(run([role]), []);
    });

    it("asks for the documents of inline policies that are only listed by name", () => {
      const exclusive: Shown = {
        type: "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        name: "x",
        props: { roleName: "deploy", policyNames: ["pass", "by-hand"] },
      };
      const found = run([...halves.slice(0, 1), exclusive]);
      assert.match(
        found.join(),
        /unknown-policy: role deploy, policy by-hand: is listed as attached, but no resource of this stack has its document/,
      );
      assert.doesNotMatch(found.join(), /policy pass: is listed/);
    });

    it("reads the boundary, and knows other roles of the stack", () => {
      const boundary: Shown = { type: "aws:iam/policy:Policy", name: "edge", props: { name: "edge", policy: NARROW } };
      const role: Shown = {
        type: "aws:iam/role:Role",
        name: "deploy",
        props: {
          name: "deploy",
          inlinePolicies: [{ name: "a", policy: statement("s3:PutObject", "*") }],
          permissionsBoundary: "arn:aws:iam::111111111111:policy/edge",
        },
      };
      assert.deepEqual(run([boundary, role]), []);
      const passing = {
        ...halves[0]!,
        props: {
          name: "pass",
          role: "deploy",
          policy: statement(
            ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
            ["arn:aws:iam::111111111111:role/run", "arn:aws:lambda:eu-west-1:111111111111:function:web"],
          ),
        },
      };
      const target = (policy: unknown): Shown => ({
        type: "aws:iam/role:Role",
        name: "run",
        props: { name: "run", inlinePolicies: [{ name: "a", policy }] },
      });
      assert.deepEqual(run([target(NARROW), passing]), []);
      assert.ok(run([target(BROAD), passing]).some((line) => /^privilege-escalation: role deploy/.test(line)));
    });
  });

  describe("the component", () => {
    const settings = {
      trusts: [{ account: "222222222222" }],
      mfa: { required: true },
      policies: { managed: [], inline: { artifacts: NARROW } },
      review: { owner: "platform@example.com", reason: "Releases", by: "2027-02-01" },
    };
    const component = (more: object): Shown => ({
      type: "cross-account-access:index:CrossAccountRole",
      name: "deploy",
      props: { account: { id: "111111111111" }, role: { ...settings, ...more } },
    });
    const trust = (condition?: object): string =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            ...(condition ? { Condition: condition } : {}),
          },
        ],
      });
    const role = (assumeRolePolicy: string): Shown => ({
      type: "aws:iam/role:Role",
      name: "deploy",
      parent: "cross-account-access:index:CrossAccountRole deploy",
      props: { name: "deploy", assumeRolePolicy, maxSessionDuration: 7200 },
    });
    const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

    it("shows the whole role before anything of it exists", () => {
      assert.deepEqual(run([component({})], {}, true), []);
      assert.ok(
        run([component({ policies: { managed: [ADMIN], inline: {} } })], {}, true).some((line) =>
          line.startsWith("administrative-access: role deploy"),
        ),
      );
      assert.ok(
        run([component({ policies: { managed: [], inline: { all: BROAD } } })], {}, true).some((line) =>
          line.startsWith("administrative-access: role deploy, policy all"),
        ),
      );
    });

    it("declares the accounts, the exemption from MFA and the review of its role", () => {
      assert.deepEqual(
        run([component({}), role(trust(MFA))]).map((line) => line.split(":")[0]),
        ["session-too-long"],
      );
      assert.deepEqual(run([component({}), role(trust(MFA))], { "session-too-long": { maximumSeconds: 7200 } }), []);
      assert.ok(
        run([component({}), role(trust())]).some((line) =>
          line.startsWith("mfa-not-required: role deploy, trust policy, Statement[0] admits a session without"),
        ),
      );
      assert.deepEqual(
        run([component({ mfa: { required: false, reason: "machines" } }), role(trust())]).filter((line) =>
          line.startsWith("mfa"),
        ),
        [],
      );
      assert.ok(
        run([component({ review: { owner: "x", reason: "y", by: "2026-11-23" } })]).some((line) =>
          line.includes("review-overdue: role deploy was to be reviewed by 2026-11-23"),
        ),
      );
      assert.deepEqual(run([component({ review: { owner: "x", reason: "y", by: "2026-11-24" } })]), []);
      assert.ok(
        run([component({ review: {} })]).some((line) => line.includes("lacks an owner, a reason, a review date")),
      );
    });

    it("declares the exemption from MFA of each trust by its own mfa", () => {
      const exempt = { required: false, reason: "Pipelines have no MFA device" };
      const [people, pipelines] = [{ account: "222222222222" }, { account: "222222222222", mfa: exempt }];
      const found = (changes: object) =>
        run([component(changes), role(trust())]).filter((line) => line.startsWith("mfa-not-required"));
      for (const changes of [
        { trusts: [people, pipelines] },
        { trusts: [pipelines], mfa: { required: true } },
        { trusts: [people], mfa: exempt },
        { trusts: [people, pipelines], mfa: exempt },
      ])
        assert.deepEqual(found(changes), [], JSON.stringify(changes));
      for (const changes of [
        { trusts: [people] },
        { trusts: [{ ...people, mfa: { required: true } }], mfa: exempt },
        { trusts: [{ ...people, mfa: { required: false } }] },
        { trusts: [{ ...people, mfa: { required: false, reason: " " } }] },
        { trusts: [{ ...people, mfa: { required: false } }, pipelines] },
        { trusts: [{ ...people, mfa: { reason: "none" } }] },
      ])
        assert.equal(found(changes).length, 1, JSON.stringify(changes));
    });

    it("a role without it is asked for the same: declared accounts, and tags for the review", () => {
      const found = run([role(trust(MFA))]);
      assert.ok(
        found.some((line) =>
          line.includes(
            "trust-beyond-accounts: role deploy, trust policy, Statement[0] trusts account 222222222222, which is not declared",
          ),
        ),
      );
      assert.ok(found.some((line) => line.startsWith("review-overdue: role deploy lacks an owner")));
      const tagged = {
        ...role(trust(MFA)),
        props: {
          ...role(trust(MFA)).props,
          maxSessionDuration: 3600,
          tags: { "review-owner": "x", "review-reason": "y", "review-by": "2027-01-01" },
        },
      };
      assert.deepEqual(run([tagged], { declarations: { accounts: ["222222222222"] } }), []);
    });
  });

  describe("messages", () => {
    const named = (name: string): string[] =>
      run([{ type: "aws:iam/rolePolicy:RolePolicy", name: "a", props: { name: "a", role: name, policy: BROAD } }]);

    it("show the hidden characters of what they name", () => {
      for (const [name, shown] of [
        ["a\u001b[2Jb", "a\\u001b[2Jb"],
        ["a\u202eb", "a\\u202eb"],
        ["a\nb", "a\\nb"],
        ["a\u200bb", "a\\u200bb"],
      ] as const) {
        const found = named(name);
        assert.ok(found.length > 0 && found.every((line) => !line.includes(name) && line.includes(shown)), found[0]);
      }
      assert.deepEqual(run([], { declarations: { accounts: "\u202e" } }), [
        'declarations: The pack\'s configuration, declarations.accounts: found "\\u202e", expected a list.',
      ]);
    });

    it("are cut where what they name has no end", () =>
      assert.ok(
        named("x".repeat(100_000)).every((line) => line.length < 5_000 && /\(\d+ more characters\)$/.test(line)),
      ));
  });

  describe("exceptions", () => {
    const broad: Shown = {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "a",
      props: { name: "a", role: "deploy", policy: statement("s3:PutObject", "*") },
    };
    const exception = (more: object): Record<string, object> => ({
      declarations: {
        exceptions: [
          {
            role: "deploy",
            rule: "unbounded-write",
            reason: "migration",
            approvedBy: "security",
            until: "2026-12-01",
            ...more,
          },
        ],
      },
    });

    it("cover one rule of one role until their day", () => {
      assert.equal(run([broad]).length, 1);
      assert.deepEqual(run([broad], exception({})), []);
      assert.deepEqual(run([broad], exception({ until: "2026-11-24" })), []);
      assert.equal(run([broad], exception({ role: "other" })).length, 1);
      assert.equal(run([broad], exception({ rule: "administrative-access" })).length, 1);
    });

    it("name users, groups and policies with their kind, and do not excuse a namesake of another", () => {
      const group: Shown = {
        type: "aws:iam/groupPolicy:GroupPolicy",
        name: "a",
        props: { name: "a", group: "deploy", policy: statement("s3:PutObject", "*") },
      };
      assert.equal(run([group], exception({})).length, 1);
      assert.deepEqual(run([group], exception({ role: "group/deploy" })), []);
      assert.equal(run([broad], exception({ role: "group/deploy" })).length, 1);
      assert.deepEqual(run([broad], exception({ role: "role/deploy" })), []);
    });

    it("need a date that exists", () => {
      assert.match(
        run([broad], exception({ until: "2027-02-30" })).join(),
        /exceptions\[0\]\.until: found "2027-02-30"/,
      );
    });

    it("say so when they have expired", () => {
      assert.match(
        run([broad], exception({ until: "2026-11-23" })).join(),
        /The exception that security approved \(migration\) ended on 2026-11-23 and counts no more\.$/,
      );
    });

    it("must be whole", () => {
      const found = run([broad], {
        declarations: {
          exceptions: [{ role: "deploy", rule: "unbounded-wrte", reason: "", until: "soon", by: "x" }],
          accounts: [222],
        },
      }).filter((line) => line.startsWith("declarations:"));
      assert.deepEqual(
        found.map((line) => line.slice("declarations: The pack's configuration, declarations.".length).split(":")[0]),
        ["accounts[0]", "exceptions[0].reason", "exceptions[0].approvedBy", "exceptions[0].by"],
      );
    });
  });

  it("shows advice as a policy of its own, so that it does not stop anything", () => {
    const telemetry: Shown = {
      type: "aws:iam/rolePolicy:RolePolicy",
      props: { name: "a", role: "deploy", policy: statement("logs:PutLogEvents", "*") },
    };
    assert.deepEqual(
      run([telemetry]).map((line) => line.split(":")[0]),
      ["unbounded-write-advice"],
    );
    const levels = Object.fromEntries(enforce(RULES).map(({ name, enforcementLevel }) => [name, enforcementLevel]));
    assert.equal(levels["unbounded-write"], "mandatory");
    assert.equal(levels["unbounded-write-advice"], "advisory");
    assert.equal(levels["session-too-long"], "advisory");
  });

  it("counts an option from the first resource on", () => {
    const role: Shown = {
      type: "aws:iam/role:Role",
      name: "deploy",
      props: { name: "deploy", maxSessionDuration: 7200 },
    };
    const lasting = (maximumSeconds: number): string[] => run([role], { "session-too-long": { maximumSeconds } }, true);
    assert.deepEqual(lasting(7200), []);
    assert.deepEqual(
      lasting(5400).map((line) => line.split(".")[0]),
      ["session-too-long: role deploy lets sessions last 2 h, more than 1 h 30 min"],
    );
  });

  it("shows all that a rule finds, whatever level the finding has", () => {
    const found = (own: Partial<Rule>, level?: Level): string[] => {
      const rule: Rule = {
        ...RULES.find(({ advisoryWhen }) => advisoryWhen === undefined)!,
        name: "own",
        check: () => [{ message: "it", ...(level && { level }) }],
        ...own,
      };
      const resource = {
        type: "aws:iam/role:Role",
        name: "a",
        urn: "urn:a",
        props: {},
        getConfig: () => ({}),
      } as unknown as ResourceValidationArgs;
      const shown: string[] = [];
      for (const policy of enforce([rule])) {
        const validate = policy.validateResource as (
          args: ResourceValidationArgs,
          report: (message: string) => void,
        ) => void;
        validate(resource, () => void shown.push(`${policy.name} ${policy.enforcementLevel}`));
      }
      return shown;
    };
    for (const level of [undefined, "mandatory", "advisory"] as const) {
      assert.deepEqual(found({ level: "mandatory" }, level), ["own mandatory"]);
      assert.deepEqual(found({ level: "advisory" }, level), ["own advisory"]);
      assert.deepEqual(found({ level: "mandatory", advisoryWhen: "so" }, level), [
        level === "advisory" ? "own-advice advisory" : "own mandatory",
      ]);
    }
  });

  describe("permission sets", () => {
    const set: Shown = {
      type: "aws:ssoadmin/permissionSet:PermissionSet",
      name: "developers",
      props: { name: "developers" },
    };
    const half = (name: string, dependencies: Shown["dependencies"], more: object): Shown => ({
      type: `aws:ssoadmin/${name}`,
      name,
      props: { permissionSetArn: unknownStringValue, ...more },
      ...(dependencies === undefined ? {} : { dependencies }),
    });
    const pass = { inlinePolicy: statement("iam:PassRole", "arn:aws:iam::111111111111:role/app-*") };
    const invoke = { managedPolicyArns: ["arn:aws:iam::aws:policy/AWSLambda_FullAccess"] };
    const rules = (found: readonly string[]): string[] =>
      found.filter((line) => /^[a-z-]+: permission set developers/.test(line)).map((line) => line.split(":")[0]!);

    it("are told apart by what their ARN is made from, and judged with all that is attached", () => {
      const inline = half(
        "permissionSetInlinePolicy:PermissionSetInlinePolicy",
        { permissionSetArn: ["developers"] },
        pass,
      );
      const managed = half(
        "managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
        { permissionSetArn: ["developers"] },
        invoke,
      );
      assert.ok(rules(run([set, inline, managed])).includes("privilege-escalation"));
      assert.ok(!rules(run([set, inline, { ...managed, dependencies: {} }])).includes("privilege-escalation"));
    });

    it("need declared documents where each account has its own", () => {
      const customer = (type: string, props: object): Shown => ({
        type: `aws:ssoadmin/${type}`,
        props: { permissionSetArn: SET, ...props },
      });
      for (const one of [
        customer("customerManagedPolicyAttachment:CustomerManagedPolicyAttachment", {
          customerManagedPolicyReference: { name: "ours", path: "/team/" },
        }),
        customer("customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive", {
          customerManagedPolicyReferences: [{ name: "ours", path: "/team/" }],
        }),
        {
          type: "aws-native:sso:PermissionSet",
          props: { name: "x", customerManagedPolicyReferences: [{ name: "ours", path: "/team/" }] },
        },
      ]) {
        const declared = (document: unknown): object => ({
          declarations: { policies: { "arn:aws:iam::*:policy/team/ours": document } },
        });
        assert.match(
          run([one]).join("\n"),
          /unknown-policy: permission set .* is another policy in each account.*declarations\.policies\["arn:aws:iam::\*:policy\/team\/ours"\]/,
        );
        assert.deepEqual(run([one], declared(NARROW) as Record<string, object>), []);
        assert.ok(
          run([one], declared(BROAD) as Record<string, object>).some((line) =>
            line.startsWith("administrative-access: permission set "),
          ),
        );
      }
    });
  });

  it("stops types that attach policies but that it cannot read", () => {
    assert.equal(violations("unknown-policy", "aws-native:iam:RoleDelegation", {}).length, 1);
  });
});
