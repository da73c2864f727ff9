import { IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import type { Evidence, MissingEvidence } from "../../../cli/review/evidence/evidence";
import { gather, type GatherOptions } from "../../../cli/review/evidence/gather";
import { execute } from "../../../sandbox/execute";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { mfaCode, openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { mfaSerial } from "../../../sandbox/world";
import { jsonError, openRelay, stsError, type Relay } from "../../../sandbox/emulator/relay";
import { deployStacks } from "../lifecycle/engine";

const [trusting, trusted] = ["111111111111", "222222222222"];
const role = `arn:aws:iam::${trusting}:role/deploy`;

describe("the evidence of a review, on the genuine engine and the emulator", () => {
  let sandbox: Sandbox;
  let relay: Relay;
  let project: string;
  before(async () => {
    sandbox = await openTemporarySandbox();
    relay = await openRelay(sandbox.endpoint);
    project = await copyProject(join(sandbox.directory, "project"));
  });
  after(async () => {
    relay?.close();
    await sandbox?.remove();
  });
  beforeEach(() => {
    relay.bodies.length = 0;
    relay.instead = undefined;
  });

  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    ...sandbox.env,
    AWS_ENDPOINT_URL: relay.url,
    ...more,
  });
  const read = (options: Partial<GatherOptions> = {}) => gather({ project, env: env(), ...options });
  const asked = () => relay.bodies.flatMap((body) => /^Action=(\w+)/.exec(body)?.[1] ?? []);
  const up = (stack: string) => deployStacks(project, sandbox.env, stack);
  const account = (evidence: Evidence, id: string) => evidence.accounts.find((one) => one.id === id)!;
  /** The only thing that is missing. */
  function only(evidence: Evidence): MissingEvidence {
    assert.equal(evidence.missing.length, 1, JSON.stringify(evidence.missing, undefined, 2));
    return evidence.missing[0]!;
  }

  it("a stack that was never deployed is no gap: the accounts are read all the same", async () => {
    const evidence = await read({ now: new Date("2026-11-24T10:00:00Z") });
    assert.deepEqual(evidence.missing, []);
    assert.deepEqual(
      evidence.stacks.map(({ name, deployed, state, settings }) => [name, deployed, state, settings !== undefined]),
      [
        ["trusted", false, undefined, true],
        ["trusting", false, undefined, true],
      ],
    );
    assert.deepEqual(
      evidence.accounts.map(({ id, stacks }) => [id, stacks]),
      [
        [trusting, ["trusting"]],
        [trusted, ["trusted"]],
      ],
    );
    assert.deepEqual(
      account(evidence, trusted).iam?.users.map(({ name }) => name),
      ["admin", "alice", "mallory"],
    );
    assert.equal(evidence.at.toISOString(), "2026-11-24T10:00:00.000Z");
  });

  describe("deployed", () => {
    before(async () => {
      await up("trusting");
      await up("trusted");
    });

    it("what the settings, the engine and the accounts say agrees", async () => {
      const evidence = await read();
      assert.deepEqual(evidence.missing, []);
      const [grants, roles] = evidence.stacks.map(({ state }) => state!);
      assert.equal(roles?.roles["deploy"]?.arn, role);
      const deployed = roles.documents.roles[role]!;
      const there = account(evidence, trusting).iam!.roles.find(({ arn }) => arn === role)!;
      assert.deepEqual(there.trust, deployed.trust);
      assert.deepEqual(there.inline, deployed.inline);
      assert.deepEqual(
        there.inline["artifacts"],
        evidence.stacks[1]!.settings!.roles["deploy"]!.policies.inline["artifacts"],
      );
      assert.equal(there.maxSessionDuration, 3600);
      const group = account(evidence, trusted).iam!.groups.find(({ name }) => name === "deployers")!;
      assert.deepEqual(
        group.inline["cross-account-access"],
        grants!.documents.grants["group/deployers/cross-account-access"]!.document,
      );
      assert.deepEqual(grants!.documents.groups, { deployers: { members: ["alice"] } });
      assert.deepEqual(account(evidence, trusted).iam!.users.find(({ name }) => name === "alice")!.groups, [
        "deployers",
      ]);
    });

    it("who has an MFA device and since when keys are there", async () => {
      const { credentials } = account(await read(), trusted);
      assert.deepEqual(
        Object.entries(credentials!).map(([arn, { mfa, keys }]) => [arn.split("/")[1], mfa, keys.length]),
        [
          ["admin", false, 1],
          ["alice", true, 1],
          ["mallory", true, 1],
        ],
      );
      assert.ok(Date.now() - credentials![`arn:aws:iam::${trusted}:user/alice`]!.keys[0]!.since!.getTime() < 600_000);
    });

    describe("how a role is used", () => {
      const usage = async (options: Partial<GatherOptions> = {}) => {
        const evidence = await read(options);
        assert.deepEqual(evidence.missing, []);
        return account(evidence, trusting).usage[role];
      };

      it("not at all: that is known, and nobody is asked for more", async () => {
        assert.deepEqual(await usage(), { services: {} });
        assert.deepEqual(
          asked().filter((action) => /LastAccessed/.test(action)),
          [],
        );
        assert.ok(!relay.bodies.some((body) => body.includes("LookupAttributes")));
      });

      it("by whom, when, and for what", async () => {
        const [alice, before] = [person(sandbox, "alice"), new Date(Date.now() - 1000)];
        const sts = new STSClient({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: alice });
        const { Credentials: keys } = await sts.send(
          new AssumeRoleCommand({
            RoleArn: role,
            RoleSessionName: "alice",
            SerialNumber: mfaSerial(alice),
            TokenCode: mfaCode(alice),
          }),
        );
        const credentials = {
          accessKeyId: keys!.AccessKeyId!,
          secretAccessKey: keys!.SecretAccessKey!,
          sessionToken: keys!.SessionToken!,
        };
        await new S3Client({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials, forcePathStyle: true }).send(
          new ListObjectsV2Command({ Bucket: "web-shop-artifacts" }),
        );
        const evidence = await read({ now: new Date("2026-12-24T10:00:00Z") });
        assert.deepEqual(evidence.missing, []);
        const { services, callers, callersSince } = account(evidence, trusting).usage[role]!;
        const lastUsed = account(evidence, trusting).iam!.roles.find(({ arn }) => arn === role)!.lastUsed!;
        assert.deepEqual(
          [Object.keys(services!), Object.keys(callers!)],
          [["s3"], [`arn:aws:iam::${trusted}:user/alice`]],
        );
        for (const at of [services!["s3"]!, ...Object.values(callers!), lastUsed.at])
          assert.ok(at.getTime() > before.getTime() - 1000 && at.getTime() <= Date.now(), String(at));
        assert.equal(callersSince!.toISOString(), "2026-09-25T10:00:00.000Z");
      });

      it("by a caller whose account is not read, under the id that AWS tells", async () => {
        const [caller] = Object.keys(account(await read({ stacks: ["trusting"] }), trusting).usage[role]!.callers!);
        assert.match(caller!, /^AIDA[A-Z2-7]{17}$/);
      });

      it("long ago: who it was is no longer asked", async () => {
        assert.deepEqual(Object.keys((await usage({ now: new Date(Date.now() + 91 * 24 * 3600_000) }))!), ["services"]);
      });

      it("is not asked where nobody wants to know", async () => {
        assert.equal(await usage({ usage: false }), undefined);
      });

      it("is missing in part where a part is denied", async () => {
        relay.instead = (body, response) => {
          if (body.includes("LookupAttributes"))
            return jsonError(response, "AccessDeniedException", "not authorized to perform: cloudtrail:LookupEvents");
          return (
            body.startsWith("Action=GenerateServiceLastAccessedDetails") &&
            stsError(response, 403, "AccessDenied", "not authorized to perform: iam:GenerateServiceLastAccessedDetails")
          );
        };
        const evidence = await read({ stacks: ["trusting"] });
        assert.deepEqual(
          evidence.missing.map(({ what, next }) => [what, next.split(";")[0]]),
          [
            [
              `which services the roles used of the account ${trusting}`,
              "Allow the profile trusting iam:GenerateServiceLastAccessedDetails and iam:GetServiceLastAccessedDetails",
            ],
            [`who assumed the roles of the account ${trusting}`, "Allow the profile trusting cloudtrail:LookupEvents"],
          ],
        );
        assert.deepEqual(account(evidence, trusting).usage, { [role]: {} });
      });
    });

    it("a review that is overdue is read", async () => {
      await changeSettings(project, "trusting", ["cross-account-access:roles", "deploy", "review", "by"], "2020-01-01");
      try {
        const { stacks, missing } = await read({ stacks: ["trusting"] });
        assert.deepEqual(missing, []);
        assert.equal(stacks[0]?.settings?.roles["deploy"]?.review.by, "2020-01-01T00:00:00Z");
      } finally {
        await changeSettings(
          project,
          "trusting",
          ["cross-account-access:roles", "deploy", "review", "by"],
          "2027-05-01",
        );
      }
    });

    it("several stacks of one account share one walk; the profile that fits is taken", async () => {
      await copyFile(join(project, "Pulumi.trusting.yaml"), join(project, "Pulumi.second.yaml"));
      await changeSettings(project, "second", ["aws:profile"], "trusted");
      try {
        const evidence = await read({ stacks: ["second", "trusting"] });
        assert.deepEqual(evidence.missing, []);
        assert.deepEqual(
          evidence.stacks.map(({ name, deployed }) => [name, deployed]),
          [
            ["second", false],
            ["trusting", true],
          ],
        );
        assert.deepEqual(
          evidence.accounts.map(({ stacks }) => stacks),
          [["second", "trusting"]],
        );
        assert.equal(asked().filter((action) => action === "GetAccountAuthorizationDetails").length, 1);
      } finally {
        await rm(join(project, "Pulumi.second.yaml"));
      }
    });

    it("progress tells the accounts that are done", async () => {
      const told: unknown[][] = [];
      await read({ progress: (...said) => told.push(said), concurrency: 1 });
      assert.deepEqual(told, [
        [0, 2, ""],
        [1, 2, `the account ${trusting} (trusting)`],
        [2, 2, `the account ${trusted} (trusted)`],
      ]);
    });

    describe("what cannot be read is missing, and everything else is there", () => {
      const iamOf = (evidence: Evidence, id: string) => account(evidence, id).iam !== undefined;

      it("with the credentials of another account nothing but their account is asked", async () => {
        const evidence = await read({ profiles: { trusted: "trusting" }, stacks: ["trusted"] });
        const { what, why, next, ...about } = only(evidence);
        assert.deepEqual(about, { account: trusted });
        assert.equal(what, `the IAM of the account ${trusted}`);
        assert.equal(why, `the profile trusting belongs to the account ${trusting}`);
        assert.match(next, /Name a profile of the account 222222222222/);
        assert.deepEqual(asked(), ["GetCallerIdentity"]);
        assert.ok(!iamOf(evidence, trusted));
      });

      it("no such profile", async () => {
        const evidence = await read({ profiles: { trusted: "nobody" } });
        const { account: about, why, next } = only(evidence);
        assert.equal(about, trusted);
        assert.match(why, /nobody/);
        assert.match(next, /Give the profile nobody credentials/);
        assert.deepEqual([iamOf(evidence, trusting), iamOf(evidence, trusted)], [true, false]);
      });

      it("no network", async () => {
        const evidence = await read({ env: env({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" }) });
        assert.deepEqual(
          evidence.missing.map(({ account: about, why }) => [about, /^AWS was not reached: .*ECONNREFUSED/.test(why)]),
          [
            [trusting, true],
            [trusted, true],
          ],
        );
        assert.ok(evidence.stacks.every(({ deployed }) => deployed));
      });

      it("a proxy that refuses; AWS is asked through it and through nothing else", async () => {
        const tunnels: string[] = [];
        const proxy = createServer().on("connect", ({ url }, socket) => {
          tunnels.push(url ?? "");
          socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        });
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
        try {
          const through = env({ HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
          delete through["AWS_ENDPOINT_URL"];
          const { what, why } = only(await read({ env: through, stacks: ["trusting"] }));
          assert.equal(what, `the IAM of the account ${trusting}`);
          assert.ok(why.length > 0);
          assert.deepEqual([...new Set(tunnels)], ["sts.eu-west-1.amazonaws.com:443"]);
        } finally {
          proxy.close();
        }
      });

      it("keys that are over", async () => {
        relay.instead = (body, response) =>
          body.startsWith("Action=GetCallerIdentity") &&
          stsError(response, 403, "ExpiredToken", "The security token included in the request is expired");
        const { why, next } = only(await read({ stacks: ["trusted"] }));
        assert.match(why, /^ExpiredToken: /);
        assert.match(next, /Get new credentials for the profile trusted/);
      });

      it("one denied call takes its own part away alone", async () => {
        const iam = new IAMClient({
          endpoint: sandbox.endpoint,
          region: "eu-west-1",
          credentials: person(sandbox, "trusted"),
        });
        const allow = (Action: string[]) =>
          iam.send(
            new PutUserPolicyCommand({
              UserName: "mallory",
              PolicyName: "review",
              PolicyDocument: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action, Resource: "*" }],
              }),
            }),
          );
        await allow(["iam:GetAccountAuthorizationDetails"]);
        const evidence = await read({ profiles: { trusted: "mallory" }, stacks: ["trusted"] });
        assert.deepEqual(
          evidence.missing.map(({ what }) => what),
          [
            `how long sessions of the roles may be: the roles of the account ${trusted}`,
            `who has an MFA device and how old access keys are: the credential report of the account ${trusted}`,
          ],
        );
        assert.match(evidence.missing[0]!.why, /mallory is not authorized to perform: iam:ListRoles/);
        assert.match(evidence.missing[0]!.next, /Allow the profile mallory iam:ListRoles/);
        assert.ok(iamOf(evidence, trusted));
        await allow(["iam:ListRoles"]);
        assert.match(
          only(await read({ profiles: { trusted: "mallory" }, stacks: ["trusted"] })).what,
          /^the IAM of the account/,
        );
      });

      it("no engine", async () => {
        const evidence = await read({ env: env({ PATH: join(process.execPath, "..") }), stacks: ["trusting"] });
        const { stack, why, next } = only(evidence);
        assert.deepEqual([stack, why], ["trusting", "there is no `pulumi` on the PATH"]);
        assert.match(next, /Install Pulumi/);
        assert.deepEqual(
          [evidence.stacks[0]?.deployed, evidence.stacks[0]?.state, iamOf(evidence, trusting)],
          [false, undefined, true],
        );
      });

      it("an engine that refuses", async () => {
        const { why, next } = only(
          await read({ env: env({ PULUMI_BACKEND_URL: `file://${sandbox.directory}/nowhere` }), stacks: ["trusting"] }),
        );
        assert.match(why, /nowhere/);
        assert.match(next, /pulumi whoami/);
      });

      it("settings that are wrong: their own text says why, and what they deployed is read", async () => {
        const path = ["cross-account-access:roles", "deploy", "window"];
        await changeSettings(project, "trusting", path, { untill: "2030-01-01" });
        try {
          const evidence = await read();
          const { stack, what, why } = only(evidence);
          assert.deepEqual([stack, what], ["trusting", "the settings of the stack trusting"]);
          assert.match(why, /roles\.deploy\.window\.untill: unknown key, did you mean until\?/);
          assert.deepEqual(
            evidence.stacks.map(({ settings, deployed }) => [settings !== undefined, deployed]),
            [
              [true, true],
              [false, true],
            ],
          );
          assert.ok(iamOf(evidence, trusting));
        } finally {
          await changeSettings(project, "trusting", path, undefined);
        }
      });

      it("a project that is none, and one without stacks", async () => {
        const empty = join(sandbox.directory, "empty");
        await mkdir(empty);
        assert.equal(only(await read({ project: empty })).what, "which stacks there are");
        await copyFile(join(project, "Pulumi.yaml"), join(empty, "Pulumi.yaml"));
        assert.match(only(await read({ project: empty })).why, /no stack of .* has settings of cross-account-access/);
        assert.equal(only(await read({ project: empty, stacks: ["gone"] })).what, "the settings of the stack gone");
      });
    });

    it("throttling is waited out", async () => {
      let refused = 0;
      relay.instead = (body, response) =>
        body.startsWith("Action=GetAccountAuthorizationDetails") &&
        ++refused <= 3 &&
        stsError(response, 400, "Throttling", "Rate exceeded");
      const evidence = await read({ stacks: ["trusted"] });
      assert.deepEqual(evidence.missing, []);
      assert.equal(asked().filter((action) => action === "GetAccountAuthorizationDetails").length, 4);
    });

    it("interrupted, it ends with the reason, and neither asks nor runs anything more", async () => {
      const ended = new AbortController();
      relay.instead = (body, response) => {
        if (!body.startsWith("Action=GetAccountAuthorizationDetails")) return false;
        setImmediate(() => ended.abort(new Error("interrupted")));
        return stsError(response, 400, "Throttling", "Rate exceeded");
      };
      await assert.rejects(read({ signal: ended.signal, concurrency: 1 }), /^Error: interrupted$/);
      const before = relay.bodies.length;
      // A call that was let go would be tried again within a second.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(relay.bodies.length, before);
      await assert.rejects(read({ signal: ended.signal }), /interrupted/);
    });

    it("without a profile in the settings the environment's own is asked", async () => {
      await changeSettings(project, "trusting", ["aws:profile"], undefined);
      try {
        const { why, next } = only(await read({ stacks: ["trusting"], profile: "trusted" }));
        assert.match(why, /belongs to the account 222222222222/);
        assert.match(next, /--profile/);
        const path = [join(process.execPath, ".."), sandbox.env["PATH"]].join(delimiter);
        const script =
          `require(${JSON.stringify(join(__dirname, "../../../sandbox/register.cjs"))}); require(` +
          `${JSON.stringify(join(__dirname, "../../../cli/review/evidence/gather"))}).gather({ project: ` +
          `${JSON.stringify(project)}, stacks: ["trusting"] }).then(({ accounts, missing }) => ` +
          "console.log(JSON.stringify([missing, accounts[0].iam?.users.length])))";
        const ran = await execute(process.execPath, ["-e", script], {
          env: env({ PATH: path, AWS_PROFILE: "trusting" }),
        });
        assert.deepEqual([ran.stdout.trim(), ran.stderr], ["[[],1]", ""]);
      } finally {
        await changeSettings(project, "trusting", ["aws:profile"], "trusting");
      }
    });
  });
});
