import { spawn } from "node:child_process";

/** How a command ended. */
export interface Ended {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  /** It was ended because it took too long. */
  readonly hung: boolean;
}

/** Milliseconds that a command may take: three tries of 30 s, and what surrounds them. */
const limit = 240_000;

/**
 * Runs the sandbox's engine to its end, without the script around it.
 *
 * @param started told its process id
 */
export function runEngine(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  started: (pid: number) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      options.env["CROSS_ACCOUNT_ACCESS_ENGINE"]!,
      [...args, "--non-interactive", "--color", "never"],
      { ...options, stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    let hung = false;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const timer = setTimeout(() => (hung = child.kill("SIGKILL")), limit);
    child.on("error", reject);
    if (child.pid !== undefined) started(child.pid);
    // Not "close": an orphan of an engine that was killed may hold its output open.
    child.on("exit", (code) => {
      clearTimeout(timer);
      setImmediate(() => resolve({ code, output, hung }));
    });
  });
}
