/** How each shell takes a value literally, whatever it has in it. */
import { visible } from "../../../settings/visible";
import { exitCodes, Failure } from "../failure";

/** POSIX shells (sh, bash, zsh, dash): nothing is special between single quotes. */
export function quotePosix(value: string): string {
  return `'${refuseNul(value).replaceAll("'", `'\\''`)}'`;
}

/**
 * A word to be read and then pasted into bash, zsh or, where all of it can be seen, any POSIX shell. What nobody would see is
 * written by its bytes. No shell takes NUL or half of a character: a word with one is left to the reader.
 */
export function wordToPaste(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (visible(text) === text) return quotePosix(text);
  if (/\0|\p{Surrogate}/u.test(text)) return `<what shows as ${visible(text)}>`;
  return `$'${[...text].map((character) => (/^[\w ]$/.test(character) ? character : bytesOf(character))).join("")}'`;
}

function bytesOf(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}

/** fish: between single quotes a backslash escapes a backslash and a single quote. https://fishshell.com/docs/current/language.html#quotes */
export function quoteFish(value: string): string {
  return `'${refuseNul(value).replace(/[\\']/g, "\\$&")}'`;
}

/**
 * PowerShell: a single quote is doubled, and the typographic ones count as single quotes too.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quotePowerShell(value: string): string {
  return `'${refuseNul(value).replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/**
 * An assignment for cmd.exe, which has no quoting that holds everywhere: what it would interpret is refused.
 * Credentials have no such characters; a profile's name might.
 *
 * @throws Failure when the value has a character that cmd.exe does not take literally
 */
export function assignCmd(name: string, value: string): string {
  const strange = /[^\w+/=.,:;@ \\()~-]/u.exec(value);
  if (strange) {
    throw new Failure(exitCodes.usage, `${name}: found ${JSON.stringify(strange[0])}, which cmd.exe does not take literally. Use --format powershell or json.`);
  }
  return `set "${name}=${value}"`;
}

function refuseNul(value: string): string {
  if (value.includes("\0")) throw new Failure(exitCodes.usage, "found a NUL character, which no environment variable can hold.");
  return value;
}
