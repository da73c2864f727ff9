/** The one comment of a pull request. Pure. */
import { visible } from "../policypack/visible";

/** The first line of the comment, by which a later run finds it. */
export const commentMarker = "<!-- cross-account-access: what this change means -->";

/** The most characters that GitHub takes. GitLab takes more. */
export const forgeLimit = 65_536;

/** A text, and how many lines of its parts did not fit. */
export interface Comment {
  readonly text: string;
  readonly left: number;
}

/**
 * Puts the comment together.
 *
 * @param markdown what `cross-account diff --format md` wrote
 * @param preview what the preview of the stacks said; undefined where there was none, and then `without` says why
 */
export function commentText(
  markdown: string,
  preview: string | undefined,
  without: string,
  limit = forgeLimit,
): Comment {
  const head = `${commentMarker}\n`;
  if (preview === undefined) {
    const tail = `\n${without}\n`;
    const { kept, left } = cutLines(markdown, limit - head.length - tail.length - reserve);
    return { text: `${head}${kept}${note(left)}${tail}`, left };
  }
  const shown = preview.trimEnd().split(/\r?\n/).map(visible).join("\n");
  const fence = "`".repeat(Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const [start, end] = [`\n## Preview\n\n${fence}text\n`, `${fence}\n`];
  const frame = head.length + start.length + end.length + 2 * reserve;
  // The preview has what the difference leaves, and never less than its last lines need.
  const first = cutLines(markdown, limit - frame - Math.min(shown.length + 1, least));
  const second = cutLines(shown, limit - frame - first.kept.length, "end");
  return {
    text: `${head}${first.kept}${note(first.left)}${start}${second.kept}${end}${note(second.left)}`,
    left: first.left + second.left,
  };
}

/** Room for a line that says what is left out. */
const reserve = 120;
/** What the preview may have in any case, in characters. */
const least = 4000;

function note(left: number): string {
  return left === 0 ? "" : `\n**${left} lines are left out here; the job's summary and its log have all.**\n`;
}

/** The first or last lines that fit into so many characters. */
function cutLines(text: string, room: number, kept: "start" | "end" = "start"): { kept: string; left: number } {
  const lines = text.replace(/\n$/, "").split("\n");
  const ordered = kept === "start" ? lines : [...lines].reverse();
  let length = 0;
  const fitting: string[] = [];
  for (const line of ordered) {
    length += line.length + 1;
    if (length > room) break;
    fitting.push(line);
  }
  if (kept === "end") fitting.reverse();
  // What is folded is closed again.
  const open = fitting.filter((line) => line.includes("<details>") && !line.includes("</details>")).length;
  const closed = fitting.filter((line) => line.includes("</details>") && !line.includes("<details>")).length;
  const whole =
    fitting.length === 0 ? "" : `${fitting.join("\n")}\n${"\n</details>\n".repeat(Math.max(0, open - closed))}`;
  return { kept: whole, left: lines.length - fitting.length };
}
