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
    const header = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      sections.push([header, {}]);
      block = "";
      continue;
    }
    const setting = /^(\s*)([^=]+?)\s*=\s*(.*?)(?:\s+[#;].*)?\s*$/.exec(line);
    const section = sections.at(-1)?.[1];
    if (!setting || !section) continue;
    const [, indent, key, value] = setting;
    // An indented line belongs to the setting above it, if that has no value of its own.
    if (indent !== "" && block !== "") section[`${block}.${key!.toLowerCase()}`] = value!;
    else {
      section[key!.toLowerCase()] = value!;
      block = value === "" ? key!.toLowerCase() : "";
    }
  }
  return sections;
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
