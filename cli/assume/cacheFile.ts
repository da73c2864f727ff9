/** Small files that save calls. They never contain secrets, and losing them costs only time. */
import { join } from "node:path";
import { readText } from "../../settings/readText";
import { ownFolder } from "../shared/homeFolder";
import { makeFolder } from "../shared/makeFolder";
import { writeWhole } from "../shared/writeWhole.cjs";

/** The folder of the files; undefined for a user without a home. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string | undefined {
  const folder = ownFolder("CACHE", env);
  return folder && join(folder, "cli");
}

/** The largest file, in bytes. */
const limit = 20_000_000;

/** Reads a file. Gives undefined when it is missing, damaged or of another form. */
export function readCache<T>(env: NodeJS.ProcessEnv, name: string): T | undefined {
  const directory = cacheDirectory(env);
  if (directory === undefined) return undefined;
  try {
    const read = JSON.parse(readText(join(directory, name), { limit })) as unknown;
    return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file whole, so that nobody reads half of it. If it cannot be written, nothing happens. */
export function writeCache(env: NodeJS.ProcessEnv, name: string, value: object): void {
  const directory = cacheDirectory(env);
  if (directory === undefined) return;
  try {
    makeFolder(directory);
    writeWhole(join(directory, name), JSON.stringify(value), { mode: 0o600, durable: false });
  } catch {
    // Credentials do not depend on the cache, so a home that cannot be written to is no error.
  }
}
