import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni } from "@aws-sdk/credential-providers";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { installEmulator } from "../../../sandbox/emulator/install";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, region, trust } from "./accounts";
import { atTerminal } from "./terminal";

describe("real clients, through profiles that remember", function () {
  this.timeout(180_000);
  const accounts = new Accounts();
  const names = ["one", "two", "three", "four"];
  const prompt = "MFA code of arn:aws:iam::222222222222:mfa/";
  let env: NodeJS.ProcessEnv;
  let runtime: string;
  before(async () => {
    await accounts.open(["alice"]);
    runtime = mkdtempSync(join(tmpdir(), "rt-"));
    const guarded = trust({
      Bool: { "aws:MultiFactorAuthPresent": "true" },
      NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
    });
    for (const name of names) await accounts.role(name, [guarded]);
    await accounts.grant("alice", allow("*", ["sts:AssumeRole", "iam:ListMFADevices"]));
    const config = join(accounts.directory, "profiles");
    env = accounts.env({ XDG_RUNTIME_DIR: runtime, AWS_CONFIG_FILE: config, AWS_DEFAULT_REGION: region });
    const blocks = [`[profile alice]\nregion = ${region}\n`];
    for (const name of names) {
      const arn = `arn:aws:iam::111111111111:role/${name}`;
      const words = [arn, "--format", "profile", "--source-profile", "alice", "--remember"];
      const block = await accounts.run([...words, "--mfa-serial", accounts.serial("alice")]);
      assert.match(block.stdout, / --remember\n/, block.stderr);
      blocks.push(block.stdout);
    }
    writeFileSync(config, blocks.join("\n"));
  });
  after(async () => {
    await execute(command, ["forget"], { env });
    await accounts.close();
    rmSync(runtime, { recursive: true });
  });
  const codes = () => accounts.relay.bodies.filter((body) => body.includes("TokenCode")).length;
  const arnOf = (name: string) => `arn:aws:sts::111111111111:assumed-role/${name}/alice`;
  const script =
    "import boto3, sys\nfor name in sys.argv[1:]: print(boto3.Session(profile_name=name).client('sts').get_caller_identity()['Arn'])";

  it("one prompt, four roles, three clients, 20 calls of the command; after forget a prompt again", async function () {
    const python = await installEmulator();
    // boto3 keeps what a credential_process says on standard error; the question is at the terminal.
    const first = await atTerminal([python, "-c", script, ...names], env, prompt, [() => accounts.code("alice")]);
    assert.deepEqual(first.output.trim().split("\n"), names.map(arnOf), first.terminal);
    assert.equal(first.terminal.split(prompt).length - 1, 1);
    assert.match(first.terminal, /MFA for arn:aws:iam::111111111111:role\/one in the account 111111111111/);

    for (let round = 0; round < 2; round++) {
      const more = await execute(python, ["-c", script, ...names], { env, detached: true });
      assert.deepEqual(more.stdout.trim().split("\n"), names.map(arnOf), more.stderr);
    }
    const before = { ...process.env };
    try {
      // The provider starts the command with this process's environment.
      Object.assign(process.env, env);
      for (const name of names) {
        const credentials = fromIni({
          profile: name,
          configFilepath: env["AWS_CONFIG_FILE"]!,
          filepath: env["AWS_SHARED_CREDENTIALS_FILE"]!,
          ignoreCache: true,
        });
        const sts = new STSClient({ endpoint: accounts.relay.url, region, credentials });
        assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, arnOf(name));
      }
    } finally {
      for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
      Object.assign(process.env, before);
    }
    // Version 1 and version 2, where a machine has them.
    for (const aws of awsCommands(env))
      for (const name of names) {
        const args = ["sts", "get-caller-identity", "--profile", name, "--query", "Arn", "--output", "text"];
        // Before 2.13 the address is an option alone.
        const ran = await execute(aws, [...args, "--endpoint-url", accounts.relay.url], { env, detached: true });
        assert.equal(ran.stdout.trim(), arnOf(name), `${aws}: ${ran.stderr}`);
      }
    assert.equal(codes(), 1);

    assert.equal((await execute(command, ["forget"], { env })).stderr, "Forgotten: one sign-in.\n");
    const last = await execute(python, ["-c", script, "one"], { env, detached: true });
    assert.notEqual(last.code, 0);
    assert.match(last.stderr, /there is no terminal to ask at/);
  });
});

/** The AWS CLIs on the PATH, one of each version. */
function awsCommands(env: NodeJS.ProcessEnv): string[] {
  const found = new Map<string, string>();
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const { status, stdout } = spawnSync(join(folder, "aws"), ["--version"], { env });
    const version = /^aws-cli\/(\d+)/.exec(String(stdout))?.[1];
    if (status === 0 && version !== undefined && !found.has(version)) found.set(version, join(folder, "aws"));
  }
  return [...found.values()];
}
