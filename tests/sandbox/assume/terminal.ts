import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";

/** What came of a command that had a terminal of its own. */
export interface AtTerminal {
  /** All that the terminal showed. */
  readonly terminal: string;
  /** What went to standard output, which is a pipe. */
  readonly output: string;
  /** The exit code, or the name of the signal that ended it. */
  readonly ended: number | string;
  /** Whether the terminal shows and reads lines afterwards as it did before. */
  readonly asBefore: boolean;
}

/** What is done when the terminal shows the next prompt: a line is typed, keys are, or the command gets a signal. */
export type Reaction = string | (() => string) | { readonly keys: string } | { readonly signal: NodeJS.Signals };

// Node.js opens no pseudo-terminals; Python, which the emulator needs anyway, does.
const python = `
import fcntl, json, os, pty, subprocess, sys, termios, threading
command = sys.argv[1:]
main, side = pty.openpty()
before = termios.tcgetattr(side)
def first():
    os.setsid()
    fcntl.ioctl(side, termios.TIOCSCTTY, 0)
child = subprocess.Popen(command, stdin=side, stderr=side, stdout=subprocess.PIPE, preexec_fn=first)
def react():
    for line in sys.stdin:
        told = json.loads(line)
        if "signal" in told: child.send_signal(told["signal"])
        else: os.write(main, told["keys"].encode())
threading.Thread(target=react, daemon=True).start()
def show():
    while True:
        try: data = os.read(main, 4096)
        except OSError: return
        os.write(2, data)
shown = threading.Thread(target=show, daemon=True)
shown.start()
output, code = child.stdout.read().decode(), child.wait()
as_before = termios.tcgetattr(side) == before
os.close(side)
shown.join(2)
print(json.dumps({"output": output, "code": code, "asBefore": as_before}), flush=True)
os._exit(0)
`;

/**
 * Runs a command with a terminal of its own for questions and messages, and a pipe for its output.
 *
 * @param prompt the text of a question; each time it is shown, the next of `reactions` follows
 */
export async function atTerminal(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  prompt: string | RegExp,
  reactions: readonly Reaction[],
): Promise<AtTerminal> {
  const child = spawn("python3", ["-c", python, ...command], { env, stdio: "pipe" });
  let [terminal, result, asked] = ["", "", 0];
  child.stdout.on("data", (data: Buffer) => (result += data.toString()));
  child.stderr.on("data", (data: Buffer) => {
    terminal += data.toString();
    for (; terminal.split(prompt).length - 1 > asked && asked < reactions.length; asked++)
      child.stdin.write(`${JSON.stringify(told(reactions[asked]!))}\n`);
  });
  await once(child, "close");
  const { output, code, asBefore } = JSON.parse(result) as { output: string; code: number; asBefore: boolean };
  const signal = Object.entries(constants.signals).find(([, number]) => number === -code)?.[0];
  return { terminal, output, ended: signal ?? code, asBefore };
}

function told(reaction: Reaction): object {
  if (typeof reaction === "string") return { keys: `${reaction}\r` };
  if (typeof reaction === "function") return { keys: `${reaction()}\r` };
  return "keys" in reaction ? reaction : { signal: constants.signals[reaction.signal] };
}
