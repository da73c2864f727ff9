/** Asks the engine what a stack deployed. */
import { spawn } from "node:child_process";
import { damagedStateAdvice } from "../../../shared/damagedState";
import { oneLine } from "../accounts/refusals";
import type { MissingEvidence, StackState } from "../evidence";
import { readState } from "./stackState";

/** Which stack to ask the engine about. */
export interface ExportQuestion {
  readonly folder: string;
  readonly stack: string;
  /** The account in its settings, 12 digits. */
  readonly account: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** What the engine knows, and what is missing from that. */
export interface ExportedState {
  readonly deployed: boolean;
  readonly state?: StackState;
  readonly missing?: MissingEvidence;
}

/** Reads the state of a stack. What cannot be read is in the result. Rejects only when it is interrupted. */
export async function exportState({ folder, stack, account, env, signal }: ExportQuestion): Promise<ExportedState> {
  const missing = (why: string, next: string): ExportedState => ({
    deployed: false,
    missing: { what: `what the stack ${stack} deployed`, stack, why: oneLine(why), next },
  });
  const ran = await run(
    ["stack", "export", "--stack", stack, "--non-interactive", "--color", "never"],
    folder,
    env,
    signal,
  );
  if ("problem" in ran) {
    const absent = ran.problem.code === "ENOENT";
    return missing(
      absent ? "there is no `pulumi` on the PATH" : ran.problem.message,
      absent ? "Install Pulumi, or run the review where it is." : "See whether `pulumi version` works here.",
    );
  }
  if (ran.code !== 0) {
    if (/no stack named .* found/i.test(ran.stderr)) return { deployed: false };
    const said =
      ran.stderr
        .trim()
        .split("\n")
        .find((line) => /error/i.test(line)) ??
      (ran.stderr.trim().split("\n")[0] || `pulumi ended with code ${ran.code}`);
    return missing(
      said.replace(/^error:\s*/, ""),
      damagedStateAdvice(said, stack) ??
        `See what \`pulumi stack export --stack ${stack}\` says here, and whether you are signed in to the ` +
          "stacks' backend (pulumi whoami).",
    );
  }
  try {
    const read = readState(stack, JSON.parse(ran.stdout), account);
    if (!read.deployed) return { deployed: false };
    const { state, problem } = read;
    return {
      deployed: true,
      state,
      ...(problem !== undefined && {
        missing: {
          what: `the roles that the stack ${stack} publishes`,
          stack,
          why: oneLine(problem),
          next: `Deploy the stack again: pulumi up --stack ${stack}`,
        },
      }),
    };
  } catch (error) {
    return missing(
      `the export cannot be read: ${(error as Error).message}`,
      "Use a version of Pulumi that this program is made for: 3.248 or newer.",
    );
  }
}

type Ran =
  | { readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly problem: NodeJS.ErrnoException };

function run(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn("pulumi", args, {
      cwd,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
      ...(signal && { signal }),
    });
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (data: Buffer) => said[stream].push(data));
    child.on("error", (problem) => (signal?.aborted ? reject(signal.reason as Error) : resolve({ problem })));
    child.on("close", (code) =>
      signal?.aborted
        ? reject(signal.reason as Error)
        : resolve({
            code: code ?? 1,
            stdout: Buffer.concat(said.stdout).toString("utf8"),
            stderr: Buffer.concat(said.stderr).toString("utf8"),
          }),
    );
  });
}
