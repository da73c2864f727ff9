/** Shows results as a table for people and as JSON for programs. For SARIF see sarif.ts. */
import { createColors } from "picocolors";
import { cut, visible, visibleJson } from "../../settings/visible";
import { wrap } from "../wrap";
import type { Result } from "./results";

/** `{ roles: [{ name, verdict, findings: [{ rule, level, message, policy, statement, witness }] }] }` */
export function asJson(results: readonly Result[]): string {
  const roles = results.map(({ name, verdict, findings }) => ({
    name,
    verdict,
    findings: findings.map(({ names: _, ...finding }) => finding),
  }));
  return `${visibleJson(JSON.stringify({ roles }, null, 2))}\n`;
}

const VERDICTS = { acceptable: "acceptable", "too-broad": "TOO BROAD", unprovable: "UNPROVABLE" } as const;

/** How many characters of a name are shown. AWS's longest names are far shorter. */
const longestName = 200;
/** How many characters of a message are shown. A witness may be a whole ARN of some 2,000 characters. */
const longestMessage = 4_000;

/**
 * One line for each principal, followed by its findings, mandatory ones first. Hidden characters of the input are shown
 * as escapes.
 */
export function asTable(results: readonly Result[], width = 100, colours = false): string {
  const { bold, green, red, yellow, dim } = createColors(colours);
  const shown = { acceptable: green, "too-broad": red, unprovable: yellow };
  const rows = results.map((result) => ({ ...result, name: visible(cut(result.name, longestName)) }));
  const column = rows.reduce((widest, { name }) => Math.max(widest, name.length), 0);
  return rows
    .map(({ name, verdict, findings }) => {
      const sorted = [...findings].sort((a, b) => Number(a.level === "advisory") - Number(b.level === "advisory"));
      const lines = sorted.flatMap(({ rule, level, message }) => [
        level === "mandatory" ? `  ${red("✗")} ${bold(rule)}` : dim(`  · ${rule} (advisory)`),
        ...wrap(visible(cut(message, longestMessage)), width - 4).map((line) => `    ${line}`),
      ]);
      return `${[`${name.padEnd(column)}  ${shown[verdict](VERDICTS[verdict])}`, ...lines].join("\n")}\n`;
    })
    .join("");
}
