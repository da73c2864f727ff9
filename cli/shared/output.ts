/** Where the commands' results go: standard output, or a file that was named. What could not be written is an error. */
import { closeSync, fstatSync, lstatSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { writeWhole } from "./writeWhole.cjs";

/** Exit code for a result that could not be written, EX_IOERR of sysexits.h. */
export const outputFailed = 74;
/** Exit code where the reader of a pipe stopped reading: the one that a shell gives for a command that SIGPIPE ended. */
const readerGone = 141;

/** A result that could not be written. */
export class UnwrittenOutput extends Error {
  override readonly name = "UnwrittenOutput";

  /** @param code the system's, such as ENOSPC */
  constructor(
    where: string,
    readonly code: string,
  ) {
    super(`${where} cannot be written (${code}${words[code] ?? ""}); what is there is not the whole result.`);
  }

  /** Whether it was only that nobody reads on, as with `| head`: nothing is said of that. */
  get readerIsGone(): boolean {
    return this.code === "EPIPE";
  }

  /** The exit code of the command. */
  get exitCode(): number {
    return this.readerIsGone ? readerGone : outputFailed;
  }
}

/** By its name: each subcommand is a bundle of its own, with a class of its own. */
export function isUnwrittenOutput(error: unknown): error is UnwrittenOutput {
  return error instanceof Error && error.name === "UnwrittenOutput";
}

const words: Readonly<Record<string, string>> = {
  ENOSPC: ": no space left",
  EDQUOT: ": the quota is used up",
  EFBIG: ": larger than a file may be here",
  EIO: ": the device fails",
};

/**
 * Writes to standard output, all of it.
 *
 * @throws UnwrittenOutput
 */
export function writeOut(text: string): Promise<void> {
  return writeTo(process.stdout, text, "Standard output");
}

/** Writes to standard error what is a result of its own and no message. @throws UnwrittenOutput */
export function writeResultToErr(text: string): Promise<void> {
  return writeTo(process.stderr, text, "Standard error");
}

function writeTo(stream: NodeJS.WriteStream & { readonly fd: number }, text: string, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(new UnwrittenOutput(where, error.code ?? "EIO"));
    if (isSeekable(stream.fd)) {
      try {
        writeAll(stream.fd, text);
        resolve();
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
      return;
    }
    // The stream tells the callback and its listeners; without a listener it would end the process.
    stream.once("error", failed);
    stream.write(text, (error) => (error ? failed(error) : resolve()));
  });
}

/** Whether it is a file or a device, of which Node.js's own stream takes a write that was cut short for a whole one. */
function isSeekable(fd: number): boolean {
  const found = fstatSync(fd);
  return found.isFile() || found.isBlockDevice() || (found.isCharacterDevice() && !isTerminal(fd));
}

function isTerminal(fd: number): boolean {
  return (fd === 1 ? process.stdout : process.stderr).isTTY === true;
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** A place that no result can be written to, as wrong use of the command line. */
export class UnusablePlace extends Error {
  override readonly name = "UnusablePlace";
}

/** What says that the place is wrong, and not that writing failed. */
const wrongPlace = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "EROFS", "ELOOP", "ENAMETOOLONG"]);

/**
 * Writes a result to a file, whole or not at all; to a device or a pipe as it comes.
 *
 * @throws UnusablePlace where nothing can be made there; UnwrittenOutput where writing failed
 */
export function writeFile(path: string, text: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isFile()) writeWhole(path, text, { keepMode: true });
    else if (found.isDirectory()) throw new UnusablePlace(`${path} cannot be written, it is a folder`);
    else writeInto(path, text);
  } catch (error) {
    throw writingError(error, path);
  }
}

/** What an error of the system says of a path that was to be written. */
export function writingError(error: unknown, path: string): UnusablePlace | UnwrittenOutput {
  const { code = "EIO", message } = error as NodeJS.ErrnoException;
  if (error instanceof UnusablePlace) return error;
  return wrongPlace.has(code) ? new UnusablePlace(`${path} cannot be written, ${message}`) : new UnwrittenOutput(path, code);
}

/** Whether a file or link is this user's own or the system's: nobody else put it there. */
export function isOwn({ uid }: { readonly uid: number }): boolean {
  return uid === 0 || uid === (process.geteuid?.() ?? uid);
}

/** Writes into what is no file. A link that leads there counts only when it is the system's or this user's own. */
function writeInto(path: string, text: string): void {
  if (!isOwn(lstatSync(path))) throw new UnusablePlace(`${path} cannot be written, it leads to what is no file and is somebody else's`);
  const opened = openSync(path, "w");
  try {
    writeFileSync(opened, text);
  } finally {
    closeSync(opened);
  }
}
