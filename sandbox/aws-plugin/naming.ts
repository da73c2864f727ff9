import { createHash, randomBytes } from "node:crypto";

/** The characters that a generated suffix takes: a dash and seven hexadecimal digits. */
const suffixLength = 8;

/**
 * The physical name of a resource whose program names none: `<logical name>-<7 hexadecimal digits>`, as the genuine
 * plugin gives (https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming).
 *
 * @param logicalName the resource's name in the program
 * @param maxLength the longest name that AWS takes
 * @param seed what the engine sends so that a preview and its deployment agree; random when empty
 * @throws when the logical name leaves no room for the suffix
 */
export function autoName(logicalName: string, maxLength: number, seed: Uint8Array): string {
  if (logicalName.length + suffixLength > maxLength) {
    throw new Error(
      `the name made from "${logicalName}" would have ${logicalName.length + suffixLength} characters; AWS allows ${maxLength}. Give the resource a name of its own`,
    );
  }
  const digits = createHash("sha256").update(seed.length > 0 ? seed : randomBytes(16)).digest("hex").slice(0, suffixLength - 1);
  return `${logicalName}-${digits}`;
}

let generated = 0;

/** `<prefix><time and a counter, 26 digits>`, as the genuine plugin makes unique names, at the time of creation. */
export function prefixedName(prefix: string): string {
  const time = new Date().toISOString().replace(/\D/g, "").padEnd(18, "0");
  return `${prefix}${time}${(generated++).toString(16).padStart(8, "0")}`;
}
