import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { EnvironmentChange } from "./output/formats";
import { say } from "./output/messages";

/** The exit codes that shells give for a command that does not exist, and for one that cannot be run. */
const notFound = 127;
const notExecutable = 126;
const passedOn = ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"] as const;

/** The environment of a child process: this process's environment with the change. */
export function childEnvironment(env: NodeJS.ProcessEnv, { set, unset }: EnvironmentChange): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !unset.includes(name))), ...set };
}

/**
 * Runs a command to its end. It has this process's terminal and files, and gets the signals that this process gets.
 *
 * @returns its exit code, or the signal that ended it. For a command that cannot be run: the exit code of shells, after
 * a message
 */
export function runCommand(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => {
    // A signal that comes during the start must not end this process alone, and must not be lost.
    const early: NodeJS.Signals[] = [];
    let pass = (signal: NodeJS.Signals): unknown => early.push(signal);
    for (const signal of passedOn) process.on(signal, () => void pass(signal));
    // At a terminal, Ctrl-C reaches the child by itself. A second signal makes many programs skip their clean-up.
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
      // `spawn` throws for some commands that cannot be run, and sends an error event for others.
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

/** Signals that may write a process's memory to a file. This process's memory contains the credentials. */
const dumping: readonly NodeJS.Signals[] = [
  "SIGQUIT",
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGSEGV",
  "SIGSYS",
  "SIGXCPU",
  "SIGXFSZ",
];

/** Ends this process as the child ended: with the same exit code, or by the same signal. */
export function endLike(ended: number | NodeJS.Signals): void {
  if (typeof ended === "number") {
    process.exitCode = ended;
    return;
  }
  process.exitCode = 128 + constants.signals[ended];
  if (dumping.includes(ended)) return;
  process.removeAllListeners(ended);
  // Some signals do not end a process, or not one that listened for them before. Then the exit code says the same.
  process.kill(process.pid, ended);
}
