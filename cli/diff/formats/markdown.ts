/** A difference as a comment on a pull request, in GitHub Flavored Markdown. */
import { prose } from "../../review/formats/markdownText";
import type { Difference } from "../difference";
import { headlines, sectionsOf, type AccountNames, type Line, type Section } from "./sections";

/** The most characters of the text. GitHub takes 65,536 in a comment; a workflow may add some of its own. */
export const commentLimit = 60_000;

/** Room for the line that says what is left out. */
const reserve = 400;

/** A section with more lines is folded. */
const unfolded = 10;

const marks = { wider: "🔺", narrower: "🔻", same: "✅" } as const;

/** The difference as Markdown. If it is too long, the end is left out, and the last line says how much. */
export function asMarkdown(difference: Difference, names: AccountNames, limit = commentLimit): string {
  const { verdict, base } = difference;
  let text = `## ${marks[verdict]} ${headlines[verdict]}\n\nCompared with \`${base.slice(0, 12)}\`.\n`;
  const left: string[] = [];
  for (const section of sectionsOf(difference, names)) {
    const [start, end] = frameOf(section);
    let body = "";
    let taken = 0;
    for (const line of section.lines) {
      const next = lineText(line);
      if (left.length > 0 || text.length + start.length + body.length + next.length + end.length > limit - reserve)
        break;
      body += next;
      taken++;
    }
    if (taken > 0) text += `${start}${body}${end}`;
    const rest = section.lines.length - taken;
    if (rest > 0) left.push(`${rest} of “${section.heading}”`);
  }
  const all = left.length > 3 ? [...left.slice(0, 3), "more"] : left;
  return left.length === 0
    ? text
    : `${text}\n**Left out, since this text may have ${limit} characters: ${all.join(", ")}.** \`cross-account diff\` shows everything.\n`;
}

function frameOf({ heading, lines }: Section): [string, string] {
  return lines.length > unfolded
    ? [`\n<details><summary><b>${heading} (${lines.length})</b></summary>\n\n`, "\n</details>\n"]
    : [`\n### ${heading}\n\n`, ""];
}

function lineText({ text, details }: Line): string {
  return [`- **${prose(text)}**`, ...details.map((detail) => `  - ${prose(detail)}`), ""].join("\n");
}
