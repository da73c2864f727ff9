/** Lines for people. Control characters in them are shown as escapes, so that no text can control the terminal. */
import { visible } from "../../settings/visible";

/** Text that is emphasised if the terminal can do that. */
export interface Emphasis {
  readonly style: "bold" | "red";
  readonly text: string;
}

/** One line, of one or several pieces. A line break in a piece is shown as an escape and does not start a line. */
export type Line = string | readonly (string | Emphasis)[];

const styles = { bold: ["\u001b[1m", "\u001b[22m"], red: ["\u001b[31m", "\u001b[39m"] } as const;

/** Emphasises a piece of a line. */
export function bold(text: string): Emphasis {
  return { style: "bold", text };
}

/** Marks an error. */
export function red(text: string): Emphasis {
  return { style: "red", text };
}

/**
 * The lines as text, each with a line break at its end.
 *
 * @param clean changes each piece before it is shown
 */
export function rendered(lines: readonly Line[], coloured: boolean, clean = (text: string) => text): string {
  const shown = (piece: string | Emphasis): string => {
    if (typeof piece === "string") return visible(clean(piece));
    const [on, off] = coloured ? styles[piece.style] : ["", ""];
    return `${on}${shown(piece.text)}${off}`;
  };
  return lines.map((line) => `${(typeof line === "string" ? [line] : line).map(shown).join("")}\n`).join("");
}
