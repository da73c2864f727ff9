/** Somebody interrupted the work. */
export class Interrupted extends Error {}

/**
 * Lets Ctrl-C and similar signals end work that waits for others. At other times they end the process as usual: while
 * it computes, it could not react to them.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    const result = await work(interruption.signal);
    interruption.signal.throwIfAborted();
    return result;
  } catch (error) {
    throw interruption.signal.aborted ? new Interrupted() : error;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
