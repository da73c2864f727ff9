/**
 * Measures how long `cross-account assume` takes as a whole process, compared with a Node.js that does nothing and with
 * two other tools. Each one asks the same emulator for the same role, with keys from a profile. The runs take turns,
 * and medians are compared. The command is measured as it is installed, which decides, and in a checkout, where it
 * looks first whether its sources have changed.
 *
 * CPU time decides for Node.js, since other programs on the machine change it less than the clock. It is measured twice:
 * with NODE_EXTRA_CA_CERTS, as where a company checks TLS, and without. With it Node.js reads certificates at each
 * start, and alone takes more than twice as long. The limit decides with it. Without it the limit cannot be held: there
 * Node.js alone with a hash and one request takes as much ("bare request"). That figure is printed against the same
 * limit, and does not decide.
 *
 * Usage: node -r ./sandbox/register.cjs bench/assume.ts [rounds]
 * Ends with exit code 1 when the limits that decide do not hold.
 */
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { fingerprint } from "../cli/assume/output/environment";
import { openAgent } from "../cli/assume/remember/client";
import { cacheDirectory, cacheKey } from "../sandbox/cache";
import { startEmulator } from "../sandbox/emulator/emulator";
import type { WorldUser } from "../sandbox/emulator/world";
import { execute } from "../sandbox/execute";
import { step } from "../sandbox/progress";
import { findPython } from "../sandbox/python";
import { quantile } from "./cpu";

/** The limit compared with `node -e 0`, as a multiple of its CPU time. */
const mostOfNode = 1.5;
/** The same for a call with a sign-in that `--remember` keeps: it asks the agent besides. */
const mostOfNodeRemembered = 1.7;
/** The limit compared with each other tool, as a part of its time by the clock. */
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
  /** What its environment has besides; undefined takes a variable out of it. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Milliseconds of one run: of the CPU, with the processes that it started, and of the clock. */
interface Took {
  readonly cpu: number;
  readonly clock: number;
}

/** What every signed call of a Node.js program needs: a hash, and Node.js's client for HTTP. */
const bareCall = `require("node:crypto").createHash("sha256").update("").digest();
require("node:http").request(process.env.AWS_ENDPOINT_URL, { method: "POST" }, (answer) => answer.resume()).end();`;

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

/** Runs a command under the clock of the shell, which knows the CPU time of what it ran. @throws when the run fails, with its output */
function time({ name, command, env: own }: Contender, common: NodeJS.ProcessEnv): Took {
  const timed = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>&4; } 4>&2 2>&3';
  const { status, stderr, output, error } = spawnSync("bash", ["-c", timed, "bash", ...command], {
    env: { ...common, ...own },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr.toString().trim()}`);
  const [clock, user, system] = output[3]!
    .toString()
    .trim()
    .split(" ")
    .map((seconds) => Number(seconds) * 1000);
  return { cpu: user! + system!, clock: clock! };
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
    const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CROSS_ACCOUNT|NODE_OPTIONS|LC_)/.test(name));
    const env = {
      ...Object.fromEntries(kept),
      LC_ALL: "C",
      HOME: directory,
      XDG_CACHE_HOME: directory,
      AWS_CONFIG_FILE: join(directory, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
      AWS_ENDPOINT_URL: emulator.endpoint,
    };
    const remembering = { XDG_RUNTIME_DIR: mkdtempSync(join(directory, "rt-")) };
    forget = await keepSignIn(emulator.endpoint, { ...env, ...remembering });
    const certificates = process.env["NODE_EXTRA_CA_CERTS"] ?? join(directory, "certificates.pem");
    if (process.env["NODE_EXTRA_CA_CERTS"] === undefined) writeFileSync(certificates, rootCertificates.join("\n"));
    const installed = install(join(directory, "node_modules", "@cross-account-access", "cli"));
    const contenders = [
      ...own(installed, remembering, { NODE_EXTRA_CA_CERTS: certificates }),
      ...own(installed, remembering, { NODE_EXTRA_CA_CERTS: undefined }),
      ...(await others().catch(
        (error: Error) => (
          console.error(`Without the other tools, which could not be installed: ${error.message}`),
          []
        ),
      )),
    ];
    // The first run of each is not measured: it reads files for the first time and fills caches.
    for (const contender of contenders) time(contender, env);
    const times = contenders.map((): Took[] => []);
    for (let round = 0; round < rounds; round++)
      contenders.forEach((contender, index) => times[index]!.push(time(contender, env)));
    process.exitCode = report(contenders, times, rounds) ? 0 : 1;
  } finally {
    forget();
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Puts what the package of the command has into a folder. @returns the program */
function install(folder: string): string {
  for (const path of ["package.json", "bin/cross-account.cjs", "bin/load.cjs", "dist"])
    cpSync(join(__dirname, "..", "cli", path), join(folder, path), { recursive: true });
  return join(folder, "bin", "cross-account.cjs");
}

/** What is measured once with the certificates and once without, in the order in which `report` takes it. */
function own(installed: string, remembering: NodeJS.ProcessEnv, env: NodeJS.ProcessEnv): readonly Contender[] {
  const call = (program: string): readonly string[] => [program, "assume", role, "--source-profile", "alice"];
  return [
    { name: "node -e 0", command: [process.execPath, "-e", "0"], env },
    { name: "node, bare request", command: [process.execPath, "-e", bareCall], env },
    { name: "cross-account assume", command: call(installed), env },
    { name: "the same, remembered", command: call(installed), env: { ...env, ...remembering } },
    { name: "in a checkout", command: call(launcher), env },
  ];
}
/** How many there are of these. */
const ownCount = 5;

/** Prints the figures. @returns whether the limits that decide hold */
function report(contenders: readonly Contender[], times: readonly (readonly Took[])[], rounds: number): boolean {
  const median = (index: number, of: keyof Took): number =>
    quantile(
      times[index]!.map((one) => one[of]),
      0.5,
    );
  console.log(`Node.js ${process.version}, ${rounds} rounds in turn, medians in milliseconds of whole processes`);
  const limits: { readonly words: string; readonly holds: boolean; readonly decides: boolean }[] = [];
  for (const [first, where] of [
    [0, "with NODE_EXTRA_CA_CERTS"],
    [ownCount, "without"],
  ] as const) {
    console.log(`${where}:`);
    for (let index = first; index < first + ownCount; index++) {
      const shown = (of: keyof Took): string =>
        `${median(index, of).toFixed(0).padStart(5)} ${(median(index, of) / median(first, of)).toFixed(2).padStart(6)} ×`;
      console.log(`  ${contenders[index]!.name.padEnd(22)} CPU ${shown("cpu")}   clock ${shown("clock")}`);
    }
    const within = (index: number, most: number): boolean => median(index, "cpu") <= most * median(first, "cpu");
    const decides = first === 0;
    limits.push(
      { words: `at most ${mostOfNode} × node -e 0, ${where}`, holds: within(first + 2, mostOfNode), decides },
      {
        words: `with a remembered sign-in at most ${mostOfNodeRemembered} × node -e 0, ${where}`,
        holds: within(first + 3, mostOfNodeRemembered),
        decides,
      },
    );
  }
  for (const [index, { name }] of [...contenders.entries()].slice(2 * ownCount)) {
    console.log(`${name.padEnd(24)} clock ${median(index, "clock").toFixed(0).padStart(5)}`);
    // Compared where Node.js takes longest.
    const holds = median(2, "clock") < partOfOthers * median(index, "clock");
    limits.push({ words: `under a third of ${name}`, holds, decides: true });
  }
  for (const { words, holds, decides } of limits)
    console.log(`cross-account assume: ${words}: ${holds ? "yes" : decides ? "NO" : "NO (does not decide)"}`);
  return limits.every(({ holds, decides }) => holds || !decides);
}

void main(Number(process.argv[2] ?? 25));
