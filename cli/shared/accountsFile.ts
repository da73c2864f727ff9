/** Reads `accounts.yaml` of a project. */
import { join } from "node:path";
import { accountsFileName, readAccounts, type Accounts } from "../../settings/accounts";
import { readText, Unreadable } from "../../settings/readText";
import { unusable, UnusableFile } from "../../settings/yamlForm";

/** The largest file, in bytes. */
const limit = 1_000_000;

/**
 * What the file says of accounts. A missing file says nothing.
 *
 * @param described the stack that describes each account, by account id; such an account is not outside
 * @throws UnusableFile with every problem as `path:line: …`
 */
export function accountsIn(project: string, now: Date, described?: ReadonlyMap<string, string>): Accounts {
  const path = join(project, accountsFileName);
  let text: string;
  try {
    text = readText(path, { limit });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (error.code === "ENOENT") return {};
    throw unusable(path, [
      `${path}: ${error.message}${error.code === undefined ? ", expected a YAML file of accounts" : ""}`,
    ]);
  }
  return readAccounts(text, path, now, described);
}

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
