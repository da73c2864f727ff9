/** The process that tries inputs, from outside: started when it is needed, and anew when an input ended it. */
import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Complaint } from "./judge";
import type { Order, Reply } from "./child";
import type { Outcome } from "./kind";

/** How long an input may take while it takes no processor time, in milliseconds: it waits for something that never comes. */
const patience = 180_000;
/** Memory of the process, in megabytes. */
const memory = 1_024;

/** One process for one input at a time. */
export class Trier {
  private child: ChildProcess | undefined;
  private number = 0;
  private said = "";

  /** @param script what the process runs; another one in tests */
  constructor(private readonly script = join(__dirname, "child.ts")) {}

  /** Tries an input. */
  async attempt(kind: string, input: unknown): Promise<Outcome | Complaint> {
    const child = (this.child ??= await this.start());
    const order: Order = { number: ++this.number, kind, input };
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      const done = (outcome: Outcome | Complaint): void => {
        clearTimeout(timer);
        child.removeAllListeners("message").removeAllListeners("exit");
        resolve(outcome);
      };
      child.on("message", ({ number, outcome }: Reply) => void (number === order.number && done(outcome)));
      child.on("exit", (code, signal) => {
        this.child = undefined;
        done(ending(code, signal, this.said));
      });
      this.said = "";
      child.send(order);
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    await new Promise((resolve) => {
      child.removeAllListeners("exit").on("exit", resolve);
      child.disconnect();
    });
  }

  private async start(): Promise<ChildProcess> {
    const child = fork(this.script, {
      execArgv: ["-r", join(__dirname, "..", "..", "sandbox", "register.cjs"), `--max-old-space-size=${memory}`],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream!.setEncoding("utf8").on("data", (text: string) => (this.said = (this.said + text).slice(-4_000)));
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", () => reject(new Error(`the process that tries inputs did not start:\n${this.said}`)));
    });
    child.removeAllListeners("exit");
    return child;
  }
}

function ending(code: number | null, signal: NodeJS.Signals | null, said: string): Complaint {
  if (said.includes("watchdog: over")) return { property: "an answer within 10 s of processor time", detail: said.slice(-200) };
  if (signal === "SIGKILL") return { property: "an answer at all", detail: `none within ${patience / 1000} s` };
  return { property: "the process lives on", detail: `it ended with ${signal ?? code}: ${said.slice(-1_500)}` };
}
