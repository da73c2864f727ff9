/** The process that tries inputs, from outside: started when it is needed, and anew when an input ended it. */
import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { makeTemporary, removeTemporary } from "../../sandbox/temporary";
import type { Complaint } from "./judge";
import type { Order, Reply } from "./child";
import type { Outcome } from "./kind";

/** How long an input may take while it takes no processor time, in milliseconds: it waits for something that never comes. */
const patience = 180_000;
/** Memory of the process, in megabytes. */
const memory = 1_024;

/** One process for one input at a time. */
export class Trier {
  private running: Running | undefined;
  private number = 0;

  /** The process, where there is one. */
  get pid(): number | undefined {
    return this.running?.child.pid;
  }

  /** Tries an input. */
  async attempt(kind: string, input: unknown): Promise<Outcome | Complaint> {
    const running = (this.running ??= await this.start());
    const { child } = running;
    const order: Order = { number: ++this.number, kind, input };
    running.said = "";
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      const done = (outcome: Outcome | Complaint): void => {
        clearTimeout(timer);
        child.removeAllListeners("message");
        resolve(outcome);
      };
      child.on("message", ({ number, outcome }: Reply) => void (number === order.number && done(outcome)));
      void running.ended.then((words) => done(ending(words)));
      // Where it cannot be sent, the process is about to be told as ended.
      child.send(order, () => {});
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.running === undefined) return;
    const { child, ended } = this.running;
    child.disconnect();
    await ended;
  }

  /** Starts the process in a folder of its own, which goes when it does, however that ends. */
  private async start(): Promise<Running> {
    const folder = await makeTemporary();
    const child = fork(join(__dirname, "child.ts"), [folder], {
      execArgv: ["-r", join(__dirname, "..", "..", "sandbox", "register.cjs"), `--max-old-space-size=${memory}`],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const ended = new Promise<Ended>((resolve) =>
      child.once("exit", (code, signal) => {
        this.running = undefined;
        void removeTemporary(folder).then(() => resolve({ code, signal, said: running.said }));
      }),
    );
    const running: Running = { child, ended, said: "" };
    for (const stream of [child.stdout, child.stderr])
      stream!.setEncoding("utf8").on("data", (text: string) => (running.said = (running.said + text).slice(-4_000)));
    const ready = new Promise<undefined>((resolve) => child.once("message", () => resolve(undefined)));
    const early = await Promise.race([ready, ended]);
    if (early) throw new Error(`the process that tries inputs did not start:\n${early.said}`);
    return running;
  }
}

/** A process that tries, and what it printed since the last input. */
interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  said: string;
}

/** How one ended. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

function ending({ code, signal, said }: Ended): Complaint {
  if (said.includes("watchdog: over"))
    return { property: "an answer within 10 s of processor time", detail: said.slice(-200) };
  if (signal === "SIGKILL") return { property: "an answer at all", detail: `none within ${patience / 1000} s` };
  return { property: "the process lives on", detail: `it ended with ${signal ?? code}: ${said.slice(-1_500)}` };
}
