import { trustIf, hours } from "./documents";
import type { Twin } from "./variant";

/** Durations and names. */
export const limits: readonly Twin[] = [
  {
    rule: "the shortest session",
    yes: { title: "900 s", call: { DurationSeconds: 900 } },
    no: {
      title: "899 s",
      call: { DurationSeconds: 899 },
      code: "ValidationError",
      message: /'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900/,
    },
  },
  {
    rule: "the longest session of all",
    common: { maxSessionDuration: hours(12) },
    yes: { title: "12 h", call: { DurationSeconds: hours(12) } },
    no: {
      title: "one second more",
      call: { DurationSeconds: hours(12) + 1 },
      code: "ValidationError",
      message: /less than or equal to 43200/,
    },
  },
  {
    rule: "the role's longest session",
    common: { maxSessionDuration: hours(2) },
    yes: { title: "just as long", call: { DurationSeconds: hours(2) } },
    no: {
      title: "a second longer",
      call: { DurationSeconds: hours(2) + 1 },
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    },
  },
  {
    rule: "who may not assume a role does not learn its limit",
    common: { call: { DurationSeconds: hours(2) } },
    yes: { title: "within", maxSessionDuration: hours(2) },
    no: { title: "too long and not allowed", identity: [] },
  },
  {
    rule: "a condition on the duration",
    common: trustIf({ NumericLessThanEquals: { "sts:DurationSeconds": 1800 } }),
    yes: { title: "half an hour", call: { DurationSeconds: 1800 } },
    no: { title: "more", call: { DurationSeconds: 1801 } },
  },
  {
    rule: "the form of a session's name",
    yes: { title: "with = , . @ -", call: { RoleSessionName: "a=b,c.d@e-f" } },
    no: {
      title: "with a blank",
      call: { RoleSessionName: "a b" },
      code: "ValidationError",
      message: /'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    },
  },
  {
    rule: "the length of a session's name",
    yes: { title: "64", call: { RoleSessionName: "n".repeat(64) } },
    no: {
      title: "65",
      call: { RoleSessionName: "n".repeat(65) },
      code: "ValidationError",
      message: /length less than or equal to 64/,
    },
  },
];
