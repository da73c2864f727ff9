/** How far a review is, on standard error: one line that changes on a terminal; elsewhere a line now and then of a long one. */
import { visible } from "../../settings/visible";

/** Told how many accounts are done. */
export interface Progress {
  readonly update: (done: number, total: number, words: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Seconds after which a run counts as long, and between its lines. */
const pause = 10;

/** @param now milliseconds, for tests */
export function progressTo(stream: Pick<NodeJS.WriteStream, "isTTY" | "write" | "columns">, now: () => number = Date.now): Progress {
  let told = now();
  let shown = false;
  return {
    update(done, total, words) {
      const line = visible(`Reading accounts: ${done} of ${total}${words === "" ? "" : `, ${words}`}`);
      if (stream.isTTY) {
        shown = true;
        stream.write(`\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
      } else if (now() - told >= pause * 1000) {
        told = now();
        stream.write(`${line}\n`);
      }
    },
    end() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}
