/** Tells where in the files of a stack a setting stands. */
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { stackSettings } from "./entryFiles";
import { nearestLine, nearestPath, pathLines, type PathLines } from "./pathLines";
import type { Where } from "./problems";
import { fileLimit, stackText, type Project } from "./projectFiles";
import { readText } from "./readText";

/**
 * Finds settings in the files of a stack. They are read when the first is asked for. A section that has other values
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
  const { config: written, files } = stackSettings(project, stack);
  const same = new Set(
    Object.keys(written)
      .filter((key) => isDeepStrictEqual(valueOf(written[key]), valueOf(config[key])))
      .map(short),
  );
  const lines = pathLines(text, ["config"], (key) => (same.has(short(key)) ? short(key) : undefined));
  const inOwnFiles = entryLines(project, files);
  return (path) => {
    const own = inOwnFiles(path);
    if (own !== undefined) return own;
    const line = nearestLine(lines, path);
    return line === undefined ? undefined : `${file}:${line}`;
  };
}

/** Finds settings of entries that have files of their own. */
function entryLines({ folder }: Project, files: ReadonlyMap<string, string>): Where {
  const read = new Map<string, PathLines>();
  return (path) => {
    const entry = nearestPath(files, path);
    if (entry === undefined) return undefined;
    const file = files.get(entry)!;
    if (!read.has(file)) read.set(file, pathLines(readText(join(folder, file), { limit: fileLimit })));
    return `${file}:${nearestLine(read.get(file)!, path.slice(entry.length).replace(/^\./, "")) ?? 1}`;
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
