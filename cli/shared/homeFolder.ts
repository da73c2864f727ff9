import { homedir } from "node:os";
import { isAbsolute } from "node:path";

/**
 * The person's home; undefined for one who has none, as in some containers. What HOME says counts when it is a whole path: any other
 * would be within the folder that the caller comes to stand in, whose files are not the person's.
 */
export function homeFolder(): string | undefined {
  try {
    const folder = homedir();
    return isAbsolute(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** A path in which `~` stands for the home. */
export function underHome(path: string): string {
  return path.replace(/^~(?=$|[\\/])/, (tilde) => homeFolder() ?? tilde);
}
