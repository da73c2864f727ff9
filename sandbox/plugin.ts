import { mkdir, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { version } from "./aws-plugin/version";

/**
 * Puts the stand-in for the AWS plugin where the engine keeps installed plugins. The engine would find it on the `PATH`
 * too, but with a warning for each command.
 *
 * @param home the engine's `PULUMI_HOME`
 */
export async function installPlugin(home: string): Promise<void> {
  // The engine reads the version from the folder's name, and accepts only the version of the program's AWS package.
  const folder = join(home, "plugins", `resource-aws-v${version.split("+")[0]}`);
  await mkdir(folder, { recursive: true });
  const program = "pulumi-resource-aws";
  const [there, link] = [join(__dirname, "aws-plugin", program), join(folder, program)];
  if ((await readlink(link).catch(() => undefined)) === there) return;
  // Another file of this name comes from a clone that was moved, or from a copy of it.
  await rm(link, { force: true });
  await symlink(there, link).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
