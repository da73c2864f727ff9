/** `cross-account check`: tests policies before they are attached, without AWS and without Pulumi. */
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { isColoured } from "./colour";
import { asJson, asTable } from "./check/formats";
import { filesIn } from "./check/files";
import { readInput, UnusableInput, type Checked } from "./check/input";
import { exitCodeOf, judgeAll, type Result } from "./check/results";
import { refusalLines } from "./check/refusals";
import { asSarif } from "./check/sarif";
import { visible } from "../settings/visible";
import { writeOut } from "./shared/output";
import { readText, Unreadable } from "../settings/readText";

interface CheckOptions {
  readonly format: "table" | "json" | "sarif";
  readonly account?: readonly string[];
}

const unusableInput = 2;
const tooBroad = 7;

/** The largest input, in bytes. All AWS managed policies together take a third of it. */
const limit = 10_000_000;

const HELP = `
Examples:
  cross-account check policy.json
  cross-account check roles/*.yaml --account 222222222222
  cross-account check --format sarif policies.json > findings.sarif
  cross-account check policies/                            every .json, .yaml and .yml in the folder and below
  aws iam get-role-policy --role-name deploy --policy-name own | jq .PolicyDocument | cross-account check -

What the AWS CLI, Terraform, CloudFormation and Pulumi write is recognised, and the jq line for it is printed.

Exit codes:
  0   all are acceptable
  7   something is too broad
  2   an input or the command line cannot be used, or IAM would refuse a document; the other inputs are judged,
      and when one of them is too broad it is 7
  11  nothing is known to be too broad, but something cannot be proven
  74  the findings could not be written (full disk); 141 their reader closed the output (| head)`;

/**
 * Makes the subcommand. It sets the exit code of the process: 0 acceptable, 7 too broad, 11 unprovable, 2 unusable
 * input.
 */
export function checkCommand(): Command {
  return new Command("check")
    .summary("say whether policies are too broad")
    .description(
      "Judges IAM policy documents and principals by what they mean. Exit code 0: acceptable, 7: too broad, " +
        "11: cannot be proven, 2: unusable input.",
    )
    .argument(
      "<file...>",
      "JSON or YAML: a policy document, a principal { name, arn?, policies, boundary?, trust?, others? }, or " +
        "a list of those; a folder of such files; - for standard input",
    )
    .addOption(
      new Option("--format <format>", "how to show the findings").choices(["table", "json", "sarif"]).default("table"),
    )
    .option(
      "--account <id>",
      "an account that a trust may name; repeat for more (default: those that it names)",
      collectAccount,
    )
    .addHelpText("after", HELP)
    .action(async (files: string[], options: CheckOptions) => {
      process.exitCode = await check(files, options);
    });
}

async function check(files: readonly string[], { format, account }: CheckOptions): Promise<number> {
  // One file that cannot be used says nothing of the others: they are judged all the same.
  const unusable: string[] = [];
  const tried = <Result>(work: () => readonly Result[]): readonly Result[] => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UnusableInput)) throw error;
      unusable.push(...error.lines);
      return [];
    }
  };
  const checked = files
    .flatMap((file) => tried(() => filesIn(file)))
    .flatMap((file) => tried(() => readFile(file, account)));
  const results = judgeAll(checked, new Date());
  if (unusable.length > 0) process.stderr.write(`${unusable.map(visible).join("\n")}\n`);
  if (results.length > 0) await writeOut(shown(results, format));
  const verdict = exitCodeOf(results);
  return unusable.length > 0 && verdict !== tooBroad ? unusableInput : verdict;
}

function readFile(file: string, accounts: readonly string[] | undefined): Checked[] {
  const text = read(file);
  const found = readInput(text, file, accounts);
  const refused = refusalLines(found, file === "-" ? "standard input" : file);
  if (refused.length > 0) throw new UnusableInput(...refused);
  return found;
}

function shown(results: readonly Result[], format: CheckOptions["format"]): string {
  switch (format) {
    case "json":
      return asJson(results);
    case "sarif":
      return asSarif(
        results.map((one) => ({ ...one, file: one.file === "-" ? "-" : resolve(one.file) })),
        process.cwd(),
      );
    case "table":
      return asTable(results, process.stdout.columns, isColoured(process.stdout));
  }
}

function read(file: string): string {
  try {
    return readText(file === "-" ? 0 : file, { limit, pipes: true });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const expected = ", expected a JSON or YAML text of at most 10 MB";
    throw new UnusableInput(
      error.code === "ENOENT"
        ? `${file}: there is no such file${expected}`
        : `${file}: ${error.message}${error.code === undefined ? expected : ""}`,
    );
  }
}

function collectAccount(value: string, before: readonly string[] = []): readonly string[] {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError("Expected 12 digits.");
  return [...before, value];
}
