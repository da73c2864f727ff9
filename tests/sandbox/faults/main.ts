import { Command, InvalidArgumentError } from "commander";
import { appendFileSync } from "node:fs";
import { type Choice, chooseTrials, nameOf } from "./choose";
import { faults } from "./kinds";
import { type Operation, operationCalled, operations } from "./operations";
import { Stage } from "./stage";
import { breaches, remarks, table } from "./table";
import { attempt, type Result } from "./trial";

const interruption = new AbortController();

const command = new Command("npm run faults --")
  .description(
    "Lets each kind of fault happen at each call of AWS's API while the two stacks are deployed, changed and " +
      "destroyed in the sandbox;\nthen brings the deployment to its end as the documents say, and compares. " +
      "The table is printed on standard output.",
  )
  .option("--only <operations>", `some of ${operations.map(({ name }) => name).join(", ")}; separated by commas`, list)
  .option("--kinds <faults>", `some of ${faults.map(({ name }) => name).join(", ")}`, list)
  .option("--at <text>", "the calls alone that have this text in their names, such as iam:CreateRole")
  .option("--first <n>", "the first n trials of each operation", whole)
  .option("--every <n>", "every nth trial of each operation", whole)
  .option("--points <n>", "n trials in all, drawn by the seed", whole)
  .option("--seed <n>", "draws the same trials again", whole)
  .option("--log <file>", "append each trial to a file, a line of JSON each, with all that was printed")
  .addHelpText(
    "after",
    "\nAll trials take hours; one takes some ten seconds. Exit code 1: something is so that must never be. 130: interrupted.",
  )
  .action(
    async ({
      only,
      log,
      seed = Math.floor(Math.random() * 2 ** 31),
      ...choice
    }: Partial<Choice> & { only?: string[]; log?: string }) => {
      process.exitCode = await run(only?.map(operationCalled) ?? operations, { ...choice, seed }, log);
    },
  );

async function run(wanted: readonly Operation[], choice: Choice, log: string | undefined): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());
  console.error(`seed ${choice.seed}`);
  const stage = await Stage.open(interruption.signal);
  try {
    const rehearsals = [];
    for (const operation of wanted) {
      if (interruption.signal.aborted) break;
      say(`${operation.name} without a fault`);
      rehearsals.push(await stage.rehearse(operation));
    }
    const trials = chooseTrials(rehearsals, choice);
    const results: Result[] = [];
    const started = Date.now();
    for (const [at, trial] of trials.entries()) {
      if (interruption.signal.aborted) break;
      const left =
        at > 0 ? `, ${Math.ceil((((Date.now() - started) / at) * (trials.length - at)) / 60_000)} min left` : "";
      say(
        `${at + 1} of ${trials.length}${left}: ${trial.rehearsed.operation.name}, ${nameOf(trial.point)}, ${trial.fault.name}`,
      );
      const result = await attempt(stage, trial);
      if (result === undefined) continue;
      results.push(result);
      if (log !== undefined) appendFileSync(log, `${JSON.stringify(result)}\n`);
      for (const line of [...breaches([result]), ...remarks([result])]) say(line, true);
    }
    say(`seed ${choice.seed}, ${Math.round((Date.now() - started) / 1000)} s`, true);
    console.log(
      table(results, Object.fromEntries(rehearsals.map(({ operation, points }) => [operation.name, points.length]))),
    );
    if (interruption.signal.aborted) return 130;
    return breaches(results).length > 0 ? 1 : 0;
  } finally {
    await stage.close();
  }
}

/** A line of progress; on a terminal the next one takes its place unless it is to stay. */
function say(text: string, stays = false): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}${stays ? "\n" : ""}`);
  else console.error(text);
}

function list(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected a whole number.");
  return Number(text);
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = interruption.signal.aborted ? 130 : 1;
});
