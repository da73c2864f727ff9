/** Finds the files of the generated catalogue, also when a bundler has moved this file elsewhere. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The path of a file of the catalogue.
 * @throws Error when neither this folder nor one above it has the file
 */
export function catalogueFile(name: string): string {
  const beside = join(__dirname, "../catalogue", name);
  if (existsSync(beside)) return beside;
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const file = join(folder, "policypack/catalogue", name);
    if (existsSync(file)) return file;
    if (folder === dirname(folder))
      throw new Error(
        `The catalogue file ${name} is missing: expected it in policypack/catalogue of the folder that this ` +
          "program lies in. Install the package again.",
      );
  }
}
