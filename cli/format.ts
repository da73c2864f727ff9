/** `cross-account format`: one file for each entry of the settings. Its options. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { runFormat, type FormatOptions } from "./format/run";

const examples = `
Examples:
  cross-account format --split --dry-run               the files that would be written
  cross-account format --split                         all stacks of the project
  cross-account format --split --stack trusting

An entry moves as it is written, with the comments above it, from Pulumi.<stack>.yaml to
access/<stack>/<section>/<name>.yaml. What the files say is compared before and after; where it would not be the same,
nothing is changed. Run again, it finds nothing to do.

Exit codes: 0; 2 usage, or settings that cannot be split; 74 a file could not be written; 141 nobody reads the output on.`;

/** Makes the subcommand. It sets the exit code of the process. */
export function formatCommand(): Command {
  return new Command("format")
    .summary("give each role and grant of the settings a file of its own")
    .description("Moves roles, grants, groups and policies from the stacks' files into files of their own.")
    .addOption(new Option("--split", "one file for each entry").makeOptionMandatory())
    .option("--stack <stack...>", "the stacks (default: all of the project)")
    .option("--dry-run", "say which files would be written, and write none")
    .option("--project <folder>", "the project (default: CROSS_ACCOUNT_PROJECT, or the one here or above)")
    .addHelpText("after", examples)
    .action(async (options: FormatOptions) => {
      process.exitCode = await runFormat(options, join(__dirname, ".."));
    });
}
