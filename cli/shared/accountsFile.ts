/** Reads `accounts.yaml` of a project. */
import { join } from "node:path";
import { accountsFileName, readAccounts, type Accounts } from "../../settings/accounts";
import { readText, Unreadable } from "../../settings/readText";
import { unusable } from "../../settings/yamlForm";

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
