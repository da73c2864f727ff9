/** `cross-account check`: tests policies before they are attached, without AWS and without Pulumi. */
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { isColoured } from "./colour";
import { asJson, asTable } from "./check/formats";
import { readInput, UnusableInput } from "./check/input";
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

/** The largest input, in bytes. All AWS managed policies together take a third of it. */
const limit = 10_000_000;

const HELP = `
Examples:
  cross-account check policy.json
  cross-account check roles/*.yaml --account 222222222222
  cross-account check --format sarif policies.json > findings.sarif
  jq .policy plan.json | cross-account check -

Exit codes:
  0   all are acceptable
  7   something is too broad
  11  nothing is known to be too broad, but something cannot be proven
  2   the input or the command line cannot be used, or IAM would refuse a document
  74  the findings could not be written (full disk); 141 nobody reads them on (| head)`;

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
        "a list of those; - for standard input",
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
  try {
    const refused: string[] = [];
    const checked = files.flatMap((file) => {
      const text = read(file);
      const found = readInput(text, file, account);
      refused.push(...refusalLines(found, file === "-" ? "standard input" : file, text));
      return found;
    });
    if (refused.length > 0) throw new UnusableInput(...refused);
    const results = judgeAll(checked, new Date());
    await writeOut(shown(results, format));
    return exitCodeOf(results);
  } catch (error) {
    if (!(error instanceof UnusableInput)) throw error;
    process.stderr.write(`${error.lines.map(visible).join("\n")}\n`);
    return unusableInput;
  }
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
    throw error instanceof Unreadable
      ? new UnusableInput(
          `${file}: ${error.message}${error.code === undefined ? ", expected a JSON or YAML text of at most 10 MB" : ""}`,
        )
      : error;
  }
}

function collectAccount(value: string, before: readonly string[] = []): readonly string[] {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError("Expected 12 digits.");
  return [...before, value];
}
