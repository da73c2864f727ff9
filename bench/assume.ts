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
 * What people wait for a second call is measured by the clock, with an STS that is as far away as AWS is: a call with
 * nothing kept, with a sign-in that `--remember` keeps, and with a session that `--reuse` hands out again.
 *
 * Usage: node -r ./sandbox/register.cjs bench/assume.ts [rounds]
 * Ends with exit code 1 when the limits that decide do not hold.
 */
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { rootCertificates } from "node:tls";
import { fingerprint } from "../cli/assume/output/environment";
import { openAgent } from "../cli/assume/remember/client";
import { processTree } from "../cli/assume/remember/processTree";
import { cacheDirectory, cacheKey } from "../sandbox/cache";
import { startEmulator } from "../sandbox/emulator/emulator";
import { openRelay } from "../sandbox/emulator/relay";
import type { WorldUser } from "../sandbox/emulator/world";
import { execute } from "../sandbox/execute";
import { step } from "../sandbox/progress";
import { findPython } from "../sandbox/python";
import { quantile } from "./cpu";

/** The limit compared with `node -e 0`, as a multiple of its CPU time. */
const mostOfNode = 1.5;
/** The same for a call with a sign-in that `--remember` keeps: it asks the agent besides. */
const mostOfNodeRemembered = 1.7;
/** The limit of a second call with a session that is handed out again, compared with a call of STS, by the clock. */
const mostOfCall = 0.6;
/** How far away STS is then: milliseconds until it has answered, as within a continent, without the handshake of TLS. */
const distance = 100;
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

/** Starts an agent that keeps a sign-in of the user for one address of STS. @returns ends it */
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
async function others(): Promise<Record<string, Contender>> {
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
  return {
    "aws sts assume-role": {
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
    awsume: {
      command: [join(bin, "awsumepy"), "--role-arn", role, "--source-profile", "alice", "--session-name", "alice"],
    },
  };
}

/** Runs a command under the clock of the shell, which knows the CPU time of what it ran. @throws when the run fails, with its output */
async function time({ command, env: own }: Contender, common: NodeJS.ProcessEnv): Promise<Took> {
  const timed = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>&4; } 4>&2 2>&3';
  const shell = spawn("bash", ["-c", timed, "bash", ...command], {
    env: { ...common, ...own },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const [messages, figures] = await Promise.all([
    text(shell.stderr!),
    text(shell.stdio[3] as Readable),
    once(shell, "close"),
  ]);
  if (shell.exitCode !== 0) throw new Error(`${command.join(" ")} failed: ${messages.trim()}`);
  const [clock, user, system] = figures
    .trim()
    .split(" ")
    .map((seconds) => Number(seconds) * 1000);
  return { cpu: user! + system!, clock: clock! };
}

async function main(rounds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bench-assume-"));
  const emulator = await startEmulator({ accounts: [{ id: account, users: [user] }] });
  const farAway = await openRelay(emulator.endpoint);
  farAway.delay = distance;
  const agents: (() => void)[] = [];
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
    /** The environment of an agent that keeps a sign-in for an address. */
    const remembering = async (endpoint: string): Promise<NodeJS.ProcessEnv> => {
      const place = { XDG_RUNTIME_DIR: mkdtempSync(join(directory, "rt-")) };
      agents.push(await keepSignIn(endpoint, { ...env, ...place }));
      return place;
    };
    const near = await remembering(emulator.endpoint);
    const far = { ...(await remembering(farAway.url)), AWS_ENDPOINT_URL: farAway.url };
    const certificates = process.env["NODE_EXTRA_CA_CERTS"] ?? join(directory, "certificates.pem");
    if (process.env["NODE_EXTRA_CA_CERTS"] === undefined) writeFileSync(certificates, rootCertificates.join("\n"));
    const installed = install(join(directory, "node_modules", "@cross-account-access", "cli"));
    const groups: Groups = {
      with: own(installed, near, { NODE_EXTRA_CA_CERTS: certificates }),
      without: own(installed, near, { NODE_EXTRA_CA_CERTS: undefined }),
      far: {
        call: { command: call(installed), env: { AWS_ENDPOINT_URL: farAway.url } },
        remembered: { command: call(installed), env: far },
        // Where the system does not tell which processes belong together, no session is handed out again.
        ...(processTree() === undefined ? {} : { reused: { command: call(installed, "--reuse"), env: far } }),
      },
      others: await others().catch(
        (error: Error) => (
          console.error(`Without the other tools, which could not be installed: ${error.message}`),
          {}
        ),
      ),
    };
    const contenders = Object.values({ ...groups }).flatMap((group): Contender[] => Object.values({ ...group }));
    const times = new Map(contenders.map((contender): [Contender, Took[]] => [contender, []]));
    // The first run of each is not measured: it reads files for the first time and fills caches.
    for (const contender of times.keys()) await time(contender, env);
    for (let round = 0; round < rounds; round++)
      for (const [contender, took] of times) took.push(await time(contender, env));
    process.exitCode = report(groups, times, rounds) ? 0 : 1;
  } finally {
    for (const end of agents) end();
    farAway.close();
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

function call(program: string, ...options: readonly string[]): readonly string[] {
  return [program, "assume", role, "--source-profile", "alice", ...options];
}

/** What is measured once with the certificates and once without. */
function own(installed: string, remembering: NodeJS.ProcessEnv, env: NodeJS.ProcessEnv) {
  return {
    node: { command: [process.execPath, "-e", "0"], env },
    bare: { command: [process.execPath, "-e", bareCall], env },
    call: { command: call(installed), env },
    remembered: { command: call(installed), env: { ...env, ...remembering } },
    checkout: { command: call(launcher), env },
  } satisfies Record<string, Contender>;
}

/** What is compared with each other. */
interface Groups {
  readonly with: ReturnType<typeof own>;
  readonly without: ReturnType<typeof own>;
  readonly far: { readonly call: Contender; readonly remembered: Contender; readonly reused?: Contender };
  readonly others: Readonly<Record<string, Contender>>;
}

const NAMES: Readonly<Record<string, string>> = {
  node: "node -e 0",
  bare: "node, bare request",
  call: "cross-account assume",
  remembered: "the same, remembered",
  reused: "the same, reused",
  checkout: "in a checkout",
};

/** Prints the figures. @returns whether the limits that decide hold */
function report(groups: Groups, times: ReadonlyMap<Contender, readonly Took[]>, rounds: number): boolean {
  const median = (contender: Contender, of: keyof Took): number =>
    quantile(
      times.get(contender)!.map((one) => one[of]),
      0.5,
    );
  const limits: { readonly words: string; readonly holds: boolean; readonly decides: boolean }[] = [];
  const limit = (words: string, one: Contender, most: number, of: keyof Took, other: Contender, decides = true): void =>
    void limits.push({ words, holds: median(one, of) <= most * median(other, of), decides });

  console.log(`Node.js ${process.version}, ${rounds} rounds in turn, medians in milliseconds of whole processes`);
  const show = (title: string, group: Readonly<Record<string, Contender>>, base: Contender): void => {
    console.log(`${title}:`);
    for (const [name, contender] of Object.entries(group)) {
      const shown = (of: keyof Took): string =>
        `${median(contender, of).toFixed(0).padStart(5)} ${(median(contender, of) / median(base, of)).toFixed(2).padStart(6)} ×`;
      console.log(`  ${(NAMES[name] ?? name).padEnd(22)} CPU ${shown("cpu")}   clock ${shown("clock")}`);
    }
  };
  for (const [where, group] of [
    ["with NODE_EXTRA_CA_CERTS", groups.with],
    ["without", groups.without],
  ] as const) {
    show(where, group, group.node);
    const decides = group === groups.with;
    limit(`at most ${mostOfNode} × node -e 0, ${where}`, group.call, mostOfNode, "cpu", group.node, decides);
    limit(
      `with a remembered sign-in at most ${mostOfNodeRemembered} × node -e 0, ${where}`,
      group.remembered,
      mostOfNodeRemembered,
      "cpu",
      group.node,
      decides,
    );
  }
  show(`with STS ${distance} ms away`, { ...groups.far }, groups.far.call);
  if (groups.far.reused !== undefined)
    limit(
      `with a session that is handed out again at most ${mostOfCall} × a call of STS, by the clock`,
      groups.far.reused,
      mostOfCall,
      "clock",
      groups.far.call,
    );
  show("others, of cross-account assume with NODE_EXTRA_CA_CERTS", groups.others, groups.with.call);
  for (const [name, other] of Object.entries(groups.others))
    // Compared where Node.js takes longest.
    limit(`under a third of ${name}`, groups.with.call, partOfOthers, "clock", other);
  for (const { words, holds, decides } of limits)
    console.log(`cross-account assume: ${words}: ${holds ? "yes" : decides ? "NO" : "NO (does not decide)"}`);
  return limits.every(({ holds, decides }) => holds || !decides);
}

void main(Number(process.argv[2] ?? 25));
