/** The `cross-account` command. Each subcommand is a file of its own, which is loaded when it is the one that was typed. */
import { Command } from "commander";
import { typedHere } from "./shared/invocation";

/** A subcommand, known by its name and one line until it is needed. */
interface Subcommand {
  readonly name: string;
  readonly summary: string;
  /** Loads the subcommand's file; a bundler sees the path, so it has to stand there as it is. */
  readonly load: () => Command;
}

/* eslint-disable @typescript-eslint/no-require-imports -- `import()` of a TypeScript file fails under `module: nodenext` in CommonJS. */
const subcommands: readonly Subcommand[] = [
  {
    name: "assume",
    summary: "get the temporary credentials of a role",
    load: () => (require("./assume") as typeof import("./assume")).assumeCommand(),
  },
  {
    name: "check",
    summary: "say whether policies are too broad",
    load: () => (require("./check") as typeof import("./check")).checkCommand(),
  },
  {
    name: "review",
    summary: "say who can assume what now, and whether somebody approved that",
    load: () => (require("./review") as typeof import("./review")).reviewCommand(),
  },
  {
    name: "completion",
    summary: "print the completion script for bash, zsh or fish",
    load: () => (require("./assume/completion") as typeof import("./assume/completion")).completionCommand(() => program("help")),
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */

/** The command with the subcommand `chosen` loaded, and the others by their names alone. */
export function program(chosen: string | undefined): Command {
  const command = new Command("cross-account").description("Temporary access from one AWS account to resources in another.").showHelpAfterError("(add --help for the options)");
  command.addHelpText("afterAll", () => (typedHere() === command.name() ? "" : `\nHere it is typed as ${typedHere()}.`));
  for (const { name, summary, load } of subcommands) {
    // `help assume` needs the subcommand's options too.
    command.addCommand(name === chosen || chosen === "help" ? load() : new Command(name).summary(summary).description(summary));
  }
  return command;
}

/** Exit code for wrong use of the command line. */
const usageError = 2;

/** Runs the command line `argv`, as in `process.argv`. Never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  const command = program(argv[2]);
  for (const one of [command, ...command.commands]) {
    one.exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : usageError);
    });
  }
  await command.parseAsync(argv);
}
