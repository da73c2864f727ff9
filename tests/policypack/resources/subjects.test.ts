/** Who the principals of a stack are, and what each of them has. */
import assert from "node:assert/strict";
import { rolesSeenFrom } from "../../../policypack/resources/neighbours";
import { snapshot, UNKNOWN } from "../../../policypack/resources/snapshot";
import type { Place } from "../../../policypack/resources/places";
import type { Reading, SeenResource } from "../../../policypack/resources/stack";
import { type GatheredSubject, subjectsOf } from "../../../policypack/resources/subjects";

const reading: Reading = { documents: new Map(), accounts: [], allRoles: false, complete: true };
const ONE: Place = { provider: "one", account: "111111111111" };
const TWO: Place = { provider: "two", account: "222222222222" };
const EAST: Place = { provider: "east" };

const both = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "s3:*", Resource: "*" },
    { Effect: "Deny", Action: "s3:PutObject", Resource: "*" },
  ],
};

function seen(
  type: string,
  name: string,
  inputs: object,
  place: Place = ONE,
  more: Partial<SeenResource> = {},
): SeenResource {
  return { type: `aws:iam/${type}`, name, urn: `urn:${name}`, inputs: snapshot(inputs), place, ...more };
}

/** Each principal: its kind and name, then its policies with the effects of their statements. */
function told(resources: readonly SeenResource[], more: Partial<Reading> = {}): string[] {
  return subjectsOf(resources, { ...reading, ...more }).map(
    ({ subject: { kind, name, policies } }) =>
      `${kind} ${name}: ${policies.map((one) => `${one.name} ${one.document?.statements.map(({ effect }) => effect[0]).join("") ?? "?"}`).join(", ")}`,
  );
}

const user = (name: string, place?: Place) => seen("user:User", `user-${name}`, { name }, place);
const group = (name: string, place?: Place) => seen("group:Group", `group-${name}`, { name }, place);
const ofGroup = (name: string, place?: Place) =>
  seen("groupPolicy:GroupPolicy", `policy-${name}`, { group: name, name: "theirs", policy: both }, place);
const member = (inputs: object, place?: Place, more: Partial<SeenResource> = {}) =>
  seen("userGroupMembership:UserGroupMembership", "member", inputs, place, more);

describe("the groups of a user", () => {
  const alice = (resources: readonly SeenResource[]): string | undefined =>
    told(resources).find((line) => line.startsWith("user alice:"));
  for (const [what, resources, expected] of [
    [
      "of the same place give all that they have",
      [user("alice"), group("ops"), ofGroup("ops"), member({ user: "alice", groups: ["ops"] })],
      "theirs AD",
    ],
    [
      "are found in any letters",
      [user("Alice"), group("ops"), ofGroup("OPS"), member({ user: "alice", groups: ["Ops"] })],
      undefined,
    ],
    [
      "that are others give nothing",
      [user("alice"), group("ops"), ofGroup("ops"), member({ user: "alice", groups: ["dev"] })],
      "",
    ],
    [
      "of others give nothing",
      [user("alice"), group("ops"), ofGroup("ops"), member({ user: "bob", groups: ["ops"] })],
      "",
    ],
    [
      "of another account give nothing",
      [user("alice"), group("ops", TWO), ofGroup("ops", TWO), member({ user: "alice", groups: ["ops"] })],
      "",
    ],
    [
      "of a place that may be another give what they allow",
      [user("alice"), group("ops", EAST), ofGroup("ops", EAST), member({ user: "alice", groups: ["ops"] })],
      "theirs A",
    ],
    [
      "that are not known yet give what they allow, by what their name is made from",
      [
        user("alice"),
        group("ops"),
        ofGroup("ops"),
        group("dev"),
        seen("groupPolicy:GroupPolicy", "policy-dev", { group: "dev", name: "other", policy: both }),
        member({ user: "alice", groups: [UNKNOWN] }, ONE, { dependencies: { groups: ["urn:group-ops"] } }),
      ],
      "theirs A",
    ],
    [
      "that are made from nothing of the stack give nothing",
      [user("alice"), group("ops"), ofGroup("ops"), member({ user: "alice", groups: [UNKNOWN] })],
      "",
    ],
  ] as const)
    it(what, () => {
      const found = alice(resources) ?? told(resources).find((line) => line.startsWith("user Alice:"));
      assert.equal(found?.split(": ")[1] ?? found, expected ?? "theirs AD");
    });
});

describe("principals of one name", () => {
  const role = (name: string, as: string, place?: Place) => seen("role:Role", as, { name }, place);
  const attached = (role: unknown, place?: Place, more: Partial<SeenResource> = {}) =>
    seen("rolePolicy:RolePolicy", "attached", { role, name: "own", policy: both }, place, more);
  for (const [what, resources, ...expected] of [
    ["in one place have what is attached there", [role("web", "a"), attached("web")], "role web: own AD"],
    ["are one in any letters", [role("web", "a"), attached("WEB")], "role web: own AD"],
    [
      "of another account have nothing of it",
      [role("web", "a", TWO), attached("web")],
      "role web: ",
      "role web: own AD",
    ],
    [
      "of a place that may be the same have what it allows",
      [role("web", "a", EAST), attached("web")],
      "role web: own A",
      "role web: own AD",
    ],
    ["may be outside the stack", [attached("web")], "role web: own AD"],
    [
      "have what comes to a name that is made from theirs, as far as it allows",
      [role("web", "a"), attached(UNKNOWN, ONE, { dependencies: { role: ["urn:a"] } })],
      "role web: own A",
      "role attached to by attached, whose name is not known yet: own AD",
    ],
    [
      "that are made from something else have nothing of it",
      [role("web", "a"), group("x"), attached(UNKNOWN, ONE, { dependencies: { role: ["urn:group-x"] } })],
      "role web: ",
      "group x: ",
      "role attached to by attached, whose name is not known yet: own AD",
    ],
  ] as const)
    it(what, () => assert.deepEqual(told(resources), expected));

  it("have the name that AWS gave them, once that is known", () => {
    const physical = { name: "web-1a2b", arn: "arn:aws:iam::111111111111:role/web-1a2b" };
    const [subject, ...more] = subjectsOf(
      [seen("role:Role", "a", {}, ONE, { physical }), attached("web-1a2b")],
      reading,
    );
    assert.deepEqual(
      [subject!.subject.name, subject!.subject.arn, subject!.subject.policies.length, more.length],
      ["web-1a2b", physical.arn, 1, 0],
    );
    const [unknown] = subjectsOf([seen("role:Role", "a", {}, ONE)], reading);
    assert.equal(unknown!.subject.name, "a, whose name is not known yet");
  });
});

describe("the review of a role that no component made", () => {
  const tags = {
    "review-owner": "o",
    "review-reason": "r",
    "review-by": "2027-01-01",
    "mfa-exemption": "a job",
    other: "x",
  };
  const of = (Principal: unknown, Effect = "Allow", own: object = tags) => {
    const assumeRolePolicy = { Version: "2012-10-17", Statement: [{ Effect, Principal, Action: "sts:AssumeRole" }] };
    const [one] = subjectsOf([seen("role:Role", "a", { name: "a", assumeRolePolicy, tags: own })], reading);
    return [one!.subject.review, one!.subject.mfaExemption, one!.subject.serviceRole];
  };
  const review = { owner: "o", reason: "r", by: "2027-01-01" };
  it("is in its tags, where an account or everybody is trusted", () => {
    assert.deepEqual(of({ AWS: "222222222222" }), [review, "a job", undefined]);
    assert.deepEqual(of("*"), [review, "a job", undefined]);
    assert.deepEqual(of({ AWS: "222222222222" }, "Allow", { "review-owner": 1 }), [{}, undefined, undefined]);
    assert.deepEqual(of({ Service: "lambda.amazonaws.com", AWS: "222222222222" }), [review, "a job", undefined]);
    assert.deepEqual(of({ AWS: "222222222222" }, "Deny"), [undefined, undefined, undefined]);
    assert.deepEqual(of({ Service: "lambda.amazonaws.com" }), [undefined, undefined, true]);
    assert.deepEqual(of({ Federated: "accounts.google.com" }), [undefined, undefined, undefined]);
  });
});

describe("the roles of a stack that an ARN may mean", () => {
  const stack = (place: Place, inputs: object = { name: "run" }): readonly GatheredSubject[] =>
    subjectsOf([seen("role:Role", "run", inputs, place), user("run")], reading);
  const find = (arn: string, from: Place, to: Place, inputs?: object): boolean[] =>
    rolesSeenFrom(from, () => stack(to, inputs))(arn).map(({ certain }) => certain);
  const RUN = "arn:aws:iam::111111111111:role/run";
  for (const [what, found, expected] of [
    ["the role of its account", find(RUN, TWO, ONE), [true]],
    ["no role of another account", find(RUN, ONE, TWO), []],
    ["a role whose account is not known, from the same place", find(RUN, EAST, EAST), [true]],
    ["a role whose account is not known, from elsewhere", find(RUN, ONE, EAST), [false]],
    ["a role in other letters, perhaps", find("arn:aws:iam::111111111111:role/RUN", ONE, ONE), [false]],
    ["a role of another path, perhaps", find("arn:aws:iam::111111111111:role/jobs/run", ONE, ONE), [false]],
    [
      "a role of its path",
      find("arn:aws:iam::111111111111:role/jobs/run", ONE, ONE, { name: "run", path: "/jobs/" }),
      [true],
    ],
    ["no role of another name", find("arn:aws:iam::111111111111:role/other", ONE, ONE), []],
    ["no user", find("arn:aws:iam::111111111111:user/run", ONE, ONE), []],
    ["nothing that is no ARN", find("run", ONE, ONE), []],
  ] as const)
    it(what, () => assert.deepEqual(found, expected));
});

describe("what is known of a principal besides", () => {
  const one = (
    resource: SeenResource,
    others: readonly SeenResource[] = [],
    more: Partial<Reading> = {},
  ): GatheredSubject => subjectsOf([resource, ...others], { ...reading, ...more })[0]!;
  const COMPONENT = "cross-account-access:index:CrossAccountRole";
  const boundary = (arn: unknown) => seen("role:Role", "a", { name: "a", permissionsBoundary: arn });
  it("its path, its component, its place, and whether it is loose or pending", () => {
    const { path, component, place, loose, pending, urns, groups } = one(
      seen("role:Role", "a", { name: "a", path: "/jobs/" }),
    );
    assert.deepEqual(
      { path, component, place, loose, pending, urns, groups },
      { path: "/jobs/", component: undefined, place: ONE, loose: false, pending: false, urns: ["urn:a"], groups: [] },
    );
    assert.equal(one(seen("role:Role", "a", {})).path, "/");
    assert.equal(one(seen("role:Role", "a", { name: "a" }, ONE, { parent: "urn:c" })).component, "urn:c");
    assert.equal(one({ ...seen("x", "c", {}), type: COMPONENT }).component, "urn:c");
    assert.equal(one({ ...seen("x", "c", {}), type: COMPONENT }).path, undefined);
    assert.equal(one(seen("rolePolicy:RolePolicy", "x", { role: "a", name: "p", policy: both })).path, undefined);
    assert.equal(one(boundary(UNKNOWN), [], { complete: false }).pending, true);
    assert.equal(one(boundary(UNKNOWN)).pending, false);
    assert.equal(one(boundary("arn:aws:iam::aws:policy/ReadOnlyAccess"), [], { complete: false }).pending, false);
    const loose2 = seen("rolePolicy:RolePolicy", "x", { role: UNKNOWN, name: "p", policy: both }, ONE, {
      dependencies: { role: ["urn:a"] },
    });
    assert.equal(one(seen("role:Role", "a", {}), [loose2]).loose, true);
    assert.deepEqual(subjectsOf([{ ...seen("role:Role", "a", {}), inputs: null }], reading).length, 1);
  });

  it("policies of one name, of which each may be meant, by what they allow", () => {
    const policy = (as: string, place?: Place) => seen("policy:Policy", as, { name: "p", policy: both }, place);
    const role = seen("role:Role", "a", { name: "a", managedPolicyArns: ["arn:aws:iam::111111111111:policy/p"] });
    assert.equal(told([role, policy("x")])[1], "role a: arn:aws:iam::111111111111:policy/p AD");
    assert.equal(told([role, policy("x"), policy("y")]).at(-1), "role a: arn:aws:iam::111111111111:policy/p A");
    assert.equal(told([role, policy("x", TWO)]).at(-1), "role a: arn:aws:iam::111111111111:policy/p ?");
  });

  it("whether services alone may assume it, unless all roles are asked for or a component made it", () => {
    const assumeRolePolicy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const role = (more: Partial<SeenResource> = {}) =>
      seen("role:Role", "a", { name: "a", assumeRolePolicy }, ONE, more);
    assert.equal(one(role()).subject.serviceRole, true);
    assert.equal(one(role(), [], { allRoles: true }).subject.serviceRole, undefined);
    assert.equal(one(role({ parent: `urn:pulumi:s::p::${COMPONENT}::c` })).subject.serviceRole, undefined);
    assert.equal(one(role({ parent: `urn:pulumi:s::p::my:own:Component::${COMPONENT}` })).subject.serviceRole, true);
  });

  it("the ARN of a permission set, once that is known", () => {
    const arn = "arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111";
    const set = { ...seen("x", "s", { name: "dev" }), type: "aws:ssoadmin/permissionSet:PermissionSet" };
    const inline = {
      ...seen("x", "i", { permissionSetArn: arn, inlinePolicy: both }),
      type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
    };
    assert.deepEqual(told([{ ...set, physical: { arn } }, inline]), ["permission-set dev: inline policy AD"]);
    assert.deepEqual(told([set, inline]), [`permission-set ${arn}: inline policy AD`, "permission-set dev: "]);
  });
});
