import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and its missing parents, each for this user only. Node.js's own function never returns if the system
 * allows no folders, as in /proc.
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
