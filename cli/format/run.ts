/** Carries out `cross-account format`. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { hasSecret } from "../../settings/entryFiles";
import { entriesFolder } from "../../settings/entryFolders";
import { fileLimit, oneLine, readEngineYaml, readProject, stackText, type Project } from "../../settings/projectFiles";
import { readText } from "../../settings/readText";
import { sections } from "../../settings/settings";
import { visible } from "../../settings/visible";
import { stackNames } from "../review/evidence/stacks/stackFiles";
import { outputFailed, writeOut } from "../shared/output";
import { findProject } from "../shared/project/find";
import { writeWhole } from "../shared/writeWhole.cjs";
import { split } from "./split";

/** The options of the command line. */
export interface FormatOptions {
  readonly project?: string;
  readonly stack?: readonly string[];
  readonly dryRun?: boolean;
}

/** A file to be written. */
interface Written {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** The schemas of entries, in the folder of that of stacks' files. */
const schemas: Readonly<Record<string, string>> = {
  roles: "role.schema.json",
  policies: "policy.schema.json",
  groups: "group.schema.json",
  grants: "grant.schema.json",
};

/**
 * Moves entries into files of their own.
 *
 * @param own the folder of the checkout that this command is part of
 * @returns the exit code: 0; 2 when it cannot be done; 74 when a file cannot be written
 */
export async function runFormat(options: FormatOptions, own: string): Promise<number> {
  const say = (line: string) => void process.stderr.write(`cross-account format: ${visible(line)}\n`);
  let project: Project;
  let files: readonly Written[];
  try {
    const { project: named, stack: stacks } = options;
    const place = { env: process.env, directory: process.cwd(), own, ...(named !== undefined && { named }) };
    project = readProject(findProject(place).folder);
    files = (stacks ?? stackNames(project)).flatMap((stack) => filesOf(project, stack.split("/").at(-1)!));
  } catch (error) {
    if (error instanceof TypeError) throw error;
    say(`${oneLine(error)}. Nothing was changed.`);
    return 2;
  }
  try {
    for (const { path, text } of options.dryRun ? [] : files) {
      mkdirSync(dirname(join(project.folder, path)), { recursive: true });
      writeWhole(join(project.folder, path), text, { keepMode: true });
    }
  } catch (error) {
    say(`a file cannot be written, ${oneLine(error)}. Mend that and run it again; it carries on.`);
    return outputFailed;
  }
  await writeOut(files.map(({ path }) => `${visible(path)}\n`).join(""));
  if (files.length === 0) say("every entry has a file of its own already.");
  else say(`${files.length} files ${options.dryRun ? "would be written" : "are written"}.`);
  return 0;
}

/** The files of a stack that change; the stack's own comes last, so that a run that was interrupted can be repeated. */
function filesOf(project: Project, stack: string): Written[] {
  const { file, text } = stackText(project.stackFolder, stack);
  const before = configOf(text, project, file);
  const keys = Object.keys(sections).flatMap((one) => [[`${project.name}:${one}`, one] as const, [one, one] as const]);
  const { rest, entries } = split(text, new Map(keys));
  const after = configOf(rest, project, file);
  const paths = new Map<string, string>();
  const written = entries.map(({ section, name, text: entry }) => {
    const path = `${entriesFolder}/${stack}/${section}/${name}.yaml`;
    if (!/^[\w+=,.@-]{1,128}$/.test(name)) throw new Error(`${file}: found the name ${JSON.stringify(name)}`);
    const other = paths.get(path.toLowerCase());
    if (other !== undefined) throw new Error(`${path} and ${other} are one file on some systems; rename one`);
    paths.set(path.toLowerCase(), path);
    const value = readPart(entry, `${file}, ${section}.${name}`);
    if (hasSecret(value)) throw new Error(`${file}: found an encrypted value in ${section}.${name}, which has to stay`);
    const there = join(project.folder, path);
    const isThere = existsSync(there);
    if (isThere && !isDeepStrictEqual(readPart(readText(there, { limit: fileLimit }), path), value))
      throw new Error(`${path} is there already, and ${file} says something else`);
    after[section] = { ...(after[section] as object | undefined), [name]: value };
    return { path, text: `${schemaLine(project, text, section, stack)}${entry}`, isThere };
  });
  if (!isDeepStrictEqual(after, before))
    throw new Error(`${file} is written in a way that cannot be split without changing what it says. Split it by hand`);
  if (written.length === 0) return [];
  const own = { path: relative(project.folder, join(project.stackFolder, file)), text: rest };
  return [...written.filter(({ isThere }) => !isThere), own];
}

/** The values of a stack's file by their keys, those of this project without its name. */
function configOf(text: string, { name }: Project, file: string): Record<string, unknown> {
  const read = readPart(text, file) as { readonly config?: Readonly<Record<string, unknown>> | null } | null;
  const entries = Object.entries(read?.config ?? {});
  return Object.fromEntries(
    entries.map(([key, value]) => [key.startsWith(`${name}:`) ? key.slice(name.length + 1) : key, value]),
  );
}

function readPart(text: string, what: string): unknown {
  try {
    return readEngineYaml(text);
  } catch (error) {
    throw new Error(`${what}: cannot be read by itself, ${oneLine(error)}`, { cause: error });
  }
}

/** The line that tells editors the form of an entry, where the stack's file has such a line with a path. */
function schemaLine({ folder, stackFolder }: Project, text: string, section: string, stack: string): string {
  const schema = /^# yaml-language-server: \$schema=(?!\w+:)(\S+\/)?stack\.schema\.json\s*$/m.exec(text);
  if (schema === null) return "";
  const from = join(folder, entriesFolder, stack, section);
  const path = relative(from, join(stackFolder, schema[1] ?? "."))
    .split(sep)
    .join("/");
  return `# yaml-language-server: $schema=${posix.join(path, schemas[section]!)}\n`;
}
