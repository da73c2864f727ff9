/** Finds the project whose stacks are asked. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hasEntries } from "../../../settings/entryFolders";

/** The variable that names the project's folder. */
export const projectVariable = "CROSS_ACCOUNT_PROJECT";
/** The project's name in Pulumi.yaml, unless somebody renamed it: see {@link projectNameIn}. */
export const projectName = "cross-account-access";
/** The largest file that is looked at, in bytes. */
const longest = 1024 * 1024;

/** Where to look. */
export interface ProjectQuestion {
  readonly env: NodeJS.ProcessEnv;
  /** The folder in which the caller works. */
  readonly directory: string;
  /** The folder of the checkout that this command is part of. */
  readonly own: string;
  /** The value of `--project`. */
  readonly named?: string;
}

/** A folder, and how it was found. */
export interface FoundProject {
  readonly folder: string;
  readonly by: "option" | "variable" | "place";
}

/** A project that cannot be used. The message says why, and what to do. */
export class UnusableProject extends Error {
  override readonly name = "UnusableProject";
}

/** Compares names, because each bundle has its own copy of the class. */
export function isUnusableProject(error: unknown): error is UnusableProject {
  return error instanceof Error && error.name === "UnusableProject";
}

/**
 * The folder of the project: `--project`, else `CROSS_ACCOUNT_PROJECT`, else the nearest folder upward from the
 * caller's whose Pulumi.yaml has the project's name, else the checkout that this command is part of.
 *
 * @throws UnusableProject when there is none
 */
export function findProject({ env, directory, own, named }: ProjectQuestion): FoundProject {
  const variable = env[projectVariable];
  for (const [name, folder, by] of [
    ["--project", named, "option"],
    [projectVariable, variable, "variable"],
  ] as const) {
    if (!folder) continue;
    if (isProject(resolve(directory, folder))) return { folder: resolve(directory, folder), by };
    throw new UnusableProject(
      `${name}: found ${JSON.stringify(folder)}, in which there is no Pulumi.yaml with the name ${projectName}.`,
    );
  }
  const folder = projectAround(directory) ?? (isProject(own) ? own : undefined);
  if (folder !== undefined) return { folder, by: "place" };
  throw new UnusableProject(
    `There is no ${projectName} project here or above. Go to its folder, or name it with --project or ${projectVariable}.`,
  );
}

/** The nearest folder with the project, from this one upward. */
export function projectAround(directory: string): string | undefined {
  for (let at = resolve(directory); ; at = dirname(at)) {
    if (isProject(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * Whether a folder has this program's project: by its name, or, where somebody renamed it, by a stack's file with
 * settings under the name that it has now, or with entries in files of their own.
 */
export function isProject(folder: string): boolean {
  const [name, ...others] = namesIn(folder);
  if (name === undefined) return false;
  // A file with two names cannot be used. The code that reads it says so.
  if ([name, ...others].includes(projectName)) return true;
  const own = new RegExp(`^\\s+["']?${name.replaceAll(".", "\\.")}:(?:${sections.join("|")})["']?\\s*:`, "m");
  try {
    return readdirSync(folder).some((file) => {
      const text = stackOf(file) === undefined ? "" : textOf(join(folder, file));
      if (!text.includes("aws:allowedAccountIds")) return false;
      return own.test(text) || sections.some((section) => hasEntries(folder, stackOf(file)!, section));
    });
  } catch {
    return false;
  }
}

/** The name of the project in a folder, which may be another than {@link projectName}. */
export function projectNameIn(folder: string): string {
  return namesIn(folder)[0] ?? projectName;
}

/** What a stack's file has under the project's name, as in `cross-account-access:roles`. */
const sections = ["roles", "policies", "groups", "grants", "organization", "empty"];

function namesIn(folder: string): string[] {
  const text = textOf(join(folder, "Pulumi.yaml"));
  return [...text.matchAll(/^name:\s*["']?([\w.-]{1,100})["']?\s*(?:#.*)?$/gm)].map(([, name]) => name!);
}

/** The text of a file; empty for one that is not there, is no file, or is too large. */
function textOf(file: string): string {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= longest ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}

/** The stack that a file of a project has the settings of; undefined for any other file. */
export function stackOf(file: string): string | undefined {
  return /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
}

/** The last part of `organization/project/stack`; undefined for a stack of another project. */
export function stackOfProject(reference: string, project: string): string | undefined {
  const parts = reference.split("/");
  const named = parts.at(-2);
  return named === undefined || named === project ? parts.at(-1) : undefined;
}
