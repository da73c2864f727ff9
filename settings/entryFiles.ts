/**
 * Reads entries of a stack that stand in files of their own, one entry a file, and puts them beside those that the
 * stack's own file has. What reaches the program through its environment has a limit; what it reads from files has none.
 */
import { readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { entriesFolder, entriesIn, hasEntries } from "./entryFolders";
import { nearestName, pathText, unknownName, type Problem } from "./problems";
import { fileLimit, oneLine, readEngineYaml, stackConfig, type Project } from "./projectFiles";
import { readText } from "./readText";
import { sections } from "./settings";
import { YamlError } from "./yamlText";

/** What the files of a stack say. */
interface EntryFiles {
  /** The entries by sections and names, as the engine would pass them. */
  readonly entries: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The file of each entry, from the project's folder, by paths such as `roles.deploy`. */
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** The configuration of a stack with the entries of its files. */
export interface WithEntries<Value> {
  /** The values by full keys; a section that has entries in files is JSON. */
  readonly config: Record<string, Value | string>;
  /** The file of each entry that has one, by paths such as `roles.deploy`. */
  readonly files: ReadonlyMap<string, string>;
  /** What is wrong with the files. */
  readonly problems: readonly Problem[];
}

/** The values of a stack's file, with the entries of its other files. @throws Error as {@link stackConfig} does */
export function stackSettings(project: Project, stack: string): WithEntries<unknown> {
  return withEntries(stackConfig(project, stack), project, stack);
}

/**
 * Puts the entries of a stack's files beside those that its configuration has.
 *
 * @param config the values by full keys; objects as values or as JSON
 */
export function withEntries<Value>(
  config: Readonly<Record<string, Value>>,
  project: Project,
  stack: string,
): WithEntries<Value> {
  const { entries, files, problems } = readEntryFiles(project, stack);
  const all: Record<string, Value | string> = { ...config };
  const twice: Problem[] = [];
  for (const [section, own] of entries) {
    const key = `${project.name}:${section}`;
    const written = Object.hasOwn(config, key) ? objectOf(config[key]) : {};
    // Its form refuses a section that is no object.
    if (written === undefined) continue;
    for (const name of Object.keys(own).filter((one) => Object.hasOwn(written, one))) {
      const path = pathText([section, name]);
      const message = `found it in a file of its own and under ${key} too, expected it in one of the two`;
      twice.push({ path, message, place: `${files.get(path)}:1` });
    }
    all[key] = JSON.stringify({ ...written, ...own });
  }
  return { config: all, files, problems: [...problems, ...twice] };
}

function readEntryFiles(project: Project, stack: string): EntryFiles {
  const problems: Problem[] = [];
  const files = new Map<string, string>();
  const entries = new Map<string, Record<string, unknown>>();
  const stackFolders = inside(project, [entriesFolder], problems);
  problems.push(...strangers(project, stack, stackFolders));
  const own = stackFolders.find(({ name }) => name === stack);
  for (const folder of own?.isDirectory() ? inside(project, [entriesFolder, stack], problems) : []) {
    const section = folder.name;
    const path = [entriesFolder, stack, section];
    if (!Object.hasOwn(sections, section) || !folder.isDirectory()) {
      const message = folder.isDirectory()
        ? unknownName(section, Object.keys(sections), "a folder of one of the sections")
        : `found ${kindOf(folder)}, expected folders: ${Object.keys(sections).join(", ")}`;
      problems.push({ path: path.join("/"), message });
      continue;
    }
    const read = inside(project, path, problems).flatMap((file) => entryOf(project, path, file, files, problems));
    if (read.length > 0) entries.set(section, Object.fromEntries(read));
  }
  return { entries, files, problems };
}

/** What a folder has in it. One that cannot be read is a problem. */
function inside({ folder }: Project, path: readonly string[], problems: Problem[]): Dirent[] {
  try {
    return entriesIn(join(folder, ...path));
  } catch (error) {
    problems.push({ path: path.join("/"), message: `found what cannot be read as a folder, ${oneLine(error)}` });
    return [];
  }
}

/** What stands beside the folders of stacks. A folder whose stack nobody knows is never read, so its entries are lost. */
function strangers(project: Project, stack: string, found: readonly Dirent[]): Problem[] {
  let known: string[] | undefined;
  return found.flatMap((one) => {
    const path = `${entriesFolder}/${one.name}`;
    if (!one.isDirectory())
      return [{ path, message: `found ${kindOf(one)}, expected folders with the names of stacks` }];
    known ??= [stack, ...stacksWithFile(project)];
    if (known.includes(one.name) || !hasEntries(project.folder, one.name)) return [];
    const nearest = nearestName(one.name, known);
    const hint = nearest === undefined ? "" : `did you mean ${nearest}? `;
    return [
      {
        path,
        message: `found a folder of a stack that has no Pulumi.${one.name}.yaml, ${hint}expected a stack's name`,
      },
    ];
  });
}

function stacksWithFile({ stackFolder }: Project): string[] {
  return readdirSync(stackFolder).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
}

/** The entry that a file has: its name and its value. None for a file that is a problem. */
function entryOf(
  project: Project,
  folder: readonly string[],
  found: Dirent,
  files: Map<string, string>,
  problems: Problem[],
): (readonly [name: string, value: unknown])[] {
  const file = [...folder, found.name].join("/");
  const name = /^(.+)\.yaml$/.exec(found.name)?.[1];
  const section = folder.at(-1)!;
  if (!found.isFile() || name === undefined) {
    const what = found.isFile() ? "this name" : kindOf(found);
    problems.push({ path: file, message: `found ${what}, expected files with the name of an entry: <name>.yaml` });
    return [];
  }
  const path = pathText([section, name]);
  const refused = (message: string, line = 1) => {
    problems.push({ path, message, place: `${file}:${line}` });
    return [];
  };
  files.set(path, file);
  try {
    const value = readEngineYaml(readText(join(project.folder, ...folder, found.name), { limit: fileLimit }));
    if (value === null) return refused("found an empty file, expected the entry's settings");
    if (hasSecret(value))
      return refused("found an encrypted value, which the engine reads in the stack's own file alone");
    return [[name, value]];
  } catch (error) {
    return error instanceof YamlError
      ? refused(`not valid YAML, ${oneLine(error)}`, error.line)
      : refused(oneLine(error));
  }
}

function kindOf(found: Dirent): string {
  if (found.isSymbolicLink()) return "a link";
  return found.isDirectory() ? "a folder" : found.isFile() ? "a file" : "something that is no file";
}

/** Whether a value has an encrypted part, as `pulumi config set --secret` writes it. */
export function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { secure } = value as { readonly secure?: unknown };
  return (typeof secure === "string" && Object.keys(value).length === 1) || Object.values(value).some(hasSecret);
}

/** A value that is an object, or the JSON of one. */
function objectOf(value: unknown): Record<string, unknown> | undefined {
  try {
    const read: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof read === "object" && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
