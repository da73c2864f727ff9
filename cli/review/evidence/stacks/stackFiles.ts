/** Finds the stacks of a project, from their settings files. */
import { readdirSync } from "node:fs";
import { stackOf } from "../../../shared/project/find";
import { strayKeys } from "../../../../checks/namespaces";
import { readSettings } from "../../../../checks/readSettings";
import { readAccount, type Account } from "../../../../settings/account";
import {
  allowedAccount,
  allowedAccountIds,
  oneLine,
  stackConfig,
  type Project,
} from "../../../../settings/projectFiles";
import { stackSettings } from "../../../../settings/entryFiles";
import { hasEntries } from "../../../../settings/entryFolders";
import { settingLines } from "../../../../settings/settingLines";
import { ownKeys, sections, type Settings } from "../../../../settings/settings";
import type { StackOfProject } from "../evidence";

/** What a stack's file contains. */
export interface StackFile {
  readonly account?: Account;
  readonly settings?: Settings;
  /** `aws:profile`. */
  readonly profile?: string;
  /** Why the settings cannot be used, in one line. */
  readonly problem?: string;
}

/** The names of stacks whose settings look like this program's, and of stacks whose file cannot be read. */
export function stackNames(project: Project): string[] {
  const names = readdirSync(project.stackFolder).flatMap((file) => stackOf(file) ?? []);
  return [...new Set(names)].sort().filter((name) => {
    try {
      const config = stackConfig(project, name);
      const own = [...Object.keys(sections), "empty"].some((key) => Object.hasOwn(config, `${project.name}:${key}`));
      return own || hasEntries(project.folder, name) || strayKeys(config, project.name, ownKeys).length > 0;
    } catch {
      return true;
    }
  });
}

/** The stacks of {@link stackNames}, each with the account that its file tells. */
export function stacksOfProject(project: Project): StackOfProject[] {
  return stackNames(project).map((name) => {
    try {
      return { name, account: allowedAccount(project, name) };
    } catch {
      return { name };
    }
  });
}

/**
 * Reads the settings of a stack as its program does, except that dates may be past: what is deployed is reviewed
 * anyway.
 *
 * @param stack `stack`, `project/stack` or `organization/project/stack`
 */
export function readStackFile(project: Project, stack: string): StackFile {
  let written: ReturnType<typeof stackSettings>;
  try {
    written = stackSettings(project, stack.split("/").at(-1)!);
  } catch (error) {
    return { problem: oneLine(error) };
  }
  const { config, problems } = written;
  const profile = config["aws:profile"];
  const found = typeof profile === "string" && profile !== "" ? { profile } : {};
  const account = readAccount(textOf(config["aws:region"]), allowedAccountIds(config), []);
  const known = account.id !== "" && account.region !== "" ? { ...found, account } : found;
  try {
    const texts = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, textOf(value)!]));
    const where = settingLines(project, stack.split("/").at(-1)!, config);
    return { ...known, settings: readSettings(texts, project.name, undefined, where, problems) };
  } catch (error) {
    return { ...known, problem: oneLine(error) };
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
