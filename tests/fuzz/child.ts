/** The process that tries inputs, one at a time, as its parent sends them: whatever an input does to it, the parent goes on. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { removeTemporary } from "../../sandbox/temporary";
import { kinds } from "./kinds";
import type { Outcome } from "./kind";
import type { Complaint } from "./judge";
import { Place } from "./world/place";

/** What the parent sends. */
export interface Order {
  readonly number: number;
  readonly kind: string;
  readonly input: unknown;
}

/** What it gets back. */
export interface Reply {
  readonly number: number;
  readonly outcome: Outcome | Complaint;
}

/** Processor time that an input may take, in milliseconds. */
const limit = 10_000;

async function main(): Promise<void> {
  // What is typed at the terminal is told to the parent; this process ends when the parent does, and removes what it made.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const place = new Place(process.argv[2]!);
  process.on("disconnect", () => void removeTemporary(place.folder).then(() => process.exit(0)));
  await place.open();
  process.env["FUZZ_PATH"] = process.env["PATH"];
  const shared = new SharedArrayBuffer(8);
  const state = new Int32Array(shared);
  const watchdog = new Worker(join(__dirname, "watchdog.cjs"), { workerData: { shared, limit } });
  watchdog.unref();
  process.on("message", (order: Order) => {
    const { user, system } = process.cpuUsage();
    Atomics.store(state, 1, Math.round((user + system) / 1000));
    Atomics.store(state, 0, order.number);
    void tried(order, place).then((outcome) => {
      Atomics.store(state, 0, 0);
      process.send!({ number: order.number, outcome } satisfies Reply);
    });
  });
  process.send!("ready");
}

async function tried({ kind, input }: Order, place: Place): Promise<Outcome | Complaint> {
  try {
    place.reset();
    return await kinds.find(({ name }) => name === kind)!.attempt(input, place);
  } catch (error) {
    return {
      property: "nothing is thrown",
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

void main();
