/**
 * Reads files that others may have written. It reads at most a given number of bytes, and refuses pipes and devices.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** The error when a file is not read. The message begins with what was found. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";

  /** @param code the system's error code, such as `ENOENT`, when the system refused */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** How a text is read. */
export interface ReadOptions {
  /** The most bytes. A larger file is refused before it is read. */
  readonly limit: number;
  /** Whether a pipe or a device is accepted too, such as `<(command)` in a shell. Default: false. */
  readonly pipes?: boolean;
}

/**
 * Reads a text.
 *
 * @param source a path, or 0 for standard input
 * @throws Unreadable when it is larger than the limit, not a file or not UTF-8, or when the system refuses
 */
export function readText(source: string | 0, { limit, pipes = false }: ReadOptions): string {
  const bytes = readBytes(source, limit, pipes || source === 0);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Unreadable("found bytes that are not UTF-8");
  }
}

function readBytes(source: string | 0, limit: number, pipes: boolean): Buffer {
  let opened: number | undefined;
  try {
    // Without this flag, opening a pipe would wait until somebody writes into it.
    opened = source === 0 ? 0 : openSync(source, constants.O_RDONLY | (pipes ? 0 : constants.O_NONBLOCK));
    const found = fstatSync(opened);
    if (found.isDirectory()) throw new Unreadable("found a folder");
    if (!pipes && !found.isFile()) throw new Unreadable("found something that is not a file");
    if (found.isFile() && found.size > limit) throw tooLarge(limit);
    return readUpTo(opened, limit);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Unreadable(`cannot be read, ${message}`, code);
  } finally {
    if (opened !== undefined && opened !== 0) closeSync(opened);
  }
}

function readUpTo(file: number, limit: number): Buffer {
  const parts: Buffer[] = [];
  let left = limit;
  for (;;) {
    const part = Buffer.allocUnsafe(64 * 1024);
    const length = readSome(file, part);
    if (length === 0) return Buffer.concat(parts);
    left -= length;
    if (left < 0) throw tooLarge(limit);
    parts.push(part.subarray(0, length));
  }
}

function readSome(file: number, into: Buffer): number {
  for (;;) {
    try {
      return readSync(file, into);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows reports the end of input this way.
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      // Another program has set standard input to not wait for data. So wait 20 ms here and try again.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function tooLarge(limit: number): Unreadable {
  return new Unreadable(`found more than ${limit / 1_000_000} MB`);
}
