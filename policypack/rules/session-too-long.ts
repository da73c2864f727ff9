import { who } from "./finding";
import type { Rule } from "./rule";

const NAME = "session-too-long";

/** Violated when sessions may last longer than the configured maximum. */
export const sessionTooLong: Rule = {
  name: NAME,
  level: "advisory",
  description: "Sessions last no longer than the configured maximum, one hour unless set",
  check({ subject, context }) {
    const { maxSessionSeconds: seconds } = subject;
    if (seconds === undefined || seconds <= context.maximumSessionSeconds) return [];
    return [{ rule: NAME, level: "advisory", message: `${who(subject)} lets sessions last ${seconds} s, more than ${context.maximumSessionSeconds} s. Credentials that leak stay good that long: lower maxSessionDuration.` }];
  },
};
