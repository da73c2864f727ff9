/** Lays out text in columns at a terminal. Emoji and Chinese characters are two places wide. */
import stringWidth from "string-width";
import { wrap } from "../../wrap";

/** The places between two columns. */
const gap = 2;

/**
 * The widths of the columns when a row may have `width` places in all.
 * @param natural the width that each column would like
 * @param elastic the indexes of the two columns that share the remaining width
 */
export function columnWidths(natural: readonly number[], width: number, elastic: readonly [number, number]): number[] {
  const fixed = natural.reduce((sum, one, i) => sum + (i === 0 ? 0 : gap) + (elastic.includes(i) ? 0 : one), 0);
  const room = Math.max(width - fixed, 16);
  const [first, second] = [natural[elastic[0]]!, natural[elastic[1]]!];
  const half = Math.floor(room / 2);
  const narrowed =
    first + second <= room
      ? [first, second]
      : first <= half
        ? [first, room - first]
        : second <= half
          ? [room - second, second]
          : [half, room - half];
  return natural.map((one, i) => (elastic.includes(i) ? narrowed[elastic.indexOf(i)]! : one));
}

/** A row of cells. A cell has as many lines as its column's width makes necessary. */
export function rowLines(
  cells: readonly string[],
  widths: readonly number[],
  tone = (cell: string, _column: number) => cell,
): string[] {
  const columns = cells.map((cell, i) => wrap(cell, widths[i]!, { split: true }));
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, i) => {
        const cell = lines[line] ?? "";
        const padding = i === columns.length - 1 ? 0 : widths[i]! - stringWidth(cell) + gap;
        return `${tone(cell, i)}${" ".repeat(padding)}`;
      })
      .join("")
      .trimEnd(),
  );
}
