/** Small files that save a call; nothing secret is ever in them, and losing them costs only time. */
import { isAbsolute, join } from "node:path";
import { readText } from "../../settings/readText";
import { homeFolder } from "../shared/homeFolder";
import { makeFolder } from "../shared/makeFolder";
import { writeWhole } from "../shared/writeWhole.cjs";

/** Where they are; undefined for somebody without a home. https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheDirectory(env: NodeJS.ProcessEnv): string | undefined {
  const named = [env["XDG_CACHE_HOME"], process.platform === "win32" ? env["LOCALAPPDATA"] : undefined];
  const home = homeFolder();
  // A relative one is to be ignored: it would be the folder that the caller stands in.
  const base = named.find((folder) => folder && isAbsolute(folder)) ?? (home && join(home, process.platform === "darwin" ? "Library/Caches" : ".cache"));
  return base && join(base, "cross-account-access", "cli");
}

/** Bytes of a file here. */
const limit = 20_000_000;

/** Reads a file; undefined when it is missing, damaged or of another form. */
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

/** Writes a file whole, so that nobody reads half of it. A cache that cannot be written is left out. */
export function writeCache(env: NodeJS.ProcessEnv, name: string, value: object): void {
  const directory = cacheDirectory(env);
  if (directory === undefined) return;
  try {
    makeFolder(directory);
    writeWhole(join(directory, name), JSON.stringify(value), { mode: 0o600, durable: false });
  } catch {
    // A home that cannot be written to is no reason to give nobody credentials.
  }
}
