import { homedir } from "node:os";
import { isAbsolute } from "node:path";

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
