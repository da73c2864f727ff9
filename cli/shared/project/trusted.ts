/**
 * The projects that a person trusts, a file each, in a folder that is the person's own. Whoever could write there could say
 * which project is trusted, so nothing is believed that others may have put there, and no link is followed.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, existsSync, fchmodSync, fstatSync, openSync, readdirSync, readFileSync, rmSync, type Stats } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { homeFolder } from "../homeFolder";
import { makeFolder } from "../makeFolder";
import { writeWhole } from "../writeWhole.cjs";
import { isUnusableProject, UnusableProject } from "./find";

/** A project as it was when it was trusted. */
export interface TrustedProject {
  readonly folder: string;
  /** What it was by its name and backend; the backend itself may have a password in it. */
  readonly fingerprint: string;
  readonly name: string;
  /** As it may be shown; null where Pulumi.yaml had none. */
  readonly backend: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** A file that is longer is none of ours, in bytes. */
const longest = 64 * 1024;

/** Where the files are. https://specifications.freedesktop.org/basedir-spec/latest/ */
export function trustFolder(env: NodeJS.ProcessEnv): string {
  const named = env["XDG_STATE_HOME"];
  const windows = process.platform === "win32" ? env["LOCALAPPDATA"] : undefined;
  // A relative one is to be ignored: it would be the folder that the caller stands in.
  const base = named && isAbsolute(named) ? named : (windows ?? join(home(), ".local", "state"));
  return join(base, "cross-account-access", "trusted");
}

/** @throws UnusableProject for a user who has none, as in some containers */
function home(): string {
  const folder = homeFolder();
  if (folder !== undefined) return folder;
  throw new UnusableProject("Which projects you trust is not known: you have no home folder. Set HOME, or XDG_STATE_HOME, to a folder of your own, or use --project.");
}

/**
 * What is known of a folder; undefined when it was never trusted, or the file is damaged.
 *
 * @param folder without links
 * @throws UnusableProject when others may have written what is there
 */
export function readTrusted(folder: string, env: NodeJS.ProcessEnv): TrustedProject | undefined {
  const directory = trustFolder(env);
  if (!isOwnFolder(dirname(directory)) || !isOwnFolder(directory)) return undefined;
  const read = readOwn(join(directory, fileOf(folder)));
  return read?.folder === folder ? read : undefined;
}

/** All of them, by their folders. @throws as {@link readTrusted} does */
export function allTrusted(env: NodeJS.ProcessEnv): TrustedProject[] {
  const directory = trustFolder(env);
  if (!isOwnFolder(dirname(directory)) || !isOwnFolder(directory)) return [];
  const all = readdirSync(directory).filter((file) => file.endsWith(".json")).flatMap((file) => readOwn(join(directory, file)) ?? []);
  return all.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/**
 * Trusts a project from now on.
 *
 * @throws UnusableProject when that cannot be kept, or not where others cannot change it
 */
export function keepTrusted(project: TrustedProject, env: NodeJS.ProcessEnv): void {
  const directory = trustFolder(env);
  try {
    for (const folder of [dirname(directory), directory]) {
      makeFolder(folder);
      isOwnFolder(folder, true);
    }
    writeWhole(join(directory, fileOf(project.folder)), `${JSON.stringify(project, undefined, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    if (isUnusableProject(error)) throw error;
    throw new UnusableProject(`That ${project.folder} is trusted cannot be kept in ${directory}: ${(error as Error).message}. Set XDG_STATE_HOME to a folder of your own, or use --project each time.`);
  }
}

/** Trusts a folder no longer. Whether it was trusted. */
export function forgetTrusted(folder: string, env: NodeJS.ProcessEnv): boolean {
  if (readTrusted(folder, env) === undefined) return false;
  rmSync(join(trustFolder(env), fileOf(folder)));
  return true;
}

function fileOf(folder: string): string {
  return `${createHash("sha256").update(folder).digest("hex")}.json`;
}

/** Whether a folder is there. @param close closes it to others @throws UnusableProject when it is not the person's own */
function isOwnFolder(folder: string, close = false): boolean {
  // Where folders cannot be opened, the profile that they are in is the person's.
  if (process.platform === "win32") return existsSync(folder);
  return opened(folder, constants.O_DIRECTORY, false, (file) => {
    if (close) fchmodSync(file, 0o700);
    return true;
  });
}

function readOwn(path: string): TrustedProject | undefined {
  return opened(path, 0, undefined, (file, { size }) => {
    try {
      const read = JSON.parse(size > longest ? "" : readFileSync(file, "utf8")) as Partial<TrustedProject> | null;
      const texts = [read?.folder, read?.fingerprint, read?.name, read?.at];
      return texts.every((text) => typeof text === "string") && basename(path) === fileOf(read!.folder!) ? (read as TrustedProject) : undefined;
    } catch {
      return undefined;
    }
  });
}

/** Opens what is the person's own and what no one else can write; links and pipes are neither. `absent` where there is nothing. */
function opened<Result>(path: string, kind: number, absent: Result, use: (file: number, found: Stats) => Result): Result {
  const refused = (why: string) => new UnusableProject(`Which projects you trust is not known: ${path} ${why}. See how that came about, and remove it; or set XDG_STATE_HOME to a folder of your own.`);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | kind);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return absent;
    if (code === "ELOOP" || (code === "ENOTDIR" && kind !== 0)) throw refused(kind === 0 ? "is a link" : "is a link, or no folder");
    throw refused(`cannot be read (${code})`);
  }
  try {
    const found = fstatSync(file);
    if (kind === 0 && !found.isFile()) throw refused("is no file");
    if (process.getuid !== undefined && found.uid !== process.getuid()) throw refused(`belongs to the user ${found.uid}`);
    if (process.platform !== "win32" && (found.mode & 0o022) !== 0) throw refused("can be written by others");
    return use(file, found);
  } finally {
    closeSync(file);
  }
}
