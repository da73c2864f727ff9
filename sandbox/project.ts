import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { root } from "./sandbox";

/** What a copy shares with the project, since nothing writes there. */
const shared = ["main.cjs", "index.ts", "settings.ts", "settings", "components", "policypack", "package.json", "tsconfig.json", "node_modules"];
const own = ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"];

/**
 * A copy of this project whose stack settings can be changed without touching the clone. The program itself is shared.
 *
 * @returns the folder
 */
export async function copyProject(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  // Their texts alone: in a checkout that nobody may write, so would be their copies.
  await Promise.all(own.map(async (name) => writeFile(join(directory, name), await readFile(join(root, name)))));
  await Promise.all(shared.map((name) => symlink(join(root, name), join(directory, name))));
  return directory;
}

/** Sets one value in a stack's settings, or takes it out where the value is undefined, as an editor would: the rest stays as it is. */
export async function changeSettings(project: string, stack: string, path: readonly (string | number)[], value: unknown): Promise<void> {
  const file = join(project, `Pulumi.${stack}.yaml`);
  // The engine reads YAML 1.1, in which texts that look like dates have to be quoted.
  const document = parseDocument(await readFile(file, "utf8"), { version: "1.1" });
  if (value === undefined) document.deleteIn(["config", ...path]);
  else document.setIn(["config", ...path], document.createNode(value));
  await writeFile(file, document.toString());
}
