/** Tells where in a stack's file a setting stands. */
import { isDeepStrictEqual } from "node:util";
import { nearestLine, pathLines } from "./pathLines";
import type { Where } from "./problems";
import { stackConfig, stackText, type Project } from "./projectFiles";

/**
 * Finds settings in the file of a stack. The file is read when the first is asked for. A section that has other values
 * than the program got came from elsewhere, such as the command line or another file; of it nothing is told.
 *
 * @param config the values that the program got, by full keys; objects and lists as values or as JSON
 */
export function settingLines(project: Project, stack: string, config: Readonly<Record<string, unknown>>): Where {
  let found: Where | undefined;
  return (path) => {
    try {
      return (found ??= readLines(project, stack, config))(path);
    } catch {
      // The problem is told all the same, without its line.
      return undefined;
    }
  };
}

function readLines(project: Project, stack: string, config: Readonly<Record<string, unknown>>): Where {
  const { file, text } = stackText(project.stackFolder, stack);
  const own = `${project.name}:`;
  const short = (key: string): string => (key.startsWith(own) ? key.slice(own.length) : key);
  const written = stackConfig(project, stack);
  const same = new Set(
    Object.keys(written)
      .filter((key) => isDeepStrictEqual(valueOf(written[key]), valueOf(config[key])))
      .map(short),
  );
  const lines = pathLines(text, ["config"], (key) => (same.has(short(key)) ? short(key) : undefined));
  return (path) => {
    const line = nearestLine(lines, path);
    return line === undefined ? undefined : `${file}:${line}`;
  };
}

/** A value as an object or a list, where it is the JSON text of one. */
function valueOf(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return typeof value === "string" ? value : plain(value);
  try {
    return plain(JSON.parse(value));
  } catch {
    return value;
  }
}

/** The same without prototypes, and with what is not text as text, as the engine passes on numbers of its own. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.parse(JSON.stringify(value));
}
