/** Asks the person at the terminal, even if standard input and output are redirected. */
import { closeSync, openSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";
import { visible } from "../../settings/visible";

/** Whether there is a terminal. */
export function hasTerminal(): boolean {
  const files = open();
  if (!files) return false;
  closeSync(files.input);
  closeSync(files.output);
  return true;
}

/**
 * Asks a question directly at the terminal: standard output is for the credentials, and AWS tools that run this as
 * credential_process keep standard error. What is typed is not shown. Ctrl-C ends this process, as anywhere else.
 *
 * @returns the typed line, empty at the end of input; undefined without a terminal
 */
export function askUnseen(question: string): Promise<string | undefined> {
  return ask(question, false);
}

/** Asks in the same way, but shows what is typed. */
export function askSeen(question: string): Promise<string | undefined> {
  return ask(question, true);
}

/** The terminal, to read from and to write to. */
export interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly close: () => void;
}

/** Opens the terminal; undefined without one. */
export function openTerminal(): Terminal | undefined {
  const files = open();
  if (!files) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- needed by a question alone
  const tty = require("node:tty") as typeof import("node:tty");
  const [input, output] = [new tty.ReadStream(files.input), new tty.WriteStream(files.output)];
  return { input, output, close: () => (input.destroy(), output.destroy()) };
}

async function ask(question: string, seen: boolean): Promise<string | undefined> {
  const terminal = openTerminal();
  if (!terminal) return undefined;
  /* eslint-disable @typescript-eslint/no-require-imports -- needed by a question alone */
  const { createInterface } = require("node:readline") as typeof import("node:readline");
  const { Writable } = require("node:stream") as typeof import("node:stream");
  /* eslint-enable @typescript-eslint/no-require-imports */
  const { input, output } = terminal;
  // The terminal's own echo is off. readline would echo instead, so its output is dropped unless typing is to be seen.
  const lines = createInterface({
    input,
    output: seen ? output : new Writable({ write: (_chunk, _encoding, done) => done() }),
    terminal: true,
  });
  let ended: NodeJS.Signals | undefined;
  let end: (signal?: NodeJS.Signals) => void = () => {};
  try {
    const answer = new Promise<string>((resolve) => {
      end = (signal) => {
        ended ??= signal;
        resolve("");
      };
      for (const signal of ending) process.on(signal, end);
      // A terminal that was closed gives an error.
      for (const stream of [input, output]) stream.on("error", () => end());
      lines.on("SIGINT", () => end("SIGINT"));
      lines.on("close", () => end());
      lines.on("line", (line) => resolve(line.trim()));
    });
    const [last = "", ...before] = question.split("\n").map(visible).reverse();
    output.write(
      before
        .reverse()
        .map((line) => `${line}\n`)
        .join(""),
    );
    // Editing the input redraws the line, so the question must be part of it.
    lines.setPrompt(last);
    if (seen) lines.prompt();
    else output.write(last);
    return await answer;
  } finally {
    output.write("\n");
    // Restores the terminal's settings.
    lines.close();
    terminal.close();
    for (const signal of ending) process.removeListener(signal, end);
    if (ended !== undefined) process.kill(process.pid, ended);
  }
}

/** Signals that would end this process during a question and leave the terminal changed. */
const ending = ["SIGTERM", "SIGHUP"] as const;

function open(): { input: number; output: number } | undefined {
  const [from, to] = process.platform === "win32" ? ["\\\\.\\CONIN$", "\\\\.\\CONOUT$"] : ["/dev/tty", "/dev/tty"];
  try {
    return { input: openSync(from, process.platform === "win32" ? "r+" : "r"), output: openSync(to, "w") };
  } catch {
    return undefined;
  }
}
