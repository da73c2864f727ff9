/**
 * Shows the progress of a review on standard error: on a terminal as one line that changes, elsewhere as a line now and
 * then.
 */
import { visible } from "../../settings/visible";

/** Called with the number of finished accounts or resources. */
export interface Progress {
  readonly update: (done: number, total: number, words: string, what?: "accounts" | "resources") => void;
  /** Removes the line. */
  readonly end: () => void;
}

/** Seconds before the first line that is not on a terminal, and between two such lines. */
const pause = 10;

/** @param now the time in milliseconds, for tests */
export function progressTo(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write" | "columns">,
  now: () => number = Date.now,
): Progress {
  let told = now();
  let shown = false;
  return {
    update(done, total, words, what = "accounts") {
      const line = visible(`Reading ${what}: ${done} of ${total}${words === "" ? "" : `, ${words}`}`);
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
