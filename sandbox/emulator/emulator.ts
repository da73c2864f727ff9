import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { allSaid } from "../said";
import { installEmulator } from "./install";
import type { World } from "./world";

const launcher = join(__dirname, "launcher.py");
/** How long the emulator may take to start, in milliseconds; it needs about one second. */
const startLimit = 60_000;
/** How long it may take to stop, in milliseconds. */
const stopLimit = 3_000;
/** How many characters of its standard error are kept for an error message. */
const tailLength = 2_000;

/** How to start the emulator. */
export interface EmulatorOptions {
  /** A port on 127.0.0.1; by default any free one. */
  readonly port?: number;
  /** Whether it continues after this process. If not, it ends with this process, however that ends. */
  readonly detached?: boolean;
  /**
   * A file that its standard error is appended to. Without one, the text is only kept for the error message of a failed
   * start.
   */
  readonly logFile?: string;
  /** A folder in which it keeps the file `emulator-<process id>` while it runs. It ends when that file is removed. */
  readonly mark?: string;
}

/** A running emulator. */
export interface Emulator {
  /** The value of `AWS_ENDPOINT_URL`: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly pid: number;
  /** Stops it and waits until it is gone. Does nothing if it is already gone. */
  stop(): Promise<void>;
}

/**
 * Starts IAM, STS and S3 of AWS for some accounts on 127.0.0.1. Installs the needed packages first (`installEmulator`).
 * Every request must be signed with a known key, and the accounts' policies must allow it.
 *
 * @param world the accounts and users to start with
 * @throws when it does not start within 60 s, or ends before that (port taken, unusable world), with the last lines
 * that it wrote
 */
export async function startEmulator(world: World, options: EmulatorOptions = {}): Promise<Emulator> {
  try {
    return await start(await installEmulator(), world, options);
  } catch (error) {
    if (!(error instanceof PackagesUnusable)) throw error;
    return start(await installEmulator(error.message), world, options);
  }
}

/** The emulator cannot load its packages. */
class PackagesUnusable extends Error {}

/** The emulator's exit code for that. */
const packagesUnusable = 3;

async function start(python: string, world: World, options: EmulatorOptions): Promise<Emulator> {
  const directory = mkdtempSync(join(tmpdir(), "emulator-"));
  try {
    const file = join(directory, "world.json");
    // The file contains secret access keys: only this user may read it, and it is deleted once it is read.
    writeFileSync(file, JSON.stringify(world), { mode: 0o600 });
    return await launch(python, file, options);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function launch(python: string, world: string, options: EmulatorOptions): Promise<Emulator> {
  const detached = options.detached ?? false;
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, "a", 0o600);
  const end = [
    ...(detached ? [] : ["--exit-with-stdin"]),
    ...(options.mark === undefined ? [] : ["--mark", options.mark]),
  ];
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

/**
 * Lets this process end while the emulator runs. The emulator's standard input then closes, which ends the emulator
 * too.
 */
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
