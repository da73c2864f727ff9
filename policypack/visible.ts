/** Makes text from AWS, from other stacks and from people safe to show. */

/**
 * Characters that are invisible or change how others are shown: control characters (ANSI escapes begin with one),
 * right-to-left marks, zero-width and other ignorable characters, spaces other than the usual one, halves of surrogate
 * pairs, and characters that Unicode does not define.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** The text with every hidden character written as its escape, such as `\u202e`, `\n` or `\u{e0041}`. */
export function visible(text: string): string {
  return text.replace(hidden, escaped);
}

/** The text cut to `length` characters, with the number of the others at the end. A shorter text is unchanged. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Never cuts a surrogate pair in half.
  const end = /[\ud800-\udbff]/.test(text[length - 1]!) ? length - 1 : length;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/** JSON text with hidden characters written as escapes. Its value stays the same. */
export function visibleJson(json: string): string {
  return json.replace(hidden, (character) =>
    character === "\n"
      ? character
      : character
          .split("")
          .map((unit) => `\\u${hex(unit)}`)
          .join(""),
  );
}

function escaped(character: string): string {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
  if (short !== undefined) return short;
  return character.length > 1 ? `\\u{${hex(character)}}` : `\\u${hex(character)}`;
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).padStart(4, "0");
}
