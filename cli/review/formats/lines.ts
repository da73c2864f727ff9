/** Finds the lines, counted from 1, of roles and ARNs in YAML files. */
import { isMap, LineCounter, parseDocument } from "yaml";

/** The line of each role's key in a stack's settings; empty when the text is not YAML. */
export function roleLines(text: string): ReadonlyMap<string, number> {
  const counter = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: counter, logLevel: "silent" });
  const config = isMap(contents) ? contents.get("config") : undefined;
  const lines = new Map<string, number>();
  for (const { key, value } of isMap(config) ? config.items : []) {
    // The keys of the program's settings begin with the project's name, which may be any.
    if (!textOf(key).text.endsWith(":roles") || !isMap(value)) continue;
    for (const role of value.items) {
      const { text: name, start } = textOf(role.key);
      if (start !== undefined) lines.set(name, counter.linePos(start).line);
    }
  }
  return lines;
}

/** The first line of each ARN. */
export function arnLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  text.split("\n").forEach((line, i) => {
    for (const [arn] of line.matchAll(/arn:[\w:+=,.@/*-]+/g)) {
      const whole = arn.replace(/:$/, "");
      if (!lines.has(whole)) lines.set(whole, i + 1);
    }
  });
  return lines;
}

function textOf(node: unknown): { text: string; start?: number } {
  if (typeof node !== "object" || node === null || !("value" in node)) return { text: "" };
  const start = "range" in node && Array.isArray(node.range) ? (node.range as number[])[0] : undefined;
  return { text: String(node.value), ...(start === undefined ? {} : { start }) };
}
