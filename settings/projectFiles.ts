/** Reads the files of a Pulumi project as the engine does: Pulumi.yaml, and Pulumi.<stack>.yaml for each stack. */
import { join } from "node:path";
import type { ScalarTag, Tags } from "yaml";
import { readText, Unreadable } from "./readText";
import { readYaml, YamlError } from "./yamlText";

/** The most bytes of a file that are read. Real files are far smaller. */
export const fileLimit = 5_000_000;

/** What the files of a project say. */
export interface Project {
  readonly folder: string;
  /** The name in Pulumi.yaml. The program's own keys begin with it. */
  readonly name: string;
  /** The folder of the stacks' files. */
  readonly stackFolder: string;
  /** The address of the backend that the project names. Without one, the engine uses that of the person who runs it. */
  readonly backend?: string;
  /** Values by full keys, for stacks that have no value of their own. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads Pulumi.yaml.
 *
 * @throws Error when there is none, or it is not YAML with a name
 */
export function readProject(folder: string): Project {
  const file = join(folder, "Pulumi.yaml");
  let read: unknown;
  try {
    read = readYaml(readText(file, { limit: fileLimit }), engineYaml);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof YamlError ? "not valid YAML, " : ""}${oneLine(error)}`, {
      cause: error,
    });
  }
  if (!isObject(read) || typeof read["name"] !== "string")
    throw new Error(`${file}: expected the project's name under "name"`);
  const { name } = read;
  // Older projects have the folder as text under `config` instead of `stackConfigDir`; the engine still accepts that.
  const { stackConfigDir = read["config"] } = read;
  const declared = Object.entries(isObject(read["config"]) ? read["config"] : {}).flatMap(([key, entry]) => {
    const value = isObject(entry) ? (entry["value"] ?? entry["default"]) : entry;
    return value === undefined ? [] : [[fullKey(key, name), value] as const];
  });
  const backend = backendOf(read["backend"], file);
  return {
    folder,
    name,
    stackFolder: join(folder, typeof stackConfigDir === "string" ? stackConfigDir : "."),
    config: Object.fromEntries(declared),
    ...(backend !== undefined && { backend }),
  };
}

function backendOf(backend: unknown, file: string): string | undefined {
  if (backend === undefined || backend === null) return undefined;
  const url = isObject(backend) ? (backend["url"] ?? "") : undefined;
  if (typeof url !== "string") throw new Error(`${file}: expected under "backend" the address of one, as url: <text>`);
  return url === "" ? undefined : url;
}

/** The values of a stack by their full keys. @throws Error when the file does not exist or is not YAML */
export function stackConfig(project: Project, name: string): Record<string, unknown> {
  const read = stackFile(project.stackFolder, name);
  const own = isObject(read) && isObject(read["config"]) ? read["config"] : {};
  return {
    ...project.config,
    // The engine makes an empty text of a key without a value.
    ...Object.fromEntries(
      Object.entries(own).map(([key, value]) => [fullKey(key, project.name), value === null ? "" : plain(value)]),
    ),
  };
}

/**
 * The one account that a stack may be deployed to, 12 digits, by its `aws:allowedAccountIds`.
 *
 * @throws Error with one line: there is no such file, it is not YAML, or it does not say exactly one account
 */
export function allowedAccount(project: Project, name: string): string {
  const ids = allowedAccountIds(stackConfig(project, name));
  const [id, ...more] = Array.isArray(ids) ? (ids as unknown[]) : [];
  if (typeof id === "string" && /^\d{12}$/.test(id) && more.length === 0) return id;
  throw new Error(
    `the file of the stack ${name} does not say under aws:allowedAccountIds a list of exactly one account id, 12 digits in quotes`,
  );
}

/**
 * The value of `aws:allowedAccountIds`, unchecked. A value that was set on the command line is JSON text; it is parsed.
 */
export function allowedAccountIds(config: Readonly<Record<string, unknown>>): unknown {
  const value = config["aws:allowedAccountIds"];
  try {
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

/** What was read, by the texts: finding the stacks and reading their settings each need it. */
const parsed = new Map<string, unknown>();

/** Reads a text as the engine reads a stack's file. @throws YamlError */
export function readEngineYaml(text: string): unknown {
  if (!parsed.has(text)) parsed.set(text, rewritten(readYaml(text, engineYaml)));
  return parsed.get(text);
}

/** The engine writes a file's values anew before it reads them, and a text loses the line break that it begins with. */
function rewritten(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/^\n/, "");
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rewritten(key), rewritten(inner)]));
}

function stackFile(folder: string, name: string): unknown {
  const { file, text } = stackText(folder, name);
  try {
    return readEngineYaml(text);
  } catch (error) {
    throw new Error(`${file}: not valid YAML, ${oneLine(error)}`, { cause: error });
  }
}

/** The file of a stack: its name and its text. @throws Error when there is none, or it cannot be read */
export function stackText(folder: string, name: string): { readonly file: string; readonly text: string } {
  for (const ending of ["yaml", "yml"]) {
    const file = `Pulumi.${name}.${ending}`;
    try {
      return { file, text: readText(join(folder, file), { limit: fileLimit }) };
    } catch (error) {
      if (error instanceof Unreadable && error.code === "ENOENT") continue;
      throw new Error(`${file}: ${oneLine(error)}`, { cause: error });
    }
  }
  throw new Error(`there is no Pulumi.${name}.yaml in ${folder}`);
}

/**
 * Reads numbers as the engine's reader (Go's yaml.v3) does, including those of YAML 1.1: `017` is 15 and `1_000` is a
 * thousand. Everything else stays text.
 */
const engineNumber: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  identify: (value) => typeof value === "number",
  default: true,
  test: /^[-+.]?\d[\w.+-]*$/,
  resolve(text) {
    const plainly = text.replaceAll("_", "");
    const [, sign = "", prefix, digits = ""] = /^([-+]?)(0[xXbBoO]|0(?=[0-7]+$))?([\da-fA-F]+)$/.exec(plainly) ?? [];
    const base = { x: 16, b: 2, o: 8, "": 8 }[prefix?.slice(1).toLowerCase() ?? " "];
    if (base !== undefined && [...digits].every((digit) => Number.parseInt(digit, base) >= 0))
      return Number.parseInt(`${sign}${digits}`, base);
    const number = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plainly) ? Number(plainly) : NaN;
    return Number.isFinite(number) ? number : text;
  },
};

/**
 * Reads dates as the engine's reader does, and writes them as the engine passes them on. A date is a day, a day with
 * `T`, time and zone, or a day with a blank and a time without a zone. A date that no calendar has stays text.
 */
const engineDate: ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  identify: () => false,
  default: true,
  test: new RegExp(
    "^(\\d{4})-(\\d\\d?)-(\\d\\d?)" +
      "(?:(?: +(?=[^+Z-]+$)|[Tt](?=.*(?:Z|[+-]\\d\\d:\\d\\d)$))" +
      "(\\d\\d?):(\\d\\d?):(\\d\\d?)(?:[.,](\\d+))?(?:Z|([+-])(\\d\\d):(\\d\\d))?)?$",
  ),
  resolve(text) {
    const found = engineDate.test!.exec(text)!;
    const [year = 0, ...parts] = found.slice(1, 7).map((part) => Number(part ?? 0));
    const [fraction = "", sign = "+", hours = "00", minutes = "00"] = found.slice(7);
    const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second);
    const read = [
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
    ];
    if (read.join() !== parts.join() || Number(hours) > 24 || Number(minutes) > 59) return text;
    const zone = Number(hours + minutes) === 0 ? "+0000 UTC" : `${sign}${hours}${minutes} ${sign}${hours}${minutes}`;
    return `${date.toISOString().slice(0, 19).replace("T", " ")}${`.${fraction}`.replace(/\.?0*$/, "")} ${zone}`;
  },
};

/**
 * Options for reading YAML as the engine does: a day without quotes is a date, and `<<` copies another object's keys.
 */
const engineYaml = { merge: true, customTags: (tags: Tags): Tags => [engineDate, engineNumber, ...tags] };

/** The full key. A key without a namespace belongs to the project. */
function fullKey(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

/** A value with `[secret]` in place of each encrypted part. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1 && typeof value["secure"] === "string") return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The message of an error on one line. */
export function oneLine(error: unknown): string {
  return (error as Error).message
    .split("\n")
    .map((line) => line.trim())
    .join(" ")
    .replace(/:$/, "");
}
