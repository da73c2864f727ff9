/** Who holds the lock of a stack, as the engine's refusal says. Pure. */

/** Who holds it. */
export interface Holder {
  /** `user@host`, where the engine says it. */
  readonly who?: string;
  readonly pid?: number;
  /** Since when, ISO 8601. */
  readonly since?: string;
}

/** The holder of the lock that stopped the engine; undefined when something else did. */
export function holderOf(stderr: string): Holder | undefined {
  if (!/the stack is currently locked by|another update is currently in progress/i.test(stderr)) return undefined;
  const [, who, pid, since] = /: created by (\S+) \(pid (\d+)\) at (\S+)/.exec(stderr) ?? [];
  return who === undefined ? {} : { who, pid: Number(pid), since: since! };
}

/** Whether the holder was a process of this machine that runs no more. */
export function isGone({ who, pid }: Holder, host: string, runs: (pid: number) => boolean): boolean {
  return pid !== undefined && who?.slice(who.lastIndexOf("@") + 1) === host && !runs(pid);
}

/** The holder in words. */
export function holderText({ who, pid, since }: Holder): string {
  return who === undefined ? "somebody else" : `${who} (process ${pid}, since ${since})`;
}
