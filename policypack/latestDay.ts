/** How far ahead an end may be. Further is not an end: nobody who decides on it answers for it then. */
const years = 10;

/** The last day that an approval, an exception, a window or a review may name, such as `2036-11-25`. */
export function latestDay(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate())).toISOString().slice(0, 10);
}

/** Whether a day, or a moment in ISO 8601, is later than that. */
export function isTooFar(moment: string, now: Date): boolean {
  return Date.parse(moment.slice(0, 10)) > Date.parse(latestDay(now));
}
