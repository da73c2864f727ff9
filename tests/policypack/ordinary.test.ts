/** The pack in projects that know nothing of it: functions, tasks, builds, users in groups, outputs in documents. */
import assert from "node:assert/strict";
import { run, type Shown, unknownStringValue as UNKNOWN } from "./engine";
import {
  ADMIN,
  by,
  component,
  COMPONENT,
  document,
  in111,
  in222,
  inline,
  MFA,
  NARROW,
  NO_WRITES,
  principal,
  resource,
  trust,
  WRITES,
} from "./stories/program";

const said = (found: readonly string[], policy: string): string[] =>
  found.filter((line) => line.startsWith(`${policy}: `));

function serviceTrust(Service: string | string[], Condition?: object, more: object = {}): string {
  const statement = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service },
    ...(Condition && { Condition }),
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...more }] });
}

const role = (assumeRolePolicy: string, props: object = {}, more: Partial<Shown> = by(in111)): Shown =>
  principal("Role", "web", "web", { assumeRolePolicy, ...props }, more);

describe("a role that services of its own account alone may assume", () => {
  const none: Readonly<Record<string, Shown>> = {
    "of a function": role(serviceTrust("lambda.amazonaws.com")),
    "of a task and of a build": role(serviceTrust(["ecs-tasks.amazonaws.com", "codebuild.amazonaws.com"])),
    "of an instance in China": role(serviceTrust("ec2.amazonaws.com.cn")),
    "of log deliveries of a region": role(serviceTrust("logs.eu-west-1.amazonaws.com")),
    "for its own account": role(
      serviceTrust("lambda.amazonaws.com", { StringEquals: { "aws:SourceAccount": "111111111111" } }),
    ),
    "for a resource of its own account": role(
      serviceTrust("states.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:states:*:111111111111:*" } }),
    ),
    "for some account, where its own is not known": role(
      serviceTrust("lambda.amazonaws.com", { StringEquals: { "aws:SourceAccount": "333333333333" } }),
      {},
      {},
    ),
    "made by the other provider": resource(
      "aws-native:iam:Role",
      "web",
      { roleName: "web", assumeRolePolicyDocument: JSON.parse(serviceTrust("lambda.amazonaws.com")) as object },
      by(in111),
    ),
  };
  for (const [what, one] of Object.entries(none))
    it(`${what}: nothing is said of its trust`, () => assert.deepEqual(run([one]), []));

  const stays: Readonly<Record<string, Shown>> = {
    "beside its own account": role(
      serviceTrust("lambda.amazonaws.com", undefined, {
        Principal: { Service: "lambda.amazonaws.com", AWS: "arn:aws:iam::111111111111:root" },
      }),
    ),
    "for another account": role(
      serviceTrust("lambda.amazonaws.com", { StringEquals: { "aws:SourceAccount": "333333333333" } }),
    ),
    "for a resource of another account": role(
      serviceTrust("events.amazonaws.com", {
        ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:333333333333:rule/x" },
      }),
    ),
    "that lets people of a directory in": role(serviceTrust("account-access.amazonaws.com")),
    "that lets machines with a certificate in": role(serviceTrust("rolesanywhere.amazonaws.com")),
    "that lets users of a directory in": role(serviceTrust("ds.amazonaws.com")),
    "that is none": role(serviceTrust("*")),
    "of another domain": role(serviceTrust("lambda.example.com")),
    "all but one": role(
      serviceTrust("lambda.amazonaws.com", undefined, {
        Principal: undefined,
        NotPrincipal: { Service: "lambda.amazonaws.com" },
      }),
    ),
    "and a provider of identities": role(
      serviceTrust("lambda.amazonaws.com", undefined, {
        Principal: { Service: "lambda.amazonaws.com", Federated: "arn:aws:iam::111111111111:saml-provider/idp" },
      }),
    ),
  };
  for (const [what, one] of Object.entries(stays))
    it(`${what}: its trust is judged`, () => assert.ok(said(run([one]), "trust-beyond-accounts").length > 0));

  it("is judged by what it may do", () => {
    const broad = { inlinePolicies: [{ name: "w", policy: WRITES }] };
    const found = run([role(serviceTrust("lambda.amazonaws.com"), broad)]);
    assert.deepEqual(
      found.map((line) => line.split(":")[0]),
      ["unbounded-write"],
    );
  });

  it("is judged like any other where the configuration asks for it, and where a component made it", () => {
    const one = role(serviceTrust("lambda.amazonaws.com"));
    const all = run([one], { declarations: { allRoles: true } });
    assert.deepEqual([...new Set(all.map((line) => line.split(":")[0]))], ["trust-beyond-accounts"]);
    const made = role(serviceTrust("lambda.amazonaws.com"), {}, by(in111, { parent: `${COMPONENT} web` }));
    assert.equal(said(run([component({}, "111111111111", "web"), made]), "trust-beyond-accounts").length, 1);
  });
});

describe("each finding is told once", () => {
  const broad = JSON.stringify(WRITES);
  const table = (role: string, more: Partial<Shown> = {}): Shown =>
    resource("aws:iam/rolePolicy:RolePolicy", "table", { name: "table", role, policy: broad }, by(in111, more));

  it("of a policy for a role whose name is not known yet", () => {
    for (const preview of [true, false]) {
      const unnamed = principal(
        "Role",
        "web",
        undefined,
        { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") },
        by(in111),
      );
      const found = run([unnamed, table(UNKNOWN, { dependencies: { role: ["web"] } })], {}, false, preview);
      assert.equal(said(found, "unbounded-write").length, 1, found.join("\n"));
    }
  });

  it("of two policies for such a role, each once", () => {
    const second = { ...table(UNKNOWN, { dependencies: { role: ["web"] } }), name: "second" };
    const other = {
      ...second,
      props: { name: "second", role: UNKNOWN, policy: JSON.stringify(document("sqs:SendMessage", "*")) },
    };
    const found = run([
      role(serviceTrust("lambda.amazonaws.com")),
      table(UNKNOWN, { dependencies: { role: ["web"] } }),
      other,
    ]);
    assert.equal(said(found, "unbounded-write").length, 2, found.join("\n"));
  });

  it("of a managed policy for such a role, with the role's name", () => {
    const attached = resource(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "admin",
      { role: UNKNOWN, policyArn: ADMIN },
      by(in111, { dependencies: { role: ["web"] } }),
    );
    const found = said(run([role(serviceTrust("lambda.amazonaws.com")), attached]), "administrative-access");
    assert.match(found.join("\n"), /^administrative-access: role web, [^\n]*$/);
  });

  it("of what a component claims and its role then has", () => {
    const claims = component({ policies: { managed: [], inline: { own: WRITES } } });
    const made = principal(
      "Role",
      "deploy",
      "deploy",
      { assumeRolePolicy: trust("222222222222", MFA) },
      by(in111, { parent: `${COMPONENT} deploy` }),
    );
    const has = inline(WRITES, in111);
    assert.equal(said(run([claims, made, has]), "unbounded-write").length, 1);
    assert.equal(said(run([component(), made, has]), "unbounded-write").length, 1);
    // A namesake that the component did not make is another principal.
    assert.equal(said(run([claims, { ...made, parent: `${COMPONENT} other` }, has]), "unbounded-write").length, 2);
  });
});

describe("documents that are outputs", () => {
  const later = (name: string): Shown =>
    resource("aws:iam/rolePolicy:RolePolicy", name, { name, role: name, policy: UNKNOWN }, by(in111));
  const bucket = resource(
    "aws:s3/bucketPolicy:BucketPolicy",
    "assets",
    { bucket: "assets", policy: UNKNOWN },
    by(in111),
  );

  it("are one finding of a preview, which says how to make them known", () => {
    const found = run([later("a"), later("b"), bucket], {}, false, true);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(
      found[0]!,
      /^unknown-policy: 3 documents are not known at preview.*resource s3\.BucketPolicy\/assets, policy; role a, policy a; role b, policy b\. Build them from known values.*"unknownAtPreview": "advisory"/,
    );
  });

  it("are advice where the configuration says so, at a preview alone", () => {
    const config = { declarations: { unknownAtPreview: "advisory" } };
    assert.deepEqual(
      run([later("a"), later("b")], config, false, true).map((line) => line.split(":")[0]),
      ["unknown-policy-advice"],
    );
    assert.equal(said(run([later("a")], config, true), "unknown-policy").length, 1);
    assert.equal(said(run([later("a"), later("b")], config), "unknown-policy").length, 2);
  });

  it("do not hide what is known", () => {
    const found = run([later("a"), inline(WRITES, in111)], {}, false, true);
    assert.deepEqual(found.map((line) => line.split(":")[0]).sort(), ["unbounded-write", "unknown-policy"]);
  });

  it("may be excepted, each for its role", () => {
    const exceptions = [{ role: "a", rule: "unknown-policy", reason: "r", approvedBy: "s", until: "2027-01-01" }];
    const found = run([later("a"), later("b")], { declarations: { exceptions } }, false, true);
    assert.match(found.join("\n"), /^unknown-policy: role b, policy b: the document is not known at preview[^\n]*$/);
  });
});

describe("a user in groups", () => {
  const user = principal("User", "alice", "alice", {}, by(in111));
  const group = resource("aws:iam/group:Group", "team", { name: "team" }, by(in111));
  const member = (props: object = { user: "alice", groups: ["team"] }, more: Partial<Shown> = by(in111)): Shown =>
    resource("aws:iam/userGroupMembership:UserGroupMembership", "in", props, more);
  const members = resource(
    "aws:iam/groupMembership:GroupMembership",
    "in",
    { group: "team", users: ["alice"] },
    by(in111),
  );
  const policyOf = (kind: "user" | "group", name: string, policy: object): Shown => {
    const Kind = kind === "user" ? "UserPolicy" : "GroupPolicy";
    return resource(
      `aws:iam/${kind}Policy:${Kind}`,
      `${kind}-own`,
      { name: "own", [kind]: name, policy: JSON.stringify(policy) },
      by(in111),
    );
  };
  const pass = document("iam:PassRole", "arn:aws:iam::111111111111:role/app-*");
  const runs = document(
    "lambda:CreateFunction lambda:InvokeFunction",
    "arn:aws:lambda:eu-west-1:111111111111:function:web",
  );
  const halves = [policyOf("user", "alice", pass), policyOf("group", "team", runs)];
  const opened = (found: readonly string[]): string[] =>
    said(found, "privilege-escalation").filter((line) => line.includes("user alice"));

  it("has their policies too, however the stack says that it is a member", () => {
    for (const one of [member(), members]) {
      assert.equal(opened(run([user, group, ...halves, one], {}, true)).length, 1);
      assert.equal(opened(run([one, group, user, ...halves])).length, 1);
    }
    const native = resource("aws-native:iam:User", "alice", { userName: "alice", groups: ["team"] }, by(in111));
    assert.equal(opened(run([native, group, ...halves])).length, 1);
    assert.equal(opened(run([user, group, ...halves])).length, 0);
  });

  it("has them where its name or the group's comes from a resource of the stack", () => {
    const unnamed = member(
      { user: UNKNOWN, groups: [UNKNOWN] },
      by(in111, { dependencies: { user: ["alice"], groups: ["team"] } }),
    );
    assert.equal(opened(run([user, group, ...halves, unnamed])).length, 1);
  });

  it("is not told what the group is told", () => {
    const found = said(run([user, group, member(), policyOf("group", "team", WRITES)]), "unbounded-write");
    assert.match(found.join("\n"), /^unbounded-write: group team, [^\n]*$/);
  });

  it("is held back by what its group denies, where it surely is a member", () => {
    const writes = policyOf("user", "alice", WRITES);
    const denies = policyOf("group", "team", NO_WRITES);
    assert.deepEqual(said(run([user, group, member(), denies, writes]), "unbounded-write"), []);
    const elsewhere = { ...group, ...by(in222) };
    assert.equal(
      said(run([user, elsewhere, member(), { ...denies, ...by(in222) }, writes]), "unbounded-write").length,
      1,
    );
  });
});

describe("the types of aws-native that attach policies", () => {
  const BROAD = document("*", "*");
  const cases: readonly [type: string, broad: object, narrow: object][] = [
    [
      "Role",
      { policies: [{ policyName: "a", policyDocument: BROAD }] },
      { policies: [{ policyName: "a", policyDocument: NARROW }] },
    ],
    ["Role", { managedPolicyArns: [ADMIN] }, { managedPolicyArns: [] }],
    ["User", { policies: [{ policyName: "a", policyDocument: BROAD }] }, { userName: "x" }],
    ["Group", { managedPolicyArns: [ADMIN] }, { groupName: "x" }],
    [
      "RolePolicy",
      { roleName: "x", policyName: "a", policyDocument: BROAD },
      { roleName: "x", policyName: "a", policyDocument: NARROW },
    ],
    ["UserPolicy", { userName: "x", policyName: "a", policyDocument: BROAD }, { userName: "x", policyName: "a" }],
    [
      "GroupPolicy",
      { groupName: "x", policyName: "a", policyDocument: BROAD },
      { groupName: "x", policyName: "a", policyDocument: NARROW },
    ],
    ["ManagedPolicy", { policyDocument: BROAD, roles: ["x"] }, { policyDocument: NARROW, roles: ["x"] }],
    ["ManagedPolicy", { policyDocument: BROAD }, { policyDocument: NARROW }],
  ];
  for (const [type, broad, narrow] of cases)
    it(`${type} ${Object.keys(broad).join(" ")}`, () => {
      const told = (props: object): string[] =>
        run([resource(`aws-native:iam:${type}`, "x", props, by(in111))], {}, true);
      assert.ok(said(told(broad), "administrative-access").length > 0);
      assert.deepEqual(told(narrow), []);
    });

  it("a document that is not known is told", () =>
    assert.equal(
      said(
        run([
          resource("aws-native:iam:Role", "x", {
            roleName: "x",
            policies: [{ policyName: "a", policyDocument: UNKNOWN }],
          }),
        ]),
        "unknown-policy",
      ).length,
      1,
    ));

  it("a boundary that is a policy of the stack counts", () => {
    const edge = resource(
      "aws-native:iam:ManagedPolicy",
      "edge",
      { managedPolicyName: "edge", policyDocument: NARROW },
      by(in111),
    );
    const bounded = (permissionsBoundary?: string): Shown =>
      resource(
        "aws-native:iam:Role",
        "x",
        { roleName: "x", managedPolicyArns: [ADMIN], ...(permissionsBoundary && { permissionsBoundary }) },
        by(in111),
      );
    assert.deepEqual(run([edge, bounded("arn:aws:iam::111111111111:policy/edge")]), []);
    assert.ok(said(run([edge, bounded()]), "administrative-access").length > 0);
  });
});
