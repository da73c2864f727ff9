/** Whether a text is a day of the calendar, `2027-02-01`: the 30th of February is none, although `Date` reads it as the 2nd of March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

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
