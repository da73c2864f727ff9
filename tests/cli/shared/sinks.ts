/** Places to which standard output goes and in which it cannot be written, or not all of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";

/** By what is wrong with it: the script that gives it to the command `"$@"`, and how that ends. */
export const sinks = {
  "a full disk": {
    script: '"$@" > /dev/full',
    code: 74,
    said: /^[^\n]*: Standard output cannot be written \(ENOSPC: no space left\); what is there is not the whole result\.\n$/,
  },
  "a disk that fills up": {
    script: 'ulimit -f 1; "$@" > "$0/file"',
    code: 74,
    said: /^[^\n]*: Standard output cannot be written \(EFBIG: larger than a file may be here\); what is there is not the whole result\.\n$/,
  },
  // The only reader of the pipe is gone before the command begins.
  "a reader who is gone": {
    script: 'mkfifo "$0/pipe"; exec 3<>"$0/pipe" 4>"$0/pipe" 3<&-; "$@" >&4',
    code: 141,
    said: /^$/,
  },
} as const;

/** Runs a command whose standard output goes there. */
export async function into(
  sink: keyof typeof sinks,
  command: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "sink-"));
  try {
    return await execute("bash", ["-c", sinks[sink].script, folder, ...command], { ...options, detached: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
