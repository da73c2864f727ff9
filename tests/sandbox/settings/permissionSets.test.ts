import { GetRolePolicyCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  DeleteInlinePolicyFromPermissionSetCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Review } from "../../../cli/review/model";
import type { World } from "../../../sandbox/emulator/world";
import { execute } from "../../../sandbox/execute";
import { inOrganization } from "../../../sandbox/organization";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { makePeople } from "../../../sandbox/world";
import { Engine } from "../lifecycle/engine";

const region = "eu-west-1";
const [ann, ben] = [1, 2].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string];
const deploy = "arn:aws:iam::111111111111:role/deploy";
const statement = { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" };

/** Ann has the permission set Dev in the trusted account, Ben has Ops; the third account administers both. */
function withPermissionSets(world: World): World {
  const of = (name: string, letter: string, user: string, more: object = {}) => ({
    id: `ps-${letter.repeat(16)}`,
    name,
    assignments: [{ account: "222222222222", user }],
    ...more,
  });
  return {
    ...inOrganization(world),
    identityCenter: {
      instance: "ssoins-1234567890abcdef",
      store: "d-1234567890",
      region,
      owner: "333333333333",
      users: [
        { id: ann, name: "ann", token: "ann-is-signed-in" },
        { id: ben, name: "ben", token: "ben-is-signed-in" },
      ],
      permissionSets: [
        of("Dev", "a", ann),
        of("Ops", "b", ben, { inlinePolicy: { Version: "2012-10-17", Statement: [statement] } }),
      ],
    },
  };
}

describe("a grant to a permission set, end to end", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  let engine: Engine;

  const pulumi = (command: string, stack: string, ...more: string[]) => engine.pulumi(command, stack, ...more);
  const up = (stack: string, ...more: string[]) => pulumi("up", stack, "--yes", "--skip-preview", ...more);
  const settings = (permissionSets: readonly string[]) =>
    writeFile(
      join(project, "Pulumi.third.yaml"),
      stringify({
        config: {
          "aws:region": region,
          "aws:profile": "third",
          "aws:allowedAccountIds": ["333333333333"],
          ...(permissionSets.length === 0
            ? { "cross-account-access:empty": true }
            : {
                "cross-account-access:grants": {
                  dev: { to: { permissionSets }, roles: [{ stack: "trusting", role: "deploy" }] },
                },
              }),
        },
      }),
    );

  /** Assumes the role as somebody who is signed in to the access portal: the role's ARN, or the error's name. */
  async function assume(token: string, set: string): Promise<string> {
    const query = `role_name=${set}&account_id=222222222222`;
    const answer = await fetch(`${sandbox.endpoint}/federation/credentials?${query}`, {
      headers: { "x-amz-sso_bearer_token": token },
    });
    assert.equal(answer.status, 200, `${token} ${set}`);
    const { roleCredentials } = (await answer.json()) as {
      readonly roleCredentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
    };
    const { accessKeyId, secretAccessKey, sessionToken } = roleCredentials;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const sts = new STSClient({ endpoint: sandbox.endpoint, region, credentials, maxAttempts: 1 });
    try {
      const made = await sts.send(new AssumeRoleCommand({ RoleArn: deploy, RoleSessionName: "ann" }));
      return made.AssumedRoleUser!.Arn!;
    } catch (error) {
      return (error as Error).name;
    } finally {
      sts.destroy();
    }
  }

  /** The inline policy of the role that a permission set has in the trusted account. */
  async function held(set: string): Promise<string | undefined> {
    const client = { endpoint: sandbox.endpoint, region, credentials: person(sandbox, "trusted"), maxAttempts: 1 };
    const iam = new IAMClient(client);
    try {
      const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: "/aws-reserved/" }));
      const RoleName = Roles.find((one) => one.RoleName!.startsWith(`AWSReservedSSO_${set}_`))!.RoleName!;
      const asked = iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "AwsSSOInlinePolicy" }));
      const { PolicyDocument } = await asked.catch(() => ({ PolicyDocument: undefined }));
      return PolicyDocument === undefined ? undefined : decodeURIComponent(PolicyDocument);
    } finally {
      iam.destroy();
    }
  }

  /** What an administrator of IAM Identity Center does in the console. */
  async function putByHand(policy: object | undefined): Promise<void> {
    const client = { endpoint: sandbox.endpoint, region, credentials: person(sandbox, "third"), maxAttempts: 1 };
    const sso = new SSOAdminClient(client);
    const set = {
      InstanceArn: "arn:aws:sso:::instance/ssoins-1234567890abcdef",
      PermissionSetArn: `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-${"a".repeat(16)}`,
    };
    try {
      if (policy === undefined) await sso.send(new DeleteInlinePolicyFromPermissionSetCommand(set));
      else await sso.send(new PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy: JSON.stringify(policy) }));
      await sso.send(new ProvisionPermissionSetCommand({ ...set, TargetType: "ALL_PROVISIONED_ACCOUNTS" }));
    } finally {
      sso.destroy();
    }
  }

  before(async () => {
    sandbox = await openTemporarySandbox({ people: makePeople(3), adjust: withPermissionSets });
    project = await copyProject(join(sandbox.directory, "project"));
    engine = await Engine.start(project, sandbox.env);
    await changeSettings(
      project,
      "trusting",
      ["cross-account-access:roles", "deploy", "trusts"],
      [{ account: "222222222222", principals: ["sso/Dev"], mfa: { required: false, reason: "Sessions have none" } }],
    );
    await changeSettings(project, "trusting", ["cross-account-access:roles", "deploy", "mfa"], undefined);
    await settings(["Dev"]);
    const made = await pulumi("stack init", "third", "--no-select");
    assert.equal(made.code, 0, made.stderr);
    const ran = await up("trusting");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });

  it("lets its people in once it is deployed, and nobody before", async () => {
    assert.equal(await assume("ann-is-signed-in", "Dev"), "AccessDenied");
    const ran = await up("third", "--policy-pack", "policypack");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /nothing says in which accounts the permission set Dev is assigned/);
    assert.match(await assume("ann-is-signed-in", "Dev"), /^arn:aws:sts::111111111111:assumed-role\/deploy\/ann$/);
    assert.equal(await assume("ben-is-signed-in", "Ops"), "AccessDenied");
    const again = await pulumi("preview", "third", "--expect-no-changes");
    assert.equal(again.code, 0, again.stdout + again.stderr);
  });

  async function review(): Promise<Review> {
    const command = [join(root, "cli", "bin", "cross-account.cjs"), "review", "--no-usage", "--format", "json"];
    const ran = await execute(process.execPath, command, { cwd: project, env: sandbox.env });
    assert.notEqual(ran.stdout, "", ran.stderr);
    return JSON.parse(ran.stdout) as Review;
  }
  const grantsIn = ({ findings }: Review) =>
    findings.flatMap(({ kind, message }) =>
      ["undeclared-grant", "changed-by-hand", "code-not-deployed", "granted-not-trusted"].includes(kind) &&
      // It is there for its account alone.
      !message.startsWith("The stack trusted is not deployed")
        ? [`${kind}: ${message}`]
        : [],
    );

  it("is declared to a review, which sees who has it, and what somebody changes by hand", async () => {
    const found = await review();
    const { principals } = found.roles.find(({ arn }) => arn === deploy)!;
    const [dev] = principals.filter(({ arn }) => arn.includes("AWSReservedSSO_Dev_"));
    assert.deepEqual(
      dev?.people?.map(({ name }) => name),
      ["ann"],
    );
    assert.deepEqual(grantsIn(found), []);
    const more = { ...statement, Action: ["sts:AssumeRole"], Resource: "*" };
    await putByHand({ Version: "2012-10-17", Statement: [more] });
    const changed = grantsIn(await review()).join("\n");
    assert.match(
      changed,
      /changed-by-hand: The inline policy AwsSSOInlinePolicy of the permission set Dev was changed/,
    );
    const refused = await up("third");
    assert.match(refused.stdout, /found "Dev", which has an inline policy that is not this stack's alone/);
    await putByHand(undefined);
    assert.match(grantsIn(await review()).join("\n"), /of the permission set Dev was deployed and is gone/);
    const ran = await up("third", "--refresh");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(await assume("ann-is-signed-in", "Dev"), /assumed-role\/deploy/);
  });

  it("is held against where the set is assigned, once a file of the organization says it", async () => {
    const command = [join(root, "cli", "bin", "cross-account.cjs"), "organization", "--profile", "third"];
    const written = await execute(process.execPath, command, { cwd: project, env: sandbox.env });
    assert.equal(written.code, 0, written.stderr);
    assert.match(written.stderr, /, 2 permission sets, written to/);
    const file = join(project, "organization.json");
    const said = JSON.parse(await readFile(file, "utf8")) as { permissionSets: Record<string, string[]> };
    assert.deepEqual(said.permissionSets, { Dev: ["222222222222"], Ops: ["222222222222"] });
    const preview = () => pulumi("preview", "third");
    const right = await preview();
    assert.equal(right.code, 0, right.stdout + right.stderr);
    assert.doesNotMatch(right.stdout, /nothing says in which accounts/);
    await writeFile(file, JSON.stringify({ ...said, permissionSets: { Dev: ["444444444444"] } }));
    const wrong = await preview();
    assert.notEqual(wrong.code, 0);
    assert.match(
      (wrong.stdout + wrong.stderr).replace(/\s+/g, " "),
      /admits the permission set Dev in 222222222222 alone, and it is assigned in 444444444444/,
    );
    await rm(file);
  });

  it("does not touch an inline policy that somebody else made", async () => {
    await settings(["Dev", "Ops"]);
    const before = await held("Ops");
    const ran = await up("third");
    assert.notEqual(ran.code, 0);
    assert.match(ran.stdout, /found "Ops", which has an inline policy that is not this stack's alone/);
    assert.equal(await held("Ops"), before);
    assert.match(before!, /ListAllMyBuckets/);
    await settings(["Dev"]);
  });

  it("lets nobody in once it is taken away: the inline policy goes, and its roles are provisioned anew", async () => {
    assert.match((await held("Dev"))!, /role\/deploy/);
    await settings([]);
    const ran = await up("third");
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.equal(await held("Dev"), undefined);
    assert.equal(await assume("ann-is-signed-in", "Dev"), "AccessDenied");
  });
});
