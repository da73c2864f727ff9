/**
 * Ctrl-C: once, and what runs may end and nothing more begins; twice, and what runs is cancelled, in the way in which the
 * engine does it; each one more is passed on to the engine.
 */
export class Interruption {
  /** How often somebody asked. */
  private times = 0;
  private readonly engines: (() => void)[] = [];
  private wake: () => void = () => {};
  private readonly interrupt = (): void => {
    this.times++;
    this.wake();
    if (this.times === 1)
      return this.tell(
        "interrupted: what runs comes to its end, and nothing more begins. Once more cancels what runs.",
      );
    if (this.times === 2) this.tell("cancelling what runs.");
    for (const engine of this.engines) engine();
  };

  constructor(private readonly tell: (line: string) => void) {
    for (const signal of signals) process.on(signal, this.interrupt);
  }

  /** Whether nothing more may begin. */
  get asked(): boolean {
    return this.times > 0;
  }

  /** Whether what runs was cancelled. */
  get forced(): boolean {
    return this.times > 1;
  }

  /** Adds an engine that runs; one that has ended takes no notice. */
  add(engine: () => void): void {
    this.engines.push(engine);
    if (this.forced) engine();
  }

  /** Waits, unless somebody asks for an end. */
  async pause(milliseconds: number): Promise<void> {
    if (this.asked) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Lets signals end this process as usual again. */
  end(): void {
    for (const signal of signals) process.off(signal, this.interrupt);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
