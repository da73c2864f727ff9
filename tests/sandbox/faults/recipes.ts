import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "recovery.md"), "utf8");

/** The anchors of all blocks of commands on the page. */
export const anchors: readonly string[] = [...page.matchAll(/<a id="(.*?)">/g)].map(([, anchor]) => anchor!);

/**
 * The commands that the page on recovery gives for a case: the lines of the block after the anchor `<a id="…">`.
 *
 * @param words what the words in capitals stand for: `STACK` and others
 */
export function recipe(anchor: string, words: Readonly<Record<string, string>>): string[] {
  const [, block] = new RegExp(`<a id="${anchor}"></a>\n\n\`\`\`sh\\n([^]*?)\`\`\``).exec(page) ?? [];
  if (block === undefined)
    throw new Error(`docs/recovery.md: expected <a id="${anchor}"></a> and a block of commands after it`);
  return block
    .trim()
    .split("\n")
    .map((line) => line.replaceAll(/\b[A-Z]{3,}\b/g, (word) => words[word] ?? word));
}
