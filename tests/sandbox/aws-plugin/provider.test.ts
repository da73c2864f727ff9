import { CreateRoleCommand, GetRoleCommand, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createSocketServer } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bag, text, unknownString } from "../../../sandbox/aws-plugin/values";
import { trustedAccount, trustingAccount } from "../../../sandbox/world";
import { type Accounts, region, startAccounts } from "./accounts";
import { document, trust } from "./lives";
import { leftBehind, Plugin } from "./plugin";

const json = (value: unknown) => JSON.stringify(value);
const role = "aws:iam/role:Role";

describe("AWS plugin: the provider", () => {
  let accounts: Accounts;
  let plugin: Plugin;
  let folder: string;
  const started: Plugin[] = [];

  /** A plugin of its own, since settings are given once. */
  const start = async (env: Record<string, string>): Promise<Plugin> => {
    const one = await Plugin.start(env);
    started.push(one);
    return one;
  };
  const configured = async (settings: Bag, env = accounts.environment("trusting")): Promise<Plugin> => {
    const one = await start(env);
    await one.configure({ region, ...settings });
    return one;
  };
  const refusal = async (settings: Bag, env = accounts.environment("trusting")): Promise<string> => {
    const one = await start(env);
    return one.configure(settings).then(
      () => "accepted",
      (error: { details: string }) => error.details,
    );
  };

  before(async () => {
    accounts = await startAccounts();
    folder = await mkdtemp(join(tmpdir(), "aws-plugin-"));
    plugin = await configured({});
  });
  after(async () => {
    await Promise.all(started.map((one) => one.stop()));
    await accounts?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe("settings", () => {
    it("refuses those that it does not honour, by name", async () => {
      const [only, ...others] = await plugin.checkConfig({ region, httpProxy: "http://proxy" });
      assert.deepEqual(others, []);
      assert.match(
        only ?? "",
        /^aws:httpProxy: the sandbox's AWS plugin does not honour this setting, only accessKey, /,
      );
    });

    const refused: [Bag, RegExp][] = [
      [
        { allowedAccountIds: json([12345]) },
        /^aws:allowedAccountIds: found 12345, expected an account id of 12 digits/,
      ],
      [{ allowedAccountIds: "111111111111" }, /^aws:allowedAccountIds: found 111111111111, expected a list/],
      [
        { endpoints: json([{ iams: "http://127.0.0.1:1" }]) },
        /^aws:endpoints: found "iams", expected one of cloudcontrol, iam, s3, ssoadmin, sts/,
      ],
      [{ endpoints: json([{ iam: "nowhere" }]) }, /^aws:endpoints: found "nowhere", expected a URL/],
      [{ assumeRoles: json([{ sessionName: "x" }]) }, /^aws:assumeRoles: found .*, expected a map with a roleArn/],
      [{ assumeRoles: json([{ roleArn: "arn", duration: "soon" }]) }, /expected a duration like 1h or 30m/],
      [{ defaultTags: json({ a: "b" }) }, /^aws:defaultTags: found .*, expected a map { "tags"/],
      [
        { skipCredentialsValidation: "true" },
        /^aws:skipCredentialsValidation: found true; the sandbox's AWS plugin knows only false/,
      ],
      [{ accessKey: "AKIA" }, /^aws:secretKey: missing; accessKey and secretKey only work together/],
      [{ insecure: "true" }, /^aws:insecure: found true; .* only false/],
    ];
    for (const [settings, reason] of refused) {
      it(`refuses ${json(settings)}`, async () =>
        assert.match((await plugin.checkConfig(settings))[0] ?? "accepted", reason));
    }

    it("takes what the SDK sends of itself, and what is not known yet", async () => {
      const sent = {
        version: "7.48.0",
        region,
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
        profile: unknownString,
        allowedAccountIds: unknownString,
      };
      assert.deepEqual(await plugin.checkConfig(sent), []);
    });

    it("honours allowedAccountIds and forbiddenAccountIds", async () => {
      await configured({ allowedAccountIds: json([trustingAccount]) });
      assert.equal(
        await refusal({ region, allowedAccountIds: json([trustedAccount]) }),
        `the credentials (AWS_ACCESS_KEY_ID) belong to account ${trustingAccount} (arn:aws:iam::${trustingAccount}:user/admin), ` +
          `but aws:allowedAccountIds allows only ${trustedAccount}: check aws:profile and AWS_PROFILE`,
      );
      assert.match(
        await refusal({ region, forbiddenAccountIds: json([trustingAccount]) }),
        /which aws:forbiddenAccountIds forbids/,
      );
    });

    it("does nothing for an account that is not allowed", async () => {
      const wrong = await start(accounts.environment("trusting"));
      await assert.rejects(wrong.configure({ region, allowedAccountIds: json([trustedAccount]) }));
      await assert.rejects(
        wrong.create(role, { name: "never", assumeRolePolicy: trust(trustedAccount) }),
        /allows only/,
      );
      await assert.rejects(accounts.iam.send(new GetRoleCommand({ RoleName: "never" })), { name: /^NoSuchEntity/ });
    });

    it("honours keys, and endpoints, before the environment", async () => {
      const { AWS_ACCESS_KEY_ID: accessKey = "", AWS_SECRET_ACCESS_KEY: secretKey = "" } =
        accounts.environment("trusted");
      const endpoints = json([{ iam: accounts.endpoint, sts: accounts.endpoint, s3: accounts.endpoint }]);
      const one = await configured(
        { accessKey, secretKey, endpoints },
        { ...accounts.environment("trusting"), AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
      );
      assert.equal((await one.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})).accountId, trustedAccount);
    });

    it("honours a profile with its region, from settings before the environment's", async () => {
      const [trusting, trusted] = [accounts.environment("trusting"), accounts.environment("trusted")];
      const files = {
        AWS_CONFIG_FILE: join(folder, "config"),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
        AWS_ENDPOINT_URL: accounts.endpoint,
      };
      await writeFile(
        files.AWS_CONFIG_FILE,
        "[profile trusting]\nregion = eu-west-1\n[profile trusted]\nregion = eu-central-1\n",
      );
      const section = (name: string, keys: Record<string, string>) =>
        `[${name}]\naws_access_key_id = ${keys.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${keys.AWS_SECRET_ACCESS_KEY}\n`;
      await writeFile(files.AWS_SHARED_CREDENTIALS_FILE, section("trusting", trusting) + section("trusted", trusted));
      const whose = async (settings: Bag, env: Record<string, string>) => {
        const one = await start({ ...files, ...env });
        await one.configure(settings);
        return (await one.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})).accountId;
      };
      assert.equal(await whose({ profile: "trusted" }, { AWS_PROFILE: "trusting" }), trustedAccount);
      assert.equal(await whose({}, { AWS_PROFILE: "trusting" }), trustingAccount);
      assert.equal(await whose({ profile: "trusted" }, trusting), trustedAccount);
      assert.match(
        await refusal({ profile: "nobody" }, files),
        /no AWS credentials \(profile "nobody" of aws:profile\).*set aws:profile/,
      );
    });

    it("honours assumeRoles", async () => {
      const policy = json({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:*", Resource: "*" }] });
      await accounts.iam.send(
        new CreateRoleCommand({ RoleName: "deployer", AssumeRolePolicyDocument: trust(trustedAccount) }),
      );
      await accounts.iam.send(
        new PutRolePolicyCommand({ RoleName: "deployer", PolicyName: "all", PolicyDocument: policy }),
      );
      const roleArn = `arn:aws:iam::${trustingAccount}:role/deployer`;
      const assumeRoles = json([{ roleArn, sessionName: "deployment", duration: "1h" }]);
      const one = await configured(
        { assumeRoles, allowedAccountIds: json([trustingAccount]) },
        accounts.environment("trusted"),
      );
      const { arn } = await one.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
      assert.equal(arn, `arn:aws:sts::${trustingAccount}:assumed-role/deployer/deployment`);
      assert.match(
        await refusal({ region, assumeRoles }, accounts.environment("mallory")),
        /assumeRoles\[0\] arn:.*AccessDenied/,
      );
    });

    it("says what is missing: region, credentials, network", async () => {
      assert.match(await refusal({}), /^no AWS region: set aws:region/);
      assert.equal(await refusal({}, { ...accounts.environment("trusting"), AWS_DEFAULT_REGION: region }), "accepted");
      const nothing = {
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_CONFIG_FILE: "/nowhere",
        AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
        AWS_ENDPOINT_URL: accounts.endpoint,
      };
      assert.match(
        await refusal({ region }, nothing),
        /^no AWS credentials \(neither aws:profile, AWS_PROFILE nor AWS_ACCESS_KEY_ID is set\)/,
      );
      assert.match(
        await refusal(
          { region },
          { ...accounts.environment("trusting"), AWS_ENDPOINT_URL: `http://127.0.0.1:${await freePort()}` },
        ),
        /^AWS cannot be reached to check the credentials \(sts:GetCallerIdentity: ECONNREFUSED: .*AWS_ENDPOINT_URL/,
      );
      assert.match(
        await refusal({ region }, { ...accounts.environment("trusting"), AWS_SECRET_ACCESS_KEY: "wrong" }),
        /^AWS does not accept the credentials \(AWS_ACCESS_KEY_ID; .*SignatureDoesNotMatch/,
      );
    });

    for (const [status, code] of [
      [500, "InternalFailure"],
      [503, "ServiceUnavailable"],
      [400, "Throttling"],
      [429, "TooManyRequestsException"],
    ] as const) {
      it(`${status} ${code} says nothing about the credentials, and none are to be renewed`, async () => {
        const server = createServer((_, response) =>
          response
            .writeHead(status, { "content-type": "text/xml" })
            .end(`<ErrorResponse><Error><Code>${code}</Code><Message>Later.</Message></Error></ErrorResponse>`),
        );
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const said = await refusal(
          { region },
          {
            ...accounts.environment("trusting"),
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          },
        );
        server.close();
        assert.match(
          said,
          new RegExp(
            "^AWS could not check the credentials now, which says nothing about them " +
              `\\(sts:GetCallerIdentity: ${code}: Later\\.\\): try again in a moment$`,
          ),
        );
      });
    }

    it("puts defaultTags on what it creates, and keeps them out of the resource's own", async () => {
      const one = await configured({ defaultTags: json({ tags: { cost: "7", team: "all" } }) });
      const { inputs } = await one.check(role, "tagged", {
        name: "tagged",
        assumeRolePolicy: trust(trustedAccount),
        tags: { team: "shop" },
      });
      const { id, state } = await one.create(role, inputs);
      assert.deepEqual([state.tags, state.tagsAll], [{ team: "shop" }, { cost: "7", team: "shop" }]);
      const { Role } = await accounts.iam.send(new GetRoleCommand({ RoleName: id }));
      assert.deepEqual(Object.fromEntries((Role?.Tags ?? []).map(({ Key, Value }) => [Key, Value])), {
        cost: "7",
        team: "shop",
      });
      assert.equal((await one.diff(role, id, state, inputs)).changed, false);
      assert.deepEqual((await plugin.diff(role, id, state, inputs)).properties, ["tagsAll"]);
    });
  });

  describe("resources", () => {
    it("names a type that it does not know, and those that it knows", async () => {
      await assert.rejects(
        plugin.check("aws:sqs/queue:Queue", "q", {}),
        /aws:sqs\/queue:Queue: the sandbox's AWS plugin does not support this resource type, only aws:accountaccess\/entitlement:Entitlement, aws:iam\/group:Group, .*genuine plugin/,
      );
    });

    it("foresees a creation: inputs as they are, the rest not known yet", async () => {
      const { inputs } = await plugin.check(role, "soon", {
        name: "soon",
        assumeRolePolicy: trust(trustedAccount),
        description: unknownString,
      });
      const { id, state } = await plugin.create(role, inputs, true);
      assert.deepEqual(
        [id, state.name, state.arn, state.description, state.tagsAll],
        ["", "soon", unknownString, unknownString, {}],
      );
      await assert.rejects(accounts.iam.send(new GetRoleCommand({ RoleName: "soon" })), { name: /^NoSuchEntity/ });
    });

    it("foresees an update: what stays is known", async () => {
      const inputs = (await plugin.check("aws:iam/group:Group", "g", { name: "before" })).inputs;
      const { id, state } = await plugin.create("aws:iam/group:Group", inputs);
      const renamed = await plugin.update("aws:iam/group:Group", id, state, { ...inputs, name: "after" }, true);
      assert.deepEqual([renamed.name, renamed.arn, renamed.uniqueId], ["after", unknownString, state.uniqueId]);
    });

    it("keeps what a failed creation left behind, and mends it", async () => {
      const missing = `arn:aws:iam::${trustingAccount}:policy/missing`;
      const wanted = {
        name: "half",
        assumeRolePolicy: trust(trustedAccount),
        inlinePolicies: [{ name: "read", policy: document("s3:GetObject") }],
        managedPolicyArns: [missing],
      };
      const { inputs } = await plugin.check(role, "half", wanted);
      const failure: unknown = await plugin.create(role, inputs).catch((error: unknown) => error);
      assert.match((failure as Error).message, /IAM role "half": iam:AttachRolePolicy: NoSuchEntity/);
      const left = leftBehind(failure);
      assert.equal(left?.id, "half");
      const mended = { ...inputs, managedPolicyArns: [] };
      assert.deepEqual((await plugin.diff(role, "half", left?.state ?? {}, inputs)).properties, ["managedPolicyArns"]);
      const state = await plugin.update(role, "half", left?.state ?? {}, mended);
      assert.equal((await plugin.diff(role, "half", state, mended)).changed, false);
      await plugin.delete(role, "half", state);
    });

    it("leaves nothing behind where the creation itself fails, and says how to take over what is there", async () => {
      await accounts.iam.send(
        new CreateRoleCommand({ RoleName: "taken", AssumeRolePolicyDocument: trust(trustedAccount) }),
      );
      const { inputs } = await plugin.check(role, "taken", { name: "taken", assumeRolePolicy: trust(trustedAccount) });
      const failure: unknown = await plugin.create(role, inputs).catch((error: unknown) => error);
      assert.match(
        (failure as Error).message,
        /IAM role "taken": iam:CreateRole: EntityAlreadyExists: .*\(account 111111111111\)\. If an earlier deployment made it, whose answer was lost, take it over with this command and deploy again; if somebody else did, choose another name \(docs\/recovery\.md\)\.\n {2}pulumi import aws:iam\/role:Role it taken --parent component=urn:pulumi:trusting::cross-account-access::cross-account-access:index:AccountAccess::access --protect=false --stack trusting$/,
      );
      assert.equal(leftBehind(failure), undefined);
      const bucket = "aws:s3/bucket:Bucket";
      const { inputs: own } = await plugin.check(bucket, "b", { bucket: "taken-bucket" });
      await plugin.create(bucket, own);
      await assert.rejects(
        plugin.create(bucket, own),
        /S3 bucket "taken-bucket": s3:CreateBucket: BucketAlreadyOwnedByYou/,
      );
    });

    it("takes exclusive ownership of a role's policies where the program lists them", async () => {
      const { inputs } = await plugin.check(role, "owner", {
        name: "owner",
        assumeRolePolicy: trust(trustedAccount),
        inlinePolicies: [{ name: "read", policy: document("s3:GetObject") }],
      });
      const { id, state } = await plugin.create(role, inputs);
      await accounts.iam.send(
        new PutRolePolicyCommand({ RoleName: id, PolicyName: "foreign", PolicyDocument: document("s3:*") }),
      );
      const drifted = await plugin.read(role, id, state, inputs);
      assert.deepEqual((await plugin.diff(role, id, drifted?.state ?? {}, inputs)).properties, ["inlinePolicies"]);
      await plugin.update(role, id, drifted?.state ?? {}, inputs);
      assert.deepEqual((await accounts.iam.send(new ListRolePoliciesCommand({ RoleName: id }))).PolicyNames, ["read"]);
      await plugin.delete(role, id, state);
      await assert.rejects(accounts.iam.send(new GetRoleCommand({ RoleName: id })), { name: /^NoSuchEntity/ });
    });

    it("deletes a role with somebody else's policy on it only when forced", async () => {
      const { inputs } = await plugin.check(role, "held", { name: "held", assumeRolePolicy: trust(trustedAccount) });
      const { id, state } = await plugin.create(role, inputs);
      await accounts.iam.send(
        new PutRolePolicyCommand({ RoleName: id, PolicyName: "foreign", PolicyDocument: document("s3:*") }),
      );
      await assert.rejects(plugin.delete(role, id, state), /IAM role "held": iam:DeleteRole: DeleteConflict/);
      await plugin.delete(role, id, { ...state, forceDetachPolicies: true });
      assert.equal(await plugin.read(role, id, state, inputs), undefined);
    });

    it("makes room for a sixth version of a policy", async () => {
      const policy = "aws:iam/policy:Policy";
      const inputs = (await plugin.check(policy, "v", { name: "versions", policy: document("s3:Action0") })).inputs;
      const { id, state } = await plugin.create(policy, inputs);
      let now = state;
      for (let version = 1; version <= 6; version++)
        now = await plugin.update(policy, id, now, { ...inputs, policy: document(`s3:Action${version}`) });
      assert.equal(now.policy, document("s3:Action6"));
      await plugin.delete(policy, id, now);
    });

    it("gives a name with a prefix when it creates", async () => {
      const { inputs } = await plugin.check("aws:iam/policy:Policy", "p", {
        namePrefix: "shop-",
        policy: document("s3:GetObject"),
      });
      const { id, state } = await plugin.create("aws:iam/policy:Policy", inputs);
      assert.match(text(state, "name"), /^shop-[0-9a-f]{26}$/);
      assert.equal((await plugin.diff("aws:iam/policy:Policy", id, state, inputs)).changed, false);
      await plugin.delete("aws:iam/policy:Policy", id, state);
    });

    it("says which account refuses what", async () => {
      const poor = await configured({}, accounts.environment("mallory"));
      const { inputs } = await poor.check(role, "no", { name: "no", assumeRolePolicy: trust(trustedAccount) });
      await assert.rejects(
        poor.create(role, inputs),
        new RegExp(`IAM role "no": iam:CreateRole: AccessDenied: .* \\(account ${trustedAccount}\\)`),
      );
    });

    const wrongIds: [string, string, RegExp][] = [
      [
        "aws:iam/rolePolicy:RolePolicy",
        "deploy",
        /"deploy" is not the id of an inline policy of an IAM role: expected <role name>:<policy name>/,
      ],
      ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "deploy/x", /expected <role name>\/<policy ARN>/],
      ["aws:iam/policy:Policy", "boundary", /"boundary" is not the id of an IAM policy: expected the policy's ARN/],
      ["aws:iam/userGroupMembership:UserGroupMembership", "alice", /expected <user name>\/<group name>/],
      ["aws:s3/bucketObject:BucketObject", "bucket", /expected <bucket>\/<key>/],
    ];
    for (const [token, id, message] of wrongIds) {
      it(`refuses to import ${token} by "${id}"`, () => assert.rejects(plugin.read(token, id), message));
    }

    it("finds nothing to import where there is nothing", async () =>
      assert.equal(await plugin.read(role, "nothing"), undefined));
  });

  describe("functions", () => {
    it("answers who it is and where", async () => {
      const { accountId, userId } = await plugin.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
      assert.deepEqual([accountId, typeof userId], [trustingAccount, "string"]);
      assert.deepEqual(await plugin.invoke("aws:index/getPartition:getPartition", {}), {
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
        id: "aws",
      });
    });

    it("writes policy documents", async () => {
      const statement = {
        sid: "S",
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::b/&{aws:username}"],
        principals: [{ type: "AWS", identifiers: ["1", "2"] }],
        conditions: [{ test: "Bool", variable: "aws:MultiFactorAuthPresent", values: ["true"] }],
      };
      const written = await plugin.invoke("aws:iam/getPolicyDocument:getPolicyDocument", { statements: [statement] });
      const expected = {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "S",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::b/${aws:username}",
            Principal: { AWS: ["1", "2"] },
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
          },
        ],
      };
      assert.deepEqual([JSON.parse(text(written, "json")), written.minifiedJson], [expected, json(expected)]);
      await assert.rejects(
        plugin.invoke("aws:iam/getPolicyDocument:getPolicyDocument", { sourcePolicyDocuments: ["{}"] }),
        /does not support "sourcePolicyDocuments"/,
      );
    });

    it("tells what is there in IAM by the genuine plugin's names", async () => {
      const here = `arn:aws:iam::${trustingAccount}`;
      const make = async (token: string, inputs: Bag) =>
        plugin.create(token, (await plugin.check(token, "looked-up", inputs)).inputs);
      await make(role, {
        name: "looked-up",
        path: "/x/",
        assumeRolePolicy: trust(trustedAccount),
        tags: { team: "web" },
      });
      await make("aws:iam/group:Group", { name: "looked-up" });
      await make("aws:iam/groupMembership:GroupMembership", {
        name: "looked-up",
        group: "looked-up",
        users: ["admin"],
      });
      const asked = async (kind: string, args: Bag) => plugin.invoke(`aws:iam/get${kind}:get${kind}`, args);
      const { createDate, uniqueId, ...roleFound } = await asked("Role", { name: "looked-up" });
      assert.match(text({ createDate: createDate! }, "createDate"), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.equal(typeof uniqueId, "string");
      const { assumeRolePolicy, ...rest } = roleFound;
      assert.deepEqual(
        JSON.parse(text({ assumeRolePolicy: assumeRolePolicy! }, "assumeRolePolicy")),
        JSON.parse(trust(trustedAccount)),
      );
      assert.deepEqual(rest, {
        arn: `${here}:role/x/looked-up`,
        description: "",
        id: "looked-up",
        maxSessionDuration: 3600,
        name: "looked-up",
        path: "/x/",
        permissionsBoundary: "",
        roleLastUseds: [],
        tags: { team: "web" },
      });
      const { userId, id, ...user } = await asked("User", { userName: "admin" });
      assert.equal(id, userId);
      assert.deepEqual(user, {
        arn: `${here}:user/admin`,
        path: "/",
        permissionsBoundary: "",
        tags: {},
        userName: "admin",
      });
      const group = await asked("Group", { groupName: "looked-up" });
      assert.deepEqual(Object.keys(group).sort(), ["arn", "groupId", "groupName", "id", "path", "users"]);
      assert.deepEqual(group.users, [{ arn: `${here}:user/admin`, path: "/", userId: userId!, userName: "admin" }]);
      const policy = await asked("Policy", { arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
      assert.deepEqual(Object.keys(policy).sort(), [
        "arn",
        "attachmentCount",
        "description",
        "id",
        "name",
        "path",
        "policy",
        "policyId",
        "tags",
      ]);
      assert.equal((await asked("Policy", { name: "ReadOnlyAccess" })).arn, "arn:aws:iam::aws:policy/ReadOnlyAccess");
    });

    const absent: [token: string, args: Bag, message: string][] = [
      ["aws:iam/getUser:getUser", { userName: "nobody" }, "reading IAM User (nobody): couldn't find resource"],
      ["aws:iam/getRole:getRole", { name: "nothing" }, "reading IAM Role (nothing): couldn't find resource"],
      [
        "aws:iam/getPolicy:getPolicy",
        { arn: "arn:aws:iam::aws:policy/Nothing" },
        "reading IAM Policy (arn:aws:iam::aws:policy/Nothing): couldn't find resource",
      ],
      ["aws:iam/getPolicy:getPolicy", { name: "Nothing" }, "no matching IAM Policy found"],
    ];
    for (const [token, args, message] of absent) {
      it(`says in the genuine plugin's words that there is no such thing: ${message}`, () =>
        assert.rejects(plugin.invoke(token, args), {
          details: `invoking ${token}: 1 error occurred:\n\t* ${message}\n\n`,
        }));
    }
    it("hands on what IAM says of a group", () =>
      assert.rejects(
        plugin.invoke("aws:iam/getGroup:getGroup", { groupName: "nothing" }),
        /getting group: operation error IAM: GetGroup, https response error StatusCode: 404, RequestID: \S+, NoSuchEntity: /,
      ));

    it("names one that it does not know", () =>
      assert.rejects(
        plugin.invoke("aws:iam/getUsers:getUsers", {}),
        /aws:iam\/getUsers:getUsers: the sandbox's AWS plugin does not support this function, only/,
      ));
  });

  it("prints its port and nothing else, and calls itself a build of the SDK's version", async () => {
    assert.match(await plugin.version(), /^7\.48\.0\+sandbox$/);
    assert.deepEqual(plugin.noise, []);
  });
});

async function freePort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
