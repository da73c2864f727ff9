/** Writes the page about the pack. Run with `npm run docs` after a change to a rule, the configuration or page.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../rules";
import { pageText } from "./page";

/** The path of the page. */
export const pageFile = join(__dirname, "../../docs/policypack.md");

/** The text of the page. */
export function generatedPage(): string {
  return pageText(readFileSync(join(__dirname, "page.md"), "utf8"), RULES);
}

if (require.main === module) writeFileSync(pageFile, generatedPage());
