import { mkdir, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { version } from "./aws-plugin/version";

/**
 * Puts the stand-in for the AWS plugin where the engine looks for the plugins that it has installed. The engine would
 * find it on `PATH` too, but then says so in a warning at each command.
 *
 * @param home the engine's `PULUMI_HOME`
 */
export async function installPlugin(home: string): Promise<void> {
  // The engine takes the version from the folder's name, and only the one that the program's AWS package asks for.
  const folder = join(home, "plugins", `resource-aws-v${version.split("+")[0]}`);
  await mkdir(folder, { recursive: true });
  const program = "pulumi-resource-aws";
  const [there, link] = [join(__dirname, "aws-plugin", program), join(folder, program)];
  if ((await readlink(link).catch(() => undefined)) === there) return;
  // What else has its name is of a clone that was moved, or a file that a copy made of it.
  await rm(link, { force: true });
  await symlink(there, link).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
