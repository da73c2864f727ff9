/** `approvals.yaml` on disk. It is read whole, and written whole or not at all, by one process at a time. */
import { lstatSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isTooFar, latestDay } from "../../../policypack/calendar";
import { problemsOf } from "../../../settings/problems";
import { readText as readFile, Unreadable } from "../../../settings/readText";
import { unusable, UnusableFile } from "../../../settings/yamlForm";
import { isOwn, UnusablePlace, writingError } from "../../shared/output";
import { draftPrefix, writeWhole } from "../../shared/writeWhole.cjs";
import type { Approval, RoleAccess } from "./approval";
import { withApproval } from "./edit";
import { approvalForm } from "./form";
import { readText } from "./text";

/** All approvals, in the order of the file; each role once. */
export type Approvals = readonly Approval[];

/** What somebody decides about a role. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
  /** The last day on which it counts, `2027-02-01`. */
  readonly until: string;
}

/** How often a decision is inserted again because the file changed meanwhile. */
const ATTEMPTS = 100;

/** The largest file, in bytes. Some thousand roles take a third of it. */
const limit = 5_000_000;

/** How long to wait for others who write the file, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Reads the approvals. A missing file means that there are none.
 * @throws UnusableFile when it is not a file, cannot be read or has a wrong form: with the file, the line, what
 * was found and what is expected
 */
export function readApprovals(path: string): Approvals {
  const text = textOf(path);
  return text === undefined ? [] : readText(text, path).approvals;
}

/**
 * Writes a decision about a role into the file, in place of a former one. Everything else in the file stays, comments
 * too. Creates a missing file. Several processes wait for each other. A process that is killed leaves the old file or
 * the new one, never a mixture.
 *
 * @param path a symbolic link is followed
 * @param access what is approved
 * @param today the day of the decision, `2026-11-24`
 * @throws UnusableFile when the decision or the file has a wrong form, or the file cannot be written; then nothing
 * is written
 */
export async function approve(
  path: string,
  access: RoleAccess,
  { by, reason, until }: Decision,
  today: string,
): Promise<Approval> {
  const approval = checked({ ...access, by, at: today, reason, until }, path);
  const target = followed(path);
  // The lock is held for moments only. The work is done before, and repeated when the file changed meanwhile: another
  // run or an editor, which takes no lock, may have changed it.
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = textOf(target, path);
    const after = withApproval(before, path, approval);
    const release = await locked(target, path);
    try {
      removeLeftovers(target);
      if (replace(target, path, before, after)) return approval;
    } finally {
      await release();
    }
  }
  throw unusable(path, [
    `${path}: changes again and again while it is written; run the command again when nothing else writes it`,
  ]);
}

function checked(approval: Approval, path: string): Approval {
  const { arn, boundary, ...rest } = approval;
  const entry = { role: arn, ...rest, ...(boundary && { boundary }) };
  const read = approvalForm.safeParse(entry);
  const problems = read.success
    ? []
    : problemsOf(read.error, [], entry).map(({ path: place, message }) => `${place}: ${message}`);
  if (problems.length === 0 && approval.until < approval.at)
    problems.push(`until: found "${approval.until}", which is past; expected a day from ${approval.at} on`);
  else if (problems.length === 0 && isTooFar(approval.until, new Date(approval.at)))
    problems.push(
      `until: found "${approval.until}", which is more than ten years away; the latest possible day is ${latestDay(new Date(approval.at))}`,
    );
  if (problems.length > 0)
    throw unusable(
      path,
      problems.map((problem) => `the approval of ${arn} is not written: ${problem}`),
    );
  return approval;
}

/** The text of the file; undefined where there is none. */
function textOf(file: string, path = file): string | undefined {
  try {
    return readFile(file, { limit });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (error.code === "ENOENT") return undefined;
    throw unusable(path, [
      `${path}: ${error.message}${error.code === undefined ? `, expected a YAML file of approvals` : ""}`,
    ]);
  }
}

/** How many links in a row are followed. File systems have such a limit too. */
const mostLinks = 40;

/** The file that a path leads to, even if it does not exist yet. Follows only links of this user or of the system. */
function followed(path: string): string {
  let at = resolve(path);
  try {
    for (let left = mostLinks; ; left--) {
      const found = lstatSync(at, { throwIfNoEntry: false });
      if (!found?.isSymbolicLink()) return at;
      if (!isOwn(found))
        throw unusable(path, [
          `${path}: found a link that is somebody else's (${at}), which is not followed; give the file itself with --approvals`,
        ]);
      if (left <= 0)
        throw unusable(path, [`${path}: found a link that leads to itself, expected a YAML file of approvals`]);
      at = resolve(dirname(at), readlinkSync(at));
    }
  } catch (error) {
    throw asUnusable(error, path, "cannot be read");
  }
}

/** Waits until nobody else writes the file. The lock of a killed process expires after some seconds. */
async function locked(target: string, path: string): Promise<() => Promise<void>> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where something is written
  const { lock } = require("proper-lockfile") as typeof import("proper-lockfile");
  for (const since = Date.now(); ; await pause(20 + Math.random() * 60)) {
    try {
      return await lock(target, { realpath: false, stale: 5_000, update: 1_000 });
    } catch (error) {
      const held = (error as NodeJS.ErrnoException).code === "ELOCKED";
      if (!held) throw asUnusable(error, path, "cannot be written");
      if (Date.now() - since > PATIENCE)
        throw asUnusable(error, path, `others write it all the time (${target}.lock is there while somebody does)`);
    }
  }
}

/** Replaces the old text by the new one in one step. Returns false when the old text is no longer there. */
function replace(target: string, path: string, before: string | undefined, after: string): boolean {
  try {
    return writeWhole(target, after, { mode: 0o644, keepMode: true, still: () => textOf(target, path) === before });
  } catch (error) {
    throw unwritten(error, path);
  }
}

/** Removes what killed runs of this user left. The lock is held, so nobody else is writing. */
function removeLeftovers(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const file = join(dirname(target), name);
    const found = name.startsWith(draftPrefix(target)) ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
    if (found?.isFile() && isOwn(found)) rmSync(file, { force: true });
  }
}

/** If no file can be created, the path is wrong. If writing fails, the approvals are not to blame. */
function unwritten(error: unknown, path: string): Error {
  if (error instanceof UnusableFile) return error;
  const failed = writingError(error, path);
  return failed instanceof UnusablePlace ? asUnusable(error, path, "cannot be written") : failed;
}

function asUnusable(error: unknown, path: string, what: string): Error {
  return error instanceof Error && error.name !== "UnusableFile"
    ? unusable(path, [`${path}: ${what}, ${error.message}`])
    : (error as Error);
}
