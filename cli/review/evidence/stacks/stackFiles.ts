/** The stacks of a project, as their settings files say. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings, sections, type Account, type Settings } from "../../../../settings";
import { readAccount } from "../../../../settings/account";

/** What the files of a project say. */
export interface Project {
  readonly folder: string;
  /** The name in Pulumi.yaml, which the program's own keys begin with. */
  readonly name: string;
  /** Where the stacks' files are. */
  readonly stackFolder: string;
  /** Values that count for every stack which has none of its own, by full keys. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a stack's file says. */
export interface StackFile {
  readonly account?: Account;
  readonly settings?: Settings;
  /** `aws:profile`. */
  readonly profile?: string;
  /** Why there are no settings, in one line. */
  readonly problem?: string;
}

/**
 * Reads Pulumi.yaml.
 *
 * @throws when there is none, or it is not YAML with a name
 */
export function readProject(folder: string): Project {
  const file = join(folder, "Pulumi.yaml");
  const read: unknown = parse(readFileSync(file, "utf8"));
  if (!isObject(read) || typeof read["name"] !== "string") throw new Error(`${file}: expected the project's name under "name"`);
  const { name, stackConfigDir } = read;
  const declared = Object.entries(isObject(read["config"]) ? read["config"] : {}).flatMap(([key, entry]) => {
    const value = isObject(entry) ? (entry["value"] ?? entry["default"]) : entry;
    return value === undefined ? [] : [[fullKey(key, name), value] as const];
  });
  return { folder, name, stackFolder: join(folder, typeof stackConfigDir === "string" ? stackConfigDir : "."), config: Object.fromEntries(declared) };
}

/** The stacks that have settings of this program's, and those whose file cannot be read, by name. */
export function stackNames(project: Project): string[] {
  const names = readdirSync(project.stackFolder).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort().filter((name) => {
    try {
      const keys = Object.keys(configOf(project, name));
      return Object.keys(sections).some((section) => keys.includes(`${project.name}:${section}`));
    } catch {
      return true;
    }
  });
}

/**
 * Reads the settings of a stack as its program does, but for dates that are past: what is deployed is reviewed all the same.
 *
 * @param stack `stack`, `project/stack` or `organization/project/stack`
 */
export function readStackFile(project: Project, stack: string): StackFile {
  let config: Record<string, unknown>;
  try {
    config = configOf(project, stack.split("/").at(-1)!);
  } catch (error) {
    return { problem: oneLine(error) };
  }
  const profile = config["aws:profile"];
  const found = typeof profile === "string" && profile !== "" ? { profile } : {};
  const account = readAccount(textOf(config["aws:region"]), config["aws:allowedAccountIds"], []);
  const known = account.id !== "" && account.region !== "" ? { ...found, account } : found;
  try {
    const texts = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, textOf(value)!]));
    return { ...known, settings: readSettings(texts, project.name, undefined) };
  } catch (error) {
    return { ...known, problem: oneLine(error) };
  }
}

/** The values of a stack by their full keys. @throws when the file is not there or not YAML */
function configOf(project: Project, name: string): Record<string, unknown> {
  const read = readYaml(project.stackFolder, name);
  const own = isObject(read) && isObject(read["config"]) ? read["config"] : {};
  return { ...project.config, ...Object.fromEntries(Object.entries(own).map(([key, value]) => [fullKey(key, project.name), plain(value)])) };
}

function readYaml(folder: string, name: string): unknown {
  for (const ending of ["yaml", "yml"]) {
    const file = `Pulumi.${name}.${ending}`;
    let text: string;
    try {
      text = readFileSync(join(folder, file), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new Error(`${file}: ${oneLine(error)}`, { cause: error });
    }
    try {
      // A day without quotes is a date to the engine.
      return parse(text, { customTags: ["timestamp"] });
    } catch (error) {
      throw new Error(`${file}: not valid YAML, ${oneLine(error)}`, { cause: error });
    }
  }
  throw new Error(`there is no Pulumi.${name}.yaml in ${folder}`);
}

/** A key without a namespace is the project's. */
function fullKey(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

/** A value as the engine hands it on: dates in its words, and of an encrypted one only that it is one. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace(/^(.{10})T(.{8})\.\d+Z$/, "$1 $2 +0000 UTC");
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1 && typeof value["secure"] === "string") return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function oneLine(error: unknown): string {
  return (error as Error).message.split("\n").map((line) => line.trim()).join(" ").replace(/:$/, "");
}
