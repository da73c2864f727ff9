/** Finds the lines of a YAML or JSON text at which things stand. */
import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { pathText } from "./problems";
import { yamlText } from "./yamlText";

/** Lines, counted from 1, by paths such as `roles.deploy.trusts[0]`. */
export type PathLines = ReadonlyMap<string, number>;

/**
 * The lines of all that a text has. Empty for a text that cannot be read. What stands there by an alias or a merge has
 * the line of the alias.
 *
 * @param below the keys under which the paths begin; none for the whole text
 * @param rename gives the first part of the paths below; undefined leaves a key out
 */
export function pathLines(
  text: string,
  below: readonly string[] = [],
  rename: (key: string) => string | undefined = (key) => key,
): PathLines {
  // JSON may be indented with tabs, and have line breaks of some readers within its texts; YAML may not.
  const { document, lines: counter, faults } = yamlText(text.replace(/[\t\x85\u2028\u2029]/g, " "));
  const lines = new Map<string, number>();
  if (faults.length > 0) return lines;
  const note = (path: readonly PropertyKey[], node: unknown): void => {
    const start = (node as Node | null)?.range?.[0];
    if (start !== undefined) lines.set(pathText(path), counter.linePos(start).line);
  };
  const walk = (node: unknown, path: readonly PropertyKey[]): void => {
    if (isAlias(node)) return;
    if (isSeq(node))
      node.items.forEach((item, at) => {
        note([...path, at], item);
        walk(item, [...path, at]);
      });
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = path.length === 0 ? rename(String(key.value)) : String(key.value);
      if (name === undefined) continue;
      note([...path, name], key);
      walk(value, [...path, name]);
    }
  };
  walk(
    below.reduce<unknown>((node, key) => (isMap(node) ? node.get(key, true) : undefined), document.contents),
    [],
  );
  return lines;
}

/** The line of a path, or of the nearest thing that has it in it; undefined when none of it is there. */
export function nearestLine(lines: PathLines, path: string): number | undefined {
  const found = nearestPath(lines, path);
  return found === undefined ? undefined : lines.get(found);
}

/** The path itself, or that of the nearest thing that has it in it, among the known ones. */
export function nearestPath(known: ReadonlyMap<string, unknown>, path: string): string | undefined {
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf(".", end - 1), path.lastIndexOf("[", end - 1))) {
    if (known.has(path.slice(0, end))) return path.slice(0, end);
  }
  return undefined;
}
