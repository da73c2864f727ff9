/** HTML templates. A value in a template is text, unless it came from a template itself. */
import { cut, visible, visibleJson } from "../../../settings/visible";

/** HTML that came from a template. */
export class Markup {
  constructor(readonly text: string) {}
}

/** The values of a template: text, HTML, and lists of both. `undefined` and `false` add nothing. */
export type Part = string | number | Markup | undefined | false | readonly Part[];

/** The most characters of one text. A longer one is cut, and says so. */
const longest = 20_000;

/**
 * The only place where text becomes HTML, in an element or in a quoted attribute. Hidden characters become visible
 * escapes; `&`, `<`, `>` and quotes become references. Addresses in `href` must be ids of this page. The template's own
 * indentation is left out.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = strings.map((string) => string.replace(/(>?)\s*\n\s*/g, (_, end: string) => (end ? ">\n" : " ")));
  return new Markup(written.reduce((text, string, i) => `${text}${markupOf(parts[i - 1])}${string}`));
}

/** A value as indented JSON. The element around it must keep line breaks. */
export function json(value: unknown): Markup {
  return new Markup(escaped(visibleJson(cut(JSON.stringify(value, undefined, 2) ?? "not known", longest))));
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(markupOf).join("");
  return escaped(visible(cut(String(part), longest)));
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => references[character]!);
}
