import { spawn, SpawnOptions } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";

/** What a program printed, and how it ended. */
export interface Outcome {
  /** The exit code; 128 and the signal's number where a signal ended it, as shells count. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and keeps what it prints.
 *
 * @param command the program, looked up on the `PATH` of `options.env`
 * @param options as for `node:child_process`; standard input is closed unless `stdio` says otherwise
 * @param echo told each line as soon as it is printed, for people who watch
 * @throws when the program cannot be started at all; a failing exit code is the caller's to judge
 */
export function execute(command: string, args: readonly string[], options: SpawnOptions = {}, echo?: (line: string) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const printed = { stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
    for (const stream of echo ? [child.stdout, child.stderr] : []) {
      if (stream) createInterface({ input: stream }).on("line", echo!);
    }
    let failed: Error | undefined;
    child.on("error", (error) => {
      failed = error;
      if (child.pid === undefined) reject(error);
    });
    // An interrupted program may still have to put its things away.
    child.on("close", (code, signal) => (failed ? reject(failed) : resolve({ code: code ?? exitCodeOf(signal), ...printed })));
  });
}

/** The exit code that a shell reports for a program which that signal ended. */
export function exitCodeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal ? (constants.signals[signal] ?? 0) : 0);
}
