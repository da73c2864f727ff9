/**
 * The names of accounts. A bundle of its own: the form of accounts.yaml takes longer to load than all else, and few calls
 * print a name.
 */
import { UnusableFile } from "../../settings/yamlForm";
import { accountsIn } from "../shared/accountsFile";

/**
 * The names of a project's accounts by their ids, for words alone. None where the file cannot be used: `tell` gets why,
 * and nothing else depends on it.
 */
export function accountNamesIn(
  project: string | undefined,
  tell: (line: string) => void,
): Readonly<Record<string, string>> {
  if (project === undefined) return {};
  try {
    return Object.fromEntries(Object.entries(accountsIn(project, new Date())).map(([id, { name }]) => [id, name]));
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    tell(`The names of accounts are left out: ${error.lines[0]!.trim()}`);
    return {};
  }
}
