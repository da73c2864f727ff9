/** Where a review goes. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: into a file beside it, which then takes its place. Interrupted, it leaves the former
 * one as it was.
 *
 * @throws the system's error, such as ENOENT where there is no such folder; nothing is left behind then
 */
export function writeWhole(file: string, text: string): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    const opened = openSync(temporary, "w");
    try {
      writeFileSync(opened, text);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes to standard output, and waits until it is taken: a pipe may be slower than this process is to end. */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.once("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? resolve() : reject(error)));
    process.stdout.write(text, () => resolve());
  });
}
