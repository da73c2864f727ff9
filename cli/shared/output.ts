/** Writes the commands' results to standard output or to a named file. A result that cannot be written is an error. */
import { closeSync, fstatSync, lstatSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { writeWhole } from "./writeWhole.cjs";

/** The exit code for a result that could not be written: EX_IOERR of sysexits.h. */
export const outputFailed = 74;
/**
 * The exit code when the reader of a pipe stopped reading: the code that shells give for a command that SIGPIPE ended.
 */
const readerGone = 141;

/** A result that could not be written. */
export class UnwrittenOutput extends Error {
  override readonly name = "UnwrittenOutput";

  /** @param code the system's error code, such as ENOSPC */
  constructor(
    where: string,
    readonly code: string,
  ) {
    super(`${where} cannot be written (${code}${words[code] ?? ""}); what is there is not the whole result.`);
  }

  /** Whether only the reader stopped, as with `| head`. That needs no message. */
  get readerIsGone(): boolean {
    return this.code === "EPIPE";
  }

  /** The exit code of the command. */
  get exitCode(): number {
    return this.readerIsGone ? readerGone : outputFailed;
  }
}

/** Compares names, because each subcommand's bundle has its own copy of the class. */
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
 * Writes all of a text to standard output.
 *
 * @throws UnwrittenOutput
 */
export function writeOut(text: string): Promise<void> {
  return writeTo(process.stdout, text, "Standard output");
}

/** Writes a result, not a message, to standard error. @throws UnwrittenOutput */
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
    // The stream reports the error to the callback and to its listeners. Without a listener it would end the process.
    stream.once("error", failed);
    stream.write(text, (error) => (error ? failed(error) : resolve()));
  });
}

/** Whether it is a file or a device. For those, Node.js's stream takes an incomplete write for a complete one. */
function isSeekable(fd: number): boolean {
  const found = fstatSync(fd);
  return found.isFile() || found.isBlockDevice() || (found.isCharacterDevice() && !isTerminal(fd));
}

function isTerminal(fd: number): boolean {
  return (fd === 1 ? process.stdout : process.stderr).isTTY === true;
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

/** The place for a result cannot be written to: wrong use of the command line. */
export class UnusablePlace extends Error {
  override readonly name = "UnusablePlace";
}

/** Error codes that mean a wrong place, and not a failed write. */
const wrongPlace = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "EROFS", "ELOOP", "ENAMETOOLONG"]);

/**
 * Writes a result to a file, whole or not at all. Writes directly into a device or a pipe.
 *
 * @throws UnusablePlace when nothing can be created there; UnwrittenOutput when writing failed
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

/** The error for a path that could not be written. */
export function writingError(error: unknown, path: string): UnusablePlace | UnwrittenOutput {
  const { code = "EIO", message } = error as NodeJS.ErrnoException;
  if (error instanceof UnusablePlace) return error;
  return wrongPlace.has(code)
    ? new UnusablePlace(`${path} cannot be written, ${message}`)
    : new UnwrittenOutput(path, code);
}

/** Whether a file or link belongs to this user or to the system, so that nobody else put it there. */
export function isOwn({ uid }: { readonly uid: number }): boolean {
  return uid === 0 || uid === (process.geteuid?.() ?? uid);
}

/**
 * Writes into something that is not a file. A link to it is followed only if it belongs to the system or to this user.
 */
function writeInto(path: string, text: string): void {
  if (!isOwn(lstatSync(path)))
    throw new UnusablePlace(`${path} cannot be written, it is a link to something that is not a file and is not yours`);
  const opened = openSync(path, "w");
  try {
    writeFileSync(opened, text);
  } finally {
    closeSync(opened);
  }
}
