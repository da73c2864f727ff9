import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { EnvironmentChange } from "./output/formats";
import { say } from "./output/messages";

/** Exit codes of shells for a command that is not there, and for one that cannot be run. */
const notFound = 127;
const notExecutable = 126;
const passedOn = ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"] as const;

/** The environment of a child: this one's, changed. */
export function childEnvironment(env: NodeJS.ProcessEnv, { set, unset }: EnvironmentChange): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !unset.includes(name))), ...set };
}

/**
 * Runs a command to its end, with this process's terminal and files. Signals go on to it.
 *
 * @returns its exit code, or its signal when one ended it; what a shell gives where it cannot be run, which is said
 */
export function runCommand([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => {
    // Signals that come while it starts must neither end this process alone nor be lost.
    const early: NodeJS.Signals[] = [];
    let pass = (signal: NodeJS.Signals): unknown => early.push(signal);
    for (const signal of passedOn) process.on(signal, () => void pass(signal));
    // At a terminal Ctrl-C reaches the child by itself, and a second one would make many programs give up their cleaning up.
    const atTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
    process.on("SIGINT", () => void (atTerminal || pass("SIGINT")));
    const failed = (error: unknown): void => {
      const missing = program === "" || codeOf(error) === "ENOENT";
      say(missing ? `${program || "an empty name"}: no such command` : `${program}: cannot be run (${codeOf(error)})`);
      resolve(missing ? notFound : notExecutable);
    };
    let child: ChildProcess;
    try {
      child = spawn(program, args, { stdio: "inherit", env });
    } catch (error) {
      // Of what cannot be run, some is thrown and some is told afterwards.
      return failed(error);
    }
    child.on("spawn", () => {
      pass = (signal) => child.kill(signal);
      for (const signal of early) child.kill(signal);
    });
    child.on("error", failed);
    child.on("exit", (code, signal) => resolve(code ?? signal ?? 1));
  });
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ERR_INVALID_ARG_VALUE" ? "a NUL character is in it" : (code ?? String(error));
}

/** Signals that may have a process's memory written to a file; this process's has the credentials in it. */
const dumping: readonly NodeJS.Signals[] = ["SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS", "SIGXCPU", "SIGXFSZ"];

/** Ends this process as the child ended: with its code, or by the same signal. */
export function endLike(ended: number | NodeJS.Signals): void {
  if (typeof ended === "number") {
    process.exitCode = ended;
    return;
  }
  process.exitCode = 128 + constants.signals[ended];
  if (dumping.includes(ended)) return;
  process.removeAllListeners(ended);
  // Some signals end no process by themselves (or not one that listened before); then the exit code says the same.
  process.kill(process.pid, ended);
}
