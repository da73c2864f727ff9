/** The stacks that publish the roles, and the marks by which a change of a stack is seen without the engine. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { underHome } from "../../shared/homeFolder";
import { projectName } from "../../shared/project/find";

/** The stacks of a project whose settings offer roles. */
export function stacksWithRoles(project: string): string[] {
  return readdirSync(project).flatMap((file) => {
    const stack = /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
    return stack !== undefined && /^\s+["']?cross-account-access:roles["']?\s*:/m.test(textOf(join(project, file))) ? [stack] : [];
  });
}

/** A folder of that name, and what may not be read, offers nothing. */
function textOf(file: string): string {
  try {
    return statSync(file).isFile() ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}

/**
 * A text that is another one when a stack may have changed: when its settings changed, or its state where that is in a
 * file. Undefined parts are those that only the backend knows.
 *
 * @param backend the address of the one that is asked; empty where it is not known
 */
export function stampOf(project: string, stack: string, backend: string): { readonly stamp: string; readonly complete: boolean } {
  const name = stack.split("/").at(-1)!;
  const settings = modified(join(project, `Pulumi.${name}.yaml`));
  const folder = backend.startsWith("file://") ? underHome(backend.slice("file://".length)) : undefined;
  const of = stack.includes("/") ? stack.split("/").at(-2)! : projectName;
  const state = folder === undefined ? undefined : modified(join(folder, ".pulumi", "stacks", of, `${name}.json`));
  return { stamp: [backend, settings ?? "", state ?? ""].join("|"), complete: state !== undefined };
}

function modified(file: string): string | undefined {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs}/${size}`;
  } catch {
    return undefined;
  }
}
