/** Many things at once: a bounded number of them, and all of them ended together. */

/**
 * Runs `work` for each item, at most `most` at a time, in the items' order.
 *
 * @returns what each gave, in the items' order
 * @throws whatever one of them throws first; what is under way then is let go, and nothing more is begun
 */
export async function inParallel<Item, Result>(items: readonly Item[], most: number, work: (item: Item) => Promise<Result>): Promise<Result[]> {
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

/** What a promise gives, unless a signal comes first: then its reason is thrown at once, whatever the work still waits for. */
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
