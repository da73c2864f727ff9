/** `cross-account organization`: writes down what an organization forbids, for those who may not read it. Its options. */
import { Command } from "commander";
import { organizationFileAge, organizationFileName } from "../settings/organizationFile";
import { runOrganization, type OrganizationOptions } from "./organization/run";

const examples = `
Examples:
  cross-account organization --profile management                           writes ${organizationFileName} here
  cross-account organization --profile security --output shop/${organizationFileName}
  cross-account organization --profile management --output - | jq .missing

The management account and delegated administrators may read an organization; docs/organization.md lists the
permissions. At the root of a project, ${organizationFileName} is found by previews, review and assume --explain. What it says
counts for ${organizationFileAge} days.

Exit codes: 0; 11 something could not be read: the file says what, or nothing was written; 2 usage; 74 the file could not
be written; 130 interrupted; 141 the reader of the output closed it.`;

/** Makes the subcommand. It sets the exit code of the process. */
export function organizationCommand(): Command {
  return new Command("organization")
    .summary("write down what an organization forbids")
    .description(
      "Reads an organization's tree and its service and resource control policies, and writes them to a file.",
    )
    .option("--profile <profile>", "the AWS profile that reads it (default: the credentials of the environment)")
    .option("--output <file>", "where to write, whole or not at all; - for standard output", organizationFileName)
    .option("--region <region>", "the region whose partition is asked (default: AWS_REGION, else us-east-1)")
    .addHelpText("after", examples)
    .action(async (options: OrganizationOptions) => {
      process.exitCode = await runOrganization(options);
    });
}
