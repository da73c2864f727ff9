/** What each type of resource says about whom, for inputs that are known, unknown or of another form. */
import assert from "node:assert/strict";
import { attachmentsOf, readsType } from "../../../policypack/resources/attachments";
import { listOrUnknown, list, object, textOr, texts } from "../../../policypack/resources/values";
import { elsewhere, placeOf, samePlace } from "../../../policypack/resources/places";
import { hasUnknown, snapshot, UNKNOWN } from "../../../policypack/resources/snapshot";

const DOC = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
const TRUST = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" }] };
const OPEN = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Principal: "*", Resource: "*" }],
};
const EMPTY = '{"Version":"2012-10-17","Statement":[]}';
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

/** What is attached in short: says, kind, name (or `?` and the property that will have it), and what else there is. */
function told(type: string, inputs: unknown): string[] {
  return attachmentsOf(type, inputs, "r").map((one) =>
    [
      `${one.says} ${one.kind} ${one.name ?? (one.nameProperty === undefined ? "?" : `?${one.nameProperty}`)}`,
      ...(one.title === undefined ? [] : [`title ${one.title}`]),
      ...one.policies.map(
        ({ name, document, later }) =>
          `policy ${name}${later === true ? " later" : document === undefined ? " unread" : ` ${document.statements.length}`}`,
      ),
      ...one.managed.map(({ arn, property }) => `managed ${arn ?? `?${property}`}`),
      ...(one.boundary === undefined ? [] : [`boundary ${one.boundary.arn ?? `?${one.boundary.property}`}`]),
      ...(one.inlineNames === undefined ? [] : [`names ${one.inlineNames.map((name) => name ?? "?").join()}`]),
      ...(one.groups ?? []).map(({ name, nameProperty }) => `in ${name ?? `?${nameProperty}`}`),
      ...(one.account === undefined ? [] : [`account ${one.account}`]),
      ...(one.tags === undefined || Object.keys(one.tags).length === 0 ? [] : [`tags ${JSON.stringify(one.tags)}`]),
      ...Object.entries(one.facts ?? {}).flatMap(([fact, value]) =>
        fact === "trust" || fact === "resourcePolicy"
          ? [`${fact} ${(value as { document?: unknown }).document === undefined ? "unread" : "read"}`]
          : value === undefined
            ? []
            : [`${fact} ${JSON.stringify(value)}`],
      ),
    ].join("; "),
  );
}

const NATIVE = "aws-native:iam:";
const SET = "arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111";
const COMPONENT = "cross-account-access:index:CrossAccountRole";

const READ: Readonly<Record<string, readonly (readonly [inputs: unknown, ...told: string[]])[]>> = {
  "aws:iam/role:Role": [
    [{}, "is role ?"],
    [undefined, "is role ?"],
    [UNKNOWN, "is role ?"],
    [{ name: UNKNOWN }, "is role ?"],
    [{ name: "a" }, "is role a"],
    [{ name: "a", inlinePolicies: UNKNOWN }, "is role a; policy inlinePolicies later"],
    [{ name: "a", inlinePolicies: [UNKNOWN] }, "is role a; policy inlinePolicies[0] later"],
    [
      { name: "a", inlinePolicies: [{ name: "p", policy: DOC }, {}] },
      "is role a; policy p 1; policy inlinePolicies[1] 0",
    ],
    [{ name: "a", inlinePolicies: [{ policy: UNKNOWN }] }, "is role a; policy inlinePolicies[0] later"],
    [{ name: "a", inlinePolicies: [{ name: "p", policy: "{ //" }] }, "is role a; policy p unread"],
    [{ name: "a", managedPolicyArns: UNKNOWN }, "is role a; managed ?managedPolicyArns"],
    [{ name: "a", managedPolicyArns: [ADMIN, UNKNOWN] }, `is role a; managed ${ADMIN}; managed ?managedPolicyArns`],
    [{ name: "a", permissionsBoundary: ADMIN }, `is role a; boundary ${ADMIN}`],
    [{ name: "a", permissionsBoundary: UNKNOWN }, "is role a; boundary ?permissionsBoundary"],
    [{ name: "a", permissionsBoundary: "" }, "is role a"],
    [{ name: "a", permissionsBoundary: null }, "is role a"],
    [{ name: "a", maxSessionDuration: 3600 }, "is role a; maxSessionSeconds 3600"],
    [{ name: "a", maxSessionDuration: "3600" }, "is role a"],
    [{ name: "a", assumeRolePolicy: TRUST }, "is role a; trust read"],
    [{ name: "a", assumeRolePolicy: UNKNOWN }, "is role a; trust unread"],
    [{ name: "a", tags: { x: "y" } }, 'is role a; tags {"x":"y"}'],
    [{ name: "a", tags: null }, "is role a"],
    [{ name: "a", tags: "x" }, "is role a"],
  ],
  "aws:iam/user:User": [
    [{ name: "u", permissionsBoundary: ADMIN }, `is user u; boundary ${ADMIN}`],
    [{}, "is user ?"],
  ],
  "aws:iam/group:Group": [
    [{ name: "g" }, "is group g"],
    [{ name: 1 }, "is group ?"],
  ],
  "aws:iam/policy:Policy": [
    [{ policy: DOC }, "is policy r; policy r 1"],
    [{ name: "p", policy: UNKNOWN }, "is policy p; policy p later"],
  ],
  "aws:iam/policyAttachment:PolicyAttachment": [
    [{ policyArn: ADMIN }, `is policy r; managed ${ADMIN}`],
    [{ name: "n", policyArn: UNKNOWN, roles: [] }, "is policy n; managed ?policyArn"],
    [
      { policyArn: ADMIN, roles: ["a", UNKNOWN], users: "u", groups: UNKNOWN },
      `attaches role a; managed ${ADMIN}`,
      `attaches role ?roles; managed ${ADMIN}`,
      `attaches user u; managed ${ADMIN}`,
      `attaches group ?groups; managed ${ADMIN}`,
    ],
  ],
  "aws:iam/groupMembership:GroupMembership": [
    [{ group: "g", users: ["u", UNKNOWN] }, "attaches user u; in g", "attaches user ?users; in g"],
    [{ group: UNKNOWN, users: UNKNOWN }, "attaches user ?users; in ?group"],
    [{ group: "g" }],
  ],
  "aws:iam/userGroupMembership:UserGroupMembership": [
    [{ user: "u", groups: ["g", UNKNOWN] }, "attaches user u; in g; in ?groups"],
    [{ user: UNKNOWN, groups: UNKNOWN }, "attaches user ?user; in ?groups"],
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    [{ role: "a", policy: DOC }, "attaches role a; policy r 1"],
    [{ role: UNKNOWN, name: "p", policy: UNKNOWN }, "attaches role ?role; policy p later"],
  ],
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": [
    [{ user: "u", policyArn: ADMIN }, `attaches user u; managed ${ADMIN}`],
    [{ policyArn: UNKNOWN }, "attaches user ?user; managed ?policyArn"],
  ],
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": [
    [{ groupName: "g", policyArns: [ADMIN] }, `attaches group g; managed ${ADMIN}`],
    [{ groupName: "g", policyArns: UNKNOWN }, "attaches group g; managed ?policyArns"],
    [{ policyArns: [] }, "attaches group ?groupName"],
  ],
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": [
    [{ roleName: "a", policyNames: ["p", UNKNOWN] }, "attaches role a; names p,?"],
    [{ roleName: "a", policyNames: UNKNOWN }, "attaches role a; policy policyNames later; names "],
    [{ roleName: "a", policyNames: [] }, "attaches role a; names "],
  ],
  [`${NATIVE}Role`]: [
    [{ roleName: "a" }, "is role a"],
    [
      {
        roleName: "a",
        policies: [{ policyName: "p", policyDocument: DOC }, UNKNOWN, {}],
        managedPolicyArns: [ADMIN],
        permissionsBoundary: UNKNOWN,
        maxSessionDuration: 900,
        assumeRolePolicyDocument: TRUST,
        tags: [{ key: "x", value: "y" }, UNKNOWN, { value: "z" }],
      },
      `is role a; policy p 1; policy policies[1] later; policy policies[2] unread; managed ${ADMIN}; boundary ?permissionsBoundary; tags {"x":"y"}; maxSessionSeconds 900; trust read`,
    ],
    [{ policies: UNKNOWN, managedPolicyArns: UNKNOWN }, "is role ?; policy policies later; managed ?managedPolicyArns"],
  ],
  [`${NATIVE}User`]: [[{ userName: "u", groups: ["g", UNKNOWN] }, "is user u; in g; in ?groups"]],
  [`${NATIVE}Group`]: [[{ groupName: "g" }, "is group g"]],
  [`${NATIVE}UserPolicy`]: [
    [{ userName: "u", policyName: "p", policyDocument: DOC }, "attaches user u; policy p 1"],
    [{ userName: UNKNOWN, policyDocument: UNKNOWN }, "attaches user ?userName; policy r later"],
    [{ userName: "u" }, "attaches user u"],
  ],
  [`${NATIVE}ManagedPolicy`]: [
    [
      { policyDocument: DOC, roles: ["a"], users: UNKNOWN, groups: [UNKNOWN] },
      "is policy r; policy r 1",
      "attaches role a; policy r 1",
      "attaches user ?users; policy r 1",
      "attaches group ?groups; policy r 1",
    ],
    [{ managedPolicyName: "m", policyDocument: DOC }, "is policy m; policy m 1"],
  ],
  [`${NATIVE}InstanceProfile`]: [[{}]],
  [`${NATIVE}SomethingNew`]: [[{}, "is policy r; policy r unread"]],
  "aws:iam/somethingNew:SomethingNew": [[{}]],
  "aws:ssoadmin/permissionSet:PermissionSet": [
    [{ name: "s" }, "is permission-set ?; title s"],
    [{}, "is permission-set ?; title r"],
  ],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": [
    [{ permissionSetArn: SET, inlinePolicy: DOC }, `attaches permission-set ${SET}; policy inline policy 1`],
    [{ inlinePolicy: UNKNOWN }, "attaches permission-set ?permissionSetArn; policy inline policy later"],
  ],
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": [
    [{ permissionSetArn: SET, managedPolicyArn: UNKNOWN }, `attaches permission-set ${SET}; managed ?managedPolicyArn`],
  ],
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": [
    [
      { permissionSetArn: SET, managedPolicyArns: UNKNOWN },
      `attaches permission-set ${SET}; managed ?managedPolicyArns`,
    ],
    [{ permissionSetArn: SET, managedPolicyArns: [ADMIN] }, `attaches permission-set ${SET}; managed ${ADMIN}`],
  ],
  "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": [
    [
      { permissionSetArn: SET, customerManagedPolicyReference: { name: "p" } },
      `attaches permission-set ${SET}; managed arn:aws:iam::*:policy/p`,
    ],
    [
      { permissionSetArn: SET, customerManagedPolicyReference: { name: "p", path: "/x/" } },
      `attaches permission-set ${SET}; managed arn:aws:iam::*:policy/x/p`,
    ],
    ...[UNKNOWN, {}, { name: UNKNOWN }, { name: "p", path: UNKNOWN }].map(
      (customerManagedPolicyReference) =>
        [
          { permissionSetArn: SET, customerManagedPolicyReference },
          `attaches permission-set ${SET}; policy customerManagedPolicyReference later`,
        ] as const,
    ),
  ],
  "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive": [
    [
      { permissionSetArn: SET, customerManagedPolicyReferences: [{ name: "p" }, { name: "q" }] },
      `attaches permission-set ${SET}; managed arn:aws:iam::*:policy/p; managed arn:aws:iam::*:policy/q`,
    ],
    [
      { permissionSetArn: SET, customerManagedPolicyReferences: UNKNOWN },
      `attaches permission-set ${SET}; policy customerManagedPolicyReferences later`,
    ],
  ],
  "aws-native:sso:PermissionSet": [
    [{}, "is permission-set ?; title r"],
    [
      {
        name: "s",
        inlinePolicy: DOC,
        managedPolicies: [ADMIN],
        customerManagedPolicyReferences: [{ name: "p" }, UNKNOWN],
        permissionsBoundary: { managedPolicyArn: ADMIN },
      },
      `is permission-set ?; title s; policy inline policy 1; policy customerManagedPolicyReferences later; managed arn:aws:iam::*:policy/p; managed ${ADMIN}; boundary ${ADMIN}`,
    ],
    [
      { inlinePolicy: UNKNOWN, managedPolicies: UNKNOWN },
      "is permission-set ?; title r; policy inline policy later; managed ?managedPolicies",
    ],
    [{ permissionsBoundary: { customerManagedPolicyReference: { name: "p" } } }, "is permission-set ?; title r"],
  ],
  "aws:s3/bucketPolicy:BucketPolicy": [
    [{ policy: DOC }, "is resource s3.BucketPolicy/r; resourcePolicy unread"],
    [{ policy: OPEN }, "is resource s3.BucketPolicy/r; resourcePolicy read"],
    [{}],
  ],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [
    [{ policy: OPEN }, "is resource ec2.VpcEndpoint/r; resourcePolicy read; limitsOnly true"],
  ],
  "aws:ram/principalAssociation:PrincipalAssociation": [
    [{ principal: "222222222222" }, "is resource ram.PrincipalAssociation/r; resourcePolicy read"],
    [{}],
  ],
  "aws:s3/bucket:Bucket": [
    [
      { acl: "public-read", policy: OPEN },
      "is resource s3.Bucket/r; resourcePolicy read",
      "is resource s3.Bucket/r; resourcePolicy read",
    ],
    [{ acl: "private" }],
  ],
  [COMPONENT]: [
    [{}, "claims role r; trustedAccounts []; review {}"],
    [
      {
        account: { id: "111111111111" },
        role: {
          policies: { inline: { p: DOC, q: EMPTY }, managed: [ADMIN, UNKNOWN] },
          boundary: ADMIN,
          trusts: [{ account: "222222222222" }, { account: 1 }, UNKNOWN],
          review: { owner: "o", reason: 1, by: "2027-01-01" },
        },
      },
      `claims role r; policy p 1; policy q 0; managed ${ADMIN}; managed ?role; boundary ${ADMIN}; account 111111111111; trustedAccounts ["222222222222"]; review {"owner":"o","by":"2027-01-01"}`,
    ],
    [
      { account: { id: UNKNOWN }, role: { policies: { managed: UNKNOWN } } },
      "claims role r; managed ?role; trustedAccounts []; review {}",
    ],
    [
      { role: { mfa: { required: false, reason: "a job" } } },
      'claims role r; trustedAccounts []; mfaExemption "a job"; review {}',
    ],
    [{ role: { mfa: { required: false, reason: " " } } }, "claims role r; trustedAccounts []; review {}"],
    [{ role: { mfa: { required: true, reason: "a job" } } }, "claims role r; trustedAccounts []; review {}"],
    [
      {
        role: {
          mfa: { required: false, reason: "a job" },
          trusts: [{ account: "222222222222" }, { account: "333333333333", mfa: { required: true } }],
        },
      },
      'claims role r; trustedAccounts ["222222222222","333333333333"]; mfaExemption "a job"; mfaExemptAccounts ["222222222222"]; review {}',
    ],
    [
      {
        role: {
          trusts: [
            { account: "222222222222", mfa: { required: false, reason: "a" } },
            { account: "333333333333", mfa: { required: false, reason: "b" } },
          ],
        },
      },
      'claims role r; trustedAccounts ["222222222222","333333333333"]; mfaExemption "a; b"; mfaExemptAccounts ["222222222222","333333333333"]; review {}',
    ],
    [
      {
        role: {
          trusts: [
            { account: "222222222222", mfa: { required: false, reason: "a" } },
            { account: "222222222222", mfa: { required: false, reason: "a" } },
          ],
        },
      },
      'claims role r; trustedAccounts ["222222222222","222222222222"]; mfaExemption "a"; mfaExemptAccounts ["222222222222"]; review {}',
    ],
    [
      {
        role: {
          trusts: [
            { account: "222222222222", mfa: { required: false, reason: "a" } },
            { account: "333333333333", mfa: { required: false } },
          ],
        },
      },
      'claims role r; trustedAccounts ["222222222222","333333333333"]; review {}',
    ],
  ],
};

describe("what a resource says", () => {
  for (const [type, rows] of Object.entries(READ))
    for (const [inputs, ...expected] of rows)
      it(`${type} ${JSON.stringify(inputs, (_, value: unknown) => (value === UNKNOWN ? "?" : value))?.slice(0, 110)}`, () => {
        assert.deepEqual(told(type, inputs), expected);
        assert.equal(readsType(type), !/InstanceProfile|SomethingNew/.test(type));
      });
});

describe("values of inputs", () => {
  it("are lists, objects and texts, or taken for none", () => {
    assert.deepEqual([undefined, null, UNKNOWN, "a", ["a"], 0].map(list), [[], [], [], ["a"], ["a"], [0]]);
    assert.deepEqual([UNKNOWN, [UNKNOWN], undefined, "a"].map(listOrUnknown), [[UNKNOWN], [UNKNOWN], [], ["a"]]);
    assert.deepEqual([{ a: 1 }, null, "a", UNKNOWN, undefined].map(object), [{ a: 1 }, {}, {}, {}, {}]);
    assert.deepEqual([textOr("a", "b"), textOr(1, "b"), textOr("", "b")], ["a", "b", ""]);
    assert.deepEqual(texts({ a: "x", b: 1, c: UNKNOWN, d: undefined, e: "" }), { a: "x", e: "" });
  });

  it("are copied, however deep, and unknown where they are too deep", () => {
    const nested = (depth: number): unknown => (depth === 0 ? "end" : { in: nested(depth - 1) });
    assert.equal(hasUnknown(snapshot(nested(100))), false);
    assert.equal(hasUnknown(snapshot(nested(101))), false);
    assert.equal(hasUnknown(snapshot(nested(102))), true);
    const own = JSON.parse('{"__proto__":{"x":1},"list":[1,null,"a"]}') as object;
    assert.equal(JSON.stringify(snapshot(own)), JSON.stringify(own));
    assert.deepEqual([UNKNOWN, [1, [UNKNOWN]], { a: { b: UNKNOWN } }, [], null, 1].map(hasUnknown), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    const broken = {
      get x(): never {
        throw new Error("broken");
      },
    };
    assert.throws(() => snapshot(broken), /^Error: broken$/);
  });
});

describe("the place of a resource", () => {
  const at = (urn: string, allowedAccountIds?: unknown) => placeOf({ urn, props: { allowedAccountIds } });
  for (const [allowed, account] of [
    [["111111111111"], "111111111111"],
    ['["111111111111"]', "111111111111"],
    [[111111111111], "111111111111"],
    [["111111111111", "222222222222"], undefined],
    [[], undefined],
    ["111111111111", undefined],
    ['"111111111111"', undefined],
    ["[", undefined],
    [["11111111111"], undefined],
    [["1111111111112"], undefined],
    [["x111111111111"], undefined],
    [{ length: 1, 0: "111111111111" }, undefined],
    [UNKNOWN, undefined],
    [[UNKNOWN], undefined],
    [undefined, undefined],
  ] as const)
    it(`with ${JSON.stringify(typeof allowed === "symbol" ? "?" : allowed)} allowed is ${account ?? "not known"}`, () =>
      assert.deepEqual(at("p", allowed), account === undefined ? { provider: "p" } : { provider: "p", account }));

  it("is the same for one provider or one account, and another for two accounts", () => {
    const [a, alsoA, b, open, alsoOpen] = [
      at("a", ["111111111111"]),
      at("b", ["111111111111"]),
      at("c", ["222222222222"]),
      at("d"),
      at("e"),
    ];
    assert.deepEqual([samePlace(a, alsoA), elsewhere(a, alsoA)], [true, false]);
    assert.deepEqual([samePlace(a, b), elsewhere(a, b)], [false, true]);
    assert.deepEqual([samePlace(a, open), elsewhere(a, open)], [false, false]);
    assert.deepEqual([samePlace(open, a), elsewhere(open, a)], [false, false]);
    assert.deepEqual([samePlace(open, alsoOpen), elsewhere(open, alsoOpen)], [false, false]);
    assert.deepEqual([samePlace(open, at("d")), elsewhere(open, at("d"))], [true, false]);
    assert.deepEqual([placeOf(undefined), samePlace({}, {}), elsewhere({}, a)], [{}, true, false]);
  });
});
