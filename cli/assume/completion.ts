/** `cross-account completion`: what Tab offers in bash, zsh and fish. */
import { Argument, Command, Option } from "commander";
import { readAwsFiles } from "./credentials/awsFiles";
import { rememberedNames } from "./roles/publishedRoles";
import { typed } from "../shared/invocation";
import { quoteFish } from "./output/quoting";
import { writeOut } from "../shared/output";
import { visible } from "../../settings/visible";
import { bashScript, fishScript, zshScript, type CompletedCommand } from "./completionScripts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * The subcommand.
 * Makes the subcommand.
 * @param all gives the whole command, with every subcommand loaded
 */
export function completionCommand(all: () => Command): Command {
  return new Command("completion")
    .summary("print the completion script for bash, zsh or fish")
    .description("Prints a script that lets the shell complete subcommands, options, roles and profiles.")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(scripts)).argOptional())
    .addOption(
      new Option("--words <kind>", "print the known roles or profiles, one a line")
        .choices(["roles", "profiles"])
        .hideHelp(),
    )
    .addHelpText(
      "after",
      `
Examples:
  eval "$(cross-account completion bash)"            in ~/.bashrc
  eval "$(cross-account completion zsh)"             in ~/.zshrc, after compinit
  cross-account completion fish | source             in ~/.config/fish/config.fish

Exit codes: 0; 2 usage; 74 the script could not be written; 141 nobody reads the output on.`,
    )
    .action(
      async (
        shell: keyof typeof scripts | undefined,
        { words }: { words?: "roles" | "profiles" },
        command: Command,
      ) => {
        if (words !== undefined) {
          const list =
            words === "roles" ? rememberedNames(process.env) : Object.keys(readAwsFiles(process.env).profiles);
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
      },
    );
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
          value: option.required || option.optional,
          choices: option.argChoices ?? [],
        })),
      { flag: "--help", description: "display help for command", value: false, choices: [] },
    ],
  }));
}
