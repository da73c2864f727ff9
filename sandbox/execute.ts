import { spawn, SpawnOptions } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";

/** What a program printed, and how it ended. */
export interface Outcome {
  /** The exit code. If a signal ended the program: 128 and the signal's number, as in shells. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and collects its output.
 *
 * @param command the program, looked up on the `PATH` of `options.env`
 * @param options as for `node:child_process`; standard input is closed unless `stdio` says otherwise
 * @param echo called with each line as soon as it is printed, for people who watch
 * @throws when the program cannot be started; the caller judges a failing exit code
 */
export function execute(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
  echo?: (line: string) => void,
): Promise<Outcome> {
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
    // An interrupted program may still be cleaning up.
    child.on("close", (code, signal) =>
      failed ? reject(failed) : resolve({ code: code ?? exitCodeOf(signal), ...printed }),
    );
  });
}

/** The exit code that a shell reports for a program that this signal ended. */
export function exitCodeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal ? (constants.signals[signal] ?? 0) : 0);
}
