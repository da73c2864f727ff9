import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { ownFolder } from "../cli/shared/homeFolder";

/**
 * The folder for things that take long to make and are the same for every clone: the engine, the emulator's packages.
 *
 * @throws for a user without a home who names no other folder
 */
export function cacheDirectory(): string {
  const folder = ownFolder("CACHE", process.env);
  if (folder !== undefined) return folder;
  throw new Error(
    "You have no home folder. Set HOME, or XDG_CACHE_HOME, to a folder of your own, and run the command again.",
  );
}

/**
 * A short name for something that was made from exactly these inputs.
 *
 * @returns 16 hexadecimal digits
 */
export function cacheKey(...inputs: (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(input).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/**
 * Makes the folder if it does not exist.
 *
 * @returns the folder
 * @throws when it cannot be made; the message says how to name another place
 */
export function openCache(): string {
  const directory = cacheDirectory();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
    return directory;
  } catch (error) {
    throw new Error(
      `${directory} cannot be written (${(error as NodeJS.ErrnoException).code}). Name a folder of your own ` +
        "with XDG_CACHE_HOME, and run the command again.",
      { cause: error },
    );
  }
}
