/** Asks the person at the terminal, wherever standard input and output go. */
import { closeSync, openSync } from "node:fs";
import { visible } from "../../settings/visible";

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
 * credential_process keep standard error to themselves. What is typed is not shown. Ctrl-C ends this process, as it
 * would anywhere else.
 *
 * @returns the line that was typed, empty when the input was ended; undefined when there is no terminal
 */
export function askUnseen(question: string): Promise<string | undefined> {
  return ask(question, false);
}

/** The same, where what is typed is shown. */
export function askSeen(question: string): Promise<string | undefined> {
  return ask(question, true);
}

async function ask(question: string, seen: boolean): Promise<string | undefined> {
  const files = open();
  if (!files) return undefined;
  /* eslint-disable @typescript-eslint/no-require-imports -- needed by a question alone */
  const { createInterface } = require("node:readline") as typeof import("node:readline");
  const { Writable } = require("node:stream") as typeof import("node:stream");
  const { ReadStream, WriteStream } = require("node:tty") as typeof import("node:tty");
  /* eslint-enable @typescript-eslint/no-require-imports */
  const input = new ReadStream(files.input);
  const output = new WriteStream(files.output);
  // The terminal is set to show nothing by itself, and what would be shown in its place may go nowhere.
  const lines = createInterface({ input, output: seen ? output : new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: true });
  let ended: NodeJS.Signals | undefined;
  let end: (signal?: NodeJS.Signals) => void = () => {};
  try {
    const answer = new Promise<string>((resolve) => {
      end = (signal) => {
        ended ??= signal;
        resolve("");
      };
      for (const signal of ending) process.on(signal, end);
      // A terminal that is gone answers with an error.
      for (const stream of [input, output]) stream.on("error", () => end());
      lines.on("SIGINT", () => end("SIGINT"));
      lines.on("close", () => end());
      lines.on("line", (line) => resolve(line.trim()));
    });
    const [last = "", ...before] = question.split("\n").map(visible).reverse();
    output.write(before.reverse().map((line) => `${line}\n`).join(""));
    // Whoever corrects what was typed sees the line's question still.
    lines.setPrompt(last);
    if (seen) lines.prompt();
    else output.write(last);
    return await answer;
  } finally {
    output.write("\n");
    // Gives the terminal back as it was.
    lines.close();
    input.destroy();
    output.destroy();
    for (const signal of ending) process.removeListener(signal, end);
    if (ended !== undefined) process.kill(process.pid, ended);
  }
}

/** Signals that would end this process and leave the terminal as it is during a question. */
const ending = ["SIGTERM", "SIGHUP"] as const;

function open(): { input: number; output: number } | undefined {
  const [from, to] = process.platform === "win32" ? ["\\\\.\\CONIN$", "\\\\.\\CONOUT$"] : ["/dev/tty", "/dev/tty"];
  try {
    return { input: openSync(from, process.platform === "win32" ? "r+" : "r"), output: openSync(to, "w") };
  } catch {
    return undefined;
  }
}
