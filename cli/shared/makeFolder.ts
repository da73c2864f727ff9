import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing, each for this user alone. Node.js's own way never ends where the system
 * makes no folders, as in /proc.
 *
 * @throws the system's error when it cannot be made
 */
export function makeFolder(path: string): void {
  make(path, true);
}

function make(path: string, above: boolean): void {
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || !above) throw error;
    make(dirname(path), true);
    make(path, false);
  }
}
