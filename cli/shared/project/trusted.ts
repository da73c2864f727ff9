/**
 * Stores the projects that a person trusts, one file each, in a folder of that person. Anybody who can write there can
 * decide which project is trusted. So files that others may have written are refused, and links are not followed.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { ownFolder } from "../homeFolder";
import { makeFolder } from "../makeFolder";
import { writeWhole } from "../writeWhole.cjs";
import { isUnusableProject, UnusableProject } from "./find";
import { compareText } from "../compareText";

/** A project in the state in which it was trusted. */
export interface TrustedProject {
  readonly folder: string;
  /** The fingerprint of its name and backend. The full address is not stored, since it may contain a password. */
  readonly fingerprint: string;
  readonly name: string;
  /** The backend's address without a password; null when Pulumi.yaml named none. */
  readonly backend: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** The largest file of this command, in bytes. */
const longest = 64 * 1024;

/** The folder of the files. @throws UnusableProject for a user without a home, as in some containers */
export function trustFolder(env: NodeJS.ProcessEnv): string {
  const folder = ownFolder("STATE", env);
  if (folder !== undefined) return join(folder, "trusted");
  throw new UnusableProject(
    "It is not known which projects you trust: you have no home folder. Set HOME, or XDG_STATE_HOME, to a " +
      "folder of your own, or use --project.",
  );
}

/**
 * What was stored about a folder; undefined when it was never trusted, or the file is damaged.
 *
 * @param folder the folder, with links resolved
 * @throws UnusableProject when others may have written the file
 */
export function readTrusted(folder: string, env: NodeJS.ProcessEnv): TrustedProject | undefined {
  const directory = trustFolder(env);
  if (!isOwnFolder(dirname(directory)) || !isOwnFolder(directory)) return undefined;
  const read = readOwn(join(directory, fileOf(folder)));
  return read?.folder === folder ? read : undefined;
}

/** All trusted projects, by folder. @throws as {@link readTrusted} does */
export function allTrusted(env: NodeJS.ProcessEnv): TrustedProject[] {
  const directory = trustFolder(env);
  if (!isOwnFolder(dirname(directory)) || !isOwnFolder(directory)) return [];
  const all = readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => readOwn(join(directory, file)) ?? []);
  return all.sort((a, b) => compareText(a.folder, b.folder));
}

/**
 * Trusts a project from now on.
 *
 * @throws UnusableProject when that cannot be stored, or others could change it
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
    throw new UnusableProject(
      `${project.folder} cannot be recorded as trusted in ${directory}: ${(error as Error).message}. Set ` +
        "XDG_STATE_HOME to a folder of your own, or use --project each time.",
    );
  }
}

/** Removes the trust in a folder. @returns whether it was trusted */
export function forgetTrusted(folder: string, env: NodeJS.ProcessEnv): boolean {
  if (readTrusted(folder, env) === undefined) return false;
  rmSync(join(trustFolder(env), fileOf(folder)));
  return true;
}

function fileOf(folder: string): string {
  return `${createHash("sha256").update(folder).digest("hex")}.json`;
}

/**
 * Whether a folder exists. @param close whether to close it to others @throws UnusableProject when it is not the
 * person's own
 */
function isOwnFolder(folder: string, close = false): boolean {
  // Windows cannot open folders. There, the folder is inside the person's profile.
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
      return texts.every((text) => typeof text === "string") && basename(path) === fileOf(read!.folder!)
        ? (read as TrustedProject)
        : undefined;
    } catch {
      return undefined;
    }
  });
}

/**
 * Opens something that belongs to the person and that nobody else can write; refuses links and pipes. Gives `absent`
 * when there is nothing.
 */
function opened<Result>(
  path: string,
  kind: number,
  absent: Result,
  use: (file: number, found: Stats) => Result,
): Result {
  const refused = (why: string) =>
    new UnusableProject(
      `It is not known which projects you trust: ${path} ${why}. Find out how that came about, and remove it; or set ` +
        "XDG_STATE_HOME to a folder of your own.",
    );
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | kind);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return absent;
    if (code === "ELOOP" || (code === "ENOTDIR" && kind !== 0))
      throw refused(kind === 0 ? "is a link" : "is a link, or no folder");
    throw refused(`cannot be read (${code})`);
  }
  try {
    const found = fstatSync(file);
    if (kind === 0 && !found.isFile()) throw refused("is no file");
    if (process.getuid !== undefined && found.uid !== process.getuid())
      throw refused(`belongs to the user ${found.uid}`);
    if (process.platform !== "win32" && (found.mode & 0o022) !== 0) throw refused("can be written by others");
    return use(file, found);
  } finally {
    closeSync(file);
  }
}
