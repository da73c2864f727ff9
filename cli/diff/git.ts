/** Reads the files of the settings at another revision, without touching the working tree. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { entriesFolder } from "../../settings/entryFolders";

/** A revision or repository that cannot be read. The message says why, and what to do. */
export class UnusableBase extends Error {
  override readonly name = "UnusableBase";
}

/** The most bytes of all files of the settings together. */
const limit = 100_000_000;

/** Files of the engine that a side is read from. */
const engineFile = /(?:^|\/)Pulumi(?:\..+)?\.ya?ml$/;

/**
 * Calls `work` with a folder that has the files of `folder` at a revision, and removes it afterwards.
 *
 * @param folder the project's folder in the working tree
 * @param base a revision; by default the merge base with the remote's default branch, or else HEAD
 * @throws UnusableBase when there is no repository, no such revision or too little history
 */
export function atBase<Result>(
  folder: string,
  base: string | undefined,
  work: (folder: string, revision: string) => Result,
): Result {
  const git = gitIn(folder);
  const top = git(["rev-parse", "--show-toplevel"], `${folder} is in no git repository`).trim();
  const revision = base === undefined ? defaultBase(git) : revisionOf(git, base);
  const place = realpathSync(mkdtempSync(join(tmpdir(), "cross-account-diff-")));
  try {
    const below = relative(top, realpathSync(folder));
    const entries = `${[...(below === "" ? [] : below.split(sep)), entriesFolder].join("/")}/`;
    const files = filesAt(git, revision, (path) => engineFile.test(path) || path.startsWith(entries));
    try {
      for (const [path, text] of files) {
        mkdirSync(dirname(join(place, path)), { recursive: true });
        writeFileSync(join(place, path), text);
      }
    } catch (error) {
      throw new UnusableBase(`the settings of ${revision} cannot be written to ${place}: ${(error as Error).message}`);
    }
    return work(join(place, below), revision);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Runs git in a folder. @throws UnusableBase with the refusal and what git said */
export type Git = (args: readonly string[], refusal: string, input?: string) => string;

/** Runs git in a folder, and never asks for a password. */
export function gitIn(folder: string): Git {
  return (args, refusal, input) => {
    const { status, stdout, stderr, error } = spawnSync("git", ["-C", folder, ...args], {
      encoding: "latin1",
      maxBuffer: limit,
      ...(input !== undefined && { input }),
      // Nothing asks for a password or fetches what a partial clone left out.
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_NO_LAZY_FETCH: "1", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    });
    if (error !== undefined && "code" in error && error.code === "ENOENT")
      throw new UnusableBase("git is not on the PATH, and a difference needs it. Install git.");
    if (status !== 0) {
      const said = firstLine(stderr || (error?.message ?? ""));
      throw new UnusableBase(`${refusal}.${said === "" ? "" : ` git said: ${said}`}`);
    }
    return stdout;
  };
}

/** The commit that a base names. @throws UnusableBase when there is none here */
export function revisionOf(git: Git, base: string): string {
  return git(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`],
    `found the base ${JSON.stringify(base)}, which is no revision here; expected a branch, a tag or a commit. ` +
      "A shallow clone has few: git fetch --unshallow, or fetch-depth: 0 in a workflow",
  ).trim();
}

/** The commit where this branch left the remote's default branch. Without a remote, what was committed last. */
function defaultBase(git: Git): string {
  const quietly = (args: readonly string[]): string | undefined => {
    try {
      return git(args, "").trim();
    } catch (error) {
      if (error instanceof UnusableBase) return undefined;
      throw error;
    }
  };
  const remote = quietly(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  if (remote === undefined) return revisionOf(git, "HEAD");
  return git(
    ["merge-base", "HEAD", remote],
    `nothing tells where this branch left ${remote.replace("refs/remotes/", "")}, since the history here is too ` +
      "short. Fetch all of it (git fetch --unshallow, or fetch-depth: 0 in a workflow), or name the base",
  ).trim();
}

/** The files at a revision that are read, by their paths in the repository. Links are not followed. */
function filesAt(
  git: Git,
  revision: string,
  read: (path: string) => boolean,
): (readonly [path: string, text: Buffer])[] {
  const listed = git(["ls-tree", "-r", "-z", "--full-tree", revision], `the files of ${revision} cannot be listed`)
    .split("\0")
    .flatMap((line) => {
      const [, mode, hash, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return path !== undefined && mode !== "120000" && read(utf8(path)) ? [{ hash: hash!, path }] : [];
    });
  if (listed.length === 0) return [];
  const input = listed.map(({ hash }) => `${hash}\n`).join("");
  const all = git(["cat-file", "--batch"], `the files of ${revision} cannot be read`, input);
  let at = 0;
  return listed.map(({ path }) => {
    const end = all.indexOf("\n", at);
    const size = Number(all.slice(at, end).split(" ")[2]);
    if (!Number.isInteger(size)) throw new UnusableBase(`the files of ${revision} are not all here. Fetch them first.`);
    at = end + 1 + size + 1;
    return [utf8(path), Buffer.from(all.slice(end + 1, at - 1), "latin1")] as const;
  });
}

/** Text of git, which was read byte by byte. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
