import { who } from "./finding";
import type { Rule } from "./rule";

export const mfaNotRequired: Rule = {
  name: "mfa-not-required",
  level: "mandatory",
  description: "A trust must require multi-factor authentication, or the reason why not must be declared",
  violatedWhen: "the trust admits a session without multi-factor authentication and no reason for that is declared",
  about: "trust",
  verdict: "too-broad",
  approvedAs: "trust",
  examples: {
    fails: {
      name: "deploy",
      policies: [],
      trust: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::222222222222:root" } },
        ],
      },
    },
    passes: {
      name: "deploy",
      policies: [],
      trust: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
          },
        ],
      },
    },
  },
  check({ subject, withoutMfa }) {
    // The rule unknown-policy reports a trust that could not be decided.
    if (withoutMfa === undefined || withoutMfa === "undecided") return [];
    const { principal, statement } = withoutMfa;
    const trust = subject.trust!.name;
    return [
      {
        policy: trust,
        statement,
        witness: `sts:AssumeRole by ${principal} without multi-factor authentication`,
        message:
          `${who(subject)}, ${trust}, ${statement} admits a session without multi-factor authentication, for ` +
          `example of ${principal}. A stolen access key is then enough. Add "Bool": { ` +
          `"aws:MultiFactorAuthPresent": "true" } (not BoolIfExists) and a limit on aws:MultiFactorAuthAge, or ` +
          "declare why it cannot be required.",
      },
    ];
  },
};
