/** `cross-account forget`: ends what `assume --remember` began. */
import { Command } from "commander";
import { exitCodes } from "./assume/failure";
import { askAll } from "./assume/remember/places";
import { rendered } from "./shared/lines";

/** Makes the subcommand. It sets the exit code of the process. */
export function forgetCommand(): Command {
  return new Command("forget")
    .summary("forget what assume --remember keeps")
    .description("Forgets the sign-ins with MFA and the sessions that assume --remember keeps, and ends its agent.")
    .addHelpText(
      "after",
      "\nExit codes: 0, also where nothing was kept; 3 something else is in the agent's place, or the keyring cannot be used.",
    )
    .action(async () => {
      const { forgotten, problems } = await askAll(process.env, "forget");
      if (forgotten > 0 || problems.length === 0)
        tell(
          forgotten === 0
            ? "Nothing was remembered."
            : `Forgotten: ${forgotten === 1 ? "one sign-in" : `${forgotten} sign-ins and sessions`}.`,
        );
      for (const problem of problems) tell(`cross-account forget: ${problem}`);
      if (problems.length > 0) process.exitCode = exitCodes.credentials;
    });
}

function tell(line: string): void {
  process.stderr.write(rendered([line], false));
}
