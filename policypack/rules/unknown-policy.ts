import type { Finding, Rule } from "./rule";

/** Violated when a document is unknown, malformed or not in the catalogue: what cannot be read cannot be approved. */
export const unknownPolicy: Rule = {
  name: "unknown-policy",
  level: "mandatory",
  description: "Every policy must be known when the change is planned, well formed, and its meaning provable",
  check(subject) {
    return subject.policies.flatMap((policy): Finding[] =>
      (policy.problems ?? []).map(({ path, message }) => ({
        rule: "unknown-policy",
        level: "mandatory",
        policy: policy.name,
        message: `${subject.kind} ${subject.name}, policy ${policy.name}${path === "" ? "" : `, ${path}`}: ${message}`,
      })),
    );
  },
};
