/**
 * Measures how long `cross-account assume` takes as a whole process, compared with a Node.js that does nothing and with
 * two other tools. Each one asks the same emulator for the same role, with keys from a profile. The runs take turns,
 * and medians are compared.
 *
 * Usage: node -r ./sandbox/register.cjs bench/assume.ts [rounds]
 * Ends with exit code 1 when the limits below do not hold.
 */
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprint } from "../cli/assume/output/environment";
import { openAgent } from "../cli/assume/remember/client";
import { cacheDirectory, cacheKey } from "../sandbox/cache";
import { startEmulator } from "../sandbox/emulator/emulator";
import type { WorldUser } from "../sandbox/emulator/world";
import { execute } from "../sandbox/execute";
import { step } from "../sandbox/progress";
import { findPython } from "../sandbox/python";

/** The limit compared with `node -e 0`, as a multiple of its time. */
const mostOfNode = 1.5;
/** The same for a call with a sign-in that `--remember` keeps: it asks the agent besides. */
const mostOfNodeRemembered = 1.7;
/** The limit compared with each other tool, as a part of its time. */
const partOfOthers = 1 / 3;
const otherTools = ["awscli==1.46.3", "awsume==4.5.4"];

const region = "eu-west-1";
const account = "111111111111";
const role = `arn:aws:iam::${account}:role/bench`;
const user: WorldUser = {
  name: "alice",
  accessKeyId: "AKIABENCHBENCHBENCH2",
  secretAccessKey: "bench/bench/bench/bench/bench/bench/bench",
  administrator: true,
};

const launcher = join(__dirname, "..", "cli", "bin", "cross-account.cjs");

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** What its environment has besides. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts an agent that keeps a sign-in of the user. @returns ends it */
async function keepSignIn(endpoint: string, env: NodeJS.ProcessEnv): Promise<() => void> {
  const agent = spawn(process.execPath, [launcher, "agent"], { env, stdio: ["ignore", "pipe", "inherit"] });
  await once(agent.stdout, "data");
  const sts = new STSClient({ endpoint, region, credentials: user });
  const { Credentials: given } = await sts.send(new GetSessionTokenCommand({}));
  const value = {
    accessKeyId: given!.AccessKeyId,
    secretAccessKey: given!.SecretAccessKey,
    sessionToken: given!.SessionToken,
  };
  const client = await openAgent(env, false);
  const key = `${fingerprint(user)}@${new URL(endpoint).host}`;
  await client!.ask({ op: "set", key, name: "bench", value, seconds: 3600 });
  client!.close();
  return () => void agent.kill();
}

/** Installs the other tools in an environment of their own, once. Empty when they cannot be installed. */
async function others(): Promise<Contender[]> {
  const python = await findPython();
  const directory = join(cacheDirectory(), `bench-${cacheKey(...otherTools, python.version)}`);
  const bin = join(directory, "bin");
  if (!existsSync(join(bin, "awsumepy"))) {
    await step(`Installing ${otherTools.join(" and ")}`, async () => {
      for (const [command, args] of [
        [python.command, ["-m", "venv", directory]],
        [join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", ...otherTools]],
      ] as const) {
        const { code, stderr } = await execute(command, args);
        if (code === 0) continue;
        rmSync(directory, { recursive: true, force: true });
        throw new Error(stderr.trim().split("\n").at(-1));
      }
    });
  }
  return [
    {
      name: "aws sts assume-role",
      command: [
        join(bin, "aws"),
        "sts",
        "assume-role",
        "--role-arn",
        role,
        "--role-session-name",
        "alice",
        "--profile",
        "alice",
      ],
    },
    {
      name: "awsume",
      command: [join(bin, "awsumepy"), "--role-arn", role, "--source-profile", "alice", "--session-name", "alice"],
    },
  ];
}

/** The milliseconds of one run. @throws when the run fails, with its output */
function time({ name, command: [program, ...args], env: own }: Contender, common: NodeJS.ProcessEnv): number {
  const env = { ...common, ...own };
  const started = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(program!, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr.toString().trim()}`);
  return took;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function main(rounds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bench-assume-"));
  const emulator = await startEmulator({ accounts: [{ id: account, users: [user] }] });
  let forget = () => {};
  try {
    const iam = new IAMClient({ endpoint: emulator.endpoint, region, credentials: user });
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" }],
    };
    await iam.send(new CreateRoleCommand({ RoleName: "bench", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    writeFileSync(
      join(directory, "credentials"),
      `[alice]\naws_access_key_id = ${user.accessKeyId}\naws_secret_access_key = ${user.secretAccessKey}\n`,
    );
    writeFileSync(join(directory, "config"), `[profile alice]\nregion = ${region}\n`);
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CROSS_ACCOUNT|NODE_OPTIONS)/.test(name));
    const env = {
      ...Object.fromEntries(own),
      HOME: directory,
      XDG_CACHE_HOME: directory,
      AWS_CONFIG_FILE: join(directory, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
      AWS_ENDPOINT_URL: emulator.endpoint,
    };
    const remembering = { XDG_RUNTIME_DIR: mkdtempSync(join(directory, "rt-")) };
    forget = await keepSignIn(emulator.endpoint, { ...env, ...remembering });
    const launched = [join(__dirname, "..", "node_modules", ".bin", "cross-account"), "assume", role];
    const contenders: Contender[] = [
      { name: "node -e 0", command: [process.execPath, "-e", "0"] },
      {
        name: "cross-account assume",
        command: [...launched, "--source-profile", "alice"],
      },
      {
        name: "the same, remembered",
        command: [...launched, "--source-profile", "alice"],
        env: remembering,
      },
      ...(await others().catch(
        (error: Error) => (
          console.error(`Without the other tools, which could not be installed: ${error.message}`),
          []
        ),
      )),
    ];
    // The first run of each is not measured: it reads files for the first time and fills caches.
    for (const contender of contenders) time(contender, env);
    const times = contenders.map((): number[] => []);
    for (let round = 0; round < rounds; round++)
      contenders.forEach((contender, index) => times[index]!.push(time(contender, env)));
    process.exitCode = report(contenders, times, rounds) ? 0 : 1;
  } finally {
    forget();
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Prints the figures. @returns whether the limits hold */
function report(contenders: readonly Contender[], times: readonly (readonly number[])[], rounds: number): boolean {
  const [node, assume, remembered, ...rest] = times.map(median);
  console.log(`Node.js ${process.version}, ${rounds} rounds in turn, milliseconds of whole processes`);
  contenders.forEach(({ name }, index) => {
    const [all, middle] = [times[index]!, median(times[index]!)];
    console.log(
      `${name.padEnd(22)} median ${middle.toFixed(0).padStart(5)}   least ${Math.min(...all)
        .toFixed(0)
        .padStart(5)}   most ${Math.max(...all)
        .toFixed(0)
        .padStart(5)}   ${(middle / node!).toFixed(2).padStart(6)} × node -e 0`,
    );
  });
  const limits: readonly (readonly [words: string, holds: boolean])[] = [
    [`at most ${mostOfNode} × node -e 0`, assume! <= mostOfNode * node!],
    [
      `with a remembered sign-in at most ${mostOfNodeRemembered} × node -e 0`,
      remembered! <= mostOfNodeRemembered * node!,
    ],
    ...rest.map(
      (other, index) => [`under a third of ${contenders[index + 3]!.name}`, assume! < partOfOthers * other] as const,
    ),
  ];
  for (const [words, holds] of limits) console.log(`cross-account assume: ${words}: ${holds ? "yes" : "NO"}`);
  return limits.every(([, holds]) => holds);
}

void main(Number(process.argv[2] ?? 25));
