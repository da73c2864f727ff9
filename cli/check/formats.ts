/** Shows results as a table for people and as JSON for programs. SARIF has a file of its own. */
import { createColors } from "picocolors";
import { wrap } from "../wrap";
import type { Result } from "./results";

/** `{ roles: [{ name, verdict, findings: [{ rule, level, message, policy, statement, witness }] }] }` */
export function asJson(results: readonly Result[]): string {
  const roles = results.map(({ name, verdict, findings }) => ({ name, verdict, findings }));
  return `${JSON.stringify({ roles }, null, 2)}\n`;
}

const VERDICTS = { acceptable: "acceptable", "too-broad": "TOO BROAD", unprovable: "UNPROVABLE" } as const;

/** One line for each principal, and its findings below, mandatory ones first. */
export function asTable(results: readonly Result[], width = 100, colours = false): string {
  const { bold, green, red, yellow, dim } = createColors(colours);
  const shown = { acceptable: green, "too-broad": red, unprovable: yellow };
  const column = Math.max(...results.map(({ name }) => name.length));
  return results.map(({ name, verdict, findings }) => {
    const sorted = [...findings].sort((a, b) => Number(a.level === "advisory") - Number(b.level === "advisory"));
    const lines = sorted.flatMap(({ rule, level, message }) => [level === "mandatory" ? `  ${red("✗")} ${bold(rule)}` : dim(`  · ${rule} (advisory)`), ...wrap(message, width - 4).map((line) => `    ${line}`)]);
    return `${[`${name.padEnd(column)}  ${shown[verdict](VERDICTS[verdict])}`, ...lines].join("\n")}\n`;
  }).join("");
}
