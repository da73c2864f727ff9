/** The `cross-account` command. Each subcommand is in its own file, and only the one that was typed is loaded. */
import { Command, CommanderError } from "commander";
import { typedHere } from "./shared/invocation";
import { rendered } from "./shared/lines";
import { isUnwrittenOutput, writeOut } from "./shared/output";
import { version } from "./shared/version";
import { visible } from "../settings/visible";

/** A subcommand. Its name and summary are enough until it is needed. */
interface Subcommand {
  readonly name: string;
  readonly summary: string;
  /** Whether people have no use for it. Then no list has it. */
  readonly hidden?: boolean;
  /** Loads the subcommand's file. The path must be a literal, so that the bundler sees it. */
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
    name: "deploy",
    summary: "deploy all accounts in their order",
    load: () => (require("./deploy") as typeof import("./deploy")).deployCommand(),
  },
  {
    name: "diff",
    summary: "say who gains and who loses access by a change of the settings",
    load: () => (require("./diff") as typeof import("./diff")).diffCommand(),
  },
  {
    name: "format",
    summary: "give each role and grant of the settings a file of its own",
    load: () => (require("./format") as typeof import("./format")).formatCommand(),
  },
  {
    name: "forget",
    summary: "forget what assume --remember keeps",
    load: () => (require("./forget") as typeof import("./forget")).forgetCommand(),
  },
  {
    name: "organization",
    summary: "write down what an organization forbids",
    load: () => (require("./organization") as typeof import("./organization")).organizationCommand(),
  },
  {
    name: "review",
    summary: "say who can assume what now, and whether somebody approved that",
    load: () => (require("./review") as typeof import("./review")).reviewCommand(),
  },
  {
    name: "trust",
    summary: "let a project decide which roles its names stand for",
    load: () => (require("./trust") as typeof import("./trust")).trustCommand(),
  },
  {
    name: "completion",
    summary: "print the completion script for bash, zsh or fish",
    load: () =>
      (require("./assume/completion") as typeof import("./assume/completion")).completionCommand(() => program("help")),
  },
  {
    name: "agent",
    summary: "keep sign-ins for assume --remember",
    hidden: true,
    load: () => (require("./agent") as typeof import("./agent")).agentCommand(),
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */

/** The command, with the subcommand `chosen` loaded and only the names of the others. */
export function program(chosen: string | undefined): Command {
  const command = new Command("cross-account")
    .description("Temporary access from one AWS account to resources in another.")
    .showHelpAfterError("(add --help for the options)");
  command.option("-V, --version", "print the version");
  command.addHelpText("afterAll", () =>
    typedHere() === command.name() ? "" : `\nHere it is typed as ${typedHere()}.`,
  );
  for (const { name, summary, hidden, load } of subcommands) {
    if (hidden && name !== chosen) continue;
    // `help assume` needs the subcommand's options too.
    command.addCommand(
      name === chosen || chosen === "help" ? load() : new Command(name).summary(summary).description(summary),
    );
  }
  return command;
}

/** The exit code for wrong use of the command line. */
const usageError = 2;
/** The exit code of a defect, EX_SOFTWARE of sysexits.h. */
const defect = 70;

/** Runs the command line `argv`, as in `process.argv`. Never rejects; sets the exit code of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  // Code that writes a result handles its own errors. A message that nobody can read changes nothing, so it is ignored.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  if (argv.length === 3 && ["-V", "--version"].includes(argv[2]!)) return print(`${version()}\n`);
  const command = program(argv[2]);
  const name = ["cross-account", ...command.commands.map((one) => one.name()).filter((one) => one === argv[2])].join(
    " ",
  );
  let help = "";
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({
      writeOut: (text) => (help += text),
      outputError: (text, write) => write(shownArguments(text, argv)),
    });
  }
  try {
    await command.parseAsync(argv).catch((error: unknown) => {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode !== 0) process.exitCode = usageError;
      return writeOut(help);
    });
  } catch (error) {
    process.exitCode = ended(error, name);
  }
}

async function print(text: string): Promise<void> {
  await writeOut(text).catch((error: unknown) => (process.exitCode = ended(error, "cross-account")));
}

/** Says why the command failed, and returns its exit code. */
function ended(error: unknown, name: string): number {
  if (isUnwrittenOutput(error)) {
    if (!error.readerIsGone) process.stderr.write(rendered([`${name}: ${error.message}`], false));
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    rendered([`${name} failed in a way it should not; please report this.`, ...trace.split("\n")], false),
  );
  return defect;
}

/** Commander's message about the arguments, with control characters in them shown as escapes. */
function shownArguments(text: string, argv: readonly string[]): string {
  const pieces = argv
    .slice(2)
    .flatMap((word) => [word, ...word.split("=")])
    .filter((piece) => piece !== visible(piece));
  const shown = pieces
    .sort((a, b) => b.length - a.length)
    .reduce((all, piece) => all.replaceAll(piece, visible(piece)), text);
  return shown.split("\n").map(visible).join("\n");
}
