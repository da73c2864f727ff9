import { complaint, runEngine, type Ran } from "../../shared/engine";
import { readdirSync } from "node:fs";
import { stackOf } from "../../shared/project/find";
import { exitCodes, Failure } from "../failure";
import { debug } from "../output/messages";
import { stackFolderOf } from "./project";
import type { PublishedRoles } from "./offeredRoles";

/**
 * Asks the engine what a stack publishes.
 *
 * @throws Failure when there is no engine or no such stack, or when it publishes no roles, or roles that cannot be
 * accepted
 */
export async function readStackOutputs(
  project: string,
  stack: string,
  env: NodeJS.ProcessEnv,
): Promise<PublishedRoles> {
  const started = Date.now();
  const ran = await ask(
    [
      "stack",
      "output",
      "roles",
      "--json",
      "--stack",
      await qualified(stack, project, env),
      "--non-interactive",
      "--color",
      "never",
    ],
    project,
    env,
  );
  debug(() => `pulumi stack output roles --stack ${stack}: exit code ${ran.code} after ${Date.now() - started} ms`);
  if (ran.code !== 0) {
    const said = complaint(ran);
    const next =
      damagedState().damagedStateAdvice(said, stack) ??
      (/PULUMI_ACCESS_TOKEN|pulumi login|logged in/i.test(said)
        ? "Log in to the backend first (pulumi login), or give the role's ARN."
        : `${otherStacks(stack, project)}Deploy it first (pulumi up --stack ${stack}), name another with --stack, or give the role's ARN.`);
    throw new Failure(exitCodes.usage, `The stack ${stack} gave no roles: ${said}. ${next}`);
  }
  const { roles, problem } = offered().offeredRoles(project, stack, ran.stdout);
  // Text that was found is already escaped in `problem`, so each line break separates two lines of the message.
  if (problem !== undefined) throw new Failure(exitCodes.usage, problem.split("\n"));
  return roles;
}

/** The stacks that have a file in the project, when this one has none; empty otherwise. */
function otherStacks(stack: string, project: string): string {
  const known = [...new Set(readdirSync(stackFolderOf(project)).flatMap((file) => stackOf(file) ?? []))];
  return stack.includes("/") || known.includes(stack) || known.length === 0
    ? ""
    : `There is no Pulumi.${stack}.yaml here; there are stacks ${known.join(", ")}. `;
}

/** The full name for `project/stack`. Pulumi would take the first part for an organization. */
async function qualified(stack: string, project: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (stack.split("/").length !== 2) return stack;
  return `${await organization(project, env)}/${stack}`;
}

/** The organization of stacks that do not name one. Backends without organizations call it `organization`. */
async function organization(project: string, env: NodeJS.ProcessEnv): Promise<string> {
  const chosen = await ask(["org", "get-default"], project, env);
  if (chosen.code !== 0) return "organization";
  // Without a default organization it is the person's own; then Pulumi prints a sentence instead of a name.
  const name = chosen.stdout.trim();
  return /^[\w.-]+$/.test(name) ? name : (await ask(["whoami"], project, env)).stdout.trim();
}

function offered(): typeof import("./offeredRoles") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a role that is remembered needs none of it
  return require("./offeredRoles") as typeof import("./offeredRoles");
}

function damagedState(): typeof import("../../shared/damagedState") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only an error needs it
  return require("../../shared/damagedState") as typeof import("../../shared/damagedState");
}

/** Runs the engine. @throws Failure when there is none */
function ask(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return runEngine(args, { cwd, env }).catch(() => {
    throw new Failure(
      exitCodes.usage,
      "Roles are known by name through Pulumi, and there is no `pulumi` on the PATH. Install it, or give the role's ARN.",
    );
  });
}
