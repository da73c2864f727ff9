import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { visible } from "../../settings/visible";

/** The options of a lock. Times are in milliseconds. */
export interface LockOptions {
  /** What is done under the lock, for those who wait: `is installing the emulator`. */
  readonly what?: string;
  /** Called with one line that says who is waited for; by default the line goes to standard error. */
  readonly note?: (line: string) => void;
  /** The time between two looks at somebody else's lock. */
  readonly interval?: number;
  /** The time between two signs of life of the lock's holder. */
  readonly renewal?: number;
  /**
   * After how many looks without a sign of life the lock expires. Looks are counted and not time, because a slow
   * machine slows both sides.
   */
  readonly looks?: number;
}

/** After how many looks the waiting is reported again: some minutes. */
const reminder = 600;

/**
 * Does work while no other process works under the same lock. The holder of a lock gives signs of life. A lock expires
 * without them, or when its process no longer runs, whatever it contains.
 *
 * @param file the lock's file; while the work is done it exists and says who holds it
 * @throws when an expired lock cannot be removed; the message says what to delete
 */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { what = "is at work", renewal = 2_000 } = options;
  const own = `${process.pid} ${new Date().toISOString()} ${hostname()} ${randomBytes(8).toString("hex")} ${what}\n`;
  await acquire(file, own, options);
  const timer = setInterval(() => renew(file, own), renewal);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (contentOf(file)?.text === own) rmSync(file, { force: true });
  }
}

async function acquire(
  file: string,
  own: string,
  { note = (line) => console.error(line), interval = 300, looks = 67 }: LockOptions,
): Promise<void> {
  let seen: Content | undefined;
  let unchanged = 0;
  for (let round = 0; ; round++) {
    if (take(file, own)) {
      // Two processes that remove the same expired lock may both get here. The one that wrote last holds the lock.
      await pause(50);
      if (contentOf(file)?.text === own) return;
      continue;
    }
    const now = contentOf(file);
    if (now === undefined) continue;
    unchanged = now.text === seen?.text && now.mark === seen.mark ? unchanged + 1 : 0;
    seen = now;
    const { pid, words } = holder(now);
    if (pid !== undefined && !isAlive(pid)) takeAway(file, now);
    else if (unchanged >= looks) {
      note(`${file} shows no sign of life: ${words} counts as gone.`);
      takeAway(file, now);
      unchanged = 0;
    } else {
      if (round % reminder === 0) note(`Waiting for ${words}. If nothing is under way there any more, delete ${file}`);
      await pause(interval);
    }
  }
}

/** What a lock contains, and a mark that changes with each sign of life. */
interface Content {
  readonly text: string;
  readonly mark: string;
}

/** The content of a lock; undefined when it does not exist. */
function contentOf(file: string): Content | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  const mark = `${found.mtimeMs} ${found.ino}`;
  if (!found.isFile()) return { text: "", mark };
  try {
    return { text: readFileSync(file, "utf8").slice(0, 1000), mark };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : { text: "", mark };
  }
}

/** The holder of a lock, in words. The process id only when it is on this machine. */
function holder({ text }: Content): { readonly pid?: number; readonly words: string } {
  const [, pid, since, host, what] = /^(\d{1,10})(?: (\S+) (\S+) [0-9a-f]{16} (.*))?\s*$/.exec(text) ?? [];
  if (pid === undefined)
    return {
      words:
        "somebody whom the lock does not name (" +
        `${text === "" ? "it is empty" : `it says ${visible(JSON.stringify(text.slice(0, 60)))}`})`,
    };
  if (since === undefined) return { pid: Number(pid), words: `the process ${pid}` };
  const words =
    `the process ${pid}${host === hostname() ? "" : ` on ${host}`}, which ${what} since ` +
    `${since.slice(0, 19).replace("T", " ")} UTC`;
  return { ...(host === hostname() && { pid: Number(pid) }), words: visible(words) };
}

function take(file: string, own: string): boolean {
  try {
    writeFileSync(file, own, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // An empty lock, as on a full disk, would make others wait.
    if (code === "ENOSPC" || code === "EDQUOT") rmSync(file, { force: true });
    throw new Error(`${file} cannot be written (${message}): nothing can be done together with other runs.`, {
      cause: error,
    });
  }
}

function renew(file: string, own: string): void {
  try {
    if (contentOf(file)?.text === own) utimesSync(file, new Date(), new Date());
  } catch {
    // The lock is gone, and so is its folder.
  }
}

/** Removes an expired lock, and puts it back if it has become another one meanwhile. */
function takeAway(file: string, seen: Content): void {
  const aside = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    if (!lstatSync(file).isFile()) throw new Error("it is no file");
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new Error(
      `${file} is in the way and cannot be taken away (${(error as Error).message}). Delete it, and run the command again.`,
      { cause: error },
    );
  }
  try {
    if (contentOf(aside)?.text !== seen.text) linkSync(aside, file);
  } catch {
    // Another process holds the lock by now.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process runs and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
