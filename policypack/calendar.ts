/**
 * True when a text is a day that exists, such as `2027-02-01`. `Date` alone does not tell: it reads the 30th of
 * February as the 2nd of March.
 */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day of a moment in UTC, such as `2027-02-01`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The longest time ahead that an end may be. Nobody who decides today will answer for a later one. */
const years = 10;

/** The last day that an approval, an exception, a window or a review may name, such as `2036-11-25`. */
export function latestDay(now: Date): string {
  return dayOf(new Date(Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate())));
}

/** True when a day, or a moment in ISO 8601, is later than {@link latestDay}. */
export function isTooFar(moment: string, now: Date): boolean {
  return Date.parse(moment.slice(0, 10)) > Date.parse(latestDay(now));
}
