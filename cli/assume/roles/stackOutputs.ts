import { exitCodes, Failure } from "../failure";
import { debug } from "../output/messages";
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
  const { code, stdout, stderr } = await runEngine(
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
  debug(() => `pulumi stack output roles --stack ${stack}: exit code ${code} after ${Date.now() - started} ms`);
  if (code !== 0) {
    const said =
      stderr
        .trim()
        .split("\n")
        .find((line) => /error/i.test(line)) ??
      stderr.trim().split("\n")[0] ??
      "";
    const next =
      damagedState().damagedStateAdvice(said, stack) ??
      `Deploy it first (pulumi up --stack ${stack}), name another with --stack, or give the role's ARN.`;
    throw new Failure(
      exitCodes.usage,
      `The stack ${stack} tells no roles: ${said.replace(/^error:\s*/, "") || `pulumi ended with code ${code}`}. ${next}`,
    );
  }
  const { roles, problem } = offered().offeredRoles(project, stack, stdout);
  // Text that was found is already escaped in `problem`, so each line break separates two lines of the message.
  if (problem !== undefined) throw new Failure(exitCodes.usage, problem.split("\n"));
  return roles;
}

/** The full name for `project/stack`. Pulumi would take the first part for an organization. */
async function qualified(stack: string, project: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (stack.split("/").length !== 2) return stack;
  return `${await organization(project, env)}/${stack}`;
}

/** The organization of stacks that do not name one. Backends without organizations call it `organization`. */
async function organization(project: string, env: NodeJS.ProcessEnv): Promise<string> {
  const chosen = await runEngine(["org", "get-default"], project, env);
  if (chosen.code !== 0) return "organization";
  // Without a default organization it is the person's own; then Pulumi prints a sentence instead of a name.
  const name = chosen.stdout.trim();
  return /^[\w.-]+$/.test(name) ? name : (await runEngine(["whoami"], project, env)).stdout.trim();
}

function offered(): typeof import("./offeredRoles") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a role that is remembered needs none of it
  return require("./offeredRoles") as typeof import("./offeredRoles");
}

function damagedState(): typeof import("../../shared/damagedState") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only an error needs it
  return require("../../shared/damagedState") as typeof import("../../shared/damagedState");
}

/** Runs the engine. @param timeout milliseconds after which it is ended; it is waited for unless given */
export function runEngine(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  timeout?: number,
): Promise<{ code: number; stdout: string; stderr: string }> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most calls start no engine, and loading this costs each of them
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, {
      cwd,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
      ...(timeout !== undefined && { timeout }),
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    child.on("error", () =>
      reject(
        new Failure(
          exitCodes.usage,
          "Roles are known by name through Pulumi, and there is no `pulumi` on the PATH. Install it, or give the role's ARN.",
        ),
      ),
    );
    child.on("close", (code) => resolve({ code: code ?? 1, ...said }));
  });
}
