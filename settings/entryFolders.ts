/** Where entries of stacks stand in files of their own: `access/<stack>/<section>/<name>.yaml`, at the project's root. */
import { readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";

/** The folder at the project's root. */
export const entriesFolder = "access";

/** What a folder of these files has in it; files that nobody wrote as an entry, such as `.gitkeep`, are left out. */
export function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") || name.endsWith(".yaml"))
      .sort(({ name: one }, { name: other }) => (one < other ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Whether a stack has files with entries, of any section or of one. What cannot be read may be some. */
export function hasEntries(project: string, stack: string, section?: string): boolean {
  try {
    const folder = join(project, entriesFolder, stack);
    return section === undefined
      ? entriesIn(folder).some((one) => !one.isDirectory() || entriesIn(join(folder, one.name)).length > 0)
      : entriesIn(join(folder, section)).length > 0;
  } catch {
    return true;
  }
}
