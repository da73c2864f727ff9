import { z } from "zod";
import { isDay } from "../policypack/calendar";
import { deployableForm, partitionForm } from "./partitions";
import { durationText, secondsOf } from "./duration";
import { knownKeys, yamlDate } from "./problems";

/** What is expected of an account id. */
export const accountExpected = 'an account id: 12 digits, in quotes, as in "222222222222"';

/** An AWS account id: 12 digits as text, since a number would lose its leading zeros. */
export const accountId = text(/^\d{12}$/, accountExpected);

/** A name of a role, group, user or policy that IAM allows, of at most `most` characters. */
export const iamName = (most: number) =>
  text(new RegExp(`^[\\w+=,.@-]{1,${most}}$`), `a name of 1 to ${most} letters, digits and _+=,.@-`);

/** Text for people, such as an owner or a reason. It must not be blank. */
export const sentence = (expected: string) => text(/\S/, expected);

/**
 * A duration such as `1h`, `90m`, `1h30m`, `1h 30m` or `5400s`, within bounds. It is read as seconds.
 *
 * @param least the shortest duration, in seconds
 * @param most the longest duration, in seconds
 */
export function duration(least: number, most: number) {
  const expected = `a duration from ${durationText(least)} to ${durationText(most)}, such as 1h, 90m or 1h30m`;
  return text(/^(?=\d)(\d+h)? ?(\d+m)? ?(\d+s)?$/, expected)
    .transform((value) => secondsOf(value)!)
    .refine((seconds) => seconds >= least && seconds <= most, { error: expected });
}

/** A day (its first moment in UTC) or a moment, quoted or as YAML reads it; read as ISO 8601 in UTC without fractions. */
export const instant = text(/^\d{4}-\d{2}-\d{2}/, instantExpected()).transform((value, context) => {
  const read = parseInstant(value);
  if (read) return read;
  context.issues.push({ code: "custom", message: instantExpected(), input: value });
  return z.NEVER;
});

function instantExpected(): string {
  return "a day or a moment in UTC, such as 2027-05-01 or 2027-05-01T10:00:00Z";
}

function parseInstant(value: string): string | undefined {
  const [, day, time, , sign, hours, minutes] = yamlDate.exec(value) ?? [];
  const iso = day ? `${day}T${time}${sign}${hours}:${minutes}` : value;
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(iso)) return undefined;
  const date = new Date(iso);
  if (!isDay(iso.slice(0, 10)) || Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * One line for people. Refuses control characters, which change what a terminal shows, and marks that change the
 * direction of text, which change what a reader sees.
 */
export const line = (expected: string) =>
  text(/^(?=.*\S)[^\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, expected);

/** A day that exists in the calendar. */
export const day = z.string({ error: dayExpected() }).refine(isDay, { error: dayExpected() });

function dayExpected(): string {
  return "a day such as 2027-02-01";
}

/** A list without repetitions. Its messages say only what is expected; see problemsOf. */
export function list<Item extends z.ZodType>(item: Item, what: string) {
  return z
    .array(item, { error: `a list of ${what}` })
    .superRefine((values, context) => {
      const known = new Set<string>();
      values.forEach((value, at) => {
        const key = JSON.stringify(value);
        if (known.has(key))
          context.addIssue({ code: "custom", path: [at], message: "each once; this is the second time" });
        known.add(key);
      });
    })
    .meta({ uniqueItems: true });
}

/** The path of a role, policy or group: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const iamPath = text(
  /^\/(?=.{0,511}$)(?:[\w+=,.@-]+\/)*$/,
  "a path that begins and ends with a slash, as in /teams/web/, of at most 512 characters",
);

/** The key of a tag: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
export const tagKey = text(
  /^(?![aA][wW][sS]:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
  "the key of a tag: 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with aws:",
);

/** The value of a tag. */
export const tagValue = text(
  /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
  "the value of a tag: text (in quotes, where YAML reads another thing) of at most 256 letters, digits, spaces and _.:/=+-@",
);

/** The tags of a role or policy. IAM accepts at most 50, and ignores the case of keys. */
export const tags = z
  .record(tagKey, tagValue, { error: "tags by their keys" })
  .superRefine((found, context) => {
    const names = Object.keys(found);
    if (names.length > 50) context.addIssue({ code: "custom", message: "at most 50 tags" });
    names.forEach((key, at) => {
      if (names.findIndex((other) => other.toLowerCase() === key.toLowerCase()) !== at) {
        context.addIssue({
          code: "custom",
          path: [key],
          message: "keys that differ in more than their case, since IAM holds these to be the same",
        });
      }
    });
  })
  .meta({ maxProperties: 50 });

/** The ARN of a managed policy, of AWS or of an account. */
export const policyArnForm = new RegExp(`^arn:(?:${deployableForm}):iam::(?:aws|\\d{12}):policy/[\\w+=,.@/-]+$`);

/**
 * The ARN of exactly one role, in the form that this program can give it: no wildcard, no empty part, no part `.` or
 * `..`, at most 512 characters of path and 64 of name. IAM itself accepts more kinds of characters in a path.
 */
export const roleArnForm = new RegExp(
  `^arn:(${partitionForm}):iam::(\\d{12}):role` +
    "(?=/(?:.{0,510}/)?[^/]{1,64}$)" +
    "(/(?:(?!\\.{1,2}/)[\\w+=,.@-]+/)*)((?!\\.{1,2}$)[\\w+=,.@-]+)$",
);

/** Text that matches `form`. Its messages say only what is expected; see problemsOf. */
export function text(form: RegExp, expected: string) {
  return z.string({ error: expected }).regex(form, { error: expected });
}

/**
 * An object with exactly these keys. An unknown key is a problem that names the known ones.
 */
export function keys<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  const expected = `an object with keys out of ${known.join(", ")}`;
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? knownKeys(known) : expected),
  });
}
