/** Runs the engine on one stack. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complaint, runEngine } from "../shared/engine";
import { factsOf, type Facts } from "./facts";
import { holderOf, type Holder } from "./lock";

/** What is done with stacks. */
export type Action = "up" | "preview" | "destroy" | "preview-destroy";

/** Where and how the engine runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called for each engine that is started, with a function that interrupts it. */
  readonly started: (interrupt: () => void) => void;
}

/** One update of one stack. */
export interface UpdateQuestion {
  readonly action: Action;
  readonly stack: string;
  readonly refresh: boolean;
  /** The policy pack's folder, and the file of its configuration. */
  readonly pack: { readonly folder: string; readonly config?: string };
}

/** How it ended. */
export interface Updated extends Facts {
  readonly ok: boolean;
  /** What the engine says on standard error in one line; empty when it says nothing. */
  readonly said: string;
  /** Who holds the stack's lock, where that stopped it. */
  readonly holder?: Holder;
}

const verbs: Readonly<Record<Action, readonly string[]>> = {
  up: ["up", "--yes"],
  preview: ["preview"],
  destroy: ["destroy", "--yes"],
  "preview-destroy": ["destroy", "--preview-only"],
};

/**
 * Runs an update to its end.
 *
 * @throws the system's error when the engine cannot be started
 */
export async function runUpdate(
  { action, stack, refresh, pack }: UpdateQuestion,
  { cwd, env, started }: Surroundings,
): Promise<Updated> {
  // The log has the settings in it, so nobody else may read it.
  const folder = mkdtempSync(join(tmpdir(), "cross-account-deploy-"));
  const log = join(folder, "events");
  try {
    const judged = action === "up" || action === "preview";
    const ran = await runEngine(
      [
        ...verbs[action],
        ...["--stack", stack, "--non-interactive", "--color", "never", "--suppress-outputs", "--event-log", log],
        ...(judged ? ["--policy-pack", pack.folder] : []),
        ...(judged && pack.config !== undefined ? ["--policy-pack-config", pack.config] : []),
        ...(refresh ? ["--refresh"] : []),
        // Else the engine asks about all resources of the state first, and then shows the pack those, too, that the
        // program no longer has and that are about to be deleted.
        ...(refresh && judged ? ["--run-program"] : []),
      ],
      // Without this variable the engine does not offer its log.
      { cwd, env: { ...env, PULUMI_DEBUG_COMMANDS: "true" }, apart: started },
    );
    const holder = ran.code === 0 ? undefined : holderOf(ran.stderr);
    return {
      ok: ran.code === 0,
      said: ran.code === 0 ? "" : complaint(ran),
      ...factsOf(textOf(log)),
      ...(holder && { holder }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended before it wrote one.
    return "";
  }
}
