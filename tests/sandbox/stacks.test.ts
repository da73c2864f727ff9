import {
  CreateRoleCommand,
  GetGroupPolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  DeleteRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { execute, type Outcome } from "../../sandbox/execute";
import { changeSettings, copyProject } from "../../sandbox/project";
import { mfaCode, openTemporarySandbox, person, type Sandbox } from "../../sandbox/sandbox";
import { mfaSerial } from "../../sandbox/world";
import { sampled } from "../seed";
import { Engine } from "./lifecycle/engine";

const region = "eu-west-1";
const role = "arn:aws:iam::111111111111:role/deploy";
const bucket = "web-shop-artifacts";
const roles = "cross-account-access:roles";

describe("the two stacks on the sandbox", () => {
  let sandbox: Sandbox;
  let project: string;
  let projects = 0;
  let engine: Engine;

  before(async () => {
    sandbox = await openTemporarySandbox();
    engine = await Engine.start(sandbox.directory, sandbox.env);
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });
  beforeEach(async () => {
    project = await copyProject(join(sandbox.directory, `project-${++projects}`));
  });

  const pulumi = (...args: string[]) =>
    execute("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd: project, env: sandbox.env });
  const up = (stack: string, ...more: string[]) => pulumi("up", "--yes", "--skip-preview", "--stack", stack, ...more);
  const preview = (stack: string, ...more: string[]) => pulumi("preview", "--stack", stack, ...more);
  /** The same commands where only the settings are in question: the program runs in this process. */
  const within = {
    pulumi: (command: string, stack: string, ...more: string[]) => engine.in(project).pulumi(command, stack, ...more),
    up: (stack: string, ...more: string[]) => within.pulumi("up", stack, "--yes", "--skip-preview", ...more),
    preview: (stack: string) => within.pulumi("preview", stack),
  };
  const pack = () => ["--policy-pack", join(project, "policypack")];
  const iam = (profile: string) =>
    new IAMClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, profile) });

  function assertSucceeds({ code, stdout, stderr }: Outcome): void {
    assert.equal(code, 0, stdout + stderr);
  }
  function assertFails({ code, stdout, stderr }: Outcome, message: RegExp): void {
    assert.notEqual(code, 0, stdout + stderr);
    assert.match(stdout + stderr, message);
  }

  async function assume(profile: string, input: Partial<AssumeRoleCommandInput> = {}) {
    const sts = new STSClient({ endpoint: sandbox.endpoint, region, credentials: person(sandbox, profile) });
    return (await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: profile, ...input }))).Credentials;
  }
  /** Waits for a code that the person has not used yet: a device shows a new one every 30 seconds. */
  const mfa = (profile: string) => ({
    SerialNumber: mfaSerial(person(sandbox, profile)),
    TokenCode: mfaCode(person(sandbox, profile)),
  });

  const denied = (error: Error) =>
    error.name === "AccessDenied" &&
    / is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111111111111:role\/deploy/.test(
      error.message,
    );

  describe("before anything is deployed", () => {
    it("the trusted stack says that the trusting one comes first", async () => {
      assertFails(
        await within.preview("trusted"),
        /The stack organization\/cross-account-access\/trusting has no output `roles`: it was not deployed yet.*Deploy it first \(pulumi up --stack/,
      );
    });

    it("a stack that does not exist is named", async () => {
      await changeSettings(
        project,
        "trusted",
        ["cross-account-access:grants", "deployers-deploy", "roles", 0, "stack"],
        "trustnig",
      );
      assertFails(await within.preview("trusted"), /trustnig/);
    });

    it("credentials of another account are refused, and nothing is made", async () => {
      await changeSettings(project, "trusting", ["aws:profile"], "trusted");
      assertFails(await within.up("trusting"), /222222222222.*111111111111|111111111111.*222222222222/s);
      assert.deepEqual(
        (await iam("trusting").send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
        [],
      );
      assert.deepEqual(
        (await iam("trusted").send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
        [],
      );
    });

    it("a profile that does not exist is named", async () => {
      await changeSettings(project, "trusting", ["aws:profile"], "nobody");
      assertFails(await within.up("trusting"), /nobody/);
    });

    it("an endpoint that nobody answers on fails in time, and says so", async () => {
      const started = Date.now();
      const unreachable = await execute("pulumi", ["up", "--yes", "--stack", "trusting", "--non-interactive"], {
        cwd: project,
        env: { ...sandbox.env, AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
      });
      assertFails(unreachable, /ECONNREFUSED|127\.0\.0\.1:9/);
      assert.ok(Date.now() - started < 60_000);
    });

    it("a stack without settings is told which it needs", async () => {
      await writeFile(join(project, "Pulumi.trusting.yaml"), "config: {}\n");
      assertFails(
        await within.preview("trusting"),
        /The settings of this stack have 3 problems; nothing was changed\.\s+aws:\S+: missing, expected.*found no entry in any of them.*cross-account-access:empty: true/s,
      );
    });

    it("wrong settings are told together, and nothing is made", async () => {
      await changeSettings(project, "trusting", [roles, "deploy", "trusts", 0, "account"], 222222222222);
      await changeSettings(project, "trusting", [roles, "deploy", "trust"], []);
      const outcome = await within.up("trusting");
      assertFails(outcome, /have 2 problems; nothing was changed/);
      assertFails(
        outcome,
        /roles\.deploy\.trusts\[0\]\.account: found 222222222222 \(a number: YAML reads unquoted digits as one\)/,
      );
      assertFails(outcome, /roles\.deploy\.trust: unknown key, did you mean trusts\?/);
      assert.doesNotMatch(
        outcome.stdout + outcome.stderr,
        /settings\.ts:\d+/,
        "a stack trace is of no use to the reader",
      );
      assert.deepEqual((await iam("trusting").send(new ListRolesCommand({}))).Roles, []);
    });
  });

  describe("deployed", () => {
    before(async function () {
      project = await copyProject(join(sandbox.directory, "project-deployed"));
      // As people type it: the preview first, then the update.
      for (const stack of ["trusting", "trusted"])
        assertSucceeds(await pulumi("up", "--yes", "--stack", stack, ...pack()));
    });
    after(async () => {
      project = await copyProject(join(sandbox.directory, "project-destroyed"));
      assertSucceeds(await pulumi("destroy", "--yes", "--skip-preview", "--stack", "trusted"));
      assertSucceeds(await pulumi("destroy", "--yes", "--skip-preview", "--stack", "trusting"));
      assert.deepEqual((await iam("trusting").send(new ListRolesCommand({}))).Roles, []);
    });

    it("a second run finds nothing to do", async () => {
      assertSucceeds(await up("trusting", "--expect-no-changes"));
      assertSucceeds(await up("trusted", "--expect-no-changes"));
    });

    it("alice gets an hour with her MFA code, and her session may do what the role's policies say and no more", async () => {
      const before = Date.now();
      const session = await assume("alice", mfa("alice"));
      const hours = (session!.Expiration!.getTime() - before) / 3_600_000;
      assert.ok(hours > 0.99 && hours < 1.01, `${hours} h`);
      const s3 = new S3Client({
        endpoint: sandbox.endpoint,
        region,
        forcePathStyle: true,
        credentials: {
          accessKeyId: session!.AccessKeyId!,
          secretAccessKey: session!.SecretAccessKey!,
          sessionToken: session!.SessionToken!,
        },
      });
      await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      assert.equal(
        await (
          await s3.send(new GetObjectCommand({ Bucket: bucket, Key: "releases/1.0.txt" }))
        ).Body?.transformToString(),
        "the first release\n",
      );
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "releases/2.0.txt", Body: "x" }));
      await assert.rejects(s3.send(new PutObjectCommand({ Bucket: bucket, Key: "catalogue.json", Body: "x" })), {
        name: "AccessDenied",
      });
      await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "another-bucket", Key: "x" })), {
        name: /AccessDenied|NoSuchBucket/,
      });
      const credentials = {
        accessKeyId: session!.AccessKeyId!,
        secretAccessKey: session!.SecretAccessKey!,
        sessionToken: session!.SessionToken!,
      };
      await assert.rejects(
        new IAMClient({ endpoint: sandbox.endpoint, region, credentials }).send(new ListRolesCommand({})),
        { name: "AccessDenied" },
      );
    });

    it("nobody else gets in: not mallory, not alice without MFA or with a wrong code, not the trusting account's own users", async () => {
      await assert.rejects(assume("mallory", mfa("mallory")), denied);
      await assert.rejects(assume("alice"), denied);
      await assert.rejects(assume("alice", { ...mfa("alice"), TokenCode: "000000" }), {
        name: "AccessDenied",
        message: /invalid MFA one time pass code/,
      });
      await assert.rejects(assume("trusting"), denied);
      await assert.rejects(assume("trusted"), denied);
    });

    it("a session longer than the role allows is refused", async () => {
      await assert.rejects(assume("alice", { DurationSeconds: 7200 }), { name: /ValidationError|AccessDenied/ });
    });

    it("a grant for a role that is not offered fails, and the existing grant stays", async () => {
      await changeSettings(
        project,
        "trusted",
        ["cross-account-access:grants", "deployers-deploy", "roles", 0, "role"],
        "deplyo",
      );
      assertFails(await within.up("trusted"), /offers no role deplyo; it offers deploy/);
      await iam("trusted").send(
        new GetGroupPolicyCommand({ GroupName: "deployers", PolicyName: "cross-account-access" }),
      );
    });

    it("a grant that the trust cannot honour fails", async () => {
      await iam("trusted").send(
        new CreateRoleCommand({
          RoleName: "ci",
          AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { AWS: "222222222222" }, Action: "sts:AssumeRole" }],
          }),
        }),
      );
      await changeSettings(
        project,
        "trusted",
        ["cross-account-access:grants", "deployers-deploy", "to", "roles"],
        ["ci"],
      );
      assertFails(
        await within.preview("trusted"),
        /does not admit the role ci of 222222222222, so this grant would do nothing/,
      );
    });

    it("a change made by hand is found by refresh and put right by up", async () => {
      const hand = iam("trusting");
      await hand.send(
        new PutRolePolicyCommand({
          RoleName: "deploy",
          PolicyName: "artifacts",
          PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
        }),
      );
      assertFails(
        await within.pulumi("refresh", "trusting", "--yes", "--skip-preview", "--expect-no-changes"),
        /artifacts/,
      );
      assertSucceeds(await within.up("trusting"));
      await hand.send(new DeleteRolePolicyCommand({ RoleName: "deploy", PolicyName: "artifacts" }));
      assertSucceeds(await within.up("trusting", "--refresh"));
      assert.deepEqual((await hand.send(new ListRolePoliciesCommand({ RoleName: "deploy" }))).PolicyNames, [
        "artifacts",
      ]);
      assertSucceeds(await within.up("trusting", "--refresh", "--expect-no-changes"));
    });

    const broad: [how: string, path: (string | number)[], value: unknown][] = [
      ["AdministratorAccess attached", ["policies", "managed"], ["arn:aws:iam::aws:policy/AdministratorAccess"]],
      [
        "everything allowed inline",
        ["policies", "inline", "everything"],
        { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      ],
    ];
    for (const [how, path, value] of sampled("broad policies of a role", broad, 1)) {
      it(`${how}: stopped in the preview, and by up --skip-preview before it exists`, async () => {
        await changeSettings(project, "trusting", [roles, "deploy", ...path], value);
        assertFails(await preview("trusting", ...pack()), /administrative-access/);
        assertFails(await up("trusting", ...pack()), /administrative-access/);
        assert.deepEqual(
          (await iam("trusting").send(new ListAttachedRolePoliciesCommand({ RoleName: "deploy" }))).AttachedPolicies,
          [],
        );
        assert.deepEqual(
          (await iam("trusting").send(new ListRolePoliciesCommand({ RoleName: "deploy" }))).PolicyNames,
          ["artifacts"],
        );
      });
    }

    it("a narrow policy more is let through by the pack", async () => {
      await changeSettings(project, "trusting", [roles, "deploy", "policies", "inline", "index"], {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-index/*" }],
      });
      assertSucceeds(await preview("trusting", ...pack()));
    });

    it("an update that is interrupted can be carried on", async () => {
      await changeSettings(project, "trusting", [roles, "second"], { ...(await settingsOf("deploy")) });
      const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "trusting"], {
        cwd: project,
        env: sandbox.env,
        detached: true,
      });
      let printed = "";
      let interrupted = false;
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        if (interrupted || !/aws:iam:Role second creating/.test(printed)) return;
        interrupted = true;
        process.kill(-child.pid!, "SIGINT");
      });
      await once(child, "close");
      assert.ok(interrupted, printed);
      const again = await up("trusting", "--refresh");
      assertSucceeds(again);
      await changeSettings(project, "trusting", [roles, "second"], undefined);
      assertSucceeds(await up("trusting"));
    });

    it("leaves the stacks' settings files as they were", async () => {
      const before = await readFile(join(project, "Pulumi.trusting.yaml"), "utf8");
      assertSucceeds(await preview("trusting"));
      assert.equal(await readFile(join(project, "Pulumi.trusting.yaml"), "utf8"), before);
    });
  });

  async function settingsOf(name: string): Promise<object> {
    const { config } = parse(await readFile(join(project, "Pulumi.trusting.yaml"), "utf8")) as {
      config: Record<string, Record<string, object>>;
    };
    return config[roles]?.[name] ?? {};
  }
});
