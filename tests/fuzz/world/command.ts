/** Runs the `cross-account` command: within this process, which is quick, or as the process that people start. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Place } from "./place";

/** What a run came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown where the command would end the process. */
class Ended extends Error {
  constructor(readonly code: number) {
    super(`the process ends with ${code}`);
  }
}

const binary = join(__dirname, "..", "..", "..", "cli", "bin", "cross-account.cjs");

/** Runs the command's entry within this process, which has to be one of its own: environment and streams are the command's meanwhile. */
export async function runHere(
  words: readonly string[],
  place: Place,
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` of a TypeScript file fails in CommonJS
  const { main } = require("../../../cli/main") as typeof import("../../../cli/main");
  const before = {
    argv: process.argv,
    env: { ...process.env },
    exit: process.exit.bind(process),
    out: process.stdout.write.bind(process.stdout),
    err: process.stderr.write.bind(process.stderr),
  };
  const listeners = new Map(
    ["uncaughtException", "unhandledRejection", "SIGINT", "SIGTERM"].map(
      (event) => [event, process.rawListeners(event)] as const,
    ),
  );
  const streams = [process.stdout, process.stderr].map((stream) => [stream, stream.rawListeners("error")] as const);
  const said = { stdout: "", stderr: "" };
  const into = (stream: keyof typeof said) =>
    ((text: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      said[stream] += typeof text === "string" ? text : Buffer.from(text).toString("utf8");
      const told = [encoding, done].find((one) => typeof one === "function") as (() => void) | undefined;
      if (told) process.nextTick(told);
      return true;
    }) as typeof process.stdout.write;
  let ended: number | undefined;
  process.argv = [process.execPath, binary, ...words];
  setEnvironment(place.environment(more));
  process.chdir(place.work);
  process.exitCode = undefined;
  process.stdout.write = into("stdout");
  process.stderr.write = into("stderr");
  process.exit = (code?: number) => {
    ended ??= code ?? Number(process.exitCode ?? 0);
    throw new Ended(ended);
  };
  try {
    await main(process.argv);
    return { code: ended ?? Number(process.exitCode ?? 0), ...said };
  } catch (error) {
    if (error instanceof Ended) return { code: error.code, ...said };
    // What Node.js itself would print, and the code that it would end with.
    return {
      code: 1,
      stdout: said.stdout,
      stderr: `${said.stderr}${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    };
  } finally {
    process.stdout.write = before.out;
    process.stderr.write = before.err;
    process.exit = before.exit;
    process.argv = before.argv;
    process.exitCode = undefined;
    setEnvironment(before.env as Record<string, string>);
    // The folder that the command ran in may go.
    process.chdir(place.folder);
    for (const [stream, kept] of streams) {
      stream.removeAllListeners("error");
      for (const listener of kept) stream.on("error", listener as () => void);
    }
    for (const [event, kept] of listeners) {
      process.removeAllListeners(event);
      for (const listener of kept) process.on(event, listener as () => void);
    }
  }
}

let bundled: Promise<Ran> | undefined;

/** Runs it as a process of its own. */
export async function runThere(
  words: readonly string[],
  place: Place,
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  // Where its sources changed since it was bundled, the first run bundles it and says so.
  await (bundled ??= started(["--help"], place));
  return started(words, place, more);
}

function started(words: readonly string[], place: Place, more: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...words], {
      cwd: place.work,
      env: place.environment(more),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (data: Buffer) => said[stream].push(data));
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(said.stdout).toString("utf8"),
        stderr: Buffer.concat(said.stderr).toString("utf8") + (signal ? `ended by ${signal}` : ""),
      }),
    );
  });
}

/** Each variable by itself, since what is native reads the real environment and not the object. */
function setEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) process.env[name] = value;
}
