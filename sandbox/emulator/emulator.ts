import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { allSaid } from "../said";
import { installEmulator } from "./install";
import type { World } from "./world";

const launcher = join(__dirname, "launcher.py");
/** How long the emulator may take to be ready, in milliseconds; it needs about one second. */
const startLimit = 60_000;
/** How long it may take to end when it is told to, in milliseconds. */
const stopLimit = 3_000;
/** How much of its standard error is kept for an error message, in characters. */
const tailLength = 2_000;

/** How to start the emulator. */
export interface EmulatorOptions {
  /** A port on 127.0.0.1; a free one unless given. */
  readonly port?: number;
  /** Whether it outlives this process. Otherwise it ends with it, however this process ends. */
  readonly detached?: boolean;
  /** A file to append its standard error to; without one it is kept only for the error message of a failed start. */
  readonly logFile?: string;
  /** A folder in which it leaves `emulator-<process id>` while it runs; it ends when that is taken away. */
  readonly mark?: string;
}

/** A running emulator. */
export interface Emulator {
  /** For `AWS_ENDPOINT_URL`: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly pid: number;
  /** Ends it and waits until it is gone; does nothing when it is gone already. */
  stop(): Promise<void>;
}

/**
 * Starts AWS's IAM, STS and S3 for some accounts on 127.0.0.1, after installing what that needs (`installEmulator`).
 * Every request must be signed by a known key and be allowed by the policies of the accounts.
 *
 * @param world the accounts and users to start with
 * @throws when it is not ready within 60 s or ends before (port taken, unusable world), with the last lines it wrote
 */
export async function startEmulator(world: World, options: EmulatorOptions = {}): Promise<Emulator> {
  try {
    return await start(await installEmulator(), world, options);
  } catch (error) {
    if (!(error instanceof PackagesUnusable)) throw error;
    return start(await installEmulator(error.message), world, options);
  }
}

/** The emulator cannot load the packages that it is made of. */
class PackagesUnusable extends Error {}

/** The exit code by which it says so. */
const packagesUnusable = 3;

async function start(python: string, world: World, options: EmulatorOptions): Promise<Emulator> {
  const directory = mkdtempSync(join(tmpdir(), "emulator-"));
  try {
    const file = join(directory, "world.json");
    // It holds secret access keys: for this user's eyes only, and gone once it is read.
    writeFileSync(file, JSON.stringify(world), { mode: 0o600 });
    return await launch(python, file, options);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function launch(python: string, world: string, options: EmulatorOptions): Promise<Emulator> {
  const detached = options.detached ?? false;
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, "a", 0o600);
  const end = [...(detached ? [] : ["--exit-with-stdin"]), ...(options.mark === undefined ? [] : ["--mark", options.mark])];
  const child = spawn(python, [launcher, "--world", world, "--port", String(options.port ?? 0), ...end], {
    stdio: [detached ? "ignore" : "pipe", "pipe", log ?? (detached ? "ignore" : "pipe")],
    detached,
  });
  if (log !== undefined) closeSync(log);
  const stderr = tailOf(child, options.logFile);
  try {
    const { endpoint, pid } = await ready(child, stderr);
    release(child);
    return { endpoint, pid, stop: () => stop(child, pid) };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function ready(child: ChildProcess, stderr: () => string): Promise<{ endpoint: string; pid: number }> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const said = (what: string) => `The emulator ${what}. It said: ${allSaid(stderr())}`;
    const fail = (what: string) => reject(new Error(said(what)));
    const timer = setTimeout(() => fail(`was not ready within ${startLimit / 1000} s`), startLimit);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      then();
    };
    child.on("error", (error) => settle(() => fail(`could not be started (${error.message})`)));
    child.on("close", (code, signal) => {
      const what = `did not start (${signal ?? `exit code ${code}`})`;
      settle(() => (code === packagesUnusable ? reject(new PackagesUnusable(said(what))) : fail(what)));
    });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes("\n")) settle(() => resolve(JSON.parse(printed) as { endpoint: string; pid: number }));
    });
  });
}

function tailOf(child: ChildProcess, logFile: string | undefined): () => string {
  if (logFile !== undefined) return () => (existsSync(logFile) ? readFileSync(logFile, "utf8").slice(-tailLength) : "");
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (tail = (tail + text).slice(-tailLength)));
  return () => tail;
}

/** Lets this process end while the emulator runs: its closing standard input then ends the emulator too. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) {
    (stream as { unref?: () => void } | null | undefined)?.unref?.();
  }
}

async function stop(child: ChildProcess, pid: number): Promise<void> {
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  if (ended()) return;
  child.stdin?.end();
  if (!child.stdin) child.kill("SIGTERM");
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const until = Date.now() + stopLimit;
    while (!ended() && Date.now() < until) await pause(20);
    if (ended()) return;
    child.kill(signal);
  }
  throw new Error(`The emulator (process ${pid}) does not end.`);
}
