/** Asks the engine what a stack deployed. */
import { damagedStateAdvice } from "../../../shared/damagedState";
import { complaint, runEngine, type Ran } from "../../../shared/engine";
import { oneLine } from "../accounts/refusals";
import type { MissingEvidence, StackState } from "../evidence";
import { readState } from "./stackState";

/** Which stack to ask the engine about. */
export interface ExportQuestion {
  readonly folder: string;
  readonly stack: string;
  /** The account in its settings, 12 digits. */
  readonly account: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** What the engine knows, and what is missing from that. */
export interface ExportedState {
  readonly deployed: boolean;
  readonly state?: StackState;
  readonly missing?: MissingEvidence;
}

/** Reads the state of a stack. What cannot be read is in the result. Rejects only when it is interrupted. */
export async function exportState({ folder, stack, account, env, signal }: ExportQuestion): Promise<ExportedState> {
  const missing = (why: string, next: string): ExportedState => ({
    deployed: false,
    missing: { what: `what the stack ${stack} deployed`, stack, why: oneLine(why), next },
  });
  let ran: Ran;
  try {
    const args = ["stack", "export", "--stack", stack, "--non-interactive", "--color", "never"];
    ran = await runEngine(args, { cwd: folder, env, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT"
      ? missing("there is no `pulumi` on the PATH", "Install Pulumi, or run the review where it is.")
      : missing(message, "See whether `pulumi version` works here.");
  }
  if (ran.code !== 0) {
    if (/no stack named .* found/i.test(ran.stderr)) return { deployed: false };
    const said = complaint(ran);
    return missing(
      said,
      damagedStateAdvice(said, stack) ??
        `See what \`pulumi stack export --stack ${stack}\` says here, and whether you are signed in to the ` +
          "stacks' backend (pulumi whoami).",
    );
  }
  try {
    const read = readState(stack, JSON.parse(ran.stdout), account);
    if (!read.deployed) return { deployed: false };
    const { state, problem } = read;
    return {
      deployed: true,
      state,
      ...(problem !== undefined && {
        missing: {
          what: `the roles that the stack ${stack} publishes`,
          stack,
          why: oneLine(problem),
          next: `Deploy the stack again: pulumi up --stack ${stack}`,
        },
      }),
    };
  } catch (error) {
    return missing(
      `the export cannot be read: ${(error as Error).message}`,
      "Use a version of Pulumi that this program is made for: 3.248 or newer.",
    );
  }
}
