import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmulator } from "./emulator/emulator";
import type { World } from "./emulator/world";
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
/** The bucket of the example's role. It exists before anybody deploys, as in a real account. */
const exampleBucket = "web-shop-artifacts";

/** Two AWS accounts on an emulator, an engine that deploys to them, and the people who use them. */
export interface Sandbox extends Readonly<SandboxRecord> {
  readonly directory: string;
  /** The environment in which commands use this sandbox and nothing else. */
  readonly env: NodeJS.ProcessEnv;
  /** Stops the emulator and removes the folder. */
  remove(): Promise<void>;
}

/** The options for opening a sandbox. */
export interface SandboxOptions {
  /** Whether the emulator continues after this process, so that the next command finds what this one deployed. */
  readonly detached?: boolean;
  /** Called with messages for people, one line each. */
  readonly note?: (line: string) => void;
  /** The people, who also decide which accounts exist; by default those of the example's two accounts. */
  readonly people?: readonly Person[];
  /** Whether the emulator offers tests more than AWS's own calls: see `World`. */
  readonly controls?: boolean;
  /** Changes the world in which the emulator starts. */
  readonly adjust?: (world: World) => World;
  /** Cancels the opening of the sandbox and removes what was made. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a sandbox in a folder of its own. The folder and the emulator are removed when this process ends, however it
 * ends.
 */
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

/** Continues the sandbox in a folder if its emulator answers; otherwise makes a new one. */
export async function openSandbox(directory: string, options: SandboxOptions = {}): Promise<Sandbox> {
  const known = readRecord(directory);
  if (known === "damaged")
    options.note?.(`${recordFile(directory)} is damaged, so the last sandbox cannot be found: starting afresh.`);
  else if (known && (await answers(known))) {
    const sandbox = withDirectory(directory, known);
    writeProfiles(sandbox);
    await prepareEngine(sandbox);
    return sandbox;
  } else if (known)
    options.note?.("The emulator of this sandbox is gone, and what was deployed with it: starting afresh.");
  await removeSandbox(directory);
  const engine = await findEngine(options.note ?? (() => {}));
  const people = options.people ?? makePeople();
  await mkdir(join(directory, "state"), { recursive: true, mode: 0o700 });
  const world = (options.adjust ?? ((same) => same))(worldOf(people, options.controls));
  const emulator = await startEmulator(world, {
    detached: options.detached ?? false,
    logFile: join(directory, "emulator.log"),
    mark: directory,
  });
  try {
    const record: SandboxRecord = {
      endpoint: emulator.endpoint,
      pid: emulator.pid,
      engine,
      people: [...people],
      organization: world.organization !== undefined,
    };
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
 * Stops the emulator of the sandbox in a folder, if there is one, and removes the folder, even if the record is
 * damaged.
 *
 * @throws when an emulator does not end; the message names its process
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
    for (const until = Date.now() + 3_000; isAlive(pid) && Date.now() < until;) await pause(20);
  }
}

/** How long an emulator may take to notice that its mark is gone, in milliseconds. It looks five times a second. */
const markLimit = 20_000;

/**
 * Ends the emulators with marks in a folder by removing the marks. No signal is sent: their process ids may belong to
 * other processes by now.
 */
async function endMarked(directory: string): Promise<void> {
  const names = existsSync(directory) ? await readdir(directory) : [];
  for (const name of names) {
    const pid = Number(/^emulator-(\d+)$/.exec(name)?.[1]);
    if (Number.isNaN(pid)) continue;
    await rm(join(directory, name), { force: true });
    for (const until = Date.now() + markLimit; mayBeEmulator(pid); await pause(20)) {
      if (Date.now() > until)
        throw new Error(
          `The emulator of this sandbox (process ${pid}) does not end. End it, and run the command again.`,
        );
    }
  }
}

/**
 * Whether a process runs and may be an emulator. If its command cannot be read, for example because it is ending, it
 * may be.
 */
function mayBeEmulator(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return line === "" || line.includes("launcher.py");
  } catch {
    return isAlive(pid);
  }
}

/** The sandbox in a folder, if its emulator answers. Starts nothing. */
export async function findSandbox(directory: string): Promise<Sandbox | "damaged" | undefined> {
  const known = readRecord(directory);
  if (known === "damaged") return known;
  return known && (await answers(known)) ? withDirectory(directory, known) : undefined;
}

/** The person with a profile. */
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
  const env = sandboxEnvironment(process.env, {
    directory,
    endpoint: record.endpoint,
    engine: record.engine.directory,
  });
  return { ...record, directory, env, remove: () => removeSandbox(directory) };
}

function writeProfiles({ directory, people }: Pick<Sandbox, "directory" | "people">): void {
  const { config, credentials } = profileFiles(people, region);
  writeWhole(join(directory, "aws-config"), config, { mode: 0o600 });
  writeWhole(join(directory, "aws-credentials"), credentials, { mode: 0o600 });
}

/** Whether the emulator of a record still knows the record's administrator. Another program on its port does not. */
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
  await s3.send(
    new CreateBucketCommand({ Bucket: exampleBucket, CreateBucketConfiguration: { LocationConstraint: region } }),
  );
  for (const [Key, Body] of [
    ["catalogue.json", '{"shop":"web"}\n'],
    ["releases/1.0.txt", "the first release\n"],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket: exampleBucket, Key, Body }));
  }
  s3.destroy();
}

/** Sets up what the engine needs. A sandbox of an earlier version of this project may lack some of it. */
async function prepareEngine(sandbox: Sandbox): Promise<void> {
  await installPlugin(engineHome(sandbox.directory));
  await prepareStacks(sandbox);
}

/**
 * Creates the stacks of this project in the sandbox's backend, as `pulumi stack init` does. In another folder, because
 * that command writes into the stack's settings file.
 */
async function prepareStacks({ directory, env }: Sandbox): Promise<void> {
  const scratch = join(directory, "stack-init");
  const names = (await readdir(root))
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  const missing = names.filter(
    (name) => !existsSync(join(directory, "state", ".pulumi", "stacks", "cross-account-access", `${name}.json`)),
  );
  for (const name of missing) {
    await mkdir(scratch, { recursive: true });
    // Copies the text only: in a read-only checkout, a copied file would be read-only too.
    await writeFile(join(scratch, "Pulumi.yaml"), await readFile(join(root, "Pulumi.yaml")));
    const made = await execute("pulumi", ["stack", "init", name, "--no-select", "--non-interactive"], {
      cwd: scratch,
      env,
    });
    if (made.code !== 0) throw new Error(`The engine could not make the stack ${name}: ${made.stderr.trim()}`);
  }
  await rm(scratch, { recursive: true, force: true });
}
