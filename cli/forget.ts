/** `cross-account forget`: ends what `assume --remember` began. */
import { Command } from "commander";
import { exitCodes } from "./assume/failure";
import { askAll } from "./assume/remember/places";
import { rendered } from "./shared/lines";

/** Makes the subcommand. It sets the exit code of the process. */
export function forgetCommand(): Command {
  return new Command("forget")
    .summary("forget what assume --remember and --reuse keep")
    .description(
      "Forgets the sign-ins with MFA that assume --remember keeps and the sessions of --reuse, and ends their agent.",
    )
    .addHelpText(
      "after",
      "\nExit codes: 0, also where nothing was kept; 3 something else is in the agent's place, or the keyring cannot be used.",
    )
    .action(async () => {
      const { forgotten, sessions, problems } = await askAll(process.env, "forget");
      const words = [counted(forgotten, "sign-in"), counted(sessions, "session")].filter((text) => text !== "");
      if (words.length > 0) tell(`Forgotten: ${words.join(" and ")}.`);
      else if (problems.length === 0) tell("Nothing was remembered.");
      for (const problem of problems) tell(`cross-account forget: ${problem}`);
      if (problems.length > 0) process.exitCode = exitCodes.credentials;
    });
}

function counted(count: number, what: string): string {
  if (count === 0) return "";
  return count === 1 ? `one ${what}` : `${count} ${what}s`;
}

function tell(line: string): void {
  process.stderr.write(rendered([line], false));
}
