import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { isAlive } from "./emulator/lock";

/**
 * Makes a folder for this process, and removes the folders of this user's processes that were killed. All of one user's
 * folders are in one folder that nobody else can read or write. Nothing that belongs to others is touched.
 */
export async function makeTemporary(): Promise<string> {
  const parent = ownFolder();
  if (parent !== undefined) await sweep(parent);
  return mkdtempSync(parent === undefined ? `${parentName()}-` : join(parent, `${process.pid}-`));
}

/** Removes such a folder, and its parent if it was the last one. */
export async function removeTemporary(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  try {
    if (ownFolder(false) !== undefined) rmdirSync(parentName());
  } catch {
    // Other folders of this user are in it, or it is gone.
  }
}

function parentName(): string {
  return join(tmpdir(), `cross-account-access-${process.geteuid?.() ?? userInfo().username}`);
}

/**
 * This user's own folder. Undefined when something else has its name, since another user may have put it there.
 *
 * @param make whether to create it
 */
function ownFolder(make = true): string | undefined {
  const folder = parentName();
  if (make) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const own =
    found?.isDirectory() &&
    (process.geteuid === undefined || (found.uid === process.geteuid() && (found.mode & 0o077) === 0));
  return own ? folder : undefined;
}

async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const pid = /^(\d+)-/.exec(name)?.[1];
    const found =
      pid !== undefined && !isAlive(Number(pid)) ? lstatSync(join(parent, name), { throwIfNoEntry: false }) : undefined;
    // Links in it are removed, not followed.
    if (found?.isDirectory() && found.uid === (process.geteuid?.() ?? found.uid))
      await rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
  }
}
