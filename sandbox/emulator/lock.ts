import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** How long somebody else's work is waited for, in milliseconds. */
const patience = 15 * 60_000;
const interval = 300;

/**
 * Does a piece of work while no other process does work under the same lock. A lock whose process is gone counts no more.
 *
 * @param file the lock: it exists, with the process id inside, while the work is done
 * @throws when the lock is still held after 15 minutes, with the file's name and the process that holds it
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const since = Date.now();
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder)) rmSync(file, { force: true });
    else if (Date.now() - since > patience) {
      throw new Error(`${file} has been held by process ${holder ?? "?"} for 15 minutes. If that process does nothing any more, end it and run the command again.`);
    }
    await pause(interval);
  }
  // Two that clear away the same old lock could both come this far; the one that wrote last has it.
  await pause(50);
  if (holderOf(file) !== process.pid) return withLock(file, work);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
