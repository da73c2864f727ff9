/** Asks Pulumi's engine. */
import type { ChildProcess } from "node:child_process";

/** What the engine said when it had ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the engine runs. */
export interface EngineOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends it; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which it is ended; it is waited for unless given. */
  readonly timeout?: number | undefined;
  /** Told how to interrupt it. It then has a process group of its own, which Ctrl-C at the terminal does not reach. */
  readonly apart?: (interrupt: () => void) => void;
}

/**
 * Runs the engine.
 *
 * @throws the system's error when it cannot be started, such as ENOENT without `pulumi` on the PATH
 */
export function runEngine(args: readonly string[], { cwd, env, signal, timeout, apart }: EngineOptions): Promise<Ran> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most calls start no engine, and loading this costs each of them
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn("pulumi", args, {
      cwd,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
      ...(signal && { signal }),
      ...(timeout !== undefined && { timeout }),
      detached: apart !== undefined && process.platform !== "win32",
    });
    apart?.(() => interrupt(child));
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (data: Buffer) => said[stream].push(data));
    child.on("error", (problem) => reject(signal?.aborted ? (signal.reason as Error) : problem));
    child.on("close", (code) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const [stdout, stderr] = [said.stdout, said.stderr].map((parts) => Buffer.concat(parts).toString("utf8"));
      resolve({ code: code ?? 1, stdout: stdout!, stderr: stderr! });
    });
  });
}

/** What Ctrl-C at the terminal does to a program and all that it started. */
function interrupt(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === "win32") child.kill("SIGINT");
  else process.kill(-child.pid, "SIGINT");
}

/** The line in which an engine that failed says why. */
export function complaint({ code, stderr }: Ran): string {
  const lines = stderr.trim().split("\n");
  const said = lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "";
  return said.replace(/^error:\s*/, "") || `pulumi ended with code ${code}`;
}
