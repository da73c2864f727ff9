import { createHash } from "node:crypto";
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
