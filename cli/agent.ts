/** `cross-account agent`: what `assume --remember` starts. People have no use for it, so it is not listed. */
import { Command } from "commander";
import { agentFolder } from "./assume/remember/agentFolder";
import { runAgent } from "./assume/remember/agent";

/** Makes the subcommand. */
export function agentCommand(): Command {
  return new Command("agent")
    .description("Keeps sign-ins with MFA in memory for assume --remember. It is started when it is needed.")
    .action(() => runAgent(agentFolder(process.env), () => process.stdout.write("ready\n")));
}
