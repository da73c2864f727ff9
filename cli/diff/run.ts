/** Carries out `cross-account diff`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { oneLine, readProject } from "../../settings/projectFiles";
import { visible, visibleJson } from "../../settings/visible";
import { UnusableFile } from "../../settings/yamlForm";
import { isColoured } from "../colour";
import { readApprovals } from "../review/approvals/file";
import { sourcesOf } from "../review/sources";
import { accountsIn } from "../shared/accountsFile";
import { writeOut } from "../shared/output";
import { findProject, UnusableProject } from "../shared/project/find";
import { difference } from "./compare";
import type { Difference } from "./difference";
import { asMarkdown } from "./formats/markdown";
import type { AccountNames } from "./formats/sections";
import { asSarif } from "./formats/sarif";
import { asTable } from "./formats/table";
import { atBase, UnusableBase } from "./git";
import { readSide, RefusedSettings, type Side } from "./side";

/** The options of the command line. */
export interface DiffOptions {
  readonly project?: string;
  readonly format: (typeof formats)[number];
}

/** The values of `--format`. */
export const formats = ["table", "md", "json", "sarif"] as const;

const unusable = 2;

/**
 * Compares the settings of the working tree with those at `base`, and prints what differs.
 *
 * @param own the folder of the checkout that this command is part of
 * @returns the exit code: 0 same or narrower, 7 wider, 11 something is not known, 2 unusable
 */
export async function runDiff(base: string | undefined, options: DiffOptions, own: string): Promise<number> {
  let found: Compared;
  try {
    found = compared(base, options, own);
  } catch (error) {
    if (!isExpected(error)) throw error;
    const lines = error instanceof RefusedSettings ? error.lines : [error.message];
    process.stderr.write(`cross-account diff: ${lines.map(visible).join("\n  ")}\n`);
    return unusable;
  }
  await writeOut(shown(found, options.format));
  const { verdict, unknown } = found.difference;
  return verdict === "wider" ? 7 : unknown.length > 0 ? 11 : 0;
}

/** The difference, and what accounts are called. */
interface Compared {
  readonly folder: string;
  readonly difference: Difference;
  readonly names: AccountNames;
  readonly now: Side;
}

function compared(base: string | undefined, { project: named }: DiffOptions, own: string): Compared {
  const { folder } = findProject({
    env: process.env,
    directory: process.cwd(),
    own,
    ...(named !== undefined && { named }),
  });
  const now = sideIn(folder, "the working tree");
  const at = new Date();
  const accounts = Object.entries(accountsIn(folder, at));
  const names = Object.fromEntries(accounts.map(([id, { name }]) => [id, name]));
  const approvals = readApprovals(join(folder, "approvals.yaml"));
  return atBase(folder, base, (place, revision) => {
    // A project that is new has nothing at the base.
    const before = existsSync(join(place, "Pulumi.yaml"))
      ? sideIn(place, `the base ${revision.slice(0, 12)}`, now)
      : { project: now.project, stacks: [] };
    return { folder, difference: difference(before, now, revision, approvals, at), names, now };
  });
}

/** The settings in a folder. `where` names the side in messages. */
function sideIn(folder: string, where: string, other?: Side): Side {
  try {
    return readSide(readProject(folder), other?.stacks);
  } catch (error) {
    const lines = error instanceof RefusedSettings ? error.lines : [oneLine(error)];
    throw new RefusedSettings([`the settings of ${where} cannot be used:`, ...lines]);
  }
}

function isExpected(error: unknown): error is Error {
  return [UnusableBase, UnusableProject, UnusableFile, RefusedSettings].some((one) => error instanceof one);
}

function shown({ folder, difference: found, names, now }: Compared, format: DiffOptions["format"]): string {
  switch (format) {
    case "json":
      return `${visibleJson(JSON.stringify(found, undefined, 2))}\n`;
    case "md":
      return asMarkdown(found, names);
    case "sarif":
      return asSarif(
        found,
        now,
        sourcesOf(
          folder,
          join(folder, "approvals.yaml"),
          now.stacks.map(({ name }) => name),
        ),
      );
    case "table":
      return asTable(found, names, isColoured(process.stdout));
  }
}
