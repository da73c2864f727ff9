import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants as access, statSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
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

/** Why a command cannot be run, in words, and the exit code of shells for that. */
export interface Unrunnable {
  readonly text: string;
  readonly exitCode: typeof notFound | typeof notExecutable;
}

/**
 * Whether a command can be found and run, without running it, so that nothing is asked for in vain. Undefined when
 * nothing is known against it.
 */
export function unrunnable(program: string, env: NodeJS.ProcessEnv): Unrunnable | undefined {
  const path = env["PATH"];
  // Windows adds endings to a name, and a system without PATH has its own.
  if (process.platform === "win32" || !path) return undefined;
  const named = program.includes("/");
  // An empty part of PATH is the present folder.
  const files = named ? [program] : path.split(delimiter).map((folder) => join(folder || ".", program));
  const found = program === "" ? [] : files.flatMap((file) => kindOf(file) ?? []);
  if (found.includes("command")) return undefined;
  if (found.length === 0 || (!named && found.every((kind) => kind === "folder")))
    return {
      text:
        `${program || "an empty name"}: no such command${named ? "" : " on the PATH, and aliases and functions of a shell are none"}. ` +
        untouched,
      exitCode: notFound,
    };
  const why = found.includes("file") ? "it is not executable (chmod +x)" : "it is no file";
  return { text: `${program}: cannot be run, since ${why}. ${untouched}`, exitCode: notExecutable };
}

const untouched = "No credentials were asked for.";

/** What is at a path; undefined when nothing is, or it may not be looked at. */
function kindOf(path: string): "command" | "file" | "folder" | undefined {
  try {
    if (!statSync(path).isFile()) return "folder";
  } catch {
    return undefined;
  }
  try {
    accessSync(path, access.X_OK);
    return "command";
  } catch {
    return "file";
  }
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
