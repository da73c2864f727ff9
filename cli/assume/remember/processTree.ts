/** Which processes belong together: those of one session of the system, as a terminal's shell and all that it starts. */
import { readFileSync, readlinkSync } from "node:fs";

/** A process, and when it was started: its number alone may be another's later. */
export interface Leader {
  readonly pid: number;
  /** Ticks since the machine started. */
  readonly started: string;
}

/** The processes of one session. */
export interface ProcessTree {
  /** Tells it from every other one, also of another machine or container. */
  readonly id: string;
  readonly leader: Leader;
}

/**
 * The tree that this process belongs to.
 *
 * @returns undefined where the system does not tell: anywhere but on Linux, and when its first process has ended
 */
export function processTree(): ProcessTree | undefined {
  try {
    const pid = Number(statOf("self")[3]);
    const started = statOf(pid)[19]!;
    const machine = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return { id: `${machine}/${readlinkSync("/proc/self/ns/pid")}/${pid}/${started}`, leader: { pid, started } };
  } catch {
    return undefined;
  }
}

/** Whether the first process of a tree still runs. */
export function runs({ pid, started }: Leader): boolean {
  try {
    const [state, ...rest] = statOf(pid);
    return rest[18] === started && state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}

/** The fields after the process's name, which may have blanks and brackets: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number | "self"): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text
    .slice(text.lastIndexOf(")") + 2)
    .trim()
    .split(" ");
}
