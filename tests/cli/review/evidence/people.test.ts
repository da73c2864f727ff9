import assert from "node:assert/strict";
import type { Fields, JsonCall } from "../../../../cli/review/evidence/accounts/jsonCalls";
import type { RolePeople } from "../../../../cli/review/evidence/evidence";
import { peopleOf } from "../../../../cli/review/evidence/people/people";
import { mostPages, type Reader } from "../../../../cli/review/evidence/people/service";
import { permissionSetOf, wantedRoles } from "../../../../cli/review/evidence/people/wanted";

const [management, delegate, shop, web] = ["999999999999", "777777777777", "111111111111", "222222222222"];
const sso = (name: string, account = shop) =>
  `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${name}_0123456789abcdef`;
const entitledRole = `arn:aws:iam::${web}:role/deploy`;
const roles = [
  { arn: sso("Deployers"), account: shop, permissionSet: "Deployers" },
  { arn: sso("Readers"), account: shop, permissionSet: "Readers" },
  { arn: entitledRole, account: web },
];

/** An organization's IAM Identity Center, as far as it is asked here. */
interface Center {
  readonly region: string;
  readonly owner: string;
  readonly administrators: readonly string[];
  /** Accounts that are in another organization. */
  readonly strangers?: readonly string[];
  readonly users: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly sets: Readonly<Record<string, readonly (readonly ["USER" | "GROUP", string])[]>>;
  /** Undefined for no application. */
  readonly entitlements?: readonly (readonly ["userId" | "groupId", string, string])[] | undefined;
  /** Errors by operation; a page that never ends is "endless", an answer of another form "strange". */
  readonly fails?: Readonly<Record<string, string>>;
  /** The account that has the application; by default every administrator. */
  readonly application?: string;
}

const plain: Center = {
  region: "eu-west-1",
  owner: management,
  administrators: [management, delegate],
  users: { u1: "ann", u2: "ben", u3: "cleo" },
  groups: { engineers: ["u1", "u2"], empty: [] },
  sets: {
    Deployers: [
      ["GROUP", "engineers"],
      ["USER", "u3"],
    ],
    Readers: [["GROUP", "empty"]],
  },
  entitlements: [
    ["userId", "u3", entitledRole],
    ["groupId", "engineers", `arn:aws:iam::${web}:role/other`],
  ],
};

function refusal(name: string): Error {
  return Object.assign(new Error(`${name} it is`), { name });
}

/** What AWS answers an account. */
function answer(center: Center, account: string, { service, region, operation, body }: JsonCall): Fields {
  const given = body as Record<string, string>;
  const fail = center.fails?.[operation];
  if (fail === "endless")
    return { PermissionSets: [], Users: [], entitlements: [], NextToken: "more", nextToken: "more" };
  if (fail === "strange") return { Other: true };
  if (fail !== undefined) throw refusal(fail);
  if (operation === "ListInstances")
    return {
      Instances: center.strangers?.includes(account)
        ? []
        : [{ InstanceArn: "i", IdentityStoreId: "d-1", OwnerAccountId: center.owner, PrimaryRegion: center.region }],
    };
  if (region !== center.region) throw refusal("ResourceNotFoundException");
  if (service !== "account-access" && !center.administrators.includes(account)) throw refusal("AccessDeniedException");
  switch (operation) {
    case "ListPermissionSets":
    case "ListPermissionSetsProvisionedToAccount":
      return { PermissionSets: given["AccountId"] === web ? [] : Object.keys(center.sets) };
    case "DescribePermissionSet":
      return { PermissionSet: { Name: given["PermissionSetArn"] } };
    case "ListAccountAssignments": {
      const its = center.sets[given["PermissionSetArn"]!]!.map(([PrincipalType, PrincipalId]) => ({
        PrincipalType,
        PrincipalId,
      }));
      // Two pages, unless there is one entry.
      return given["NextToken"] === undefined && its.length > 1
        ? { AccountAssignments: its.slice(0, 1), NextToken: "1" }
        : { AccountAssignments: its.slice(its.length > 1 ? 1 : 0) };
    }
    case "DescribeUser":
      if (center.users[given["UserId"]!] === undefined) throw refusal("ResourceNotFoundException");
      return { UserName: center.users[given["UserId"]!] };
    case "ListUsers":
      return { Users: Object.entries(center.users).map(([UserId, UserName]) => ({ UserId, UserName })) };
    case "DescribeGroup":
      if (center.groups[given["GroupId"]!] === undefined) throw refusal("ResourceNotFoundException");
      return { DisplayName: `${given["GroupId"]![0]!.toUpperCase()}${given["GroupId"]!.slice(1)}` };
    case "ListGroupMemberships":
      return { GroupMemberships: center.groups[given["GroupId"]!]!.map((UserId) => ({ MemberId: { UserId } })) };
    case "/applications-list":
      return {
        applications:
          center.entitlements !== undefined && (center.application === undefined || center.application === account)
            ? [{ applicationArn: "a" }]
            : [],
      };
    case "/entitlements-list":
      return {
        entitlements: center.entitlements!.map(([key, id, roleArn]) => ({
          entitlement: { principalRole: { principal: { identityCenter: { [key]: id } }, roleArn } },
        })),
      };
    default:
      throw new Error(`nobody expects ${operation}`);
  }
}

async function asked(center: Center, accounts: readonly string[], wanted = roles) {
  const calls: JsonCall[] = [];
  const readers = accounts.map((account): Reader => ({
    account,
    asking: { as: `the profile p${account[0]}`, profile: `p${account[0]}` },
    region: "us-east-1",
    call: (call) => {
      calls.push(call);
      return new Promise((resolve) => resolve(answer(center, account, call)));
    },
  }));
  return { people: await peopleOf(wanted, readers), calls };
}

const names = ({ holders }: RolePeople) =>
  holders.map(
    ({ kind, name, id, members }) =>
      `${kind} ${name ?? `?${id}`}${members === undefined ? "" : `: ${members.join(" ")}`}`,
  );

describe("review: people of IAM Identity Center", () => {
  it("are those who have the permission set in the account, and those who are entitled to the role", async () => {
    const { people } = await asked(plain, [shop, delegate, web]);
    assert.deepEqual(Object.fromEntries(Object.entries(people).map(([arn, its]) => [arn, [names(its), its.missing]])), {
      [sso("Deployers")]: [["group Engineers: ann ben", "user cleo"], []],
      [sso("Readers")]: [["group Empty: "], []],
      [entitledRole]: [["user cleo"], []],
    });
  });

  it("are asked for once each, and not at all where no role could have any", async () => {
    const { calls } = await asked(plain, [shop, delegate, web]);
    const of = (operation: string) => calls.filter((call) => call.operation === operation).length;
    assert.deepEqual(
      [
        "ListInstances",
        "ListPermissionSets",
        "ListPermissionSetsProvisionedToAccount",
        "DescribePermissionSet",
        "ListAccountAssignments",
        "DescribeUser",
        "ListUsers",
      ].map(of),
      [3, 3, 1, 2, 3, 3, 0],
    );
    assert.deepEqual((await asked(plain, [shop, delegate], [])).calls, []);
  });

  it("are listed instead of asked for one by one, where they are many", async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`m${n}`, `member ${n}`]));
    const center = {
      ...plain,
      users: { ...plain.users, ...many },
      groups: { ...plain.groups, engineers: Object.keys(many) },
    };
    const { people, calls } = await asked(center, [management]);
    assert.equal(people[sso("Deployers")]!.holders[0]!.members!.length, 50);
    assert.deepEqual(people[sso("Deployers")]!.missing, []);
    assert.deepEqual(
      [
        calls.filter(({ operation }) => operation === "DescribeUser").length,
        calls.filter(({ operation }) => operation === "ListUsers").length,
      ],
      [0, 1],
    );
  });

  /** Who is known of Deployers, Readers and the entitled role, and what is missing: [what, why, next] of the first. */
  const table: [what: string, center: Partial<Center>, accounts: string[], known: number[], missing: RegExp[][]][] = [
    [
      "nobody who was asked administers it",
      {},
      [shop, web],
      [0, 0, 0],
      [
        [
          /^who of IAM Identity Center gets into .*Deployers_0123456789abcdef, .*Readers.*, .*:role\/deploy$/,
          /is of the account 999999999999, and nobody who was asked administers it \(the profile p1: AccessDeniedException it is\)/,
          /--identity-center <profile>/,
        ],
      ],
    ],
    [
      "the owner lacks the right",
      { administrators: [] },
      [management],
      [0, 0, 0],
      [
        [
          /^who of IAM Identity Center gets into/,
          /AccessDeniedException it is/,
          /^Allow the profile p9 sso:ListPermissionSets/,
        ],
      ],
    ],
    [
      "nobody sees an instance",
      { strangers: [shop, web] },
      [shop, web],
      [0, 0, 0],
      [[/gets into/, /no account that was asked sees an instance/, /--identity-center/]],
    ],
    [
      "nobody may ask for instances",
      { fails: { ListInstances: "AccessDeniedException" } },
      [shop],
      [0, 0, 0],
      [[/gets into/, /AccessDenied/, /^Allow the profile p1 sso:ListInstances/]],
    ],
    [
      "an account is of another organization, and one instance is known",
      { strangers: [web] },
      [shop, delegate, web],
      [2, 1, 1],
      [],
    ],
    [
      "the right to see what is provisioned is missing",
      { fails: { ListPermissionSetsProvisionedToAccount: "AccessDeniedException" } },
      [management],
      [0, 0, 1],
      [[/gets into .*Deployers.*, .*Readers[^,]*$/, /AccessDenied/, /sso:ListPermissionSetsProvisionedToAccount/]],
    ],
    [
      "the right to names of permission sets is missing",
      { fails: { DescribePermissionSet: "AccessDeniedException" } },
      [management],
      [0, 0, 1],
      [[/Deployers/, /AccessDenied/, /sso:DescribePermissionSet/]],
    ],
    [
      "the right to assignments is missing",
      { fails: { ListAccountAssignments: "AccessDeniedException" } },
      [management],
      [0, 0, 1],
      [[/Deployers/, /AccessDenied/, /sso:ListAccountAssignments/]],
    ],
    [
      "AWS throttles for long",
      { fails: { ListAccountAssignments: "ThrottlingException" } },
      [management],
      [0, 0, 1],
      [[/Deployers/, /^AWS throttles/, /later/]],
    ],
    [
      "a list has no end",
      { fails: { ListPermissionSetsProvisionedToAccount: "endless" } },
      [management],
      [0, 0, 1],
      [[/Deployers/, new RegExp(`more than ${mostPages} pages`), /by hand/]],
    ],
    [
      "an answer has another form",
      { fails: { ListAccountAssignments: "strange" } },
      [management],
      [0, 0, 1],
      [[/Deployers/, /has no list AccountAssignments/, /by hand/]],
    ],
    [
      "the permission set is not provisioned",
      { sets: { Readers: [] } },
      [management],
      [0, 0, 1],
      [
        [
          /gets into .*Deployers[^,]*$/,
          /no permission set Deployers that is provisioned in the account 111111111111/,
          /left over/,
        ],
      ],
    ],
    [
      "the right to names of users is missing",
      { fails: { DescribeUser: "AccessDeniedException" } },
      [management],
      [2, 1, 1],
      [[/^the names of users of IAM Identity Center$/, /AccessDenied/, /identitystore:DescribeUser/]],
    ],
    [
      "the right to names of groups is missing",
      { fails: { DescribeGroup: "AccessDeniedException" } },
      [management],
      [2, 1, 1],
      [
        [/^the name of the group e\w+ of/, /AccessDenied/, /identitystore:DescribeGroup/],
        [/^the name of the group/, /AccessDenied/, /./],
      ],
    ],
    [
      "the right to members is missing",
      { fails: { ListGroupMemberships: "AccessDeniedException" } },
      [management],
      [2, 1, 1],
      [
        [/^who is in the group Engineers/, /AccessDenied/, /identitystore:ListGroupMemberships/],
        [/^who is in the group Empty/, /AccessDenied/, /./],
      ],
    ],
    [
      "a user is gone",
      { users: { u1: "ann", u2: "ben" } },
      [management],
      [2, 1, 1],
      [
        [
          /^who the user u3 of IAM Identity Center is$/,
          /no user with this id/,
          /delete its assignments and entitlements/,
        ],
      ],
    ],
    [
      "a group is gone",
      { sets: { Deployers: [["GROUP", "lost"]], Readers: [] } },
      [management],
      [1, 0, 1],
      [[/^who the group lost/, /no group with this id/, /delete/]],
    ],
    [
      "a member is gone",
      { users: { u1: "ann", u3: "cleo" } },
      [management],
      [2, 1, 1],
      [[/^who the user u2 .* is in the group Engineers$/, /no user/, /delete/]],
    ],
    [
      "there is no application",
      { entitlements: undefined },
      [management, delegate],
      [2, 1, 0],
      [[/gets into .*role\/deploy$/, /has an application of account access manager in eu-west-1/, /--identity-center/]],
    ],
    [
      "the application is the delegated administrator's",
      { application: delegate },
      [management, delegate],
      [2, 1, 1],
      [],
    ],
    [
      "the right to entitlements is missing",
      { fails: { "/entitlements-list": "AccessDeniedException" } },
      [management],
      [2, 1, 0],
      [[/role\/deploy$/, /AccessDenied/, /account-access:ListEntitlements/]],
    ],
    [
      "entitlements have no end",
      { fails: { "/entitlements-list": "endless" } },
      [management],
      [2, 1, 0],
      [[/role\/deploy$/, /pages/, /by hand/]],
    ],
    ["nobody is entitled", { entitlements: [] }, [management, web], [2, 1, 0], []],
    [
      "nobody is entitled, and the account does not see the instance",
      { entitlements: [], strangers: [web] },
      [management, web],
      [2, 1, 0],
      [[/role\/deploy$/, /does not see the instance of the account 999999999999/, /--identity-center/]],
    ],
  ];
  for (const [what, change, accounts, known, missing] of table)
    it(`what is not known is said: ${what}`, async () => {
      const { people } = await asked({ ...plain, ...change }, accounts);
      assert.deepEqual(
        roles.map(({ arn }) => people[arn]!.holders.length),
        known,
      );
      const all = roles.flatMap(({ arn }) => people[arn]!.missing);
      const told = [...new Map(all.map((one) => [`${one.what} ${one.why}`, one])).values()];
      assert.equal(told.length, missing.length, JSON.stringify(told));
      missing.forEach(([of, why, next], at) => {
        assert.match(told[at]!.what, of!);
        assert.match(told[at]!.why, why!);
        assert.match(told[at]!.next, next!);
      });
      // Where nobody is known, something is missing, or nobody is all there is.
      for (const { arn } of roles)
        if (people[arn]!.holders.length === 0 && people[arn]!.missing.length === 0)
          assert.match(what, /nobody is entitled|group is gone|not provisioned/);
    });

  it("an own instance of an account does not stand for that of its organization", async () => {
    const center = { ...plain, administrators: [management] };
    const two: Reader[] = [shop, management].map((account) => ({
      account,
      asking: { as: "x", profile: undefined },
      region: "eu-west-1",
      call: async (call) => {
        if (call.operation === "ListInstances" && account === shop)
          return {
            Instances: [
              { InstanceArn: "own", IdentityStoreId: "d-2", OwnerAccountId: shop, PrimaryRegion: "eu-west-1" },
              ...(answer(center, account, call)["Instances"] as object[]),
            ],
          };
        return Promise.resolve(answer(center, account, call));
      },
    }));
    assert.deepEqual(names((await peopleOf(roles, two))[sso("Deployers")]!), ["group Engineers: ann ben", "user cleo"]);
  });

  it("an interruption ends it", async () => {
    const stop = new AbortController();
    const reader: Reader = {
      account: management,
      asking: { as: "x", profile: undefined },
      region: "eu-west-1",
      call: () => {
        stop.abort(new Error("enough"));
        return Promise.reject(refusal("AbortError"));
      },
    };
    await assert.rejects(peopleOf(roles, [reader], stop.signal), /enough/);
  });
});

describe("the role of a permission set", () => {
  for (const [arn, set] of [
    [sso("Deployers"), "Deployers"],
    [sso("A_B_C"), "A_B_C"],
    ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Own_0123456789abcdef", "Own"],
    ["arn:aws-us-gov:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Own_0123456789abcdef", "Own"],
    ["arn:aws:iam::111111111111:role/AWSReservedSSO_Own_0123456789abcdef", undefined],
    ["arn:aws:iam::111111111111:role/x/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Own_0123456789abcdef", undefined],
    ["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Own_0123456789abcde", undefined],
    ["arn:aws:iam::111111111111:user/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Own_0123456789abcdef", undefined],
  ] as const)
    it(`${arn} is ${set === undefined ? "none" : `that of ${set}`}`, () => assert.equal(permissionSetOf(arn), set));

  it("and one that trusts account access manager are wanted, and no other", () => {
    const trust = (Principal: object) => ({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal },
    });
    const service = (name: string) => ({ arn: entitledRole, trust: trust({ Service: name }) });
    const wanted = (role: { arn: string; trust: unknown }) =>
      wantedRoles([role], new Date()).map(({ permissionSet }) => permissionSet ?? "entitled");
    assert.deepEqual(wanted({ arn: sso("Deployers"), trust: "unreadable" }), ["Deployers"]);
    assert.deepEqual(wanted(service("account-access.amazonaws.com")), ["entitled"]);
    assert.deepEqual(wanted(service("ec2.amazonaws.com")), []);
    assert.deepEqual(wanted({ arn: entitledRole, trust: trust({ AWS: shop }) }), []);
    assert.deepEqual(wanted({ arn: entitledRole, trust: "unreadable" }), []);
  });
});
