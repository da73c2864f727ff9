import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmulator } from "./emulator/emulator";
import { isAlive } from "./emulator/lock";
import { totpCode } from "./emulator/totp";
import { findEngine } from "./engine/engine";
import { engineHome, profileFiles, sandboxEnvironment } from "./environment";
import { execute } from "./execute";
import { installPlugin } from "./plugin";
import { readRecord, recordFile, writeRecord, type SandboxRecord } from "./record";
import { makeTemporary, removeTemporary } from "./temporary";
import { writeWhole } from "../cli/shared/writeWhole.cjs";
import { recover } from "./stackFiles.cjs";
import { makePeople, worldOf, type Person } from "./world";

/** The root of this project. */
export const root = join(__dirname, "..");

const region = "eu-west-1";
/** What the example's role is about; it is there before anybody deploys anything, as it would be in a real account. */
const exampleBucket = "web-shop-artifacts";

/** Two AWS accounts on an emulator, an engine that deploys to them, and the people who use them. */
export interface Sandbox extends Readonly<SandboxRecord> {
  readonly directory: string;
  /** The environment in which commands meet this sandbox and nothing else. */
  readonly env: NodeJS.ProcessEnv;
  /** Stops the emulator and removes the folder. */
  remove(): Promise<void>;
}

/** How a sandbox is to be opened. */
export interface SandboxOptions {
  /** Whether the emulator outlives this process, for the next command to meet what this one deployed. */
  readonly detached?: boolean;
  /** Told, in one line each, what a person may want to know. */
  readonly note?: (line: string) => void;
  /** Who is in it, and so which accounts there are; the two accounts of the example unless given. */
  readonly people?: readonly Person[];
  /** Whether the emulator is to have what tests ask for beside AWS's own calls: see `World`. */
  readonly controls?: boolean;
  /** Ends the making of the sandbox, and leaves nothing of it. */
  readonly signal?: AbortSignal;
}

/** A sandbox in a folder of its own that is gone, with its emulator, when this process ends, however it ends. */
export async function openTemporarySandbox(options: Omit<SandboxOptions, "detached"> = {}): Promise<Sandbox> {
  const directory = await makeTemporary();
  const remove = async () => {
    await removeSandbox(directory);
    await removeTemporary(directory);
  };
  try {
    const sandbox = await openSandbox(directory, options);
    options.signal?.throwIfAborted();
    return { ...sandbox, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Carries on with the sandbox in a folder while its emulator answers, else makes it afresh. */
export async function openSandbox(directory: string, options: SandboxOptions = {}): Promise<Sandbox> {
  const known = readRecord(directory);
  if (known === "damaged") options.note?.(`${recordFile(directory)} is damaged, so that nobody knows this sandbox any more: starting afresh.`);
  else if (known && (await answers(known))) {
    const sandbox = withDirectory(directory, known);
    writeProfiles(sandbox);
    await prepareEngine(sandbox);
    return sandbox;
  } else if (known) options.note?.("The emulator of this sandbox is gone, and what was deployed with it: starting afresh.");
  await removeSandbox(directory);
  const engine = await findEngine(options.note ?? (() => {}));
  const people = options.people ?? makePeople();
  await mkdir(join(directory, "state"), { recursive: true, mode: 0o700 });
  const emulator = await startEmulator(worldOf(people, options.controls), { detached: options.detached ?? false, logFile: join(directory, "emulator.log"), mark: directory });
  try {
    const record: SandboxRecord = { endpoint: emulator.endpoint, pid: emulator.pid, engine, people: [...people] };
    const sandbox = withDirectory(directory, record);
    writeProfiles(sandbox);
    await seedBucket(record);
    writeRecord(directory, record);
    await prepareEngine(sandbox);
    return sandbox;
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

/**
 * Stops the emulator of the sandbox in a folder, if there is one, and removes the folder; whatever is left of its record.
 *
 * @throws when an emulator does not end, with its process
 */
export async function removeSandbox(directory: string): Promise<void> {
  const known = readRecord(directory);
  if (known && known !== "damaged" && (await answers(known))) await end(known.pid);
  await endMarked(directory);
  recover(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}

/** Ends a process and waits until it is gone. */
async function end(pid: number): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    for (const until = Date.now() + 3_000; isAlive(pid) && Date.now() < until; ) await pause(20);
  }
}

/** How long an emulator may take to see that its mark is gone, in milliseconds; it looks five times a second. */
const markLimit = 20_000;

/** Ends the emulators that left their marks in a folder. They end by themselves: a process id may be another process's by now. */
async function endMarked(directory: string): Promise<void> {
  const names = existsSync(directory) ? await readdir(directory) : [];
  for (const name of names) {
    const pid = Number(/^emulator-(\d+)$/.exec(name)?.[1]);
    if (Number.isNaN(pid)) continue;
    await rm(join(directory, name), { force: true });
    for (const until = Date.now() + markLimit; mayBeEmulator(pid); await pause(20)) {
      if (Date.now() > until) throw new Error(`The emulator of this sandbox (process ${pid}) does not end. End it, and run the command again.`);
    }
  }
}

/** Whether a process is there and may be an emulator: where it is not known what it runs, as of one that is ending, it may be. */
function mayBeEmulator(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return line === "" || line.includes("launcher.py");
  } catch {
    return isAlive(pid);
  }
}

/** The sandbox in a folder, if its emulator answers; nothing is started. */
export async function findSandbox(directory: string): Promise<Sandbox | "damaged" | undefined> {
  const known = readRecord(directory);
  if (known === "damaged") return known;
  return known && (await answers(known)) ? withDirectory(directory, known) : undefined;
}

/** The person with that profile. */
export function person(sandbox: Pick<SandboxRecord, "people">, profile: string): Person {
  const found = sandbox.people.find((one) => one.profile === profile);
  if (!found) throw new Error(`nobody in the sandbox has the profile ${profile}`);
  return found;
}

/** The code that a person's MFA device shows now. */
export function mfaCode({ profile, mfaSeed }: Person): string {
  if (!mfaSeed) throw new Error(`${profile} has no MFA device`);
  return totpCode(mfaSeed);
}

function withDirectory(directory: string, record: SandboxRecord): Sandbox {
  const env = sandboxEnvironment(process.env, { directory, endpoint: record.endpoint, engine: record.engine.directory });
  return { ...record, directory, env, remove: () => removeSandbox(directory) };
}

function writeProfiles({ directory, people }: Pick<Sandbox, "directory" | "people">): void {
  const { config, credentials } = profileFiles(people, region);
  writeWhole(join(directory, "aws-config"), config, { mode: 0o600 });
  writeWhole(join(directory, "aws-credentials"), credentials, { mode: 0o600 });
}

/** Whether the emulator that a record speaks of still knows the record's administrator; another program on its port does not. */
async function answers({ endpoint, people }: SandboxRecord): Promise<boolean> {
  const [administrator] = people;
  if (!administrator) return false;
  const sts = new STSClient({ endpoint, region, credentials: administrator, maxAttempts: 1 });
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account === administrator.account;
  } catch {
    return false;
  } finally {
    sts.destroy();
  }
}

async function seedBucket({ endpoint, people }: SandboxRecord): Promise<void> {
  const s3 = new S3Client({ endpoint, region, credentials: person({ people }, "trusting"), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: exampleBucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  for (const [Key, Body] of [["catalogue.json", '{"shop":"web"}\n'], ["releases/1.0.txt", "the first release\n"]] as const) {
    await s3.send(new PutObjectCommand({ Bucket: exampleBucket, Key, Body }));
  }
  s3.destroy();
}

/** What the engine needs besides itself; a sandbox of an earlier version of this project may lack some of it. */
async function prepareEngine(sandbox: Sandbox): Promise<void> {
  await installPlugin(engineHome(sandbox.directory));
  await prepareStacks(sandbox);
}

/**
 * Makes the stacks of this project known to the sandbox's backend, as `pulumi stack init` does; in another folder,
 * since it writes into the stack's settings file.
 */
async function prepareStacks({ directory, env }: Sandbox): Promise<void> {
  const scratch = join(directory, "stack-init");
  const names = (await readdir(root)).map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]).filter((name) => name !== undefined);
  const missing = names.filter((name) => !existsSync(join(directory, "state", ".pulumi", "stacks", "cross-account-access", `${name}.json`)));
  for (const name of missing) {
    await mkdir(scratch, { recursive: true });
    // Its text alone: a checkout that nobody may write has files that nobody may write, and so would their copies be.
    await writeFile(join(scratch, "Pulumi.yaml"), await readFile(join(root, "Pulumi.yaml")));
    const made = await execute("pulumi", ["stack", "init", name, "--no-select", "--non-interactive"], { cwd: scratch, env });
    if (made.code !== 0) throw new Error(`The engine could not make the stack ${name}: ${made.stderr.trim()}`);
  }
  await rm(scratch, { recursive: true, force: true });
}
