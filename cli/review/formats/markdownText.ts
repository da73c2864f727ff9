/** Writes text in GitHub Flavored Markdown so that it appears unchanged, whatever it contains. */
import { cut, visible } from "../../../settings/visible";

const longestName = 400;
const longestProse = 2000;

/**
 * A name as a code span. Nothing in it becomes a mention, a link, HTML or emphasis; this also holds inside a table.
 * https://github.github.com/gfm/#code-spans
 */
export function code(name: string): string {
  const text = visible(cut(name, longestName));
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  // A backtick at an end needs a space beside it. Markdown removes one space at both ends, so a name with such spaces
  // gets one more.
  const pad = /^[` ]|[` ]$/.test(text) || text === "" ? " " : "";
  return `${fence}${pad}${text.replaceAll("|", "\\|")}${pad}${fence}`;
}

/**
 * A sentence. Every character that could begin markup is escaped. An HTML comment separates `@` and `#` from what
 * follows, since GitHub looks for mentions and references even after escapes.
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
