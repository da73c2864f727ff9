/** Which condition operators and dates IAM takes. */
import { operatorNames, parseOperator } from "../condition/operators";
import { found } from "../document/parseStatement";
import { nearestOf } from "./nearest";

/** Why IAM refuses an operator; undefined when it takes it. */
export function operatorRefusal(operator: string): string | undefined {
  // With a quantifier, IAM takes Null as well, though nobody knows what that means.
  if (parseOperator(operator) !== undefined || /^For(?:AnyValue|AllValues):Null$/.test(operator)) return undefined;
  const [, quantifier = "", name = "", suffix = ""] = /^(.*:)?(.*?)(IfExists)?$/s.exec(operator) ?? [];
  const near = nearestOf(name, operatorNames, Math.max(2, Math.floor(name.length / 4)));
  const meant = near === undefined ? undefined : `${quantifier}${near}${near === "Null" ? "" : suffix}`;
  const hint = meant === undefined || parseOperator(meant) === undefined ? "" : `did you mean ${meant}? `;
  return `found the operator ${found(operator)}, ${hint}expected one that IAM has, written just so, such as StringEquals`;
}

/**
 * Why IAM refuses a value of a Date… operator; undefined when it takes it: a year, month or day, with or without a time
 * and a zone, or seconds since 1970.
 */
export function dateRefusal(text: string): string | undefined {
  return isSeconds(text) || isMoment(text)
    ? undefined
    : `found ${found(text)}, expected a date such as 2027-05-01T10:00:00Z, or seconds since 1970`;
}

function isSeconds(text: string): boolean {
  return /^\d+$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n;
}

const time = /(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?(?:z|[+-](\d\d)(?::?(\d\d))?)?)?z?)?/;
const moment = new RegExp(`^-?\\d{1,9}(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?(?:t(?:${time.source})?)?$`, "i");

function isMoment(text: string): boolean {
  if (!/[t-]/i.test(text)) return false;
  const [, month = "1", day = "1", hour = "0", minute = "0", second = "0", zone = "0", minutes = "0"] = moment.exec(
    text,
  ) ?? [undefined, "0"];
  const within = (value: string, least: number, most: number) => Number(value) >= least && Number(value) <= most;
  return (
    within(month, 1, 12) &&
    within(day, 1, 31) &&
    within(hour, 0, 23) &&
    within(minute, 0, 59) &&
    within(second, 0, 59) &&
    within(zone, 0, 23) &&
    within(minutes, 0, 59)
  );
}
