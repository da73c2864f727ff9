import type { Statement } from "../document/document";
import { dateOf } from "./operators";

/**
 * The moments at which conditions on the present time decide differently: now, and at and just after each later date
 * that they name.
 */
export function momentsOf(statements: readonly Statement[], now: Date): Date[] {
  const dates = statements.flatMap(({ conditions }) =>
    conditions.flatMap(({ key, values }) => (/^aws:(currenttime|epochtime)$/i.test(key) ? values.map(dateOf) : [])),
  );
  const later = [...new Set(dates)]
    .filter((date): date is number => date !== undefined && date >= now.getTime())
    .sort((a, b) => a - b);
  return [now, ...later.flatMap((date) => [new Date(date), new Date(date + 1000)])];
}
