import { isTooFar, latestDay } from "../policypack/calendar";
import type { RoleSettings } from "../settings/role";
import type { WindowSettings } from "../settings/trust";
import type { Known, Report } from "./report";

/** Whether a moment in the settings is past; undefined when dates are not checked. */
function past(moment: string, now: Date | undefined): boolean | undefined {
  return now && new Date(moment) <= now;
}

function far(moment: string | undefined, path: readonly PropertyKey[], now: Date | undefined, report: Report): void {
  if (moment && now && isTooFar(moment, now))
    report(path, `found ${moment}, which is more than ten years away; the latest possible day is ${latestDay(now)}`);
}

/** Checks a time window: it has at least one end, `from` is before `until`, and it is not over. */
export function moments(
  { from, until }: NonNullable<WindowSettings>,
  path: readonly PropertyKey[],
  now: Date | undefined,
  report: Report,
): void {
  if (!from && !until) report(path, "found neither, expected from, until or both");
  if (from && until && from >= until)
    report([...path, "until"], `found ${until}, expected a moment after from (${from})`);
  for (const [key, moment] of Object.entries({ from, until })) far(moment, [...path, key], now, report);
  if (until && past(until, now))
    report(
      [...path, "until"],
      `found ${until}, which is past: nobody can assume this role; expected a later moment, or remove the role`,
    );
}

/** Checks the day by which somebody has to decide again. */
export function checkReview({ review }: RoleSettings, { now }: Known, report: Report): void {
  far(review.by, ["review", "by"], now, report);
  if (past(review.by, now))
    report(
      ["review", "by"],
      `found ${review.by}, which is past: ${review.owner} has to decide again whether this access is wanted, and set a later date`,
    );
}

/** Checks the moment before which sessions are revoked. It has to be past. */
export function checkRevocation({ revokeSessionsBefore }: RoleSettings, { now }: Known, report: Report): void {
  if (revokeSessionsBefore && past(revokeSessionsBefore, now) === false) {
    report(
      ["revokeSessionsBefore"],
      `found ${revokeSessionsBefore}, which is not past yet: it would deny every new session too; expected a past moment`,
    );
  }
}
