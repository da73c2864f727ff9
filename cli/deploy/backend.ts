/** What the backend knows of the stacks. */
import { complaint, runEngine } from "../shared/engine";
import type { FailedCreation } from "./facts";
import { parsedJson } from "./json";
import { Unusable } from "./project";
import type { Surroundings } from "./update";

const quiet = ["--non-interactive", "--color", "never"];

/**
 * The names of the project's stacks that the backend has.
 *
 * @throws Unusable when there is no engine, or nobody is signed in to the backend
 */
export async function stacksInBackend({ cwd, env }: Surroundings): Promise<ReadonlySet<string>> {
  const ran = await runEngine(["stack", "ls", "--json", ...quiet], { cwd, env }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? new Unusable(["there is no `pulumi` on the PATH. Install Pulumi."]) : error;
    },
  );
  if (ran.code !== 0) {
    const said = complaint(ran);
    const signIn = /PULUMI_ACCESS_TOKEN|pulumi login|logged in/i.test(said);
    throw new Unusable([
      `the backend cannot be asked: ${said}. ` +
        (signIn ? "Sign in to it first (pulumi login)." : "See what `pulumi stack ls` says here."),
    ]);
  }
  const listed = parsedJson(ran.stdout);
  const names = (Array.isArray(listed) ? (listed as { name?: unknown }[]) : []).map(({ name }) => String(name));
  return new Set(names.map((name) => name.split("/").at(-1)!));
}

/** What an earlier run left of a stack. */
export interface Left {
  /** The last update did not come to a good end, or its end is not known. */
  readonly failed: boolean;
  /** What the stack's last update has recorded of itself for the next one. */
  readonly record: unknown;
  /** Creations of which nobody knows whether they were carried out. */
  readonly pending: readonly FailedCreation[];
}

/** Asks what an earlier run left. @throws Error with the engine's words when it does not say */
export async function leftOf(stack: string, { cwd, env }: Surroundings): Promise<Left> {
  const ask = async (...args: string[]): Promise<unknown> => {
    const ran = await runEngine(["stack", ...args, "--stack", stack, ...quiet], { cwd, env });
    if (ran.code !== 0) throw new Error(complaint(ran));
    return parsedJson(ran.stdout);
  };
  const history = (await ask("history", "--json", "--page-size", "1")) as readonly { result?: unknown }[] | undefined;
  const state = (await ask("export")) as { deployment?: Deployment } | undefined;
  const operations = state?.deployment?.pending_operations ?? [];
  const last = history?.[0]?.result;
  return {
    failed: operations.length > 0 || (last !== undefined && last !== "succeeded"),
    record: state?.deployment?.resources?.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.["deployed"],
    pending: operations.flatMap(({ type, resource }) =>
      type === "creating" && resource !== undefined
        ? [{ urn: resource.urn, type: resource.type, parent: resource.parent ?? "", inputs: resource.inputs ?? {} }]
        : [],
    ),
  };
}

/** What is read of a stack's state. */
interface Deployment {
  readonly pending_operations?: readonly PendingOperation[];
  readonly resources?: readonly { readonly type?: string; readonly outputs?: Readonly<Record<string, unknown>> }[];
}

/** An operation in a stack's state that was begun and whose end is not known. */
interface PendingOperation {
  readonly type?: string;
  readonly resource?: {
    readonly urn: string;
    readonly type: string;
    readonly parent?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
  };
}
