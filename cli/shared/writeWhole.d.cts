/** How a file is written. */
export interface WriteOptions {
  /** Permissions of a new file, less what the process's umask takes away; 0o666 unless given. */
  readonly mode?: number;
  /** Whether a file that is there already keeps its permissions. */
  readonly keepMode?: boolean;
  /** Whether it is on the disk when this returns, which takes milliseconds; true unless given. */
  readonly durable?: boolean;
  /** Asked when the new file is ready: false leaves everything as it is. */
  readonly still?: () => boolean;
}
export function writeWhole(file: string, contents: string | Uint8Array, options?: WriteOptions): boolean;
export function draftPrefix(file: string): string;
