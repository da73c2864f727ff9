/** The version of the command. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version from package.json. The path is right from the bundle and from the source. */
export function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as { version: string }).version;
}
