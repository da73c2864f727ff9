/** A person at the terminal chooses a role when none is named. A bundle of its own: no other call needs its libraries. */
import search from "@inquirer/search";
import { go } from "fuzzysort";
import { visible } from "../../settings/visible";
import { openTerminal } from "./terminal";

/** A role that can be chosen. */
export interface Choice {
  readonly name: string;
  readonly arn: string;
  readonly stack: string;
  /** The name of its account, where accounts.yaml has one. */
  readonly account?: string;
}

/** The most that are shown at once. */
const page = 10;

/** The roles that what was typed fits, best first: all of its letters, in their order, in the name, account, stack or ARN. */
export function fitting<T extends Choice>(roles: readonly T[], typed: string): readonly T[] {
  if (typed.trim() === "") return roles;
  return go<T>(typed, roles, { keys: ["name", "account", "stack", "arn"], threshold: 0.25 }).map(({ obj }) => obj);
}

/**
 * Asks which role.
 *
 * @returns the chosen one; undefined without a terminal. Ctrl-C ends this process, as anywhere else
 */
export async function chooseRole<T extends Choice>(roles: readonly T[]): Promise<T | undefined> {
  const terminal = openTerminal();
  if (terminal === undefined) return undefined;
  const { input, output } = terminal;
  let ended: NodeJS.Signals | undefined;
  try {
    return await search<T>(
      {
        message: "Which role?",
        source: (typed) => fitting(roles, typed ?? "").map((role) => ({ value: role, ...words(role) })),
        pageSize: page,
      },
      { input, output },
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
    ended = "SIGINT";
    return undefined;
  } finally {
    terminal.close();
    if (ended !== undefined) process.kill(process.pid, ended);
  }
}

/** What is shown of a role. Others wrote it. */
function words({ name, arn, stack, account }: Choice): { readonly name: string; readonly short: string } {
  const where = account === undefined ? "" : `account ${account}, `;
  return { name: visible(`${name}  ${arn}  (${where}stack ${stack})`), short: visible(name) };
}
