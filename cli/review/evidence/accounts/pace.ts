import { setTimeout as pause } from "node:timers/promises";

/** Leaves time between calls, for services that limit requests per second. */
export class Pace {
  private next = 0;

  /** @param interval milliseconds from one call to the next */
  constructor(private readonly interval: number) {}

  /** Waits for the next turn. Rejects when the signal comes first. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.next);
    this.next = at + this.interval;
    if (at > now) await pause(at - now, undefined, signal && { signal });
  }
}
