/** How many look-ups run at once. AWS throttles callers that read more than about 20 times a second. */
const atOnce = 20;

/** Asks for each of some things, some of them at once, and keeps what is thrown as the answer. */
export async function answersOf<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<(Answer | Error)[]> {
  const answers: (Answer | Error)[] = [];
  const left = items.entries();
  const askOn = async () => {
    for (const [at, item] of left) answers[at] = await ask(item).catch((error: unknown) => error as Error);
  };
  await Promise.all(items.slice(0, atOnce).map(askOn));
  return answers;
}
