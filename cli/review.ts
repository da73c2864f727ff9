/** `cross-account review`: does the access in the accounts match what people approved? Its options. */
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { regionForm } from "../settings/partitions";
import { formats } from "./review/formats/format";
import { runReview, type ReviewOptions } from "./review/run";
import { atOnce } from "./shared/atOnce";

const examples = `
Examples:
  cross-account review                                     all stacks of the project, as a table
  cross-account review --stack trusting trusted --profile auditor
  cross-account review --profile trusting=audit-1 --profile trusted=audit-2
  cross-account review --output review.html                one page with the map, for a browser
  cross-account review --output review.md --output review.sarif
  cross-account review --resources                         also what buckets, keys, queues, topics and secrets refuse
  cross-account review --output now.json --since before.json --notify https://hooks.slack.com/services/…
  cross-account review --approve deploy --by platform@example.com --reason "Weekly release" --until 2027-05-01

It reads and changes nothing in AWS; --approve writes the approvals file alone. docs/review.md lists the permissions
that it needs, and every finding.

Exit codes: 0 as approved; 7 access differs from what was approved or declared, also when evidence is missing besides;
11 evidence is missing and nothing that is known differs; 2 usage; 9 as approved, and somebody could not be told;
74 the review could not be written; 130 interrupted; 141 the reader of the output closed it.`;

/** Makes the subcommand. It sets the exit code of the process. */
export function reviewCommand(): Command {
  return new Command("review")
    .summary("say who can assume what now, and whether somebody approved that")
    .description(
      "Reads the stacks' settings and states and the IAM of their accounts: who can assume which role, what " +
        "a session may do, what differs from the settings, and what nobody approved.",
    )
    .option("--stack <stack...>", "the stacks to review (default: all of the project)")
    .option(
      "--project <folder>",
      "the project to review in this call (default: CROSS_ACCOUNT_PROJECT, or the one here or above that you trust)",
    )
    .option(
      "--profile <[stack=]profile>",
      "the AWS profile that reads the accounts, or that of one stack; may be given several times (default: aws:profile of each stack)",
      collect,
    )
    .option("--approvals <file>", "what was approved (default: approvals.yaml in the project's folder)")
    .option(
      "--organization <file>",
      "what the organization forbids, as `cross-account organization` wrote it (default: organization.json in the " +
        "project's folder, else AWS is asked)",
    )
    .option(
      "--identity-center <profile>",
      "an AWS profile that administers IAM Identity Center, where none of the reviewed accounts does",
    )
    .addOption(
      new Option(
        "--format <format>",
        "how to show the review (default: by the ending of --output, else table)",
      ).choices(formats),
    )
    .option(
      "--output <file>",
      "write it there instead of to standard output, whole or not at all; may be given several times, for several formats",
      collect,
    )
    .option("--unused-after <days>", "after how many days without use access counts as unused", days, 90)
    .option("--keys-older-than <days>", "from which age access keys count as old", days, 90)
    .option("--due-within <days>", "how many days ahead a review is announced", days, 30)
    .option(
      "--no-usage",
      "do not ask when and by whom roles were used (service last accessed, CloudTrail), which takes longest",
    )
    .option(
      "--regions <region...>",
      "more regions whose CloudTrail is asked who assumed the roles (always: those of all stacks, and where a role was last used)",
      region,
    )
    .option(
      "--resources",
      "also read the policies of the buckets, keys, queues, topics and secrets that the roles' policies name, and say " +
        "what these refuse",
    )
    .option("--concurrency <n>", "how many accounts are read at a time (default: 8)", atOnce)
    .option(
      "--notify <url>",
      "post what changed there (Slack, Teams, else JSON; slack=, teams= or json= before it decides); may be given " +
        "several times; CROSS_ACCOUNT_NOTIFY holds more, where nobody reads them",
      collect,
    )
    .option("--since <file>", "with --notify: the earlier review in JSON; without it everything is new")
    .option("--approve <role>", "approve what a role gives now; by its key, its name or its ARN")
    .option("--by <name>", "with --approve: who decides")
    .option("--reason <text>", "with --approve: why the access is wanted")
    .option("--until <date>", "with --approve: the last day on which the approval counts, such as 2027-05-01")
    .addHelpText("after", examples)
    .action(async (options: ReviewOptions) => {
      process.exitCode = await runReview(options, join(__dirname, ".."));
    });
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function region(value: string, previous: readonly string[] = []): readonly string[] {
  if (!regionForm.test(value)) throw new InvalidArgumentError("Expected a region, such as eu-west-1.");
  return [...previous, value];
}

function days(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("Expected a number of days, such as 90.");
  return Number(value);
}
