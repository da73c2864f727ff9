import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where everything is kept that is costly to make and the same for every clone: the engine, the emulator's packages. */
export function cacheDirectory(): string {
  const base =
    process.env["XDG_CACHE_HOME"] || (process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache"));
  return join(base, "cross-account-access");
}

/**
 * A short name for whatever was made from exactly these inputs.
 *
 * @returns 16 hexadecimal digits
 */
export function cacheKey(...inputs: (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(input).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/**
 * Makes the folder where it is not there yet.
 *
 * @returns the folder
 * @throws where nothing can be made there, with another place to name
 */
export function openCache(): string {
  const directory = cacheDirectory();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
    return directory;
  } catch (error) {
    throw new Error(`${directory} cannot be written (${(error as NodeJS.ErrnoException).code}). Name a folder of your own with XDG_CACHE_HOME, and run the command again.`, { cause: error });
  }
}
