/** `cross-account diff`: what a change of the settings means, before anything is deployed. Its options. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { formats, runDiff, type DiffOptions } from "./diff/run";

const examples = `
Examples:
  cross-account diff                     the working tree against where this branch left the default branch
  cross-account diff HEAD                what is not committed yet
  cross-account diff v1.4.0 --format json
  cross-account diff origin/main --format md > comment.md
  cross-account diff origin/main --format sarif > findings.sarif

It reads files and git alone: no credentials, no network. Spelling, order and moving settings between files are no
difference. Wider is: somebody gains, a session may do more, lasts longer, or needs MFA less.

Exit codes: 0 same or narrower; 7 wider; 11 something is not known; 2 usage, or settings that are refused on either
side; 74 the difference could not be written; 141 its reader closed the output.`;

/** Makes the subcommand. It sets the exit code of the process. */
export function diffCommand(): Command {
  return new Command("diff")
    .summary("say who gains and who loses access by a change of the settings")
    .description(
      "Compares the settings of the working tree with those at another revision, by what they mean: who gains and " +
        "who loses access to which role, and what sessions may do more and less.",
    )
    .argument(
      "[base]",
      "the revision to compare with (default: the merge base with the remote's default branch, or else HEAD)",
    )
    .option("--project <folder>", "the project (default: CROSS_ACCOUNT_PROJECT, or the one here or above)")
    .addOption(new Option("--format <format>", "how to show the difference").choices(formats).default("table"))
    .addHelpText("after", examples)
    .action(async (base: string | undefined, options: DiffOptions) => {
      process.exitCode = await runDiff(base, options, join(__dirname, ".."));
    });
}
