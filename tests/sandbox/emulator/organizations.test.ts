import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import {
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { membership, readOrganizationFromAws, type OrganizationReading } from "../../../cli/organization/read";
import { Clients } from "../../../cli/review/evidence/accounts/clients";
import type { MissingEvidence } from "../../../cli/review/evidence/evidence";
import { OrganizationReader } from "../../../cli/review/evidence/organization";
import { root } from "../../../sandbox/sandbox";
import { readRefusal } from "../../../cli/assume/diagnosis/awsRefusal";
import { decideControls } from "../../../policypack/iam";
import {
  organizationAt,
  organizationOf,
  readOrganization,
  type OrganizationText,
} from "../../../settings/organizationFile";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import type { World } from "../../../sandbox/emulator/world";
import { allowed, refused } from "./refusal";

const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const user = (name: string, more: object = {}) => ({
  name,
  accessKeyId: `AKIA${name.toUpperCase()}`.padEnd(20, "0"),
  secretAccessKey: `the-secret-of-${name}`,
  policies: { own: document(everything) },
  ...more,
});
const open = document({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
const full = ["p-FullAWSAccess", "p-RCPFullAWSAccess"];
const deny = { Effect: "Deny", Action: "sts:AssumeRole" };

/** 25 accounts in one unit take two pages. */
const crowd = Array.from({ length: 25 }, (_, i) => ({ id: String(500000000000 + i), name: `crowd ${i}` }));
const world: World = {
  accounts: [
    { id: "111111111111", roles: ["open", "kept", "inside"].map((name) => ({ name, trust: open })) },
    { id: "222222222222", users: [user("alice")], roles: [{ name: "other", trust: open }] },
    { id: "333333333333", users: [user("eve")], roles: [{ name: "away", trust: open }] },
    { id: "444444444444", users: [user("carl")] },
    {
      id: "777777777777",
      users: [
        user("dora"),
        user("deaf", {
          policies: {
            own: document(everything, { Effect: "Deny", Action: "organizations:ListPoliciesForTarget", Resource: "*" }),
          },
        }),
      ],
    },
    { id: "999999999999", users: [user("root")], roles: [{ name: "boss", trust: open }] },
  ],
  organization: {
    id: "o-a1b2c3d4e5",
    management: "999999999999",
    delegatedAdministrators: ["777777777777"],
    policies: {
      "p-keepin00": {
        name: "keep-in",
        type: "SERVICE_CONTROL_POLICY",
        document: document({
          ...deny,
          Sid: "Outside",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
        }),
      },
      "p-noroles0": {
        name: "no-roles",
        type: "SERVICE_CONTROL_POLICY",
        document: document({ Effect: "Allow", Action: ["s3:*", "iam:*"], Resource: "*" }),
      },
      "p-closed00": {
        name: "closed",
        type: "RESOURCE_CONTROL_POLICY",
        document: document(
          { ...deny, Principal: "*", Resource: "arn:aws:iam::*:role/kept" },
          {
            ...deny,
            Principal: "*",
            Resource: "arn:aws:iam::*:role/inside",
            Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
          },
        ),
      },
    },
    root: {
      id: "r-ab12",
      accounts: [
        { id: "999999999999", name: "management" },
        { id: "777777777777", name: "security" },
      ],
      units: [
        {
          id: "ou-ab12-11111111",
          name: "Workloads",
          policies: [...full, "p-closed00"],
          accounts: [{ id: "111111111111" }, ...crowd],
        },
        {
          id: "ou-ab12-22222222",
          name: "People",
          policies: [...full, "p-keepin00"],
          units: [{ id: "ou-ab12-33333333", name: "Engineers", accounts: [{ id: "222222222222" }] }],
        },
        {
          id: "ou-ab12-44444444",
          name: "Suspended",
          policies: ["p-noroles0", "p-RCPFullAWSAccess"],
          accounts: [{ id: "444444444444" }],
        },
      ],
    },
  },
};

describe("the emulator's organization", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator(world)));
  after(() => emulator.stop());

  const settings = (name: string) => ({
    region: "us-east-1",
    endpoint: emulator.endpoint,
    credentials: { accessKeyId: `AKIA${name.toUpperCase()}`.padEnd(20, "0"), secretAccessKey: `the-secret-of-${name}` },
  });
  const assume = (name: string, role: string) =>
    new STSClient(settings(name)).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${role.replace(" ", ":role/")}`, RoleSessionName: "test" }),
    );
  const reading = (name: string): OrganizationReading => ({
    client: new OrganizationsClient({ ...settings(name), maxAttempts: 1 }),
    sending: {},
    asking: { as: `the profile ${name}`, profile: name },
    now: new Date(),
  });
  const read = async (name: string) =>
    (await readOrganizationFromAws((await membership(reading(name)))!, reading(name))) as OrganizationText;

  const scp =
    "with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-a1b2c3d4e5/service_control_policy/p-keepin00";
  const rcp =
    "with an explicit deny in a resource control policy: arn:aws:organizations::999999999999:policy/o-a1b2c3d4e5/resource_control_policy/p-closed00";
  for (const [who, role, words, kind] of [
    ["alice", "111111111111 open", undefined],
    ["alice", "333333333333 away", scp, "service-control"],
    ["eve", "333333333333 away", undefined],
    [
      "carl",
      "111111111111 open",
      "because no service control policy allows the sts:AssumeRole action",
      "service-control",
    ],
    ["dora", "111111111111 open", undefined],
    ["dora", "111111111111 kept", rcp, "resource-control"],
    ["root", "111111111111 kept", rcp, "resource-control"],
    ["alice", "111111111111 inside", undefined],
    ["eve", "111111111111 inside", rcp, "resource-control"],
    ["eve", "111111111111 open", undefined],
    ["root", "333333333333 away", undefined],
    ["eve", "999999999999 boss", undefined],
  ] as [string, string, string | undefined, string?][])
    it(`${who} ${words === undefined ? "may" : "may not"} assume ${role}, and our own decision is the same`, async () => {
      const account = world.accounts.find(({ users = [] }) => users.some(({ name }) => name === who))!.id;
      const roleArn = `arn:aws:iam::${role.replace(" ", ":role/")}`;
      const principal = `arn:aws:iam::${account}:user/${who}`;
      if (words === undefined) await allowed(assume(who, role));
      else {
        const message = `User: ${principal} is not authorized to perform: sts:AssumeRole on resource: ${roleArn} ${words}`;
        await refused(assume(who, role), { code: "AccessDenied", message });
        assert.equal(readRefusal(message)?.policy, kind);
      }
      const { organization } = readOrganization(await read("root"), "f", new Date());
      const session = { principal, mfa: "never" as const, now: new Date() };
      assert.equal(
        decideControls(organization, "sts:AssumeRole", roleArn, session).verdict,
        words === undefined ? "allowed" : "forbidden",
      );
    });

  it("is read by the management account and by a delegated administrator alike, all pages", async () => {
    const [first, second] = [await read("root"), await read("dora")];
    assert.deepEqual({ ...first, at: "" }, { ...second, at: "" });
    assert.equal(first.complete, true);
    assert.deepEqual(first.missing, []);
    assert.equal(first.places.filter(({ kind }) => kind === "account").length, 31 - 1);
    assert.deepEqual(first.places.find(({ id }) => id === "ou-ab12-33333333")?.parent, "ou-ab12-22222222");
    assert.equal(organizationOf(first).places.get("444444444444")?.parent, "ou-ab12-44444444");
  });

  it("has a mark for what a delegated administrator may not read, and then forbids nobody", async () => {
    const text = await read("deaf");
    assert.equal(text.complete, true);
    assert.deepEqual(
      text.missing.map(({ what }) => what.slice(0, 60)),
      [
        "service control policies of the organization: the account 11",
        "resource control policies of the organization: the account 1",
      ],
    );
    assert.match(text.missing[0]!.what, / and \d+ more$/);
    assert.match(text.missing[0]!.next, /^Allow the profile deaf organizations:ListPoliciesForTarget/);
    const { organization } = readOrganization(text, "f", new Date());
    const session = { principal: "arn:aws:iam::222222222222:user/alice", mfa: "never" as const, now: new Date() };
    assert.equal(
      decideControls(organization, "sts:AssumeRole", "arn:aws:iam::333333333333:role/away", session).verdict,
      "open",
    );
  });

  it("tells a member which organization it is in, and nothing more; and an account of none that it is in none", async () => {
    assert.deepEqual(await membership(reading("alice")), { id: "o-a1b2c3d4e5", management: "999999999999" });
    const found = await readOrganizationFromAws((await membership(reading("alice")))!, reading("alice"));
    assert.match((found as { why: string }).why, /You don't have permissions to access this resource/);
    assert.equal(await membership(reading("eve")), null);
    const client = new OrganizationsClient(settings("eve"));
    await refused(client.send(new DescribeOrganizationCommand({})), { code: "AWSOrganizationsNotInUseException" });
    await refused(client.send(new ListRootsCommand({})), { code: "AWSOrganizationsNotInUseException" });
  });

  it("reads the policies of the accounts that are wanted alone", async () => {
    const found = (await readOrganizationFromAws((await membership(reading("root")))!, {
      ...reading("root"),
      accounts: ["222222222222"],
    })) as OrganizationText;
    const known = found.places.filter((place) => place["service-control"] !== undefined).map(({ id }) => id);
    assert.deepEqual(known, ["222222222222", "ou-ab12-22222222", "ou-ab12-33333333", "r-ab12"]);
    assert.deepEqual(found.missing, []);
  });

  it("refuses what AWS refuses", async () => {
    const client = new OrganizationsClient(settings("root"));
    await refused(client.send(new ListAccountsForParentCommand({ ParentId: "ou-ab12-99999999" })), {
      code: "ParentNotFoundException",
    });
    await refused(
      client.send(new ListPoliciesForTargetCommand({ TargetId: "r-zzzz", Filter: "SERVICE_CONTROL_POLICY" })),
      { code: "TargetNotFoundException" },
    );
    const { Policies } = await client.send(
      new ListPoliciesForTargetCommand({ TargetId: "ou-ab12-11111111", Filter: "RESOURCE_CONTROL_POLICY" }),
    );
    assert.deepEqual(
      Policies?.map(({ Id }) => Id),
      ["p-RCPFullAWSAccess", "p-closed00"],
    );
  });

  describe("as the commands read it", () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "organization-"));
      const profiles = ["alice", "eve", "deaf", "root"].map((name) => {
        const { accessKeyId, secretAccessKey } = settings(name).credentials;
        return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
      });
      writeFileSync(join(folder, "credentials"), profiles.join(""));
      writeFileSync(join(folder, "config"), "");
    });
    after(() => rmSync(folder, { recursive: true, force: true }));
    const env = () => ({
      PATH: process.env["PATH"],
      HOME: folder,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
      AWS_CONFIG_FILE: join(folder, "config"),
    });
    const command = (...words: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((resolve) =>
        execFile(
          join(root, "cross-account"),
          ["organization", ...words],
          { env: env(), cwd: folder },
          (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        ),
      );

    it("is written by cross-account organization, whole or with marks, or not at all", async () => {
      const whole = await command("--profile", "root");
      assert.match(
        whole.stderr,
        /the organization o-a1b2c3d4e5: 30 accounts, 5 policies, written to organization\.json\./,
      );
      assert.equal(whole.code, 0);
      assert.deepEqual(organizationAt(join(folder, "organization.json"), new Date()).missing, []);
      const marked = await command("--profile", "deaf", "--output", "-");
      assert.equal(marked.code, 11);
      assert.match(
        marked.stderr,
        / {2}not known: service control policies of the organization: .*\n {4}-> Allow the profile deaf organizations:ListPoliciesForTarget/,
      );
      assert.equal((JSON.parse(marked.stdout) as OrganizationText).missing.length, 2);
      const member = await command("--profile", "alice", "--output", "none.json");
      assert.deepEqual([member.code, existsSync(join(folder, "none.json"))], [11, false]);
      assert.match(
        member.stderr,
        /You don't have permissions to access this resource\..* Nothing was written\.\n {2}-> /,
      );
      const alone = await command("--profile", "eve", "--output", "none.json");
      assert.deepEqual([alone.code, existsSync(join(folder, "none.json"))], [11, false]);
      assert.match(alone.stderr, /is in no organization\. Nothing was written\./);
      const folderInstead = await command("--profile", "root", "--output", folder);
      assert.equal(folderInstead.code, 2);
    });

    it("is asked for by a review, by whichever profile may read it", async () => {
      const asked = async (...profiles: (readonly [account: string, profile: string])[]) => {
        const missing: MissingEvidence[] = [];
        const reader = new OrganizationReader(
          undefined,
          profiles.map(([id]) => ({ id })),
          { now: new Date() },
        );
        for (const [account, profile] of profiles) {
          const clients = new Clients({ profile, region: "us-east-1", env: env() });
          await reader.ask(account, clients, { as: `the profile ${profile}`, profile });
          clients.close();
        }
        return { ...reader.found(missing), missing };
      };
      const both = await asked(["222222222222", "alice"], ["999999999999", "root"], ["333333333333", "eve"]);
      assert.deepEqual(both.of, {
        "222222222222": "o-a1b2c3d4e5",
        "999999999999": "o-a1b2c3d4e5",
        "333333333333": null,
      });
      assert.deepEqual([both.read?.source, both.why, both.missing], ["aws", undefined, []]);
      const member = await asked(["222222222222", "alice"]);
      assert.deepEqual([member.read, member.missing], [undefined, []]);
      assert.match(member.why!, /You don't have permissions/);
      const marked = await asked(["777777777777", "deaf"]);
      assert.deepEqual([marked.read?.source, marked.missing.length], ["aws", 2]);
      const none = await asked(["333333333333", "eve"]);
      assert.deepEqual([none.read, none.why, none.missing], [undefined, undefined, []]);
    });
  });
});
