import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni } from "@aws-sdk/credential-providers";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { installEmulator } from "../../../sandbox/emulator/install";
import { findEngine } from "../../../sandbox/engine/engine";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, region, roleArn, trust } from "./accounts";
import { atTerminal } from "./terminal";

describe("real clients, through profiles that remember", function () {
  this.timeout(180_000);
  const accounts = new Accounts();
  const names = ["one", "two", "three", "four"];
  const prompt = "MFA code of arn:aws:iam::222222222222:mfa/";
  let env: NodeJS.ProcessEnv;
  let runtime: string;
  before(async () => {
    await accounts.open(["alice", "bob"]);
    runtime = mkdtempSync(join(tmpdir(), "rt-"));
    const guarded = trust({
      Bool: { "aws:MultiFactorAuthPresent": "true" },
      NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
    });
    for (const name of names) await accounts.role(name, [guarded], { policies: [allow("*", "s3:*")] });
    for (const user of ["alice", "bob"])
      await accounts.grant(user, allow("*", ["sts:AssumeRole", "iam:ListMFADevices"]));
    env = await profilesOf("alice");
  });
  afterEach(() => void (accounts.relay.bodies.length = 0));
  after(async () => {
    await execute(command, ["forget"], { env });
    await accounts.close();
    rmSync(runtime, { recursive: true });
  });
  /** Writes the profile of each role for a user, as --format profile prints it. @returns what tools find them with */
  async function profilesOf(user: string): Promise<NodeJS.ProcessEnv> {
    const config = join(accounts.directory, `profiles-of-${user}`);
    const own = accounts.env({ XDG_RUNTIME_DIR: runtime, AWS_CONFIG_FILE: config, AWS_DEFAULT_REGION: region });
    const blocks = [`[profile ${user}]\nregion = ${region}\n`];
    for (const name of names) {
      const words = [roleArn(name), "--format", "profile", "--source-profile", user, "--remember"];
      const block = await accounts.run([...words, "--mfa-serial", accounts.serial(user)]);
      assert.match(block.stdout, / --remember\n/, block.stderr);
      blocks.push(block.stdout);
    }
    writeFileSync(config, blocks.join("\n"));
    return own;
  }
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
    for (const aws of programs(env, "aws", /^aws-cli\/(\d+)/))
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

  const terraform = programs({ PATH: process.env["PATH"] }, "terraform", /^Terraform v(\d+)/)[0];
  const without = terraform === undefined ? " (without Terraform, which this machine does not have)" : "";
  it(`Terraform's own provider chain and Pulumi's: one prompt, four roles, 20 commands, some at once${without}`, async () => {
    const s3 = new S3Client({
      endpoint: accounts.relay.url,
      region,
      credentials: accounts.keys("owner"),
      forcePathStyle: true,
    });
    const there = { LocationConstraint: region } as const;
    await s3.send(new CreateBucketCommand({ Bucket: "state", CreateBucketConfiguration: there }));
    const [pulumi, common] = [join((await findEngine(() => {})).directory, "pulumi"), await profilesOf("bob")];
    const own = {
      ...common,
      CHECKPOINT_DISABLE: "1",
      PULUMI_HOME: join(accounts.directory, "pulumi-home"),
      PULUMI_SKIP_UPDATE_CHECK: "1",
    };
    const bucket = `s3://state?region=${region}&endpoint=${accounts.relay.url}&s3ForcePathStyle=true`;
    const stacks = (name: string) =>
      ["env", `PULUMI_BACKEND_URL=${bucket}&profile=${name}`, pulumi, "stack", "ls", "--all", "--json"] as const;
    // The backend is configured by the library that the AWS providers of both have: hashicorp/aws-sdk-go-base.
    const inFolder = (name: string, ...words: string[]) =>
      [terraform!, `-chdir=${join(accounts.directory, name)}`, ...words] as const;
    const init = (name: string) => inFolder(name, "init", "-input=false", "-no-color");
    const list = (name: string) => inFolder(name, "workspace", "list");
    for (const name of names) {
      mkdirSync(join(accounts.directory, name));
      writeFileSync(
        join(accounts.directory, name, "main.tf"),
        `terraform {\n  backend "s3" {\n    bucket = "state"\n    key = "${name}"\n    region = "${region}"\n` +
          `    profile = "${name}"\n    use_path_style = true\n  }\n}\n`,
      );
    }
    const rounds =
      terraform === undefined ? [stacks, stacks, stacks, stacks, stacks] : [init, list, list, list, stacks];
    const first = await atTerminal(rounds[0]!(names[0]!), own, prompt, [() => accounts.code("bob")]);
    assert.deepEqual([first.ended, first.terminal.split(prompt).length - 1], [0, 1], first.terminal);
    assert.match(first.terminal, /MFA for arn:aws:iam::111111111111:role\/one in the account 111111111111/);
    let ran = 1;
    for (const [index, round] of rounds.entries())
      await Promise.all(
        names.slice(index === 0 ? 1 : 0).map(async (name) => {
          const [program, ...args] = round(name);
          const { code, stderr } = await execute(program, args, { env: own, detached: true });
          assert.equal(code, 0, stderr);
          ran++;
        }),
      );
    assert.deepEqual([ran, codes()], [20, 1]);
    for (const name of names)
      assert.ok(
        accounts.relay.bodies.some((body) => body.includes(encodeURIComponent(roleArn(name)))),
        name,
      );

    assert.equal((await execute(command, ["forget"], { env: own })).stderr, "Forgotten: one sign-in.\n");
    const later = () => accounts.code("bob", new Date(Date.now() + 30_000));
    const again = await atTerminal((terraform === undefined ? stacks : list)("two"), own, prompt, [later]);
    assert.deepEqual([again.ended, again.terminal.split(prompt).length - 1, codes()], [0, 1, 2], again.terminal);
  });
});

/** The programs of a name on the PATH, one of each major version. @param versionIn where `--version` says it */
function programs(env: NodeJS.ProcessEnv, name: string, versionIn: RegExp): string[] {
  const found = new Map<string, string>();
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const { status, stdout } = spawnSync(join(folder, name), ["--version"], { env });
    const version = versionIn.exec(String(stdout))?.[1];
    if (status === 0 && version !== undefined && !found.has(version)) found.set(version, join(folder, name));
  }
  return [...found.values()];
}
