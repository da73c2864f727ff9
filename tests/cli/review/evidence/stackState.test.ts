import assert from "node:assert/strict";
import { readState } from "../../../../cli/review/evidence/stacks/stackState";

const policy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::111111111111:role/deploy" }],
};
const arn = "arn:aws:iam::222222222222:role/ci/builder";
const published = {
  version: 1,
  arn,
  accountId: "222222222222",
  maxSessionDuration: 7200,
  trustPolicy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "333333333333" }, Action: "sts:AssumeRole" }],
  },
};
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:AAAB" };

const resource = (type: string, outputs: object, more: object = {}) => ({
  urn: `urn:pulumi:s::p::${type}::x`,
  type,
  custom: true,
  outputs,
  ...more,
});
const stack = (outputs: object) => resource("pulumi:pulumi:Stack", outputs);
const builder = resource("aws:iam/role:Role", {
  arn,
  name: "builder",
  assumeRolePolicy: JSON.stringify(policy),
  maxSessionDuration: 7200,
  permissionsBoundary: "arn:aws:iam::222222222222:policy/edge",
});
const exported = (...resources: object[]) => ({ version: 3, deployment: { manifest: {}, resources } });
const documents = (...resources: object[]) => {
  const read = readState("s", exported(stack({ roles: {} }), ...resources), "222222222222");
  assert.ok(read.deployed);
  return read.state.documents;
};

describe("the state of a stack", () => {
  it("that was never deployed, or is destroyed, has nothing", () => {
    assert.deepEqual(readState("s", { version: 3, deployment: { manifest: {} } }, "222222222222"), { deployed: false });
    assert.deepEqual(readState("s", exported(), "222222222222"), { deployed: false });
  });

  it("that is none is refused", () => {
    assert.throws(() => readState("s", { version: 3 }, "222222222222"), /no deployment/);
    assert.throws(() => readState("s", "text", "222222222222"), /no deployment/);
  });

  it("has the published roles, or why it has none", () => {
    const read = readState("s", exported(stack({ roles: { builder: published } })), "222222222222");
    assert.ok(read.deployed && read.problem === undefined);
    assert.equal(read.state.roles["builder"]?.arn, arn);
    for (const [outputs, problem] of [
      [{}, /has no output `roles`/],
      [{ roles: secret }, /of another form/],
      [
        { roles: { builder: { ...published, arn: "x" } } },
        /roles\.builder\.arn: found "x", expected the ARN of one role/,
      ],
      [
        {
          roles: {
            builder: { ...published, arn: arn.replace("222222222222", "333333333333"), accountId: "333333333333" },
          },
        },
        /roles\.builder\.arn: found "arn:aws:iam::333333333333:role\/ci\/builder", expected a role of 222222222222, the account of the stack's settings/,
      ],
    ] as const) {
      const wrong = readState("s", exported(stack(outputs)), "222222222222");
      assert.ok(wrong.deployed);
      assert.match(wrong.problem!, problem);
      assert.deepEqual(wrong.state.roles, {});
      assert.doesNotMatch(wrong.problem!, /AAAB/);
    }
  });

  it("has each role with its policies, attachments and boundary", () => {
    const found = documents(
      builder,
      resource("aws:iam/rolePolicy:RolePolicy", { role: "builder", name: "own", policy: JSON.stringify(policy) }),
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role: "builder",
        policyArn: "arn:aws:iam::aws:policy/B",
      }),
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role: "builder",
        policyArn: "arn:aws:iam::aws:policy/A",
      }),
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role: "other",
        policyArn: "arn:aws:iam::aws:policy/C",
      }),
      resource("aws:iam/policy:Policy", { arn: "arn:aws:iam::222222222222:policy/edge", policy: "no JSON" }),
    );
    assert.deepEqual(found.roles, {
      [arn]: {
        trust: policy,
        maxSessionDuration: 7200,
        boundary: "arn:aws:iam::222222222222:policy/edge",
        inline: { own: policy },
        managed: ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"],
      },
    });
    assert.deepEqual(found.policies, { "arn:aws:iam::222222222222:policy/edge": "no JSON" });
    assert.deepEqual(found.grants, {});
  });

  it("has grants to groups, users and roles, and who is in the groups", () => {
    const found = documents(
      resource("aws:iam/group:Group", { name: "deployers" }),
      resource("aws:iam/group:Group", { name: "empty" }),
      resource("aws:iam/groupMembership:GroupMembership", { group: "deployers", users: ["bob", "alice"] }),
      resource("aws:iam/groupPolicy:GroupPolicy", { group: "deployers", name: "g", policy: JSON.stringify(policy) }),
      resource("aws:iam/userPolicy:UserPolicy", { user: "carol", name: "u", policy: JSON.stringify(policy) }),
      resource("aws:iam/rolePolicy:RolePolicy", { role: "elsewhere", name: "r", policy: JSON.stringify(policy) }),
    );
    assert.deepEqual(found.groups, { deployers: { members: ["alice", "bob"] }, empty: { members: [] } });
    assert.deepEqual(found.grants, {
      "group/deployers/g": { kind: "group", name: "deployers", policyName: "g", document: policy },
      "user/carol/u": { kind: "user", name: "carol", policyName: "u", document: policy },
      "role/elsewhere/r": { kind: "role", name: "elsewhere", policyName: "r", document: policy },
    });
  });

  it("has a grant to a role of its own under both", () => {
    const urn =
      "urn:pulumi:s::p::cross-account-access:index:AccountAccess$cross-account-access:index:AssumeRoleGrant$aws:iam/rolePolicy:RolePolicy::role-builder";
    const found = documents(
      builder,
      resource(
        "aws:iam/rolePolicy:RolePolicy",
        { role: "builder", name: "r", policy: JSON.stringify(policy) },
        { urn },
      ),
    );
    assert.deepEqual(found.roles[arn]?.inline, { r: policy });
    assert.deepEqual(Object.keys(found.grants), ["role/builder/r"]);
  });

  it("has nothing of what is only read or waits for its deletion", () => {
    const found = documents(
      { ...builder, external: true },
      { ...builder, delete: true },
      { ...builder, pendingReplacement: true },
    );
    assert.deepEqual(found.roles, {});
  });

  it("has nothing of what an interrupted replacement has deleted", () => {
    assert.deepEqual(Object.keys(documents(builder).roles).length, 1);
    assert.deepEqual(documents({ ...builder, pendingReplacement: true }).roles, {});
  });
});
