/** Durations in words. */

/** Seconds as people say them: `1 h 30 min`. */
export function inWords(seconds: number): string {
  return partsOf(seconds, [" h", " min", " s"]).join(" ") || "0 s";
}

/** The hours, minutes and seconds of a duration that are not zero, each with its unit. */
export function partsOf(
  seconds: number,
  units: readonly [hours: string, minutes: string, seconds: string],
): readonly string[] {
  return [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60].flatMap((count, at) =>
    count > 0 ? `${count}${units[at]}` : [],
  );
}
