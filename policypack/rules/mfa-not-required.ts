import { who } from "./finding";
import type { Rule } from "./rule";

const NAME = "mfa-not-required";

/** Violated when the trust admits a session without multi-factor authentication and no reason for that is declared. */
export const mfaNotRequired: Rule = {
  name: NAME,
  level: "mandatory",
  description: "A trust must require multi-factor authentication, or the reason why not must be declared",
  check({ subject, withoutMfa }) {
    // What could not be decided is reported by unknown-policy.
    if (withoutMfa === undefined || withoutMfa === "undecided") return [];
    const { principal, statement } = withoutMfa;
    const trust = subject.trust!.name;
    return [{
      rule: NAME,
      level: "mandatory",
      policy: trust,
      statement,
      witness: `sts:AssumeRole by ${principal} without multi-factor authentication`,
      message: `${who(subject)}, ${trust}, ${statement} admits a session without multi-factor authentication, for example of ${principal}. A stolen access key is then enough. Add "Bool": { "aws:MultiFactorAuthPresent": "true" } (not BoolIfExists) and a limit on aws:MultiFactorAuthAge, or declare why it cannot be required.`,
    }];
  },
};
