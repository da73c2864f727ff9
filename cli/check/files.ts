/** The files that `cross-account check` reads. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UnusableInput } from "./input";
import { compareText } from "../shared/compareText";

/** The most files of one folder. Nobody keeps as many policies in one. */
const mostFiles = 5_000;

/**
 * The files that an argument names: itself, or all JSON and YAML files of a folder and of those below, by their names.
 * Links to folders are not followed, and hidden folders and node_modules are left out.
 *
 * @throws UnusableInput when a folder has no such file or too many, or cannot be read
 */
export function filesIn(argument: string): readonly string[] {
  if (argument === "-") return [argument];
  const found = statOf(argument);
  if (found === undefined && /[*?[]/.test(argument))
    throw new UnusableInput(
      `${argument}: no file matches this pattern; expected the name of a file or folder that is there`,
    );
  if (!found?.isDirectory()) return [argument];
  const files = below(argument);
  if (files.length === 0)
    throw new UnusableInput(
      `${argument}: found a folder without .json, .yaml and .yml files, expected policies in such files`,
    );
  if (files.length > mostFiles)
    throw new UnusableInput(`${argument}: found a folder of more than ${mostFiles} files, expected one with policies`);
  return files;
}

function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function below(folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UnusableInput(`${folder}: cannot be read, ${(error as Error).message}`);
  }
  return entries
    .sort((a, b) => compareText(a.name, b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return /^\.|^node_modules$/.test(entry.name) ? [] : below(path);
      return /\.(json|ya?ml)$/i.test(entry.name) && (entry.isFile() || statOf(path)?.isFile()) ? [path] : [];
    });
}
