import { inWords } from "../duration";
import { who } from "./finding";
import type { Rule } from "./rule";

export const sessionTooLong: Rule<"maximumSeconds"> = {
  name: "session-too-long",
  level: "advisory",
  description: "Sessions last no longer than the configured maximum, one hour unless set",
  violatedWhen: "sessions may last longer than the configured maximum",
  about: "session",
  verdict: "too-broad",
  approvedAs: "session",
  options: {
    maximumSeconds: {
      description: "Seconds that a session may last at most",
      minimum: 900,
      maximum: 43200,
      default: 3600,
    },
  },
  examples: {
    fails: { name: "deploy", policies: [], maxSessionDuration: 43200 },
    passes: { name: "deploy", policies: [], maxSessionDuration: 3600 },
  },
  check({ subject }, { maximumSeconds }) {
    const { maxSessionSeconds: seconds } = subject;
    if (seconds === undefined || seconds <= maximumSeconds) return [];
    const lasts = `${who(subject)} lets sessions last ${inWords(seconds)}, more than ${inWords(maximumSeconds)}`;
    return [{ message: `${lasts}. Credentials that leak stay good that long: lower maxSessionDuration.` }];
  },
};
