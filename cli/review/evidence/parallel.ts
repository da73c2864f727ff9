/** Runs many things at once: a limited number at a time, and all of them can be ended together. */

/**
 * Calls `work` for each item in order, for at most `most` items at a time.
 *
 * @returns the results, in the items' order
 * @throws the first error. Work that is under way is then abandoned, and nothing more is started
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let failed = false;
  async function worker(): Promise<void> {
    for (const [at, item] of waiting) {
      if (failed) return;
      results[at] = await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, worker));
  return results;
}

/**
 * The result of a promise, unless a signal comes first. Then its reason is thrown at once, even if the work still
 * waits.
 */
export async function unlessAborted<Result>(signal: AbortSignal | undefined, work: Promise<Result>): Promise<Result> {
  if (!signal) return work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
