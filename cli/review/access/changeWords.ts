/** Words for what differs between two sides of the same access. Only for messages: no code may read them. */
import type { Differing, Subject } from "./changes";
import { differenceText } from "./documents";

/** What differs, such as `the inline policy artifacts of the role deploy`. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case "role":
      return `the role ${nameOf(subject.role)}`;
    case "trust-policy":
      return `the trust policy of the role ${nameOf(subject.role)}`;
    case "session":
      return `the longest session of the role ${nameOf(subject.role)}`;
    case "boundary":
      return `the permissions boundary of the role ${nameOf(subject.role)}`;
    case "managed-policies":
      return `the managed policies of the role ${nameOf(subject.role)}`;
    case "inline-policy":
      return `the inline policy ${subject.policyName} of the role ${nameOf(subject.role)}`;
    case "group":
      return `the group ${subject.group}`;
    case "members":
      return `the members of the group ${subject.group}`;
    case "grant":
      return `the inline policy ${subject.policyName} of the ${subject.holder} ${subject.name}`;
    case "policy":
      return `the policy ${subject.policy}`;
  }
}

/** Whether the words for it are a plural. */
export function isPlural({ kind }: Subject): boolean {
  return kind === "managed-policies" || kind === "members";
}

/** What was found and what is expected, without a full stop. */
export function differingText(differing: Differing): string {
  switch (differing.form) {
    case "document":
      return differenceText(differing);
    case "seconds":
      return `found ${differing.found} s, expected ${differing.expected} s`;
    case "arn":
      return `found ${differing.found ?? "none"}, expected ${differing.expected ?? "none"}`;
    case "list": {
      const { added, removed } = differing;
      const more =
        added.length > 0 ? [`found ${added.join(", ")}, which ${added.length > 1 ? "are" : "is"} not expected`] : [];
      return [...more, ...(removed.length > 0 ? [`expected ${removed.join(", ")}, not found`] : [])].join("; ");
    }
  }
}

function nameOf(arn: string): string {
  return arn.split("/").at(-1)!;
}
