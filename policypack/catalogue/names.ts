/** The starts that a service's own ids share, from the patterns of its API model: `fs-[0-9a-f]{8,}` says that ids start with `fs-`. */
import type { Model } from "./models";

/** A type of resource: its name, and its ARN as the reference writes it. */
export interface ResourceType {
  readonly key: string;
  readonly arn: string;
}

/**
 * The text of names.txt: one line for each type of resource whose names AWS generates, with the service of its ARN, the
 * last part of the ARN, and the same with the starts of the names.
 * @param types the types of resource by the prefixes of services
 */
export function nameCatalogue(
  models: readonly Model[],
  types: ReadonlyMap<string, readonly ResourceType[]>,
  sources: string,
): string {
  const lines = new Set<string>();
  for (const { prefixes, patterns } of models) {
    for (const prefix of prefixes) {
      for (const { key, arn } of types.get(prefix) ?? []) {
        const parts = arn.split(":");
        const shape = parts.slice(5).join(":");
        const form = shape.replace(/\$\{(\w+)\}/g, (variable, name: string, at: number) => {
          const pattern =
            patterns.get(name.toLowerCase()) ??
            (name === "ResourceId" ? patterns.get(`${key.toLowerCase()}id`) : undefined);
          const start = pattern === undefined ? undefined : startOf(pattern);
          return start === undefined || shape.slice(0, at).endsWith(start) ? variable : `${start}${variable}`;
        });
        if (form !== shape && !parts[2]!.includes("$")) lines.add(`${parts[2]!} ${shape} ${form}`);
      }
    }
  }
  return `${sources}\n${[...lines].sort().join("\n")}\n`;
}

/** The plain text that a pattern starts with, up to its last hyphen or underscore; undefined when names may start otherwise. */
export function startOf(pattern: string): string | undefined {
  const inner = pattern.replace(/^\^?\(*(?!\?)/, "");
  const found = /^(?:[A-Za-z0-9_-]|\\-)+/.exec(inner);
  if (found === null) return undefined;
  // Of alternatives that start otherwise nothing is known, but those are what people name.
  const start = found[0].replaceAll("\\-", "-");
  const text = /^[?*{]/.test(inner.slice(found[0].length)) ? start.slice(0, -1) : start;
  return /[a-z0-9][-_]$/i.test(text) ? text : undefined;
}
