import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import {
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { broaderThan } from "../../../cli/review/approvals/compare";
import { assess } from "../../../cli/review/assess";
import { gather } from "../../../cli/review/evidence/gather";
import { formatted } from "../../../cli/review/formats/format";
import { pageOf } from "../../../cli/review/page/ids";
import { accessGraph } from "../../../cli/review/page/map/graph";
import { execute } from "../../../sandbox/execute";
import { root } from "../../../sandbox/sandbox";
import { jsonCall, type Fields, type JsonCall } from "../../../cli/review/evidence/accounts/jsonCalls";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import type { World } from "../../../sandbox/emulator/world";
import { refused } from "./refusal";
import { send } from "./signedRequest";

const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const user = (name: string, ...statements: object[]) => ({
  name,
  accessKeyId: `AKIA${name.toUpperCase()}`.padEnd(20, "0"),
  secretAccessKey: `the-secret-of-${name}`,
  policies: {
    own: document(...(statements.length > 0 ? statements : [{ Effect: "Allow", Action: "*", Resource: "*" }])),
  },
});
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const [ann, ben, gone, engineers] = [id(1), id(2), id(3), id(4)];
const instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const setArn = (letter: string) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-${letter.repeat(16)}`;
const own = document({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" });
const store = "d-1234567890";

const world: World = {
  accounts: [
    { id: "999999999999", users: [user("root")] },
    {
      id: "777777777777",
      users: [
        user("dora"),
        user(
          "half",
          { Effect: "Allow", Action: "sso:*", Resource: [instance, setArn("a")] },
          { Effect: "Allow", Action: "sso:ListInstances", Resource: "*" },
        ),
      ],
    },
    {
      id: "222222222222",
      users: [user("alice")],
      roles: [
        {
          name: "deploy",
          path: "/shop/",
          trust: document({
            Effect: "Allow",
            Principal: { Service: "account-access.amazonaws.com" },
            Action: "sts:AssumeRole",
          }),
        },
      ],
    },
    { id: "333333333333", users: [user("eve")] },
  ],
  organization: {
    id: "o-a1b2c3d4e5",
    management: "999999999999",
    root: { id: "r-ab12", accounts: [{ id: "999999999999" }, { id: "777777777777" }, { id: "222222222222" }] },
  },
  identityCenter: {
    instance: "ssoins-1234567890abcdef",
    store,
    region: "eu-west-1",
    owner: "999999999999",
    delegatedAdministrator: "777777777777",
    users: [
      { id: ann, name: "ann", displayName: "Ann Lee", token: "ann-is-signed-in" },
      { id: ben, name: "ben", token: "ben-is-signed-in" },
    ],
    groups: [
      { id: engineers, name: "Engineers", members: [ann, gone] },
      ...Array.from({ length: 120 }, (_, n) => ({ id: id(1000 + n), name: `group ${n}` })),
    ],
    permissionSets: [
      {
        id: `ps-${"a".repeat(16)}`,
        name: "Deployers",
        sessionDuration: "PT2H",
        inlinePolicy: own,
        managedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        assignments: [
          { account: "222222222222", group: engineers },
          { account: "222222222222", user: gone },
          { account: "777777777777", user: ben },
        ],
      },
      { id: `ps-${"b".repeat(16)}`, name: "Owners", assignments: [{ account: "999999999999", user: ben }] },
      { id: `ps-${"c".repeat(16)}`, name: "Nobody" },
    ],
    entitlements: [
      { group: engineers, role: "arn:aws:iam::222222222222:role/shop/deploy" },
      { user: gone, role: "arn:aws:iam::333333333333:role/away" },
    ],
  },
};

describe("the emulator's IAM Identity Center", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator(world)));
  after(() => emulator.stop());

  const keys = (name: string) => ({
    accessKeyId: `AKIA${name.toUpperCase()}`.padEnd(20, "0"),
    secretAccessKey: `the-secret-of-${name}`,
  });
  const call =
    (service: JsonCall["service"]) =>
    (who: string, operation: string, body: object, region = "eu-west-1") =>
      jsonCall({ service, region, operation, body }, keys(who), new URL(emulator.endpoint));
  const sso = (who: string, operation: string, body: object = {}, region?: string) =>
    call("sso-admin")(
      who,
      operation,
      operation === "ListInstances" ? body : { InstanceArn: instance, ...body },
      region,
    );
  const people = (who: string, operation: string, body: object = {}, region?: string) =>
    call("identitystore")(who, operation, { IdentityStoreId: store, ...body }, region);
  const access = call("account-access");
  /** Another method than POST, or a path with an ARN. */
  const rest = async (who: string, method: string, path: string, text = "") => {
    const { endpoint } = emulator;
    const reply = await send({ keys: keys(who), service: "account-access", endpoint, method, path, text });
    return { ...reply, body: (reply.body === "" ? {} : JSON.parse(reply.body)) as Fields };
  };
  const list = (answer: Fields, name: string) => answer[name] as Fields[];

  it("shows its instance to every member, in its region or where all are asked for, and to nobody else", async () => {
    for (const [who, body, region, count] of [
      ["root", {}, "eu-west-1", 1],
      ["dora", {}, "eu-west-1", 1],
      ["alice", {}, "eu-west-1", 1],
      ["alice", {}, "us-east-1", 0],
      ["alice", { RegionScope: "ALL_REGIONS" }, "us-east-1", 1],
      ["eve", { RegionScope: "ALL_REGIONS" }, "eu-west-1", 0],
    ] as const) {
      const found = list(await sso(who, "ListInstances", body, region), "Instances");
      assert.equal(found.length, count, `${who} in ${region}`);
      if (count === 1)
        assert.deepEqual([found[0]!["OwnerAccountId"], found[0]!["PrimaryRegion"]], ["999999999999", "eu-west-1"]);
    }
  });

  it("tells the management account and the delegated administrator alike who has which permission set", async () => {
    for (const who of ["root", "dora"]) {
      assert.equal(list(await sso(who, "ListPermissionSets"), "PermissionSets").length, 3);
      const { PermissionSet } = await sso(who, "DescribePermissionSet", { PermissionSetArn: setArn("a") });
      assert.deepEqual(PermissionSet, { Name: "Deployers", PermissionSetArn: setArn("a"), SessionDuration: "PT2H" });
      assert.deepEqual(
        (await sso(who, "ListAccountsForProvisionedPermissionSet", { PermissionSetArn: setArn("a") }))["AccountIds"],
        ["222222222222", "777777777777"],
      );
      const its = await sso(who, "ListAccountAssignments", {
        PermissionSetArn: setArn("a"),
        AccountId: "222222222222",
      });
      assert.deepEqual(
        list(its, "AccountAssignments").map(({ PrincipalType, PrincipalId }) => [PrincipalType, PrincipalId]),
        [
          ["GROUP", engineers],
          ["USER", gone],
        ],
      );
      assert.deepEqual(
        (await sso(who, "ListPermissionSetsProvisionedToAccount", { AccountId: "222222222222" }))["PermissionSets"],
        [setArn("a")],
      );
      assert.deepEqual(
        (await sso(who, "ListPermissionSetsProvisionedToAccount", { AccountId: "333333333333" }))["PermissionSets"],
        [],
      );
      assert.deepEqual(
        JSON.parse(
          (await sso(who, "GetInlinePolicyForPermissionSet", { PermissionSetArn: setArn("a") }))[
            "InlinePolicy"
          ] as string,
        ),
        own,
      );
      assert.deepEqual(
        list(
          await sso(who, "ListManagedPoliciesInPermissionSet", { PermissionSetArn: setArn("a") }),
          "AttachedManagedPolicies",
        ),
        [{ Name: "ReadOnlyAccess", Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
      );
    }
    const ofAnn = await sso("root", "ListAccountAssignmentsForPrincipal", { PrincipalId: ann, PrincipalType: "USER" });
    assert.deepEqual(
      list(ofAnn, "AccountAssignments").map(({ AccountId }) => AccountId),
      ["222222222222"],
    );
  });

  for (const [why, code, made] of [
    ["a member that does not administer it", "AccessDeniedException", () => sso("alice", "ListPermissionSets")],
    ["a member, of people", "AccessDeniedException", () => people("alice", "ListUsers")],
    [
      "the delegated administrator, what only the management account may",
      "AccessDeniedException",
      () => sso("dora", "ListAccountAssignmentsForPrincipal", { PrincipalId: ann, PrincipalType: "USER" }),
    ],
    [
      "whoever may not read this permission set",
      "AccessDeniedException",
      () => sso("half", "DescribePermissionSet", { PermissionSetArn: setArn("b") }),
    ],
    [
      "whoever may not read accounts",
      "AccessDeniedException",
      () => sso("half", "ListAccountAssignments", { PermissionSetArn: setArn("a"), AccountId: "222222222222" }),
    ],
    ["whoever has no right to people", "AccessDeniedException", () => people("half", "ListUsers")],
    ["another region", "ResourceNotFoundException", () => sso("root", "ListPermissionSets", {}, "us-east-1")],
    ["another region, of people", "ResourceNotFoundException", () => people("root", "ListUsers", {}, "us-east-1")],
    [
      "an instance that is none",
      "ResourceNotFoundException",
      () => sso("root", "ListPermissionSets", { InstanceArn: instance.replace("f", "e") }),
    ],
    [
      "a permission set that is none",
      "ResourceNotFoundException",
      () => sso("root", "DescribePermissionSet", { PermissionSetArn: setArn("x") }),
    ],
    ["a missing parameter", "ValidationException", () => sso("root", "DescribePermissionSet")],
    [
      "a parameter of another form",
      "ValidationException",
      () => sso("root", "ListPermissionSetsProvisionedToAccount", { AccountId: "2222" }),
    ],
    ["too large a page", "ValidationException", () => sso("root", "ListPermissionSets", { MaxResults: 101 })],
    ["a token of no page", "ValidationException", () => sso("root", "ListPermissionSets", { NextToken: "x" })],
    [
      "a store that is none",
      "ResourceNotFoundException",
      () => people("root", "ListUsers", { IdentityStoreId: "d-0000000000" }),
    ],
    ["a user who is gone", "ResourceNotFoundException", () => people("root", "DescribeUser", { UserId: gone })],
    [
      "a group that is none",
      "ResourceNotFoundException",
      () => people("root", "ListGroupMemberships", { GroupId: gone }),
    ],
    ["two filters", "ValidationException", () => people("root", "ListUsers", { Filters: [{}, {}] })],
    [
      "a call that it does not have",
      "AccessDeniedException",
      () => sso("root", "CreatePermissionSet", { Name: "More" }),
    ],
    [
      "a malformed inline policy",
      "ValidationException",
      () => sso("root", "PutInlinePolicyToPermissionSet", { PermissionSetArn: setArn("a"), InlinePolicy: "{" }),
    ],
    [
      "the delegated administrator, a change of what the management account has",
      "AccessDeniedException",
      () =>
        sso("dora", "PutInlinePolicyToPermissionSet", {
          PermissionSetArn: setArn("b"),
          InlinePolicy: JSON.stringify(own),
        }),
    ],
    [
      "a filter that is missing",
      "ValidationException",
      async () => access("dora", "/entitlements-list", { applicationArn: await application() }),
    ],
    [
      "an application of another account",
      "AccessDeniedException",
      async () => access("root", "/entitlements-list", { applicationArn: await application(), filter: {} }),
    ],
    [
      "an application that is none",
      "ResourceNotFoundException",
      async () => access("dora", "/entitlements-list", { applicationArn: `${await application()}0`, filter: {} }),
    ],
    [
      "an entitlement for somebody who is gone",
      "ResourceNotFoundException",
      async () => access("dora", "/entitlements", entitlement(await application(), { userId: gone })),
    ],
    [
      "an entitlement for two",
      "ValidationException",
      async () =>
        access("dora", "/entitlements", entitlement(await application(), { userId: ann, groupId: engineers })),
    ],
    [
      "an entitlement for no role",
      "ValidationException",
      async () => access("dora", "/entitlements", entitlement(await application(), { userId: ann }, "deploy")),
    ],
    [
      "an application of a member",
      "AccessDeniedException",
      () => access("alice", "/applications", { identitySource: { identityCenter: { instanceArn: instance } } }),
    ],
  ] as const)
    it(`refuses ${why}`, () => refused(made(), { code }));

  const application = async () =>
    String(list(await access("dora", "/applications-list", {}), "applications")[0]!["applicationArn"]);
  const entitlement = (
    applicationArn: string,
    identityCenter: object,
    roleArn = "arn:aws:iam::222222222222:role/deploy",
  ) => ({ applicationArn, entitlement: { principalRole: { principal: { identityCenter }, roleArn } } });

  it("lists people, groups and members, page by page", async () => {
    assert.deepEqual(
      list(await people("dora", "ListUsers"), "Users").map(({ UserName, DisplayName }) => [UserName, DisplayName]),
      [
        ["ann", "Ann Lee"],
        ["ben", "ben"],
      ],
    );
    const first = await people("dora", "ListGroups");
    const second = await people("dora", "ListGroups", { NextToken: first["NextToken"] });
    assert.deepEqual(
      [list(first, "Groups").length, list(second, "Groups").length, second["NextToken"]],
      [100, 21, undefined],
    );
    const its = list(await people("dora", "ListGroupMemberships", { GroupId: engineers }), "GroupMemberships");
    assert.deepEqual(
      its.map(({ MemberId }) => MemberId),
      [{ UserId: ann }, { UserId: gone }],
    );
    const named = await people("dora", "GetGroupId", {
      AlternateIdentifier: { UniqueAttribute: { AttributePath: "displayName", AttributeValue: "Engineers" } },
    });
    assert.equal(named["GroupId"], engineers);
    assert.equal((await people("root", "DescribeUser", { UserId: ann }))["UserName"], "ann");
  });

  it("has a role of each permission set in each account, which changes when it is provisioned anew", async () => {
    const iam = new IAMClient({ region: "eu-west-1", endpoint: emulator.endpoint, credentials: keys("alice") });
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: "/aws-reserved/" }));
    const [role] = Roles;
    assert.equal(Roles.length, 1);
    assert.match(
      role!.Arn!,
      /:role\/aws-reserved\/sso\.amazonaws\.com\/eu-west-1\/AWSReservedSSO_Deployers_[0-9a-f]{16}$/,
    );
    assert.match(
      decodeURIComponent(role!.AssumeRolePolicyDocument!),
      /"Federated": "arn:aws:iam::222222222222:saml-provider\/AWSSSO_[0-9a-f]{16}_DO_NOT_DELETE"/,
    );
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role!.RoleName! }));
    assert.deepEqual(
      attached.AttachedPolicies?.map(({ PolicyName }) => PolicyName),
      ["ReadOnlyAccess"],
    );
    const inline = async () =>
      JSON.parse(
        decodeURIComponent(
          (await iam.send(new GetRolePolicyCommand({ RoleName: role!.RoleName!, PolicyName: "AwsSSOInlinePolicy" })))
            .PolicyDocument!,
        ),
      ) as unknown;
    const other = document({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: "arn:aws:iam::333333333333:role/away",
    });
    const of = { PermissionSetArn: setArn("a") };
    await sso("dora", "PutInlinePolicyToPermissionSet", { ...of, InlinePolicy: JSON.stringify(other) });
    assert.deepEqual(await inline(), own);
    const due = await sso("dora", "ListAccountsForProvisionedPermissionSet", {
      ...of,
      ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED",
    });
    assert.deepEqual(due["AccountIds"], ["222222222222", "777777777777"]);
    const begun = (await sso("dora", "ProvisionPermissionSet", { ...of, TargetType: "ALL_PROVISIONED_ACCOUNTS" }))[
      "PermissionSetProvisioningStatus"
    ] as Fields;
    assert.equal(begun["Status"], "IN_PROGRESS");
    const done = await sso("dora", "DescribePermissionSetProvisioningStatus", {
      ProvisionPermissionSetRequestId: begun["RequestId"],
    });
    assert.equal((done["PermissionSetProvisioningStatus"] as Fields)["Status"], "SUCCEEDED");
    assert.deepEqual(await inline(), other);
    await sso("dora", "DeleteInlinePolicyFromPermissionSet", of);
    assert.equal((await sso("dora", "GetInlinePolicyForPermissionSet", of))["InlinePolicy"], "");
  });

  it("gives a person of an assigned group the session of a permission set, and nobody else", async () => {
    const portal = (token: string, query: string) =>
      fetch(`${emulator.endpoint}/federation/credentials?${query}`, { headers: { "x-amz-sso_bearer_token": token } });
    const own = "role_name=Deployers&account_id=222222222222";
    const answer = (await (await portal("ann-is-signed-in", own)).json()) as {
      roleCredentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
    };
    const { accessKeyId, secretAccessKey, sessionToken } = answer.roleCredentials;
    const sts = new STSClient({
      region: "eu-west-1",
      endpoint: emulator.endpoint,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    assert.match(
      (await sts.send(new GetCallerIdentityCommand({}))).Arn!,
      /^arn:aws:sts::222222222222:assumed-role\/AWSReservedSSO_Deployers_[0-9a-f]{16}\/ann$/,
    );
    for (const [token, query, status] of [
      ["ben-is-signed-in", own, 403],
      ["ann-is-signed-in", "role_name=Owners&account_id=999999999999", 403],
      ["ann-is-signed-in", "role_name=Deployers&account_id=777777777777", 403],
      ["nobody", own, 401],
      ["", own, 401],
      ["ann-is-signed-in", "role_name=Deployers", 400],
    ] as const)
      assert.equal((await portal(token, query)).status, status, `${token} ${query}`);
  });

  it("has entitlements of people and groups, and takes new ones", async () => {
    assert.deepEqual(list(await access("root", "/applications-list", {}), "applications"), []);
    const arn = await application();
    const all = list(await access("dora", "/entitlements-list", { applicationArn: arn, filter: {} }), "entitlements");
    const shown = (one: Fields) =>
      (
        one["entitlement"] as {
          principalRole: { principal: { identityCenter: object }; roleArn: string; account: string };
        }
      ).principalRole;
    assert.deepEqual(
      all.map((one) => [shown(one).principal.identityCenter, shown(one).account]),
      [
        [{ groupId: engineers }, "222222222222"],
        [{ userId: gone }, "333333333333"],
      ],
    );
    const some = (principalRole: object) =>
      access("dora", "/entitlements-list", { applicationArn: arn, filter: { principalRole } }).then(
        (found) => list(found, "entitlements").length,
      );
    assert.deepEqual(
      [
        await some({ account: "222222222222" }),
        await some({ roleArn: "arn:aws:iam::222222222222:role/none" }),
        await some({ principal: { identityCenter: { userId: gone } } }),
        await some({ principal: { identityCenter: { userId: engineers } } }),
      ],
      [1, 0, 1, 0],
    );
    const made = await access("dora", "/entitlements", entitlement(arn, { userId: ann }));
    assert.deepEqual(await access("dora", "/entitlements", entitlement(arn, { userId: ann })), made);
    const at = `/entitlements/${String(made["entitlementId"])}?applicationArn=${encodeURIComponent(arn)}`;
    assert.deepEqual(shown((await rest("dora", "GET", at)).body), {
      principal: { identityCenter: { userId: ann } },
      roleArn: "arn:aws:iam::222222222222:role/deploy",
      account: "222222222222",
    });
    assert.equal((await rest("dora", "DELETE", at)).status, 204);
    assert.equal((await rest("dora", "DELETE", at)).status, 204);
    assert.deepEqual(
      [(await rest("dora", "GET", at)).status, (await rest("dora", "GET", at)).error],
      [404, "ResourceNotFoundException"],
    );
    assert.deepEqual(
      await access("dora", "/applications", { identitySource: { identityCenter: { instanceArn: instance } } }),
      { applicationArn: arn },
    );
    const its = `/applications/${encodeURIComponent(arn)}`;
    assert.deepEqual(
      [(await rest("dora", "GET", its)).body["status"], (await rest("root", "GET", its)).error],
      ["ACTIVE", "AccessDeniedException"],
    );
    assert.equal((await rest("dora", "DELETE", its)).error, "ConflictException");
    const second = await access("root", "/applications", {
      identitySource: { identityCenter: { instanceArn: instance } },
      tags: { team: "shop" },
    });
    const own = encodeURIComponent(String(second["applicationArn"]));
    assert.deepEqual((await rest("root", "GET", `/tags/${own}`)).body, { tags: { team: "shop" } });
    await rest("root", "POST", `/tags/${own}`, JSON.stringify({ tags: { stage: "test" } }));
    await rest("root", "DELETE", `/tags/${own}?tagKeys=team`);
    assert.deepEqual((await rest("root", "GET", `/tags/${own}`)).body, { tags: { stage: "test" } });
    assert.equal((await rest("root", "DELETE", `/applications/${own}`)).status, 204);
    assert.equal((await rest("root", "GET", `/applications/${own}`)).status, 404);
  });

  describe("as the commands read it", () => {
    const deploy = "arn:aws:iam::222222222222:role/shop/deploy";
    let folder: string;
    let env: NodeJS.ProcessEnv;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "identity-center-"));
      const profile = (name: string, one: Record<string, string>) =>
        [`[${name}]`, ...Object.entries(one).map(([key, value]) => `${key} = ${value}`), ""].join("\n");
      const ofUser = (name: string) =>
        profile(name, { aws_access_key_id: keys(name).accessKeyId, aws_secret_access_key: keys(name).secretAccessKey });
      writeFileSync(join(folder, "credentials"), ["alice", "dora", "root"].map(ofUser).join(""));
      writeFileSync(join(folder, "config"), "");
      writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
      for (const [stack, account, who] of [
        ["shop", "222222222222", "alice"],
        ["security", "777777777777", "dora"],
      ] as const)
        writeFileSync(
          join(folder, `Pulumi.${stack}.yaml`),
          stringify({
            config: {
              "aws:region": "us-east-1",
              "aws:profile": who,
              "aws:allowedAccountIds": [account],
              "cross-account-access:groups": { people: { members: [who] } },
            },
          }),
        );
      env = {
        PATH: process.env["PATH"],
        HOME: folder,
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
        AWS_CONFIG_FILE: join(folder, "config"),
      };
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("a review finds who is behind the roles, whoever of the accounts administers it, or a named profile", async () => {
      for (const [stacks, identityCenter] of [
        [["shop", "security"], undefined],
        [["shop"], "root"],
      ] as const) {
        const evidence = await gather({
          project: folder,
          env,
          stacks,
          usage: false,
          ...(identityCenter !== undefined && { identityCenter }),
        });
        const found = Object.entries(evidence.people ?? {}).find(([arn]) =>
          /:222222222222:.*_Deployers_/.test(arn),
        )![1];
        assert.deepEqual(
          found.holders.map(({ kind, name, members }) => [kind, name, members]),
          [
            ["group", "Engineers", [gone, "ann"].sort()],
            ["user", undefined, undefined],
          ],
        );
        assert.deepEqual(
          found.missing.map(({ what }) => what),
          [
            `who the user ${gone} of IAM Identity Center is in the group Engineers`,
            `who the user ${gone} of IAM Identity Center is`,
          ],
        );
        // The management account has no application of account access manager; the delegated administrator has it.
        assert.equal(evidence.people![deploy]!.holders.length, identityCenter === undefined ? 1 : 0);
        const review = assess(evidence, [], {
          unusedAfter: 90,
          keysOlderThan: 90,
          dueWithin: 30,
          compare: broaderThan,
        });
        for (const format of ["table", "md", "json", "html"] as const)
          assert.match(formatted(review, format, {}, { width: 900, colour: false }), /Engineers/, format);
        const { nodes } = accessGraph(pageOf(review), review.roles);
        assert.ok(nodes.some(({ label }) => label.startsWith("the group Engineers (")));
      }
    });

    it("without anybody who administers it, a review says that, and never that it is nobody", async () => {
      const evidence = await gather({ project: folder, env, stacks: ["shop"], usage: false });
      const all = Object.values(evidence.people!);
      assert.deepEqual([all.length, all.flatMap(({ holders }) => holders)], [2, []]);
      for (const { missing } of all)
        assert.match(missing[0]!.why, /is of the account 999999999999, and nobody who was asked administers it/);
    });

    it("assume --explain says who has the permission set of the caller, and who is entitled to the role", async () => {
      const answer = (await (
        await fetch(`${emulator.endpoint}/federation/credentials?role_name=Deployers&account_id=222222222222`, {
          headers: { "x-amz-sso_bearer_token": "ann-is-signed-in" },
        })
      ).json()) as { roleCredentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string } };
      const { accessKeyId, secretAccessKey, sessionToken } = answer.roleCredentials;
      const of = {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      };
      const explain = (...words: string[]) =>
        execute(join(root, "cross-account"), ["assume", deploy, "--explain", ...words], {
          cwd: folder,
          env: { ...env, ...of },
        });
      const asked = await explain("--explain-with", "dora");
      const said = asked.stdout + asked.stderr;
      assert.match(
        said,
        /The permission set Deployers in the account 222222222222 is assigned to the group Engineers \(.*ann\)/,
      );
      assert.match(said, /account access manager lets into the role, by signing in there: the group Engineers/);
      const alone = await explain();
      assert.match(alone.stdout + alone.stderr, /Not known: who of IAM Identity Center gets into .*Deployers/);
      assert.equal(alone.code, asked.code);
    });
  });
});
