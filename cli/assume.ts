/** `cross-account assume`: its options. */
import { Command, Option } from "commander";
import { formats } from "./assume/output/formats";
import type { TypedOptions } from "./assume/options";
import { otherOptions } from "./assume/otherOptions";
import { runAssume } from "./assume/run";

const examples = `
Examples:
  eval "$(cross-account assume deploy)"                    bash, zsh: the credentials into this shell
  cross-account assume deploy --format fish | source       fish
  cross-account assume deploy --format powershell | Out-String | Invoke-Expression
  cross-account assume deploy -- aws s3 ls                 for one command alone; its exit code comes back
  cross-account assume arn:aws:iam::111111111111:role/deploy --source-profile alice --mfa-token 123456
  cross-account assume deploy --remember                   one code for an hour; cross-account forget ends that
  cross-account assume deploy --read-only -- my-agent      for something that needs less than the role
  cross-account assume --scope-down --scope s3:Get* --duration 5m -- my-agent
                                                           with less than the session that is here
  cross-account assume deploy --console                    the link that signs in to the AWS console
  cross-account assume deploy --open --destination s3      signs in there in the browser
  cross-account assume deploy --shell                      a shell of its own; exit ends it
  eval "$(cross-account assume --unset)"                   the credentials out of this shell
  cross-account assume --status                            whose session this is, and how long it lasts
  cross-account assume deploy --explain                    may I, and if not: which side refuses, and why
  cross-account assume deploy --explain --action s3:GetObject --resource arn:aws:s3:::shop/releases/1.zip
                                                           may its session, and if not: the statement that is missing
  cross-account assume --list                              what is offered, and on which conditions
  cross-account assume deploy --format profile >> ~/.aws/config

A code that is needed is asked for at the terminal. Everything but the credentials goes to standard error.

Exit codes: 0; 2 usage; 3 source credentials or MFA; 4 denied; 5 session limits; 9 network;
74 the output could not be written; 141 the reader of the output closed it;
with -- command, the command's own.`;

/** Makes the subcommand. */
export function assumeCommand(): Command {
  const command = new Command("assume")
    .summary("get the temporary credentials of a role")
    .description(
      "Gets the temporary credentials of a role in another account, or says which side refuses them and why.",
    )
    .usage("[options] [role] [-- command...]")
    .argument(
      "[role...]",
      "its name in the outputs of a stack, or its ARN (default: you choose, at a terminal); with -- a command that gets the credentials",
    )
    .option("--stack <stack>", "the stack that publishes the role: stack, project/stack or organization/project/stack")
    .option(
      "--project <folder>",
      "the project whose stacks are asked in this call (default: CROSS_ACCOUNT_PROJECT, or the one here or above that you trust)",
    )
    .option(
      "--source-profile <profile>",
      "the AWS profile that asks (default: the environment's credentials, AWS_PROFILE, or default)",
    )
    .option("--region <region>", "the region whose STS is asked")
    .option("--mfa-serial <arn>", "the MFA device (default: mfa_serial of the profile, or the device that IAM knows)")
    .option("--mfa-token <code>", "the 6 digits that the device shows (default: asked for at the terminal)")
    .option("--remember", "sign in with MFA once, for all roles, until the strictest of them wants it anew")
    .option(
      "--reuse",
      "the session that this process tree got with the same call before, until 5 minutes before its end",
    )
    .option("--duration <time>", "how long the session lasts, such as 45m or 2h (default: 1h)")
    .option("--session-name <name>", "the session's name (default: the caller's user name)")
    .option(
      "--source-identity <name>",
      "the source identity (default: the caller's user name where the role requires one)",
    )
    .option("--external-id <id>", "the external id, for a role that asks for one")
    .option("--tag <key=value>", "a session tag; may be given several times", collect)
    .option("--read-only", "less than the role: only its reads")
    .option(
      "--scope <actions>",
      "less than the role: these actions alone, as in s3:Get*,s3:List* or s3:GetObject=arn:aws:s3:::shop/*; may be given several times",
      collect,
    )
    .option("--policy-file <file>", "less than the role: what this policy allows too")
    .option(
      "--policy-arn <arn>",
      "less than the role: what this managed policy allows too; several times: what one of them allows",
      collect,
    )
    .option(
      "--scope-down",
      "no role: the session that is there already, with less, by --read-only, --scope, --policy-file or a shorter --duration",
    )
    .addOption(
      new Option(
        "--format <format>",
        `how the credentials are written: ${Object.entries(formats)
          .map(([name, use]) => `${name} (${use})`)
          .join("; ")} (default: env)`,
      ).choices(Object.keys(formats)),
    )
    .option("--profile-name <name>", "the profile's name, with --format profile (default: the role's)")
    .option("--console", "print the link that signs in to the console; whoever has it is signed in")
    .option("--open", "sign in to the console in the browser")
    .option("--destination <page>", "the page of the console: a service such as s3, or an address")
    .option(
      "--container <name>",
      "with --open: the container of Firefox, by the extension that opens links in containers",
    )
    .option("--shell", "a shell of yours with the credentials, and the role in its prompt")
    .option("--status", "say whose session is in the environment, what is remembered, and how long both last")
    .option("--unset", "what takes the session out of the shell again, in its --format")
    .option("--explain", "say whether both sides let the call through, or which does not; prints no credentials")
    .option("--action <action>", "with --explain and --resource: may the session do this, such as s3:GetObject")
    .option(
      "--resource <arn>",
      "with --explain and --action: on this bucket, object, key, queue, topic or secret; what its policy and its key lack is printed",
    )
    .option(
      "--explain-with <profile>",
      "a profile that may read policies, as evidence; may be given several times",
      collect,
    )
    .option(
      "--organization <file>",
      "what the organization forbids, as `cross-account organization` wrote it, for explaining a refusal (default: " +
        "organization.json in the role's project)",
    )
    .option("--list", "list the roles that are offered, and on which conditions I may assume them")
    .option("--refresh", "ask the engine what the stacks publish, instead of remembering")
    .option("--debug", "say what is done; never shows a secret")
    .addHelpText("after", examples)
    .action(async (all: string[], typed: TypedOptions) => {
      // Commander adds the words after `--` to the other words and does not say where they begin.
      const at = process.argv.indexOf("--");
      const child = at < 0 ? undefined : process.argv.slice(at + 1);
      await runAssume(all.slice(0, all.length - (child?.length ?? 0)), child, typed);
    });
  // What other tools call so is told by what it is called here.
  for (const name of Object.keys(otherOptions)) command.addOption(new Option(`${name} [value]`).hideHelp());
  return command;
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
