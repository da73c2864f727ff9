import { createHash, randomBytes } from "node:crypto";

/** The length of a generated suffix: a dash and seven hexadecimal digits. */
const suffixLength = 8;

/**
 * The physical name of a resource whose program sets none: `<logical name>-<7 hexadecimal digits>`, as in the genuine
 * plugin (https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming).
 *
 * @param logicalName the resource's name in the program
 * @param maxLength the longest name that AWS accepts, in characters
 * @param seed from the engine, so that a preview and its deployment agree; empty for a random name
 * @throws when the logical name leaves no room for the suffix
 */
export function autoName(logicalName: string, maxLength: number, seed: Uint8Array): string {
  if (logicalName.length + suffixLength > maxLength) {
    throw new Error(
      `the name made from "${logicalName}" would have ${logicalName.length + suffixLength} characters; AWS ` +
        `allows ${maxLength}. Give the resource a name of its own`,
    );
  }
  const digits = createHash("sha256")
    .update(seed.length > 0 ? seed : randomBytes(16))
    .digest("hex")
    .slice(0, suffixLength - 1);
  return `${logicalName}-${digits}`;
}

let generated = 0;

/**
 * `<prefix><time and a counter, 26 digits>`: a unique name as the genuine plugin makes it when it creates a resource.
 */
export function prefixedName(prefix: string): string {
  const time = new Date().toISOString().replace(/\D/g, "").padEnd(18, "0");
  return `${prefix}${time}${(generated++).toString(16).padStart(8, "0")}`;
}
