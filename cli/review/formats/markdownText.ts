/** Text in GitHub Flavored Markdown that shows as it is, whatever is in it. */
import { cut, visible } from "../../../settings/visible";

const longestName = 400;
const longestProse = 2000;

/**
 * A name as a code span, in which nothing is a mention, a link, HTML or emphasis; also right inside a table.
 * https://github.github.com/gfm/#code-spans
 */
export function code(name: string): string {
  const text = visible(cut(name, longestName));
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  // A space beside a backtick, and none is lost: one at both ends is taken away again, unless there is nothing else.
  const pad = /^[` ]|[` ]$/.test(text) || text === "" ? " " : "";
  return `${fence}${pad}${text.replaceAll("|", "\\|")}${pad}${fence}`;
}

/**
 * A sentence. Every character that could begin markup is escaped; a comment parts `@` and `#` from what follows, since
 * mentions, references and addresses are looked for in the text that escapes leave.
 * https://github.github.com/gfm/#backslash-escapes
 */
export function prose(sentence: string): string {
  return visible(cut(sentence, longestProse))
    .replace(/[\\`*_{}[\]()<>|~&!^]/g, "\\$&")
    .replace(/(https?|ftp|mailto|xmpp):/gi, "$1\\:")
    .replace(/www\./gi, (found) => found.replace(".", "\\."))
    .replace(/\$/g, "<span>$</span>")
    .replace(/[@#]/g, "$&<!-- -->");
}
