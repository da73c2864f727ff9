/** `cross-account trust`: lets a project decide which roles its names stand for. */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { visible } from "../settings/visible";
import { rendered } from "./shared/lines";
import { writeOut } from "./shared/output";
import { inWords, trust } from "./shared/project/chosen";
import { isUnusableProject, projectAround, projectName, UnusableProject } from "./shared/project/find";
import { identify } from "./shared/project/identity";
import { allTrusted, forgetTrusted } from "./shared/project/trusted";

interface TrustOptions {
  readonly list?: boolean;
  readonly forget?: boolean;
}

const usageError = 2;

const help = `
To find a role by its name, and for a review, the command asks the stacks of the project that you are in. Whoever
answers for them decides which role in which account you ask for. So only a project that you trust is asked. A project
is its folder, with the name and the backend in its Pulumi.yaml. When one of them changes, trust it again.

Examples:
  cross-account trust                      the project here or above
  cross-account trust ~/shop/access
  cross-account trust --list
  cross-account trust --forget ~/shop/access

For one call, use --project <folder> of the other commands instead, for example in a pipeline.

Exit codes: 0; 2 no such project, or nowhere to keep it.`;

/** Makes the subcommand. It sets the exit code of the process. */
export function trustCommand(): Command {
  return new Command("trust")
    .summary("let a project decide which roles its names stand for")
    .description("Trusts a project: from now on its stacks are asked for the roles that are named, and reviewed.")
    .argument("[folder]", "the project's folder (default: the one here or above)")
    .option("--list", "list the projects that are trusted")
    .option("--forget", "trust the project no longer")
    .addHelpText("after", help)
    .action(async (folder: string | undefined, options: TrustOptions) => {
      try {
        await run(folder, options);
      } catch (error) {
        if (!isUnusableProject(error)) throw error;
        tell(`cross-account trust: ${error.message}`);
        process.exitCode = usageError;
      }
    });
}

async function run(typed: string | undefined, { list, forget }: TrustOptions): Promise<void> {
  const env = process.env;
  if (list) {
    const lines = allTrusted(env).map(({ folder, name, backend, at }) =>
      [folder, name, backend ?? "no backend of its own", `trusted ${at.slice(0, 10)}`].map(visible).join("  "),
    );
    return writeOut(lines.map((line) => `${line}\n`).join(""));
  }
  const folder = typed === undefined ? projectAround(process.cwd()) : resolve(typed);
  if (folder === undefined)
    throw new UnusableProject(`There is no ${projectName} project here or above. Name its folder.`);
  if (forget) {
    const was = forgetTrusted(unlinked(folder), env);
    return tell(`${folder} ${was ? "is trusted no longer" : "was not trusted"}.`);
  }
  if (projectAround(folder) !== folder)
    throw new UnusableProject(`In ${folder} there is no Pulumi.yaml with the name ${projectName}.`);
  const project = identify(folder);
  trust(project, env);
  tell(`Trusted: the project ${inWords(project, env)}, in ${project.folder}.`);
}

function tell(line: string): void {
  process.stderr.write(rendered([line], false));
}

/**
 * The folder with links resolved. A folder that no longer exists is taken as it is, so that it can be forgotten too.
 */
function unlinked(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
