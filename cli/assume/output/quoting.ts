/** How each shell takes a value literally, whatever it contains. */
import { visible } from "../../../settings/visible";
import { exitCodes, Failure } from "../failure";

/** POSIX shells (sh, bash, zsh, dash): nothing is special between single quotes. */
export function quotePosix(value: string): string {
  return `'${refuseNul(value).replaceAll("'", `'\\''`)}'`;
}

/**
 * A word for people to read and paste into bash or zsh; also into other POSIX shells if all its characters are visible.
 * Invisible characters are written as bytes. No shell takes NUL or half a character: such a word becomes a placeholder.
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

/**
 * fish: between single quotes, a backslash escapes a backslash and a single quote.
 * https://fishshell.com/docs/current/language.html#quotes
 */
export function quoteFish(value: string): string {
  return `'${refuseNul(value).replace(/[\\']/g, "\\$&")}'`;
}

/**
 * PowerShell: a single quote is doubled. Typographic single quotes count as single quotes too.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quotePowerShell(value: string): string {
  return `'${refuseNul(value).replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/**
 * An assignment for cmd.exe. Its quoting is not reliable, so characters that it would interpret are refused.
 * Credentials contain none; a profile's name might.
 *
 * @throws Failure when the value has a character that cmd.exe does not take literally
 */
export function assignCmd(name: string, value: string): string {
  const strange = /[^\w+/=.,:;@ \\()~-]/u.exec(value);
  if (strange) {
    throw new Failure(
      exitCodes.usage,
      `${name}: found ${JSON.stringify(strange[0])}, which cmd.exe does not take literally. Use --format powershell or json.`,
    );
  }
  return `set "${name}=${value}"`;
}

function refuseNul(value: string): string {
  if (value.includes("\0"))
    throw new Failure(exitCodes.usage, "found a NUL character, which no environment variable can hold.");
  return value;
}
