import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { root } from "./sandbox";

/** What a copy shares with the project: nothing writes there. */
const shared = [
  "main.cjs",
  "index.ts",
  "settings.ts",
  "settings",
  "components",
  "policypack",
  "package.json",
  "tsconfig.json",
  "node_modules",
];
const own = ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"];

/**
 * Copies this project, so that its stack settings can be changed without changing the clone. The program itself is
 * shared.
 *
 * @returns the folder
 */
export async function copyProject(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  // Copies the text only: in a read-only checkout, a copied file would be read-only too.
  await Promise.all(own.map(async (name) => writeFile(join(directory, name), await readFile(join(root, name)))));
  await Promise.all(shared.map((name) => symlink(join(root, name), join(directory, name))));
  return directory;
}

/**
 * Sets a value in a stack's settings, or removes it when it is undefined. The rest of the file stays as it is, as with
 * an editor.
 */
export async function changeSettings(
  project: string,
  stack: string,
  path: readonly (string | number)[],
  value: unknown,
): Promise<void> {
  const file = join(project, `Pulumi.${stack}.yaml`);
  // The engine reads YAML 1.1, where text that looks like a date must be quoted.
  const document = parseDocument(await readFile(file, "utf8"), { version: "1.1" });
  if (value === undefined) document.deleteIn(["config", ...path]);
  else document.setIn(["config", ...path], document.createNode(value));
  await writeFile(file, document.toString());
}
