/** HTML from templates. Whatever is put into a template is text, unless it came from a template itself. */
import { cut, visible, visibleJson } from "../../../settings/visible";

/** HTML that came from a template. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template takes: text, HTML, lists of both; `undefined` and `false` are nothing. */
export type Part = string | number | Markup | undefined | false | readonly Part[];

/** Characters of one text; what is longer is cut, and says so. */
const longest = 20_000;

/**
 * The one place where text becomes HTML, in an element or between the quotes of an attribute: hidden characters become
 * escapes that can be seen, and `&`, `<`, `>` and quotes references. Addresses in `href` have to be ids of the page's own.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => `${text}${markupOf(parts[i - 1])}${string}`));
}

/** A value as indented JSON; the element that it is put into has to keep line breaks. */
export function json(value: unknown): Markup {
  return new Markup(escaped(visibleJson(cut(JSON.stringify(value, undefined, 2) ?? "not known", longest))));
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(markupOf).join("");
  return escaped(visible(cut(String(part), longest)));
}

const references: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => references[character]!);
}
