import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The person's home folder; undefined for a user without one, as in some containers. HOME counts only when it is an
 * absolute path: a relative one would mean a folder inside the present one, whose files may not be the person's.
 */
export function homeFolder(): string | undefined {
  try {
    const folder = homedir();
    return isAbsolute(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** A path with the home folder in the place of `~`. */
export function underHome(path: string): string {
  return path.replace(/^~(?=$|[\\/])/, (tilde) => homeFolder() ?? tilde);
}

/** Where a home has files that can be made again, files that are to stay, and what the person set. */
const inHome = {
  CACHE: process.platform === "darwin" ? "Library/Caches" : ".cache",
  STATE: ".local/state",
  CONFIG: ".config",
};

/**
 * The folder in which this project keeps files of a person. Undefined for a user without a home who names no folder.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 *
 * @param kind decides the variable that names the folder above it: XDG_CACHE_HOME, XDG_STATE_HOME or XDG_CONFIG_HOME
 */
export function ownFolder(kind: keyof typeof inHome, env: NodeJS.ProcessEnv): string | undefined {
  const named = [env[`XDG_${kind}_HOME`], process.platform === "win32" ? env["LOCALAPPDATA"] : undefined];
  const home = homeFolder();
  // The specification ignores a relative path: it would mean the folder in which the caller works.
  const base = named.find((folder) => folder && isAbsolute(folder)) ?? (home && join(home, inHome[kind]));
  return base && join(base, "cross-account-access");
}
