/** Shows results as a table for people and as JSON for programs. SARIF has a file of its own. */
import { createColors } from "picocolors";
import { cut, visible, visibleJson } from "../../settings/visible";
import { wrap } from "../wrap";
import type { Result } from "./results";

/** `{ roles: [{ name, verdict, findings: [{ rule, level, message, policy, statement, witness }] }] }` */
export function asJson(results: readonly Result[]): string {
  const roles = results.map(({ name, verdict, findings }) => ({ name, verdict, findings: findings.map(({ names: _, ...finding }) => finding) }));
  return `${visibleJson(JSON.stringify({ roles }, null, 2))}\n`;
}

const VERDICTS = { acceptable: "acceptable", "too-broad": "TOO BROAD", unprovable: "UNPROVABLE" } as const;

/** Characters of a name that are shown; AWS's longest are far shorter. */
const longestName = 200;
/** Characters of a message that are shown. A witness may be a whole ARN, which has at most some 2,000. */
const longestMessage = 4_000;

/** One line for each principal, and its findings below, mandatory ones first. What comes from the input shows its hidden characters. */
export function asTable(results: readonly Result[], width = 100, colours = false): string {
  const { bold, green, red, yellow, dim } = createColors(colours);
  const shown = { acceptable: green, "too-broad": red, unprovable: yellow };
  const rows = results.map((result) => ({ ...result, name: visible(cut(result.name, longestName)) }));
  const column = rows.reduce((widest, { name }) => Math.max(widest, name.length), 0);
  return rows.map(({ name, verdict, findings }) => {
    const sorted = [...findings].sort((a, b) => Number(a.level === "advisory") - Number(b.level === "advisory"));
    const lines = sorted.flatMap(({ rule, level, message }) => [level === "mandatory" ? `  ${red("✗")} ${bold(rule)}` : dim(`  · ${rule} (advisory)`), ...wrap(visible(cut(message, longestMessage)), width - 4).map((line) => `    ${line}`)]);
    return `${[`${name.padEnd(column)}  ${shown[verdict](VERDICTS[verdict])}`, ...lines].join("\n")}\n`;
  }).join("");
}
