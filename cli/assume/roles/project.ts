/** The Pulumi project whose stacks publish the roles, and the marks by which a change of a stack is seen without the engine. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** Names the project's folder from elsewhere. */
export const projectVariable = "CROSS_ACCOUNT_PROJECT";
/** The project's name in Pulumi.yaml. */
export const projectName = "cross-account-access";

/**
 * The folder of the project: `CROSS_ACCOUNT_PROJECT`, else the nearest folder above `from` with a Pulumi.yaml of that
 * name, else the checkout that this command is part of.
 */
export function findProject(env: NodeJS.ProcessEnv, from: string, own: string): string | undefined {
  const named = env[projectVariable];
  if (named) return resolve(named);
  for (let at = resolve(from); ; at = dirname(at)) {
    if (isProject(at)) return at;
    if (dirname(at) === at) break;
  }
  return isProject(own) ? own : undefined;
}

/** The stacks of a project whose settings offer roles. */
export function stacksWithRoles(project: string): string[] {
  return readdirSync(project).flatMap((file) => {
    const stack = /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
    return stack !== undefined && /^\s+["']?cross-account-access:roles["']?\s*:/m.test(readFileSync(join(project, file), "utf8")) ? [stack] : [];
  });
}

/**
 * A text that is another one when a stack may have changed: when its settings changed, or its state where that is in a
 * file. Undefined parts are those that only the backend knows.
 */
export function stampOf(project: string, stack: string, env: NodeJS.ProcessEnv): { readonly stamp: string; readonly complete: boolean } {
  const backend = env["PULUMI_BACKEND_URL"] || currentBackend(env);
  const name = stack.split("/").at(-1)!;
  const settings = modified(join(project, `Pulumi.${name}.yaml`));
  const folder = backend.startsWith("file://") ? backend.slice("file://".length).replace(/^~/, homedir()) : undefined;
  const of = stack.includes("/") ? stack.split("/").at(-2)! : projectName;
  const state = folder === undefined ? undefined : modified(join(folder, ".pulumi", "stacks", of, `${name}.json`));
  return { stamp: [backend, settings ?? "", state ?? ""].join("|"), complete: state !== undefined };
}

function currentBackend(env: NodeJS.ProcessEnv): string {
  try {
    const file = join(env["PULUMI_HOME"] || join(homedir(), ".pulumi"), "credentials.json");
    return (JSON.parse(readFileSync(file, "utf8")) as { current?: string }).current ?? "";
  } catch {
    return "";
  }
}

function isProject(folder: string): boolean {
  const file = join(folder, "Pulumi.yaml");
  return existsSync(file) && new RegExp(`^name:\\s*["']?${projectName}["']?\\s*$`, "m").test(readFileSync(file, "utf8"));
}

function modified(file: string): string | undefined {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs}/${size}`;
  } catch {
    return undefined;
  }
}
