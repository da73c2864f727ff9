/** `cross-account forget`: ends what `assume --remember` began. */
import { Command } from "commander";
import { exitCodes } from "./assume/failure";
import { NoAgent, openAgent } from "./assume/remember/client";
import { rendered } from "./shared/lines";

/** Makes the subcommand. It sets the exit code of the process. */
export function forgetCommand(): Command {
  return new Command("forget")
    .summary("forget what assume --remember keeps")
    .description("Forgets the sign-ins with MFA and the sessions that assume --remember keeps, and ends its agent.")
    .addHelpText("after", "\nExit codes: 0, also where nothing was kept; 3 something else is in the agent's place.")
    .action(async () => {
      try {
        const agent = await openAgent(process.env, false);
        const { forgotten = 0 } = (await agent?.ask({ op: "forget" })) ?? {};
        agent?.close();
        tell(
          forgotten === 0
            ? "Nothing was remembered."
            : `Forgotten: ${forgotten === 1 ? "one sign-in" : `${forgotten} sign-ins and sessions`}.`,
        );
      } catch (error) {
        if (!(error instanceof NoAgent)) throw error;
        tell(`cross-account forget: ${error.message}`);
        process.exitCode = exitCodes.credentials;
      }
    });
}

function tell(line: string): void {
  process.stderr.write(rendered([line], false));
}
