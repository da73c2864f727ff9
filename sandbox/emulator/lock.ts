import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { visible } from "../../settings/visible";

/** What else a lock may be told; the times are in milliseconds. */
export interface LockOptions {
  /** What is done under it, for those who wait: `is installing the emulator`. */
  readonly what?: string;
  /** Told, in one line, whom is waited for; standard error unless given. */
  readonly note?: (line: string) => void;
  /** Between two looks at a lock that somebody else holds. */
  readonly interval?: number;
  /** Between two marks of life of whoever holds a lock. */
  readonly renewal?: number;
  /** How many looks may find no mark of life until the lock counts no more. Looks, not time: on a slow machine both are slow. */
  readonly looks?: number;
}

/** Looks after which it is said again who is waited for: some minutes. */
const reminder = 600;

/**
 * Does a piece of work while no other process does work under the same lock. Whoever holds a lock gives marks of life; one
 * without them counts no more, nor one whose process is gone, whatever is in it.
 *
 * @param file the lock: it exists, with who holds it inside, while the work is done
 * @throws when a lock without marks of life cannot be taken away, with what to delete
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

async function acquire(file: string, own: string, { note = (line) => console.error(line), interval = 300, looks = 67 }: LockOptions): Promise<void> {
  let seen: Content | undefined;
  let unchanged = 0;
  for (let round = 0; ; round++) {
    if (take(file, own)) {
      // Two that clear away the same old lock could both come this far; the one that wrote last has it.
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

/** What is in a lock, and a mark that changes with each sign of life. */
interface Content {
  readonly text: string;
  readonly mark: string;
}

/** Undefined where there is none any more. */
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

/** Who holds a lock, in words; the process only where it is one of this machine. */
function holder({ text }: Content): { readonly pid?: number; readonly words: string } {
  const [, pid, since, host, what] = /^(\d{1,10})(?: (\S+) (\S+) [0-9a-f]{16} (.*))?\s*$/.exec(text) ?? [];
  if (pid === undefined) return { words: `somebody whom the lock does not name (${text === "" ? "it is empty" : `it says ${visible(JSON.stringify(text.slice(0, 60)))}`})` };
  if (since === undefined) return { pid: Number(pid), words: `the process ${pid}` };
  const words = `the process ${pid}${host === hostname() ? "" : ` on ${host}`}, which ${what} since ${since.slice(0, 19).replace("T", " ")} UTC`;
  return { ...(host === hostname() && { pid: Number(pid) }), words: visible(words) };
}

function take(file: string, own: string): boolean {
  try {
    writeFileSync(file, own, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // Made and not written, as on a full disk, it would keep others waiting.
    if (code === "ENOSPC" || code === "EDQUOT") rmSync(file, { force: true });
    throw new Error(`${file} cannot be written (${message}): nothing can be done together with other runs.`, { cause: error });
  }
}

function renew(file: string, own: string): void {
  try {
    if (contentOf(file)?.text === own) utimesSync(file, new Date(), new Date());
  } catch {
    // It is gone, with the folder that it was in.
  }
}

/** Takes away a lock that counts no more, and puts it back when it is another one by now. */
function takeAway(file: string, seen: Content): void {
  const aside = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    if (!lstatSync(file).isFile()) throw new Error("it is no file");
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new Error(`${file} is in the way and cannot be taken away (${(error as Error).message}). Delete it, and run the command again.`, { cause: error });
  }
  try {
    if (contentOf(aside)?.text !== seen.text) linkSync(aside, file);
  } catch {
    // Whoever has it by now has it.
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
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
