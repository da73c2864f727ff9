/** Finds the project whose stacks are asked. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The variable that names the project's folder. */
export const projectVariable = "CROSS_ACCOUNT_PROJECT";
/** The project's name in Pulumi.yaml. */
export const projectName = "cross-account-access";
/** The largest Pulumi.yaml, in bytes. */
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

function isProject(folder: string): boolean {
  try {
    const file = join(folder, "Pulumi.yaml");
    const found = statSync(file);
    return (
      found.isFile() &&
      found.size <= longest &&
      new RegExp(`^name:\\s*["']?${projectName}["']?\\s*(?:#.*)?$`, "m").test(readFileSync(file, "utf8"))
    );
  } catch {
    return false;
  }
}

/** The stack that a file of a project has the settings of; undefined for any other file. */
export function stackOf(file: string): string | undefined {
  return /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
}
