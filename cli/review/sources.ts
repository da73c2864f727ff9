/** The files of a project in which people decide about findings. */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { entriesFolder, entriesIn } from "../../settings/entryFolders";
import { readProject } from "../../settings/projectFiles";
import { readText } from "../../settings/readText";
import { stacksOfProject } from "./evidence/stacks/stackFiles";
import type { SourceFile, Sources } from "./formats/sarif";

/** The largest file in which a finding's line is looked for, in bytes. */
const longestSource = 5_000_000;

/** The files of the repository in which people decide about findings of these stacks. */
export function sourcesOf(project: string, approvals: string, names: readonly string[]): Sources {
  const root = repositoryOf(project);
  const source = (file: string): SourceFile => {
    const path = relative(root, resolve(file)).split(sep).join("/");
    try {
      return { path, text: readText(file, { limit: longestSource }) };
    } catch {
      return { path };
    }
  };
  const folder = stackFolder(project);
  const stacks = names.map((stack) => [stack, source(join(folder, `Pulumi.${ownName(stack)}.yaml`))] as const);
  const roles = names.map((stack) => [stack, roleFiles(project, ownName(stack), root)] as const);
  return { stacks: new Map(stacks), roles: new Map(roles), approvals: source(approvals) };
}

/** The roles of a stack that have files of their own, by their keys. */
function roleFiles(project: string, stack: string, root: string): ReadonlyMap<string, string> {
  const folder = join(project, entriesFolder, stack, "roles");
  try {
    const path = (name: string) => relative(root, resolve(folder, name)).split(sep).join("/");
    return new Map(entriesIn(folder).map(({ name }) => [name.replace(/\.yaml$/, ""), path(name)]));
  } catch {
    // The evidence reports the problem.
    return new Map();
  }
}

function ownName(stack: string): string {
  return stack.split("/").at(-1)!;
}

/**
 * The folder of the stacks' settings. If Pulumi.yaml cannot be read, the project's folder; the evidence then reports
 * the problem.
 */
export function stackFolder(project: string): string {
  try {
    return readProject(project).stackFolder;
  } catch {
    return project;
  }
}

/** The stack that describes each account. If that cannot be read, the evidence reports the problem. */
export function describedAccounts(project: string): ReadonlyMap<string, string> {
  try {
    const stacks = stacksOfProject(readProject(project));
    return new Map(stacks.flatMap(({ name, account }) => (account === undefined ? [] : [[account, name] as const])));
  } catch {
    return new Map();
  }
}

/** The folder of the project's repository; the project's own folder when there is no repository. */
function repositoryOf(project: string): string {
  for (let at = project; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return project;
  }
}
