/** Lays text out in lines at a terminal. Emoji and Chinese characters are two places wide. */
import stringWidth from "string-width";

/**
 * Breaks a text between words into lines of at most `width` places. A longer word gets a line of its own, or is split
 * with `split`.
 */
export function wrap(text: string, width: number, { split = false } = {}): string[] {
  if (split && stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(" ").flatMap((one) => (split ? pieces(one, width) : [one]))) {
    const last = lines.at(-1);
    if (last === undefined || stringWidth(last) + stringWidth(word) + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  const lines = [""];
  for (const character of word) {
    if (stringWidth(lines.at(-1)! + character) > width) lines.push("");
    lines[lines.length - 1] += character;
  }
  return lines;
}
