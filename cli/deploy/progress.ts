/**
 * Shows the progress of a run on standard error: on a terminal a table of what runs now, below the lines that stay;
 * elsewhere the lines alone.
 */
import { visible } from "../../settings/visible";
import type { State } from "./schedule";

/** Told what happens. */
export interface Progress {
  /** A line that stays. What was found in it is escaped here. */
  readonly tell: (line: string) => void;
  /** The states of all stacks have changed. */
  readonly update: (states: ReadonlyMap<string, State>) => void;
  readonly end: () => void;
}

/** @param now the time in milliseconds, for tests */
export function progressTo(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write" | "columns" | "rows">,
  now: () => number = Date.now,
): Progress {
  const since = new Map<string, number>();
  let known: ReadonlyMap<string, State> = new Map();
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\r\u001b[J`);
    drawn = 0;
  };
  const draw = () => {
    const lines = tableOf(known, since, now(), stream.rows || 24).map((line) =>
      line.slice(0, (stream.columns || 80) - 1),
    );
    stream.write(lines.map((line) => `${line}\n`).join(""));
    drawn = lines.length;
  };
  const redraw = () => {
    if (!stream.isTTY) return;
    erase();
    draw();
  };
  const timer = stream.isTTY ? setInterval(redraw, 1000).unref() : undefined;
  return {
    tell(line) {
      erase();
      stream.write(`${visible(line)}\n`);
      if (stream.isTTY && known.size > 0) draw();
    },
    update(states) {
      known = new Map(states);
      for (const [name, state] of states) if (state === "running" && !since.has(name)) since.set(name, now());
      redraw();
    },
    end() {
      clearInterval(timer);
      erase();
      known = new Map();
    },
  };
}

/** What runs now, and how far all of it is. */
function tableOf(
  states: ReadonlyMap<string, State>,
  since: ReadonlyMap<string, number>,
  at: number,
  rows: number,
): string[] {
  const running = [...states].flatMap(([name, state]) => (state === "running" ? [name] : []));
  const shown = running.slice(0, Math.max(1, rows - 3));
  const width = Math.max(0, ...shown.map((name) => name.length));
  const over = [...states.values()].filter((state) => state !== "waiting" && state !== "running").length;
  const hidden = running.length - shown.length;
  return [
    ...shown.map((name) => `  ${visible(name).padEnd(width)}  ${Math.round((at - since.get(name)!) / 1000)} s`),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    `${over} of ${states.size} stacks at their end`,
  ];
}
