import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Review } from "../../cli/review/model";
import type { World } from "../../sandbox/emulator/world";
import { execute } from "../../sandbox/execute";
import { changeSettings, copyProject } from "../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../sandbox/sandbox";
import { makePeople } from "../../sandbox/world";
import { send } from "./emulator/signedRequest";

const region = "eu-west-1";
const role = "arn:aws:iam::111111111111:role/deploy";
const [ann, ben, cara, engineers] = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const application = "arn:aws:account-access:eu-west-1:333333333333:application/0ab1893e-62f9-5dcf-915d-d2ae56601fdb";
const allow = (Action: string[], Resource = "*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});

/** The third account has IAM Identity Center, and a role by which the trusting account makes entitlements. */
function withPeople(world: World): World {
  const entitlements = {
    name: "entitlements",
    trust: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111111111111:root" } }],
    },
    policies: {
      own: allow([
        "account-access:CreateEntitlement",
        "account-access:DeleteEntitlement",
        "account-access:GetApplication",
        "account-access:GetEntitlement",
        "identitystore:Describe*",
        "identitystore:Get*",
        "sso:ListInstances",
      ]),
    },
  };
  return {
    ...world,
    accounts: world.accounts.map((one) => (one.id === "333333333333" ? { ...one, roles: [entitlements] } : one)),
    identityCenter: {
      instance: "ssoins-1234567890abcdef",
      store: "d-1234567890",
      region,
      owner: "333333333333",
      users: [
        { id: ann!, name: "ann@example.com", token: "ann" },
        { id: ben!, name: "ben@example.com", token: "ben" },
        { id: cara!, name: "cara@example.com", token: "cara" },
      ],
      groups: [{ id: engineers!, name: "Engineers of the shop", members: [cara!] }],
      entitlements: [],
    },
  };
}

describe("people of IAM Identity Center, from the settings to the session", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  let tenant: string;

  const access = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const reply = await send({
      keys: person(sandbox, "third"),
      service: "account-access",
      endpoint: sandbox.endpoint,
      method,
      path,
      text: body === undefined ? "" : JSON.stringify(body),
    });
    assert.ok(reply.status < 300, reply.body);
    return (reply.body === "" ? {} : JSON.parse(reply.body)) as Record<string, unknown>;
  };
  before(async () => {
    sandbox = await openTemporarySandbox({ people: makePeople(3), adjust: withPeople });
    project = await copyProject(join(sandbox.directory, "project"));
    const [only] = (await access("POST", "/applications-list", {}))["applications"] as Record<string, string>[];
    assert.equal(only!["applicationArn"], application);
    tenant = only!["tenantId"]!;
  });
  after(() => sandbox?.remove());

  const pulumi = async (command: string, ...args: string[]) => {
    const all = [command, "--stack", "trusting", "--non-interactive", "--color", "never", ...args];
    const { code, stdout, stderr } = await execute("pulumi", all, { cwd: project, env: sandbox.env });
    return { code, text: `${stdout}${stderr}` };
  };
  const up = async () => {
    const ran = await pulumi("up", "--yes", "--skip-preview", "--policy-pack", join(project, "policypack"));
    assert.equal(ran.code, 0, ran.text);
  };
  const trusting = (users: string[], groups: string[]) =>
    changeSettings(
      project,
      "trusting",
      ["cross-account-access:roles", "deploy", "trusts"],
      [
        { account: "222222222222", principals: ["user/*"] },
        {
          identityCenter: {
            application,
            ...(users.length > 0 && { users }),
            ...(groups.length > 0 && { groups }),
            assumeRole: "arn:aws:iam::333333333333:role/entitlements",
          },
          mfa: { required: false, reason: "IAM Identity Center asks for it" },
        },
      ],
    );

  /** Who somebody becomes through the portal; the code of the refusal otherwise. */
  const enters = async (token: string): Promise<string> => {
    const query = new URLSearchParams({ tenantId: tenant, roleArn: role, accessType: "PROGRAMMATIC_ACCESS" });
    const answer = await fetch(`${sandbox.endpoint}/access/credentials?${query.toString()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) return answer.headers.get("x-amzn-errortype") ?? "";
    const { credentialsDetails } = (await answer.json()) as {
      credentialsDetails: {
        programmaticAccess: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
      };
    };
    const credentials = credentialsDetails.programmaticAccess;
    const sts = new STSClient({ endpoint: sandbox.endpoint, region, credentials });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    return Arn!;
  };
  const refused = "AccessDeniedException";
  const session = (name: string) => `arn:aws:sts::111111111111:assumed-role/deploy/${name}@example.com`;
  const who = async () => Promise.all(["ann", "ben", "cara"].map(enters));

  it("lets in those who are named, by themselves or in a group, and nobody else", async () => {
    await trusting(["ann@example.com"], ["Engineers of the shop"]);
    const previewed = await pulumi("preview", "--policy-pack", join(project, "policypack"));
    assert.equal(previewed.code, 0, previewed.text);
    assert.deepEqual(await who(), [refused, refused, refused]);
    await up();
    assert.deepEqual(await who(), [session("ann"), refused, session("cara")]);
    const again = await pulumi("preview", "--expect-no-changes", "--refresh");
    assert.equal(again.code, 0, again.text);
  });

  it("tells an entitlement that somebody made behind the role's back, and none of its own", async () => {
    const told = async () => {
      const args = [join(root, "cli", "bin", "cross-account.cjs"), "review", "--format", "json"];
      const ran = await execute(process.execPath, [...args, "--identity-center", "third"], {
        cwd: project,
        env: sandbox.env,
      });
      const { findings, roles } = JSON.parse(ran.stdout) as Review;
      assert.ok(roles.some(({ name, people }) => name === "deploy" && people !== undefined));
      return findings.flatMap(({ document, principal }) =>
        document?.startsWith("the entitlements to the role deploy") === true ? [principal] : [],
      );
    };
    assert.deepEqual(await told(), []);
    const principal = { identityCenter: { userId: ben } };
    const { entitlementId } = await access("POST", "/entitlements", {
      applicationArn: application,
      entitlement: { principalRole: { principal, roleArn: role } },
    });
    assert.equal(await enters("ben"), session("ben"));
    assert.deepEqual(await told(), ["identity-center/user/ben@example.com"]);
    const query = new URLSearchParams({ applicationArn: application });
    await access("DELETE", `/entitlements/${String(entitlementId)}?${query.toString()}`);
    assert.equal(await enters("ben"), refused);
  });

  it("refuses a name that nobody has before anything is changed", async () => {
    await trusting(["ann@example.com", "zoe@example.com"], ["Engineers"]);
    const ran = await pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(ran.code, 0);
    const said = ran.text.replace(/\s+/g, " ");
    assert.match(said, /trusts\[1\]\.identityCenter\.users\[1\]: found "zoe@example\.com", expected a user who exists/);
    assert.match(said, /trusts\[1\]\.identityCenter\.groups\[0\]: found "Engineers", expected a group who exists/);
    assert.doesNotMatch(ran.text, /could not be looked up/);
    assert.deepEqual(await who(), [session("ann"), refused, session("cara")]);
  });

  it("lets somebody in no more who is taken out of the settings, while others stay", async () => {
    await trusting([], ["Engineers of the shop"]);
    await up();
    assert.deepEqual(await who(), [refused, refused, session("cara")]);
    await trusting(["ben@example.com"], []);
    await up();
    assert.deepEqual(await who(), [refused, session("ben"), refused]);
  });

  it("lets nobody in once the entry is gone, and leaves no entitlement", async () => {
    await changeSettings(
      project,
      "trusting",
      ["cross-account-access:roles", "deploy", "trusts"],
      [{ account: "222222222222", principals: ["user/*"] }],
    );
    await up();
    assert.deepEqual(await who(), [refused, refused, refused]);
    const left = await access("POST", "/entitlements-list", { applicationArn: application, filter: {} });
    assert.deepEqual(left["entitlements"], []);
  });
});
