/** Finds the name that was probably meant. */

/** The number of letters to add, remove, change or swap with a neighbour that lie between two texts. */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[other.length]!;
}

/** The known name that is nearest, whatever its case; undefined when more than `most` letters differ. */
export function nearestOf(name: string, known: readonly string[], most: number): string | undefined {
  const meant = name.toLowerCase();
  let [nearest, least]: [string | undefined, number] = [undefined, most + 1];
  for (const one of known) {
    if (Math.abs(one.length - meant.length) >= least) continue;
    const apart = editDistance(meant, one.toLowerCase());
    if (apart < least) [nearest, least] = [one, apart];
  }
  return nearest;
}
