/** Text from AWS, from other stacks and from people, made safe to look at. */

/**
 * Characters that show nothing, or change how others are shown: controls (ANSI escapes begin with one), right-to-left
 * marks, zero-width and other ignorable ones, spaces that look like the usual one, halves of surrogate pairs, and what
 * Unicode gives no meaning to.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** The text with every hidden character written as its escape, such as `\u202e`, `\n` or `\u{e0041}`. */
export function visible(text: string): string {
  return text.replace(hidden, escaped);
}

/** The text cut to `length` characters, and how many are not shown. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Half of a surrogate pair is not a character.
  const end = /[\ud800-\udbff]/.test(text[length - 1]!) ? length - 1 : length;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/** JSON text in which hidden characters are escapes; it means the same. */
export function visibleJson(json: string): string {
  return json.replace(hidden, (character) => (character === "\n" ? character : character.split("").map((unit) => `\\u${hex(unit)}`).join("")));
}

function escaped(character: string): string {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
  if (short !== undefined) return short;
  return character.length > 1 ? `\\u{${hex(character)}}` : `\\u${hex(character)}`;
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).padStart(4, "0");
}
