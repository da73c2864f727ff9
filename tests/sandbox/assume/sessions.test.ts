import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni } from "@aws-sdk/credential-providers";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { installEmulator } from "../../../sandbox/emulator/install";
import { exitCodeOf, execute } from "../../../sandbox/execute";
import { Accounts, allow, command, region, roleArn, trust, trusted } from "./accounts";
import { stsError } from "../../../sandbox/emulator/relay";

const here = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const session = /^arn:aws:sts::111111111111:assumed-role\/open\/alice$/;

describe("assume hands out the credentials", () => {
  const accounts = new Accounts();
  const alice = { AWS_PROFILE: "alice" };
  let role: string;
  before(async () => {
    await accounts.open(["alice", "dave"]);
    role = await accounts.role(
      "open",
      [trust(undefined, trusted, ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])],
      { maxSessionDuration: 7200 },
    );
    for (const user of ["alice", "dave"])
      await accounts.grant(user, allow("*", ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]));
  });
  after(() => accounts.close());
  afterEach(() => {
    accounts.relay.instead = undefined;
    accounts.relay.bodies.length = 0;
  });

  /** Who holds the credentials that stand in an environment. */
  async function holder(env: Record<string, string | undefined>): Promise<string> {
    const credentials = {
      accessKeyId: env["AWS_ACCESS_KEY_ID"]!,
      secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]!,
      sessionToken: env["AWS_SESSION_TOKEN"]!,
    };
    return (
      await new STSClient({ endpoint: accounts.relay.url, region, credentials }).send(new GetCallerIdentityCommand({}))
    ).Arn!;
  }
  const printed = (text: string) =>
    Object.fromEntries(
      text
        .split("\n")
        .filter((line) => line.includes("="))
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );

  describe("to shells", () => {
    const shells: readonly (readonly [shell: string, format: string, script: string])[] = [
      ["bash", "env", 'eval "$(COMMAND)"; env'],
      ["dash", "env", 'set -eu; eval "$(COMMAND)"; env'],
      ["zsh", "env", 'eval "$(COMMAND)"; env'],
      ["fish", "fish", "COMMAND | source; env"],
      [
        "pwsh",
        "powershell",
        "COMMAND | Out-String | Invoke-Expression; Get-ChildItem Env: | ForEach-Object { $_.Name + '=' + $_.Value }",
      ],
    ];
    for (const [shell, format, script] of shells) {
      it(`${shell} evaluates ${format}`, async function () {
        if (!here(shell) && spawnSync(shell, ["-c", ":"]).error) return this.skip();
        const text = script.replace("COMMAND", `${command} assume ${role} --source-profile alice --format ${format}`);
        const ran = await execute(shell, ["-c", text], {
          env: accounts.env({ AWS_PROFILE: "alice", AWS_DEFAULT_PROFILE: "alice", AWS_SECURITY_TOKEN: "old" }),
        });
        const env = printed(ran.stdout);
        assert.match(await holder(env), session, ran.stderr);
        for (const gone of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"])
          assert.equal(env[gone], undefined, `${gone} is unset`);
        const hours = (Date.parse(env["AWS_CREDENTIAL_EXPIRATION"]!) - Date.now()) / 3600_000;
        assert.ok(hours > 0.98 && hours <= 1, `${hours} h`);
      });
    }

    it("cmd gets assignments that cmd.exe takes literally", async () => {
      const { stdout } = await accounts.run([role, "--format", "cmd"], alice);
      const env = Object.fromEntries(
        stdout
          .trim()
          .split("\n")
          .map((line) => /^set "(\w+)=([^"%!^&<>|]*)"$/.exec(line)!.slice(1) as [string, string]),
      );
      assert.match(await holder(env), session);
      assert.equal(env["AWS_PROFILE"], "");
    });

    it("a second call goes back to the profile of the first, not to its session", async () => {
      const text = `eval "$(${command} assume ${role})"; eval "$(${command} assume ${role} --session-name again)"; env`;
      const ran = await execute("bash", ["-c", text], { env: accounts.env(alice) });
      assert.match(await holder(printed(ran.stdout)), /assumed-role\/open\/again$/, ran.stderr);
    });

    it("where the first came from the environment's keys, that is said", async () => {
      const { accessKeyId, secretAccessKey } = accounts.keys("alice");
      const text = `eval "$(${command} assume ${role})"; ${command} assume ${role}`;
      const ran = await execute("bash", ["-c", text], {
        env: accounts.env({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }),
      });
      assert.equal(ran.code, 3);
      assert.match(ran.stderr, /holds the session of arn:aws:iam::111111111111:role\/open .*--source-profile/);
    });
  });

  describe("to programs", () => {
    it("json has the form of aws sts assume-role", async () => {
      const { stdout } = await accounts.run([role, "--format", "json", "--source-identity", "alice"], alice);
      const answer = JSON.parse(stdout) as {
        Credentials: { AccessKeyId: string };
        AssumedRoleUser: { Arn: string };
        SourceIdentity: string;
      };
      assert.match(answer.AssumedRoleUser.Arn, session);
      assert.equal(answer.SourceIdentity, "alice");
      assert.match(answer.Credentials.AccessKeyId, /^ASIA/);
    });

    it("the AWS SDK uses profile and process as a credential_process, and learns when to ask again", async () => {
      const block = await accounts.run([role, "--format", "profile", "--source-profile", "alice"]);
      assert.equal(accounts.relay.bodies.length, 0, "a block for the profile needs no call");
      assert.doesNotMatch(block.stdout, /AKIA|ASIA|secret/i);
      const config = join(accounts.directory, "config-sdk");
      writeFileSync(config, block.stdout);
      const before = { ...process.env };
      Object.assign(process.env, accounts.env());
      try {
        const given = await fromIni({
          profile: "open",
          configFilepath: config,
          filepath: join(accounts.directory, "credentials"),
          ignoreCache: true,
        })();
        assert.ok(given.expiration!.getTime() > Date.now() + 3500_000);
        assert.match(
          await holder({
            AWS_ACCESS_KEY_ID: given.accessKeyId,
            AWS_SECRET_ACCESS_KEY: given.secretAccessKey,
            AWS_SESSION_TOKEN: given.sessionToken!,
          }),
          session,
        );
      } finally {
        for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
        Object.assign(process.env, before);
      }
    });

    it("botocore, on which the AWS CLI stands, uses them as well, and learns when to ask again", async () => {
      const block = await accounts.run([
        role,
        "--format",
        "profile",
        "--source-profile",
        "alice",
        "--tag",
        'team=it\'s 100 % "q"',
      ]);
      const config = join(accounts.directory, "config-botocore");
      writeFileSync(config, block.stdout);
      const script =
        "import boto3; s = boto3.Session(profile_name='open'); " +
        "print(s.client('sts').get_caller_identity()['Arn']); " +
        "print(s.get_credentials()._expiry_time.isoformat())";
      const ran = await execute(await installEmulator(), ["-c", script], {
        env: accounts.env({ AWS_CONFIG_FILE: config }),
      });
      const [arn, expiry] = ran.stdout.split("\n");
      assert.match(arn!, session, ran.stderr);
      assert.ok(Date.parse(expiry!) > Date.now() + 3500_000);
      const sent = new URLSearchParams(accounts.relay.bodies.find((body) => body.includes("Action=AssumeRole&")));
      assert.equal(sent.get("Tags.member.1.Value"), 'it\'s 100 % "q"');
    });

    it("the AWS CLI uses them as well", async function () {
      if (!here("aws")) return this.skip();
      const block = await accounts.run([role, "--format", "profile", "--source-profile", "alice"]);
      const config = join(accounts.directory, "config-cli");
      writeFileSync(config, block.stdout);
      const ran = await execute(
        "aws",
        ["sts", "get-caller-identity", "--profile", "open", "--query", "Arn", "--output", "text"],
        { env: accounts.env({ AWS_CONFIG_FILE: config, AWS_DEFAULT_REGION: region }) },
      );
      assert.match(ran.stdout.trim(), session, ran.stderr);
    });
  });

  describe("to a command", () => {
    it("the variables go to the child alone, and its exit code comes back", async () => {
      const ran = await accounts.run([role, "--", "sh", "-c", 'env; echo "$0 $1" >&2; exit 7', "a b", "--list"], alice);
      assert.equal(ran.code, 7);
      assert.match(await holder(printed(ran.stdout)), session);
      assert.equal(printed(ran.stdout)["AWS_PROFILE"], undefined);
      assert.equal(ran.stderr, "a b --list\n", "arguments arrive as they are, and nothing else is said");
    });

    it("a command that is not there is 127", async () => {
      const ran = await accounts.run([role, "--", "no-such-command"], alice);
      assert.equal(ran.code, 127);
      assert.match(ran.stderr, /no-such-command: no such command/);
    });

    for (const [signal, trapped] of [
      ["SIGTERM", 42],
      ["SIGINT", 43],
      ["SIGHUP", 44],
    ] as const) {
      it(`${signal} goes on to it, and it decides`, async () => {
        const script = `trap 'exit ${trapped}' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`;
        const child = spawn(command, ["assume", role, "--", "bash", "-c", script], {
          env: accounts.env(alice),
          stdio: ["ignore", "pipe", "inherit"],
        });
        await once(child.stdout, "data");
        child.kill(signal);
        assert.deepEqual(await once(child, "exit"), [trapped, null]);
      });
    }

    it("ended by a signal that dumps memory, it is told by the exit code alone: this command's memory has the credentials", async () => {
      const child = spawn(command, ["assume", role, "--", "sh", "-c", "ulimit -c 0; kill -ABRT $$"], {
        env: accounts.env(alice),
        stdio: "ignore",
      });
      assert.deepEqual(await once(child, "exit"), [134, null]);
    });

    it("ended by a signal, it ends this command by the same", async () => {
      const ran = await accounts.run([role, "--", "sh", "-c", "kill -9 $$"], alice);
      assert.equal(ran.code, exitCodeOf("SIGKILL"));
    });
  });

  describe("from sources of every kind", () => {
    const config = (text: string) => appendFileSync(join(accounts.directory, "config"), `\n${text}\n`);

    it("a profile with role_arn and source_profile: one role after the other, and at most an hour", async () => {
      const first = await accounts.role("first", [trust()], { account: trusted, policies: [allow("*")] });
      config(`[profile chained]\nrole_arn = ${first}\nsource_profile = dave`);
      const ran = await accounts.run([role, "--source-profile", "chained", "--format", "json"]);
      assert.match(ran.stdout, /assumed-role\/open\/dave/, ran.stderr);
      const longer = await accounts.run([role, "--source-profile", "chained", "--duration", "2h"]);
      assert.equal(longer.code, 5);
      assert.match(longer.stderr, /chained-duration \[caller\].*lasts 1 h at most/);
    });

    it("keys of a role's session in the environment: an hour is the limit, which is said before the call", async () => {
      const env = await accounts.roleSession("dave", roleArn("first", trusted));
      const ran = await accounts.run([role, "--duration", "2h"], env);
      assert.equal(ran.code, 5);
      assert.match(ran.stderr, /chained-duration \[caller\].*lasts 1 h at most/);
      assert.ok(!accounts.relay.bodies.some((body) => body.includes("Action=AssumeRole")));
    });

    it("a profile that stands for the same role: its source asks, once", async () => {
      config(`[profile open]\nrole_arn = ${role}\nsource_profile = alice`);
      const ran = await accounts.run([role, "--source-profile", "open", "--format", "json"]);
      assert.match(ran.stdout, /assumed-role\/open\/alice/, ran.stderr);
      assert.equal(accounts.relay.bodies.filter((body) => body.includes("Action=AssumeRole&")).length, 1);
    });

    it("a credential_process", async () => {
      const { accessKeyId, secretAccessKey } = accounts.keys("dave");
      const file = join(accounts.directory, "process.json");
      writeFileSync(file, JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }), {
        mode: 0o600,
      });
      config(`[profile process]\ncredential_process = cat ${file}`);
      const ran = await accounts.run([role, "--source-profile", "process", "--format", "json"]);
      assert.match(ran.stdout, /assumed-role\/open\/dave/, ran.stderr);
      assert.equal(ran.stderr, "", "the SDK's warnings do not reach the screen");
    });

    it("IAM Identity Center, with the token of aws sso login", async () => {
      const env = await accounts.roleSession("dave", roleArn("first", trusted));
      const portal = createServer((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(
          JSON.stringify({
            roleCredentials: {
              accessKeyId: env["AWS_ACCESS_KEY_ID"],
              secretAccessKey: env["AWS_SECRET_ACCESS_KEY"],
              sessionToken: env["AWS_SESSION_TOKEN"],
              expiration: Date.now() + 3600_000,
            },
          }),
        );
      });
      await new Promise<void>((resolve) => portal.listen(0, "127.0.0.1", resolve));
      const url = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
      config(
        `[profile people]\nsso_start_url = https://example.awsapps.com/start\nsso_region = ${region}` +
          `\nsso_account_id = ${trusted}\nsso_role_name = Developer\nregion = ${region}`,
      );
      const cache = join(accounts.directory, ".aws", "sso", "cache");
      mkdirSync(cache, { recursive: true });
      const token = {
        accessToken: "token",
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
        region,
        startUrl: "https://example.awsapps.com/start",
      };
      writeFileSync(
        join(cache, `${createHash("sha1").update(token.startUrl).digest("hex")}.json`),
        JSON.stringify(token),
      );
      const ran = await accounts.run([role, "--source-profile", "people", "--format", "json"], {
        HOME: accounts.directory,
        AWS_ENDPOINT_URL_SSO: url,
      });
      const remembered = await accounts.run([role, "--source-profile", "people", "--format", "json", "--remember"], {
        HOME: accounts.directory,
        XDG_RUNTIME_DIR: accounts.directory,
        AWS_ENDPOINT_URL_SSO: url,
      });
      const without = await accounts.run([role, "--source-profile", "people"], {
        HOME: join(accounts.directory, "cache"),
      });
      portal.close();
      assert.match(ran.stdout, /assumed-role\/open\/dave/, ran.stderr);
      assert.equal(ran.stderr, "");
      assert.deepEqual(
        [remembered.code, remembered.stderr],
        [
          0,
          "--remember: the profile people carries no MFA that could be remembered. What signs in there remembers by itself.\n",
        ],
      );
      assert.equal(existsSync(join(accounts.directory, "cross-account-access", "agent-1")), false);
      assert.equal(without.code, 3);
      assert.match(without.stderr, /aws sso login --profile people/);
    });

    it("credentials that end at once are not asked with", async () => {
      const env = await accounts.sessionToken("dave", false);
      const ran = await accounts.run([role], {
        ...env,
        AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + 5000).toISOString(),
      });
      assert.equal(ran.code, 3);
      assert.match(ran.stderr, /end at .* Get new ones/);
      assert.equal(accounts.relay.bodies.length, 0);
    });

    it("a profile that is not there is named, with those that are", async () => {
      const ran = await accounts.run([role, "--source-profile", "alcie"]);
      assert.equal(ran.code, 3);
      assert.match(ran.stderr, /no profile alcie.*alice/);
    });
  });

  it("--console prints the link of the federation endpoint, and sends the session in the body alone", async () => {
    let asked = { url: "", body: "" };
    const federation = createServer((request, response) => {
      let body = "";
      request.on("data", (data: Buffer) => (body += data.toString()));
      request.on("end", () => {
        asked = { url: request.url!, body };
        response.end(JSON.stringify({ SigninToken: "a token&" }));
      });
    });
    await new Promise<void>((resolve) => federation.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(federation.address() as AddressInfo).port}/federation`;
    const ran = await accounts.run([role, "--console"], { ...alice, CROSS_ACCOUNT_FEDERATION_ENDPOINT: address });
    federation.close();
    const link = new URL(ran.stdout.trim());
    assert.equal(link.searchParams.get("SigninToken"), "a token&");
    assert.equal(link.searchParams.get("Destination"), `https://console.aws.amazon.com/console/home?region=${region}`);
    assert.equal(asked.url, "/federation");
    const sent = JSON.parse(new URLSearchParams(asked.body).get("Session")!) as Record<string, string>;
    assert.match(
      await holder({
        AWS_ACCESS_KEY_ID: sent["sessionId"],
        AWS_SECRET_ACCESS_KEY: sent["sessionKey"],
        AWS_SESSION_TOKEN: sent["sessionToken"],
      }),
      session,
    );
  });

  it("throttled at first, it tries again and says so", async () => {
    let times = 0;
    accounts.relay.instead = (body, response) =>
      body.includes("Action=AssumeRole") && ++times < 3 && stsError(response, 400, "Throttling", "Rate exceeded");
    const ran = await accounts.run([role, "--format", "json"], alice);
    assert.equal(ran.code, 0);
    assert.match(ran.stderr, /throttling.*trying again/);
  });

  it("an ARN takes one request once the caller is known, and no engine", async () => {
    await accounts.run([role], alice);
    accounts.relay.bodies.length = 0;
    const ran = await accounts.run([role], { ...alice, PATH: join(process.execPath, "..") });
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(
      accounts.relay.bodies.map((body) => new URLSearchParams(body).get("Action")),
      ["AssumeRole"],
    );
  });

  it("tags and the source identity go with the call", async () => {
    await accounts.run([role, "--tag", "team=a b&c", "--tag", "stage=", "--source-identity", "me@example.com"], alice);
    const sent = new URLSearchParams(accounts.relay.bodies.at(-1));
    assert.deepEqual(
      ["Tags.member.1.Key", "Tags.member.1.Value", "Tags.member.2.Key", "Tags.member.2.Value", "SourceIdentity"].map(
        (name) => sent.get(name),
      ),
      ["team", "a b&c", "stage", "", "me@example.com"],
    );
  });
});
