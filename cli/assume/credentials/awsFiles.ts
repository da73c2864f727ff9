/**
 * The two files of AWS profiles, as the AWS CLI and SDKs read them.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
import { join } from "node:path";
import { readText, Unreadable } from "../../../settings/readText";
import { homeFolder, underHome } from "../../shared/homeFolder";
import { exitCodes, Failure } from "../failure";

/** The settings of one section. A nested setting has a key such as `sts.endpoint_url`. */
export type Section = Readonly<Record<string, string>>;

/** Sections by kind and name. A profile that is in both files is one section. */
export interface AwsFiles {
  readonly profiles: Readonly<Record<string, Section>>;
  readonly services: Readonly<Record<string, Section>>;
}

/** The largest file of profiles, in bytes. */
const limit = 5_000_000;

/** Reads both files. A missing file counts as empty. @throws Failure when a file cannot be read */
export function readAwsFiles(env: NodeJS.ProcessEnv): AwsFiles {
  return joinFiles(
    readIfThere(place(env, "AWS_CONFIG_FILE", "config")),
    readIfThere(place(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials")),
  );
}

/** Joins the texts of `config` and `credentials`. When both have a setting, the one in `credentials` counts. */
export function joinFiles(config: string, credentials: string): AwsFiles {
  const profiles: Record<string, Record<string, string>> = Object.create(null) as Record<string, never>;
  const services: Record<string, Record<string, string>> = Object.create(null) as Record<string, never>;
  for (const [header, section] of parse(config)) {
    const [, kind, name] = /^(?:(profile|services)\s+)?["']?(.*?)["']?$/.exec(header)!;
    if (kind === "services") Object.assign((services[name!] ??= {}), section);
    // In `config`, a section without the word `profile` is a profile only when it is called `default`.
    else if (kind === "profile" || name === "default") Object.assign((profiles[name!] ??= {}), section);
  }
  for (const [header, section] of parse(credentials))
    Object.assign((profiles[header.replace(/^profile\s+/, "")] ??= {}), section);
  return { profiles, services };
}

function parse(text: string): [header: string, section: Record<string, string>][] {
  const sections: [string, Record<string, string>][] = [];
  let block = "";
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = headerOf(line);
    if (header !== undefined) {
      sections.push([header, {}]);
      block = "";
      continue;
    }
    const setting = settingOf(line);
    const section = sections.at(-1)?.[1];
    if (!setting || !section) continue;
    const { indented, key, value } = setting;
    // An indented line belongs to the setting above it, if that has no value of its own.
    if (indented && block !== "") section[`${block}.${key}`] = value;
    else {
      section[key] = value;
      block = value === "" ? key : "";
    }
  }
  return sections;
}

/** The text between the brackets of a header. Expressions that go back and forth would take long on long lines. */
function headerOf(line: string): string | undefined {
  const text = line.trimStart();
  const end = text.startsWith("[") ? text.indexOf("]") : -1;
  return end < 0 ? undefined : text.slice(1, end).trim();
}

/** A setting, with its key in lower case and its value without a comment. */
function settingOf(
  line: string,
): { readonly indented: boolean; readonly key: string; readonly value: string } | undefined {
  const at = line.indexOf("=");
  const key = line.slice(0, at).trim().toLowerCase();
  if (at < 0 || key === "") return undefined;
  const text = line.slice(at + 1).trim();
  const comment = text.search(/\s[#;]/);
  return { indented: /^\s/.test(line), key, value: comment < 0 ? text : text.slice(0, comment).trimEnd() };
}

function place(env: NodeJS.ProcessEnv, variable: string, name: string): string | undefined {
  const named = env[variable];
  const home = homeFolder();
  return named ? underHome(named) : home && join(home, ".aws", name);
}

function readIfThere(path: string | undefined): string {
  if (path === undefined) return "";
  try {
    return readText(path, { limit, pipes: true });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return "";
    throw new Failure(
      exitCodes.credentials,
      `${path}: ${error.message}${error.code === undefined ? ", expected a file of AWS profiles of at most 5 MB" : ""}.`,
    );
  }
}
