import {
  GetGroupPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListGroupPoliciesCommand,
  ListRolesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { mfaCode, openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { mfaSerial } from "../../../sandbox/world";
import { Engine } from "../lifecycle/engine";
import { accounts, peopleOfAll, settings, type Stack } from "./accounts";

const region = "eu-west-1";
const own = (section: string) => `cross-account-access:${section}`;

describe("five accounts on the sandbox", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  let project: string;
  let engine: Engine;

  const profileOf = (stack: Stack) => (stack === "shop" ? "trusting" : stack);
  const iam = (stack: Stack) =>
    new IAMClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, profileOf(stack)) });
  const pulumi = (command: string, stack: Stack, ...more: string[]) => engine.pulumi(command, stack, ...more);

  /** Deploys a stack and gives what the engine said. */
  async function up(stack: Stack, ...more: string[]): Promise<string> {
    const { code, stdout, stderr } = await pulumi("up", stack, "--yes", "--skip-preview", ...more);
    assert.equal(code, 0, stdout + stderr);
    return stdout + stderr;
  }

  async function assume(
    profile: string,
    stack: Stack,
    role: string,
    input: Partial<AssumeRoleCommandInput> = {},
  ): Promise<void> {
    const sts = new STSClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, profile) });
    await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accounts[stack]}:role/${role}`,
        RoleSessionName: profile,
        ...input,
      }),
    );
  }
  const mfa = (profile: string) => ({
    SerialNumber: mfaSerial(person(sandbox, profile)),
    TokenCode: mfaCode(person(sandbox, profile)),
  });
  const denied = { name: "AccessDenied" };

  before(async () => {
    sandbox = await openTemporarySandbox({ people: peopleOfAll() });
    project = await copyProject(join(sandbox.directory, "accounts"));
    engine = await Engine.start(project, sandbox.env);
    for (const [stack, account] of Object.entries(accounts) as [Stack, string][]) {
      const config = {
        "aws:region": region,
        "aws:profile": profileOf(stack),
        "aws:allowedAccountIds": [account],
        ...Object.fromEntries(Object.entries(settings[stack]).map(([section, value]) => [own(section), value])),
      };
      await writeFile(join(project, `Pulumi.${stack}.yaml`), stringify({ config }, { version: "1.1" }));
      const made = await pulumi("stack init", stack, "--no-select");
      assert.equal(made.code, 0, made.stderr);
    }
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });

  it("are deployed, two of them trusting each other without a dead end: a warning once, none afterwards", async () => {
    for (const stack of ["shop", "data"] as const) await up(stack);
    assert.match(
      await up("ops"),
      /warning: grants\.audit: the stack organization\/cross-account-access\/people does not offer audit yet/,
    );
    await up("people");
    assert.doesNotMatch(await up("ops", "--expect-no-changes"), /does not offer/);
    await up("machines");
  });

  it("make eight roles, and one policy for each grantee", async () => {
    const counts = await Promise.all(
      (Object.keys(accounts) as Stack[]).map(
        async (stack) => (await iam(stack).send(new ListRolesCommand({}))).Roles?.length,
      ),
    );
    assert.deepEqual(counts, [3, 2, 2, 1, 0]);
    const { PolicyNames } = await iam("people").send(new ListGroupPoliciesCommand({ GroupName: "deployers" }));
    assert.deepEqual(PolicyNames, ["cross-account-access"]);
    const { PolicyDocument } = await iam("people").send(
      new GetGroupPolicyCommand({ GroupName: "deployers", PolicyName: "cross-account-access" }),
    );
    assert.equal((JSON.parse(decodeURIComponent(PolicyDocument!)) as { Statement: unknown[] }).Statement.length, 3);
  });

  it("let in whom they mean, and nobody else", async () => {
    await assume("alice", "shop", "deploy", { ...mfa("alice"), SourceIdentity: "alice" });
    await assume("bob", "shop", "teams/web/read", { ...mfa("bob"), DurationSeconds: 7200 });
    await assume("robot", "shop", "invoice");
    await assume("robot", "data", "export", { Tags: [{ Key: "job", Value: "nightly" }] });
    await assume("olga", "people", "audit", mfa("olga"));
    await assert.rejects(assume("alice", "shop", "deploy"), denied);
    await assert.rejects(assume("alice", "shop", "invoice"), denied);
    await assert.rejects(assume("bob", "shop", "deploy"), denied);
    await assert.rejects(assume("robot", "data", "export"), denied);
    await assert.rejects(assume("robot", "data", "export", { Tags: [{ Key: "job", Value: "other" }] }), denied);
    await assert.rejects(assume("robot", "data", "query"), denied);
  });

  it("take a change where it belongs, and find nothing to do afterwards", async () => {
    await changeSettings(project, "shop", [own("roles"), "invoice", "trusts", 1, "principals"], ["user/another"]);
    assert.match(await up("shop"), /aws:iam:Role invoice updated/);
    await assert.rejects(assume("robot", "shop", "invoice"), denied);
    const { code, stdout, stderr } = await pulumi("preview", "machines");
    assert.notEqual(code, 0);
    assert.match(
      stdout + stderr,
      /grants\.nightly: the trust policy of arn:aws:iam::111111111111:role\/invoice does not admit the user robot/,
    );
    await changeSettings(project, "shop", [own("roles"), "invoice", "trusts", 1, "principals"], ["user/robot"]);
    await up("shop");
    await up("shop", "--expect-no-changes");
  });

  it("take a new key for a role and a new name for a group as what they are: nothing is made anew", async () => {
    const id = async () => (await iam("shop").send(new GetRoleCommand({ RoleName: "invoice" }))).Role?.RoleId;
    const before = await id();
    await changeSettings(project, "shop", [own("roles"), "billing"], {
      ...(settings.shop["roles"] as Record<string, object>)["invoice"],
      name: "invoice",
    });
    await changeSettings(project, "shop", [own("roles"), "invoice"], undefined);
    assert.doesNotMatch(await up("shop"), /aws:iam:\S+ \S+ (creat|delet|replac|updat)/);
    assert.equal(await id(), before);
    for (const [stack, grant, at] of [
      ["people", "shop", 1],
      ["machines", "nightly", 1],
    ] as const)
      await changeSettings(project, stack, [own("grants"), grant, "roles", at, "role"], "billing");
    await changeSettings(project, "people", [own("groups")], {
      releasers: { members: ["alice"], renamedFrom: "deployers" },
    });
    for (const grant of ["shop", "operations"])
      await changeSettings(project, "people", [own("grants"), grant, "to", "groups"], ["releasers"]);
    const said = await up("people");
    assert.match(said, /aws:iam:Group releasers updated/);
    assert.doesNotMatch(said, /aws:iam:Group \S+ (created|deleted|replaced)/);
    assert.deepEqual((await iam("people").send(new ListGroupPoliciesCommand({ GroupName: "releasers" }))).PolicyNames, [
      "cross-account-access",
    ]);
    await up("people", "--expect-no-changes");
  });

  it("carry on with the policies of the layout before: a policy for each grant", async () => {
    const file = join(sandbox.directory, "people.json");
    const exported = await pulumi("stack export", "people", "--file", file);
    assert.equal(exported.code, 0, exported.stderr);
    const text = await readFile(file, "utf8");
    const former = text
      .replaceAll(
        "AssumeRoleGrant$aws:iam/userPolicy:UserPolicy::user-bob",
        "AssumeRoleGrant$aws:iam/userPolicy:UserPolicy::reading-user-bob",
      )
      .replaceAll(
        "cross-account-access:index:AssumeRoleGrant::user-bob",
        "cross-account-access:index:AssumeRoleGrant::reading",
      );
    assert.notEqual(former, text);
    await writeFile(file, former);
    const imported = await pulumi("stack import", "people", "--file", file);
    assert.equal(imported.code, 0, imported.stderr);
    const said = await up("people");
    assert.doesNotMatch(said, /UserPolicy \S+ (created|deleted|replaced)/);
  });

  it("find by refresh what was changed by hand, and put it right", async () => {
    await iam("data").send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "query",
        PolicyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}',
      }),
    );
    const found = await pulumi("refresh", "data", "--yes", "--skip-preview", "--expect-no-changes");
    assert.notEqual(found.code, 0);
    assert.match(found.stdout + found.stderr, /query/);
    assert.match(await up("data"), /aws:iam:Role query updated/);
    assert.doesNotMatch(
      decodeURIComponent(
        (await iam("data").send(new GetRoleCommand({ RoleName: "query" }))).Role!.AssumeRolePolicyDocument!,
      ),
      /"\*"/,
    );
  });

  it("let a role go once nobody is granted it any more", async () => {
    await changeSettings(project, "people", [own("grants"), "operations", "roles"], [{ stack: "ops", role: "logs" }]);
    await up("people");
    await changeSettings(project, "data", [own("roles"), "query"], undefined);
    assert.match(await up("data"), /aws:iam:Role query deleted/);
    assert.deepEqual(
      (await iam("data").send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
      ["export"],
    );
    await assume("robot", "data", "export", { Tags: [{ Key: "job", Value: "hourly" }] });
  });
});
