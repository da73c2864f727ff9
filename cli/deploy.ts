/** `cross-account deploy`: all stacks in the order that their grants give. Its options. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { runDeploy, type DeployOptions } from "./deploy/run";
import { atOnce } from "./shared/atOnce";

const examples = `
Examples:
  cross-account deploy --all                      every stack of the project, what offers roles before what is granted them
  cross-account deploy --all --preview            what that would do; exit code 7 where the policy pack refuses
  cross-account deploy trusting trusted           these alone, in their order
  cross-account deploy --all --parallel 8 --wait  for a lock that somebody else holds, too
  cross-account deploy --all --destroy            the other way round; off a terminal it needs --yes

What needs a stack that failed is not touched; run it again, and it carries on. Ctrl-C lets what runs come to its end and
begins nothing more; a second one cancels what runs. The policy pack is always part of it.

Exit codes: 0; 1 something failed, or was not begun; 7 the policy pack refused, and nothing else failed; 2 usage, or
settings that cannot be used, before anything is touched; 74 the result could not be written; 141 nobody reads it on.`;

/** Makes the subcommand. It sets the exit code of the process. */
export function deployCommand(): Command {
  return new Command("deploy")
    .summary("deploy all accounts in their order")
    .description("Deploys stacks in the order that their grants give, several at once, always with the policy pack.")
    .argument("[stack...]", "the stacks")
    .option("--all", "every stack of the project")
    .option("--preview", "say what would change, and change nothing")
    .option("--destroy", "remove what the stacks deployed, what is granted roles before what offers them")
    .option("--refresh", "ask AWS first what is there")
    .option("--yes", "remove without asking")
    .option("--wait", "wait for a stack that somebody else deploys right now, instead of leaving")
    .addOption(new Option("--parallel <n>", "how many stacks at once").argParser(atOnce).default(4))
    .option("--policy-pack <folder>", "the policy pack (default: policypack in the project)")
    .option(
      "--policy-pack-config <file>",
      "its configuration (default: policypack.config.json in the project, if there is one)",
    )
    .option("--project <folder>", "the project (default: CROSS_ACCOUNT_PROJECT, or the one here or above)")
    .addHelpText("after", examples)
    .action(async (stacks: string[], options: DeployOptions) => {
      process.exitCode = await runDeploy(stacks, options, join(__dirname, ".."));
    });
}
