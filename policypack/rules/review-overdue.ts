import { isTooFar, latestDay } from "../calendar";
import { who } from "./finding";
import type { Rule } from "./rule";

export const reviewOverdue: Rule = {
  name: "review-overdue",
  level: "mandatory",
  description: "Every role that another account may assume has an owner, a reason and a review date that is not past",
  violatedWhen:
    "an access has no owner or no reason, or the day by which it is to be reviewed is missing, past, or more than ten years away",
  about: "review",
  verdict: "too-broad",
  examples: {
    fails: {
      name: "deploy",
      policies: [],
      review: { owner: "platform@example.com", reason: "Releases", by: "2020-01-31" },
    },
    passes: {
      name: "deploy",
      policies: [],
      review: { owner: "platform@example.com", reason: "Releases", by: "2027-02-01" },
    },
  },
  check({ subject, context }) {
    const { review } = subject;
    if (review === undefined) return [];
    const missing = [review.owner?.trim() ? [] : ["an owner"], review.reason?.trim() ? [] : ["a reason"]].flat();
    const by = review.by === undefined ? NaN : Date.parse(review.by);
    if (Number.isNaN(by)) missing.push("a review date");
    const problem =
      missing.length > 0
        ? `lacks ${missing.join(", ")}`
        : by < startOfDay(context.now)
          ? `was to be reviewed by ${review.by}`
          : isTooFar(review.by!, context.now)
            ? `is to be reviewed by ${review.by}, more than ten years away; the latest possible day is ${latestDay(context.now)}`
            : undefined;
    if (problem === undefined) return [];
    return [
      {
        names: missing.length > 0 ? missing : [review.by!],
        message:
          `${who(subject)} ${problem}. Access that nobody answers for is never taken away: ask whether it is ` +
          `still needed, then write owner, reason and a new date: under "review", or, for a role of another program, as ` +
          "its tags review-owner, review-reason and review-by.",
      },
    ];
  },
};

/** A review that is due on a day is in time until that day ends. */
function startOfDay(now: Date): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
}
