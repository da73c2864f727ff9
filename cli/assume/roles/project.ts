/** The stacks that publish roles, and the marks that show a change of a stack without running the engine. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { entriesFolder, entriesIn, hasEntries } from "../../../settings/entryFolders";
import { underHome } from "../../shared/homeFolder";
import { projectNameIn, stackOf } from "../../shared/project/find";

/** The stacks of a project whose settings offer roles, by name. */
export function stacksWithRoles(project: string, folder = stackFolderOf(project)): string[] {
  const rolesKey = `${projectNameIn(project)}:roles`;
  // Pulumi.yaml may set roles for every stack.
  const common = textOf(join(project, "Pulumi.yaml")).includes(rolesKey);
  const names = readdirSync(folder).flatMap((file) => {
    const stack = stackOf(file);
    return stack !== undefined && offersRoles(project, stack, rolesKey, textOf(join(folder, file)), common)
      ? [stack]
      : [];
  });
  return [...new Set(names)];
}

/**
 * Whether a stack's settings have roles. Most files are written in one way, which a pattern recognises. Parsing YAML is
 * the exception, since it takes longer than the rest of a call.
 */
function offersRoles(project: string, stack: string, rolesKey: string, text: string, common: boolean): boolean {
  if (hasEntries(project, stack, "roles")) return true;
  if (new RegExp(`^\\s+["']?${rolesKey.replaceAll(".", "\\.")}["']?\\s*:`, "m").test(text)) return true;
  return (common || text.includes(rolesKey)) && lazyIdentity().offersRoles(project, stack);
}

/** The folder of the stacks' files: that of Pulumi.yaml, unless that file names another one. */
export function stackFolderOf(project: string): string {
  const text = textOf(join(project, "Pulumi.yaml"));
  return /stackConfigDir|\bconfig["']?\s*:[ \t]*[^\s#]/.test(text) ? lazyIdentity().stackFolder(project) : project;
}

/** The text of a file; empty for a folder, and for a file that may not be read. */
function textOf(file: string): string {
  try {
    return statSync(file).isFile() ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}

/**
 * A text that differs when a stack may have changed: its settings, or its state if that is a file. `complete` is false
 * when only the backend knows the state.
 *
 * @param project the project's folder
 * @param folder the folder of the stacks' files
 * @param backend the address of the backend; empty when not known
 */
export function stampOf(
  project: string,
  folder: string,
  stack: string,
  backend: string,
): { readonly stamp: string; readonly complete: boolean } {
  const name = stack.split("/").at(-1)!;
  const file = join(folder, `Pulumi.${name}`);
  const settings = modified(`${file}.yaml`) ?? modified(`${file}.yml`);
  const states = backend.startsWith("file://") ? underHome(backend.slice("file://".length)) : undefined;
  const of = stack.includes("/") ? stack.split("/").at(-2)! : projectNameIn(project);
  const state = states === undefined ? undefined : modified(join(states, ".pulumi", "stacks", of, `${name}.json`));
  return {
    stamp: [backend, settings ?? "", ...rolesStamp(project, name), state ?? ""].join("|"),
    complete: state !== undefined,
  };
}

/** What the files of roles were when they were changed last; nothing where there are none. */
function rolesStamp(project: string, stack: string): string[] {
  const folder = join(project, entriesFolder, stack, "roles");
  try {
    const found = entriesIn(folder).map(({ name }) => [name, modified(join(folder, name))]);
    return found.length === 0 ? [] : [createHash("sha256").update(JSON.stringify(found)).digest("hex").slice(0, 16)];
  } catch {
    return ["unreadable"];
  }
}

function modified(file: string): string | undefined {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs}/${size}`;
  } catch {
    return undefined;
  }
}

function lazyIdentity(): typeof import("../../shared/project/identity") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- reading YAML takes longer to load than most calls need
  return require("../../shared/project/identity") as typeof import("../../shared/project/identity");
}
