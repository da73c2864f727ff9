/** Lines for people. What is put into one is shown as it is and steers no terminal, whoever wrote it. */
import { visible } from "../../settings/visible";

/** Text that is emphasised where the reader's terminal can. */
export interface Emphasis {
  readonly style: "bold" | "red";
  readonly text: string;
}

/** One line, of one piece or of several. A line break in a piece is shown as such and begins no other line. */
export type Line = string | readonly (string | Emphasis)[];

const styles = { bold: ["\u001b[1m", "\u001b[22m"], red: ["\u001b[31m", "\u001b[39m"] } as const;

/** Emphasises a piece of a line. */
export function bold(text: string): Emphasis {
  return { style: "bold", text };
}

/** Marks what went wrong. */
export function red(text: string): Emphasis {
  return { style: "red", text };
}

/**
 * The lines as text, each ended.
 *
 * @param clean what becomes of each piece before it is shown
 */
export function rendered(lines: readonly Line[], coloured: boolean, clean = (text: string) => text): string {
  const shown = (piece: string | Emphasis): string => {
    if (typeof piece === "string") return visible(clean(piece));
    const [on, off] = coloured ? styles[piece.style] : ["", ""];
    return `${on}${shown(piece.text)}${off}`;
  };
  return lines.map((line) => `${(typeof line === "string" ? [line] : line).map(shown).join("")}\n`).join("");
}
