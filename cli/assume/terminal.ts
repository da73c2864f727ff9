/** Asks the person at the terminal, wherever standard input and output go. */
import { closeSync, openSync } from "node:fs";

/** Whether there is a terminal to ask at. */
export function hasTerminal(): boolean {
  const files = open();
  if (!files) return false;
  closeSync(files.input);
  closeSync(files.output);
  return true;
}

/**
 * Asks a question at the terminal itself: standard output belongs to the credentials, and AWS tools that run this as
 * credential_process keep standard error to themselves.
 *
 * @returns the line that was typed; undefined when there is no terminal or the input was ended
 */
export async function ask(question: string): Promise<string | undefined> {
  const files = open();
  if (!files) return undefined;
  /* eslint-disable @typescript-eslint/no-require-imports -- needed by a question alone */
  const { createInterface } = require("node:readline") as typeof import("node:readline");
  const { ReadStream, WriteStream } = require("node:tty") as typeof import("node:tty");
  /* eslint-enable @typescript-eslint/no-require-imports */
  const input = new ReadStream(files.input);
  const output = new WriteStream(files.output);
  const lines = createInterface({ input, output, terminal: true });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.on("SIGINT", () => resolve(undefined));
      lines.on("close", () => resolve(undefined));
      lines.question(question, (line) => resolve(line.trim()));
    });
  } finally {
    lines.close();
    input.destroy();
    output.destroy();
  }
}

function open(): { input: number; output: number } | undefined {
  const [from, to] = process.platform === "win32" ? ["\\\\.\\CONIN$", "\\\\.\\CONOUT$"] : ["/dev/tty", "/dev/tty"];
  try {
    return { input: openSync(from, process.platform === "win32" ? "r+" : "r"), output: openSync(to, "w") };
  } catch {
    return undefined;
  }
}
