import { CreateRoleCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Review } from "../../../cli/review/model";
import type { World } from "../../../sandbox/emulator/world";
import { execute } from "../../../sandbox/execute";
import { inOrganization } from "../../../sandbox/organization";
import { copyProject } from "../../../sandbox/project";
import { mfaCode, openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { makePeople, mfaSerial } from "../../../sandbox/world";
import { deployStacks } from "../lifecycle/engine";
import { statement } from "../review/hand";

const region = "eu-west-1";
const [administrator, alice, mallory] = ["admin", "alice", "mallory"].map(
  (name) => `arn:aws:iam::222222222222:user/${name}`,
) as [string, string, string];
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const [deploy, helper] = ["deploy", "helper"].map((name) => roleArn("111111111111", name)) as [string, string];
const vendor = roleArn("444444444444", "vendor");
const github = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
const trust = (Principal: object, Action = "sts:AssumeRole", Condition?: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action, ...(Condition && { Condition }) }],
  });

/** The sandbox's organization; the fourth account is in none. */
function withOutsider(world: World): World {
  const { organization, ...rest } = inOrganization(world);
  const { root: tree, ...facts } = organization!;
  const units = tree.units!.map(({ units: _, ...unit }) => unit);
  return { ...rest, organization: { ...facts, root: { ...tree, units } } };
}

describe("everybody who gets in, in an organization", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  const clients: { destroy(): void }[] = [];

  const cross = (...args: string[]) =>
    execute(process.execPath, [join(root, "cli", "bin", "cross-account.cjs"), ...args], {
      cwd: project,
      env: sandbox.env,
    });
  const at = (profile: string) => ({
    endpoint: sandbox.endpoint,
    region,
    maxAttempts: 1,
    credentials: person(sandbox, profile),
  });
  const keep = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };

  before(async () => {
    sandbox = await openTemporarySandbox({ people: makePeople(4), adjust: withOutsider });
    project = await copyProject(join(sandbox.directory, "project"));
    await deployStacks(project, sandbox.env, "trusting", "trusted");
    await writeFile(
      join(project, "Pulumi.fourth.yaml"),
      'config:\n  aws:region: eu-west-1\n  aws:profile: fourth\n  aws:allowedAccountIds: ["444444444444"]\n  cross-account-access:empty: true\n',
    );
    for (const [profile, RoleName, AssumeRolePolicyDocument] of [
      ["trusting", "helper", trust({ AWS: deploy })],
      [
        "trusting",
        "ci",
        trust({ Federated: github }, "sts:AssumeRoleWithWebIdentity", {
          StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/shop:*" },
        }),
      ],
      ["fourth", "vendor", trust({ AWS: "arn:aws:iam::222222222222:root" })],
    ] as const)
      await keep(new IAMClient(at(profile))).send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration: 7200 }),
      );
    const PolicyDocument = JSON.stringify(statement("sts:AssumeRole", vendor));
    await keep(new IAMClient(at("trusted"))).send(
      new PutUserPolicyCommand({ UserName: "mallory", PolicyName: "go", PolicyDocument }),
    );
    const written = await cross("organization", "--profile", "third");
    assert.equal(written.code, 0, written.stderr);
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await sandbox?.remove();
  });

  it("is found by review and drawn, as the referee lets them: a chain, a pipeline, and whom an SCP keeps in", async () => {
    const ran = await cross("review", "--no-usage", "--format", "json");
    assert.equal(ran.code, 7, ran.stderr);
    const { roles } = JSON.parse(ran.stdout) as Review;
    const page = (arn: string) => roles.find((role) => role.arn === arn)!;
    assert.deepEqual(page(helper).chains, [
      // Its administrator may assume every role that trusts the account.
      { principal: administrator, through: [deploy] },
      { principal: alice, through: [deploy] },
    ]);
    assert.deepEqual(
      page(helper).principals.map(({ arn }) => arn),
      [deploy],
    );
    assert.deepEqual(
      page(roleArn("111111111111", "ci")).identities.map(({ provider, bound }) => [provider, bound]),
      [[github, "bound"]],
    );
    const [forbidden, ...others] = page(vendor).forbidden!.filter(({ principal }) => principal === mallory);
    assert.deepEqual(others, []);
    assert.match(
      forbidden!.why.join(),
      /the service control policy KeepInside \(p-keepinside\) on the unit People \(ou-sand-22222222\) denies it/,
    );
    assert.deepEqual(page(vendor).principals, []);

    const html = await cross("review", "--no-usage", "--format", "html");
    assert.match(html.stdout, /aria-label="Ways to helper through other roles"/);
    assert.match(html.stdout, /class="arrow [\w-]+ forbidden"/);
    assert.match(html.stdout, /mallory user, in 222222222222; the organization forbids vendor/);

    const sts = keep(new STSClient(at("alice")));
    const code = { SerialNumber: mfaSerial(person(sandbox, "alice")), TokenCode: mfaCode(person(sandbox, "alice")) };
    const first = await sts.send(new AssumeRoleCommand({ RoleArn: deploy, RoleSessionName: "alice", ...code }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = first.Credentials!;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    const second = keep(new STSClient({ ...at("alice"), credentials }));
    const reached = await second.send(new AssumeRoleCommand({ RoleArn: helper, RoleSessionName: "alice" }));
    assert.match(reached.AssumedRoleUser!.Arn!, /assumed-role\/helper\/alice$/);
    const long = new AssumeRoleCommand({ RoleArn: helper, RoleSessionName: "alice", DurationSeconds: 7200 });
    await assert.rejects(second.send(long), /exceeds the 1 hour session limit/, "role chaining ends after an hour");
    const kept = new AssumeRoleCommand({ RoleArn: vendor, RoleSessionName: "mallory" });
    await assert.rejects(keep(new STSClient(at("mallory"))).send(kept), /explicit deny in a service control policy/);
  });

  it("is explained by assume: the role that leads to another one, and none for whom it is closed, too", async () => {
    const explained = (caller: string, ...more: string[]) =>
      cross(
        ...["assume", helper, "--source-profile", caller, "--explain"],
        ...["trusted", "trusting"].flatMap((profile) => ["--explain-with", profile]),
        ...more,
      );
    const [found, none, json] = await Promise.all([
      explained("alice"),
      explained("mallory"),
      explained("alice", "--format", "json"),
    ]);
    assert.deepEqual([found.code, none.code], [4, 4]);
    assert.match(found.stderr.replace(/\s+/g, " "), new RegExp(`- assume ${deploy}, then ${helper}(?! \\(perhaps)`));
    assert.doesNotMatch(none.stderr, /Other roles lead there/);
    assert.deepEqual((JSON.parse(json.stdout) as { through?: unknown }).through, [{ roles: [deploy], certain: true }]);
  });

  it("is explained by assume: the policy and the unit that keep somebody in", async () => {
    const { code, stdout, stderr } = await cross(
      "assume",
      vendor,
      "--source-profile",
      "mallory",
      "--explain",
      "--explain-with",
      "trusted",
      "--explain-with",
      "fourth",
      "--organization",
      "organization.json",
    );
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`.replace(/\s+/g, " "), /KeepInside.*the unit People \(ou-sand-22222222\)/);
  });
});
