/** `cross-account completion`: what Tab offers in bash, zsh and fish. */
import { readdirSync } from "node:fs";
import { Argument, Command, Option } from "commander";
import { readAwsFiles } from "./credentials/awsFiles";
import { stackFolderOf } from "./roles/project";
import { rememberedNames, rememberedStacks } from "./roles/publishedRoles";
import { projectAround, stackOf } from "../shared/project/find";
import { typed } from "../shared/invocation";
import { quoteFish } from "./output/quoting";
import { writeOut } from "../shared/output";
import { visible } from "../../settings/visible";
import { bashScript, fishScript, zshScript, type CompletedCommand, type Values, type Words } from "./completionScripts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * Makes the subcommand.
 *
 * @param all gives the whole command, with every subcommand loaded
 */
export function completionCommand(all: () => Command): Command {
  return new Command("completion")
    .summary("print the completion script for bash, zsh or fish")
    .description(
      "Prints a script that lets the shell complete subcommands, options and their values: roles, stacks, profiles, files.",
    )
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(scripts)).argOptional())
    .addOption(
      new Option("--words <kind>", "print the known roles, stacks or profiles, one a line")
        .choices(Object.keys(known))
        .hideHelp(),
    )
    .addHelpText(
      "after",
      `
Examples:
  eval "$(cross-account completion bash)"            in ~/.bashrc
  eval "$(cross-account completion zsh)"             in ~/.zshrc, after compinit
  cross-account completion fish | source             in ~/.config/fish/config.fish

Exit codes: 0; 2 usage; 74 the script could not be written; 141 the reader of the output closed it.`,
    )
    .action(async (shell: keyof typeof scripts | undefined, { words }: { words?: Words }, command: Command) => {
      if (words !== undefined) {
        const list = known[words](process.env);
        // Does not offer a name that a shell would show differently.
        await writeOut(
          list
            .filter((word) => visible(word) === word)
            .map((word) => `${word}\n`)
            .join(""),
        );
      } else if (shell === undefined) command.error("error: missing required argument 'shell'");
      else
        await writeOut(
          scripts[shell](describe(all()), typed(process.env, undefined, shell === "fish" ? quoteFish : undefined)),
        );
    });
}

/** The names that this command knows without asking anybody. */
const known: Readonly<Record<Words, (env: NodeJS.ProcessEnv) => readonly string[]>> = {
  roles: rememberedNames,
  stacks: (env) => [...new Set([...stacksAround(process.cwd()), ...rememberedStacks(env)])],
  profiles: (env) => Object.keys(readAwsFiles(env).profiles),
};

/** The stacks that have a file in the project here or above. The project need not be trusted: no file is read. */
function stacksAround(directory: string): string[] {
  const project = projectAround(directory);
  return project === undefined ? [] : readdirSync(stackFolderOf(project)).flatMap((file) => stackOf(file) ?? []);
}

/** What fits a place, by the name that the place has in the help text. */
function valuesOf(name: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined && choices.length > 0) return { kind: "choices", choices };
  const [noun = ""] = /[a-z]+(?=(?:\.\.\.)?>?$)/.exec(name) ?? [];
  switch (noun) {
    case "role":
    case "stack":
    case "profile":
      return { kind: "words", words: `${noun}s` };
    case "file":
    case "folder":
      return { kind: `${noun}s` };
    default:
      return { kind: "nothing" };
  }
}

function describe(command: Command): CompletedCommand[] {
  return command.commands.map((one) => ({
    name: one.name(),
    summary: one.summary() || one.description(),
    options: [
      ...one.options
        .filter(({ hidden }) => !hidden)
        .map((option) => ({
          flag: option.long ?? option.short!,
          description: option.description.split(/[:;(]/)[0]!.trim(),
          ...((option.required || option.optional) && {
            values: valuesOf(option.flags, option.argChoices),
            several: option.variadic,
          }),
        })),
      { flag: "--help", description: "display help for command" },
    ],
    argument: one.registeredArguments.map((argument) => valuesOf(argument.name(), argument.argChoices))[0] ?? {
      kind: "nothing",
    },
  }));
}
