/** Small files that save a call; nothing secret is ever in them, and losing them costs only time. */
import { homedir } from "node:os";
import { join } from "node:path";
import { readText } from "../../settings/readText";
import { makeFolder } from "../shared/makeFolder";
import { writeWhole } from "../shared/writeWhole.cjs";

/** Where they are. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env["XDG_CACHE_HOME"] || (process.platform === "win32" ? env["LOCALAPPDATA"] : undefined);
  return join(base || join(homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache"), "cross-account-access", "cli");
}

/** Bytes of a file here. */
const limit = 20_000_000;

/** Reads a file; undefined when it is missing, damaged or of another form. */
export function readCache<T>(env: NodeJS.ProcessEnv, name: string): T | undefined {
  try {
    const read = JSON.parse(readText(join(cacheDirectory(env), name), { limit })) as unknown;
    return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file whole, so that nobody reads half of it. A cache that cannot be written is left out. */
export function writeCache(env: NodeJS.ProcessEnv, name: string, value: object): void {
  const directory = cacheDirectory(env);
  const file = join(directory, name);
  try {
    makeFolder(directory);
    writeWhole(file, JSON.stringify(value), { mode: 0o600, durable: false });
  } catch {
    // A home that cannot be written to is no reason to give nobody credentials.
  }
}
