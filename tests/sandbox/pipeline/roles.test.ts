import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { purposes, type Purpose } from "../../../pipeline/names";
import { policyOf } from "../../../pipeline/roles/policies";
import { person } from "../../../sandbox/sandbox";
import { accounts, bucket, environments, Stage, subjectOf, type Claims } from "./stage";

const shop = accounts.trusting;
const boundary = (account: string) => `arn:aws:iam::${account}:policy/cross-account-pipeline/cross-account-boundary`;
const review = { owner: "platform@example.com", reason: "Weekly release", by: "2027-05-01" };
const statement = (Action: string, Resource = "arn:aws:s3:::web-shop-artifacts/*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});

/** What the runs below do not come to, and why a job needs it. */
const elsewhere: Readonly<Record<string, string>> = {
  "iam:GetGroup": "the settings may grant a role to a group that no stack makes",
  "iam:GetRole": "the same, to a role",
  "iam:GetUserPolicy": "the genuine plugin reads each grant after it wrote it",
  "iam:UpdateRoleDescription": "the genuine plugin changes descriptions by themselves",
  "iam:PutRolePermissionsBoundary": "a role that was made without the boundary gets it",
  "iam:UpdateGroup": "a group gets another name",
  "iam:GenerateServiceLastAccessedDetails": "a review asks what a role was used for that somebody used",
  "iam:GetServiceLastAccessedDetails": "the same",
  "cloudtrail:LookupEvents": "a review asks who assumed a role that somebody used",
  "sso:ListInstances": "an account has roles of permission sets, or one that trusts account access manager",
  "sso:ListPermissionSets": "the account administers IAM Identity Center, too",
  "sso:ListPermissionSetsProvisionedToAccount": "the account administers IAM Identity Center, too",
  "sso:DescribePermissionSet": "the account administers IAM Identity Center, too",
  "sso:ListAccountAssignments": "the account administers IAM Identity Center, too",
  "identitystore:DescribeGroup": "the account administers IAM Identity Center, too",
  "identitystore:DescribeUser": "the account administers IAM Identity Center, too",
  "identitystore:ListGroupMemberships": "the account administers IAM Identity Center, too",
  "identitystore:ListUsers": "the account administers IAM Identity Center, too",
  "account-access:ListApplications": "the account administers IAM Identity Center, too",
  "account-access:ListEntitlements": "the account administers IAM Identity Center, too",
};

describe("the roles of a pipeline", function () {
  this.timeout(900_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
    for (const stack of ["trusting", "trusted"] as const) {
      stage.writeRoles(stack);
      for (const args of [
        ["stack", "init", stack],
        ["up", "--yes", "--skip-preview", "--stack", stack],
      ]) {
        const { code, stdout, stderr } = await stage.administrator(...args);
        assert.equal(code, 0, stdout + stderr);
      }
    }
    const { stdout } = await stage.administrator("stack", "output", "declarations", "--json", "--stack", "trusted");
    writeFileSync(join(stage.project, "policypack.config.json"), `{ "declarations": ${stdout} }`);
  });
  after(() => stage?.close());

  function write(role: object, people: object, policies: object = {}): void {
    stage.writeAccess("trusting", {
      roles: {
        deploy: {
          path: "/access/",
          boundary: boundary(shop),
          trusts: [{ account: accounts.trusted, principals: ["user/*"] }],
          review,
          ...role,
        },
      },
      policies,
    });
    stage.writeAccess("trusted", {
      groups: { deployers: { path: "/access/", ...people } },
      grants: {
        deploy: { to: { groups: ["deployers"], users: ["alice"] }, roles: [{ stack: "trusting", role: "deploy" }] },
      },
    });
  }

  const run = async (
    purpose: Purpose,
    expected: number,
    ...more: [change?: (script: string) => string, env?: NodeJS.ProcessEnv]
  ) => {
    const outcome = await stage.job(purpose, ...more);
    const said = outcome.stdout + outcome.stderr;
    assert.equal(outcome.code, expected, said);
    return said;
  };
  const used = new Map<Purpose, Set<string>>(purposes.map((purpose) => [purpose, new Set<string>()]));
  afterEach(() => stage.proxy.forget());
  const note = (purpose: Purpose) => {
    for (const { service, operation } of stage.proxy.calls) used.get(purpose)!.add(`${service}:${operation}`);
    stage.proxy.forget();
  };

  it("deploy what the settings say, change it, and review it", async () => {
    write(
      { policies: { inline: { artifacts: statement("s3:GetObject") }, shared: ["ours"] }, tags: { team: "shop" } },
      { members: ["alice"] },
      { ours: { path: "/access/", document: statement("s3:PutObject"), tags: { team: "shop" } } },
    );
    await run("deploy", 0);
    note("deploy");
    await run("review", 0);
    const { missing, roles } = JSON.parse(readFileSync(join(stage.project, "review.json"), "utf8")) as {
      missing: unknown[];
      roles: { name: string }[];
    };
    // The pipeline's own roles let in identities of GitHub.
    assert.deepEqual(
      [missing, [...new Set(roles.map(({ name }) => name))]],
      [[], ["deploy", ...purposes.map((one) => `cross-account-${one}`).sort()].sort()],
    );
    note("review");
    write(
      {
        policies: { inline: { artifacts: statement("s3:PutObject") }, shared: ["ours"] },
        session: { maxDuration: "2h" },
        trusts: [
          { account: accounts.trusted, principals: ["user/team/*"] },
          { account: accounts.trusted, principals: ["user/alice"] },
        ],
        tags: { owner: "shop" },
      },
      { members: ["mallory"] },
      { ours: { path: "/access/", document: statement("s3:GetObject"), tags: { owner: "shop" } } },
    );
    await run("deploy", 0);
    note("deploy");
  });

  it("preview, and say what the policy pack refuses", async () => {
    assert.match(await run("preview", 0, undefined, { STACKS: "trusted" }), /previewed: no changes/);
    write({ policies: { inline: { artifacts: statement("s3:*", "*") } } }, { members: ["mallory"] });
    assert.match(await run("preview", 7, undefined, { STACKS: "trusting" }), /service-wide-access: role deploy/);
    note("preview");
  });

  it("deploy no role without the boundary", async () => {
    write({ policies: { inline: { own: statement("s3:GetObject") } }, boundary: undefined, name: "free" }, {});
    const said = await run("deploy", 1, (script) => script.replace("--all", "trusting"));
    assert.match(said, /cross-account-deploy\/\S+ is not authorized to perform: iam:CreateRole on resource: \S+\/free/);
  });

  it("remove everything", async () => {
    stage.proxy.forget();
    await run("deploy", 0, (script) => script.replace("--all --wait", "--all --destroy --yes"));
    note("deploy");
  });

  it("have no action that no job needs", () => {
    for (const purpose of purposes) {
      const account = { id: shop, partition: "aws", region: "eu-west-1" } as const;
      const deploys = { path: "/access/", groups: [], users: ["alice"], roles: [] };
      const { Statement } = policyOf(purpose, { account, deploys, states: undefined, boundary: undefined });
      const allowed = Statement.flatMap(({ Effect, Action = [] }) => (Effect === "Allow" ? Action : []));
      const needless = allowed.filter((action) => !used.get(purpose)!.has(action) && !(action in elsewhere));
      assert.deepEqual(needless, [], purpose);
    }
  });

  const tokens: readonly (readonly [what: string, purpose: Purpose, claims: Claims])[] = [
    ["another repository", "preview", { sub: `repo:eve/access:environment:${environments.preview}` }],
    ["a branch without an environment", "deploy", { sub: "repo:shop/access:ref:refs/heads/main" }],
    ["the environment of previews, for the role that deploys", "deploy", { sub: subjectOf(environments.preview) }],
    ["another audience", "deploy", { aud: "https://github.com/shop" }],
    ["a token that has ended", "deploy", { expires: -1 }],
    ["a token that somebody else signed", "deploy", { forged: true }],
  ];
  it("are assumed by the jobs of their environment alone", async () => {
    assert.equal((await stage.credentials(shop, "deploy", {})).code, 0);
    for (const [what, purpose, claims] of tokens) {
      const { code, stdout, stderr } = await stage.credentials(shop, purpose, claims);
      assert.deepEqual([code, stdout], [4, ""], what);
      assert.match(stderr, /^pipeline: AWS refuses arn:/);
    }
  });

  it("that preview and review write nothing", async () => {
    for (const purpose of ["preview", "review"] as const) {
      const { stdout } = await stage.credentials(shop, purpose);
      const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout) as Record<string, string>;
      const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
      const at = { endpoint: stage.sandbox.endpoint, region: "eu-west-1", maxAttempts: 1, credentials };
      const [s3, iam] = [new S3Client({ ...at, forcePathStyle: true }), new IAMClient(at)];
      const Key = ".pulumi/stacks/cross-account-access/trusting.json";
      await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body!.transformToString();
      const refused = { name: "AccessDenied" };
      await assert.rejects(s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "{}" })), refused);
      await assert.rejects(s3.send(new DeleteObjectCommand({ Bucket: bucket, Key })), refused);
      await assert.rejects(iam.send(new CreateUserCommand({ UserName: "eve" })), refused);
      for (const client of [s3, iam]) client.destroy();
    }
  });

  describe("nobody becomes an administrator by the role that deploys", () => {
    const clients: { destroy(): void }[] = [];
    const at = () => ({ endpoint: stage.sandbox.endpoint, region: "eu-west-1", maxAttempts: 1 });
    const keep = <Client extends { destroy(): void }>(client: Client): Client => (clients.push(client), client);
    type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
    const iamOf = (credentials: Keys) => keep(new IAMClient({ ...at(), credentials }));
    let deployer: IAMClient;
    let administrator: IAMClient;
    const role = (name: string, more: object = {}) =>
      new CreateRoleCommand({
        RoleName: name,
        Path: "/access/",
        AssumeRolePolicyDocument: trust,
        PermissionsBoundary: boundary(shop),
        ...more,
      });
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${shop}:root` }, Action: "sts:AssumeRole" }],
    });
    const everything = JSON.stringify(statement("*", "*"));
    const own = { RoleName: "cross-account-deploy" };

    before(async () => {
      const { stdout } = await stage.credentials(shop, "deploy");
      const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout) as Record<string, string>;
      deployer = iamOf({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! });
      administrator = iamOf(person(stage.sandbox, "trusting"));
      await administrator.send(role("theirs", { Path: "/" }));
      await administrator.send(role("unbounded", { PermissionsBoundary: undefined }));
      await deployer.send(role("bounded"));
      await deployer.send(
        new PutRolePolicyCommand({ RoleName: "bounded", PolicyName: "all", PolicyDocument: everything }),
      );
    });
    after(() => clients.forEach((client) => client.destroy()));

    const denied: Readonly<Record<string, (iam: IAMClient) => Promise<unknown>>> = {
      "a policy of its own": (iam) =>
        iam.send(new PutRolePolicyCommand({ ...own, PolicyName: "deploy", PolicyDocument: everything })),
      "its own trust": (iam) => iam.send(new UpdateAssumeRolePolicyCommand({ ...own, PolicyDocument: trust })),
      "the boundary's document": (iam) =>
        iam.send(
          new CreatePolicyVersionCommand({ PolicyArn: boundary(shop), PolicyDocument: everything, SetAsDefault: true }),
        ),
      "a role out of the boundary": (iam) =>
        iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "bounded" })),
      "a role without the boundary": (iam) => iam.send(role("free", { PermissionsBoundary: undefined })),
      "a role on another path": (iam) => iam.send(role("free", { Path: "/" })),
      "a policy of a role that has no boundary": (iam) =>
        iam.send(new PutRolePolicyCommand({ RoleName: "unbounded", PolicyName: "all", PolicyDocument: everything })),
      "the trust of a role on another path": (iam) =>
        iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "theirs", PolicyDocument: trust })),
      "a user": (iam) => iam.send(new CreateUserCommand({ UserName: "eve" })),
      "somebody's key": (iam) => iam.send(new CreateAccessKeyCommand({ UserName: "admin" })),
      "a policy of a user who is granted nothing": (iam) =>
        iam.send(new PutUserPolicyCommand({ UserName: "admin", PolicyName: "all", PolicyDocument: everything })),
      "a managed policy of a user": (iam) =>
        iam.send(
          new AttachUserPolicyCommand({ UserName: "admin", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
        ),
    };
    for (const [what, attempt] of Object.entries(denied))
      it(`it may not write ${what}`, () => assert.rejects(attempt(deployer), { name: "AccessDenied" }));

    it("a role that it made with every permission may neither change IAM nor read the states", async () => {
      const sts = keep(new STSClient({ ...at(), credentials: person(stage.sandbox, "trusting") }));
      const assumed = await sts.send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${shop}:role/access/bounded`, RoleSessionName: "eve" }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials!;
      const keys = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
      const [iam, s3, again] = [
        iamOf(keys),
        keep(new S3Client({ ...at(), forcePathStyle: true, credentials: keys })),
        keep(new STSClient({ ...at(), credentials: keys })),
      ];
      for (const [what, attempt] of Object.entries(denied))
        await assert.rejects(attempt(iam), { name: "AccessDenied" }, what);
      await assert.rejects(s3.send(new ListObjectsV2Command({ Bucket: bucket })), { name: "AccessDenied" });
      await assert.rejects(
        again.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${shop}:role/theirs`, RoleSessionName: "eve" })),
        { name: "AccessDenied" },
      );
      // It is the boundary that denies: everything else is as the policy says.
      await (
        await s3.send(new GetObjectCommand({ Bucket: "web-shop-artifacts", Key: "catalogue.json" }))
      ).Body!.transformToString();
    });
  });
});
