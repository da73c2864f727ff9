/** `npm run fuzz`: strange input for everything that reads some. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { findEngine } from "../../sandbox/engine/engine";
import { kinds } from "./kinds";
import { engineFiles, engineVariable } from "./kinds/engine";
import type { Kind } from "./kind";
import { tryAll, tryRight, type Failure } from "./machine";
import { Trier } from "./pool";

interface Options {
  readonly inputs: number;
  readonly seed: number;
  readonly only?: readonly string[];
  readonly output: string;
  readonly replay?: string;
}

const help = `
For every input: no stack trace, no words of a defect, a documented exit code, nothing hidden that is not shown as such,
nothing left behind, the same answer again, at most 10 s of processor time; what is taken means what it says, and what
is refused counts for nothing. Each kind says the rest of what has to hold for it: tests/fuzz/kinds.

Exit codes: 0 nothing is wrong; 1 something is; 2 usage.`;

async function main(): Promise<void> {
  const command = new Command("npm run fuzz --")
    .description(
      "Tries strange inputs of all kinds, and writes those that something is wrong with, made small, into files.",
    )
    .option("--inputs <n>", "how many inputs", whole, 10_000)
    .option(
      "--seed <n>",
      "what the inputs are drawn from; the same seed draws the same ones",
      whole,
      Date.now() % 2 ** 31,
    )
    .addOption(new Option("--only <kind...>", "kinds of input alone").choices(kinds.map(({ name }) => name)))
    .option("--output <folder>", "where inputs that something is wrong with are written", "fuzz-failures")
    .option("--replay <file>", "try the input of such a file again, and nothing else")
    .addHelpText("after", help)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse();
  const options = command.opts<Options>();
  const trier = new Trier();
  try {
    process.exitCode = options.replay === undefined ? await fuzz(options, trier) : await replay(options.replay, trier);
  } finally {
    await trier.close();
  }
}

async function fuzz({ inputs, seed, only, output }: Options, trier: Trier): Promise<number> {
  const chosen: readonly Kind[] = only ? kinds.filter(({ name }) => only.includes(name)) : kinds;
  if (chosen.includes(engineFiles)) await withEngine();
  process.stdout.write(`${inputs} inputs, --seed ${seed}\n`);
  const wrong = await tryRight(chosen, trier);
  const { counts, failures } = await tryAll({ inputs, seed, kinds: chosen, trier, progress });
  process.stderr.write(process.stderr.isTTY ? "\r\u001b[2K" : "");
  const column = (number: number, what: string): string => `${String(number).padStart(6)} ${what}`;
  for (const [name, count] of Object.entries(counts)) {
    const columns = [
      column(count.taken, "taken"),
      column(count.refused, "refused"),
      ...(count.wrong > 0 ? [column(count.wrong, "wrong")] : []),
    ];
    process.stdout.write(`${name.padEnd(16)} ${columns.join(" ")}\n`);
  }
  const all = [...wrong, ...failures];
  for (const failure of all) process.stdout.write(`\n${told(failure, kept(failure, output))}\n`);
  process.stdout.write(
    all.length === 0
      ? "Nothing is wrong.\n"
      : `\n${all.length} ${all.length === 1 ? "thing is" : "things are"} wrong, --seed ${seed}\n`,
  );
  return all.length === 0 ? 0 : 1;
}

async function replay(file: string, trier: Trier): Promise<number> {
  const { kind, input } = JSON.parse(readFileSync(file, "utf8")) as Failure;
  if (kind === engineFiles.name) await withEngine();
  const outcome = await trier.attempt(kind, input);
  process.stdout.write(
    typeof outcome === "string"
      ? `The input is ${outcome}, and nothing is wrong.\n`
      : `${told({ kind, input, ...outcome }, file)}\n`,
  );
  return typeof outcome === "string" ? 0 : 1;
}

async function withEngine(): Promise<void> {
  process.env[engineVariable] ??= (await findEngine(() => {})).directory;
}

/** Writes a failing input, and gives the file. */
function kept(failure: Failure, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const text = `${JSON.stringify(failure, null, 2)}\n`;
  const file = join(folder, `${failure.kind}-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.json`);
  writeFileSync(file, text);
  return relative(process.cwd(), file);
}

function told({ kind, property, detail }: Failure, file: string): string {
  const lines = [
    ...detail.slice(0, 1_500).trim().split("\n"),
    `The input is in ${file}; try it again: npm run fuzz -- --replay ${file}`,
  ];
  return [`${kind}: ${property}`, ...lines.map((line) => `  ${line}`)].join("\n");
}

let told10 = 0;
function progress(done: number, failures: number): void {
  const line = `${done} inputs${failures > 0 ? `, ${failures} ${failures === 1 ? "thing" : "things"} wrong` : ""}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
  else if (Date.now() - told10 > 10_000) {
    told10 = Date.now();
    process.stderr.write(`${line}\n`);
  }
}

function whole(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

void main();
