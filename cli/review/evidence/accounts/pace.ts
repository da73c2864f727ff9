import { setTimeout as pause } from "node:timers/promises";

/** Keeps calls apart, for services that throttle by the second. */
export class Pace {
  private next = 0;

  /** @param interval milliseconds from one call to the next */
  constructor(private readonly interval: number) {}

  /** Waits for one's turn. Rejects when the signal comes first. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.next);
    this.next = at + this.interval;
    if (at > now) await pause(at - now, undefined, signal && { signal });
  }
}
