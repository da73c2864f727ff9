import { dateOf } from "../iam/operators";
import type { PolicyDocument } from "../iam/document";
import { accountNamed } from "../iam/principals";
import { evaluateTrust } from "../iam/trust";
import { who } from "./finding";
import type { Rule } from "./rule";

const NAME = "mfa-not-required";

/** Violated when the trust admits a session without multi-factor authentication and no reason for that is declared. */
export const mfaNotRequired: Rule = {
  name: NAME,
  level: "mandatory",
  description: "A trust must require multi-factor authentication, or the reason why not must be declared",
  check({ subject, context }) {
    const document = subject.trust?.document;
    if (document === undefined || (subject.mfaExemption ?? "").trim() !== "") return [];
    for (const principal of grantees(document)) {
      for (const now of moments(document, context.now)) {
        // Without MFA the keys are missing from a call with long-lived keys, and false in one with temporary ones.
        const decision = (["never", "without"] as const).map((mfa) => evaluateTrust(document, { principal, mfa, now })).find(({ verdict }) => verdict !== "refused");
        if (decision === undefined) continue;
        const statement = decision.reasons.find((reason) => reason.effect === "Allow")?.statement ?? "";
        return [{
          rule: NAME,
          level: "mandatory",
          policy: subject.trust!.name,
          statement,
          witness: `sts:AssumeRole by ${principal} without multi-factor authentication`,
          message: `${who(subject)}, ${subject.trust!.name}, ${statement} admits a session without multi-factor authentication, for example of ${principal}. A stolen access key is then enough. Add "Bool": { "aws:MultiFactorAuthPresent": "true" } (not BoolIfExists) and a limit on aws:MultiFactorAuthAge, or declare why it cannot be required.`,
        }];
      }
    }
    return [];
  },
};

/** Users and roles of every account that the trust names; a stranger where it names everybody. */
function grantees(document: PolicyDocument): string[] {
  const found = document.statements.flatMap((statement) => (statement.principals?.entries ?? []).flatMap((entry) => {
    if (entry.kind === "*" || (entry.kind === "AWS" && entry.value === "*") || statement.principals?.not) return ["arn:aws:iam::999999999999"];
    const account = accountNamed(entry);
    return account === undefined ? [] : [`arn:${/^arn:([^:]*):/.exec(entry.value)?.[1] ?? "aws"}:iam::${account}`];
  }));
  return [...new Set(found)].flatMap((account) => [`${account}:user/*`, `${account}:role/*`]);
}

/** Now, and each later moment at which a date of the policy starts or ends something. */
function moments(document: PolicyDocument, now: Date): Date[] {
  const dates = document.statements.flatMap((statement) => statement.conditions.flatMap((entry) => (/^aws:(currenttime|epochtime)$/i.test(entry.key) ? entry.values.map(dateOf) : [])));
  const later = dates.filter((time): time is number => time !== undefined && time > now.getTime());
  return [now, ...later.flatMap((time) => [new Date(time), new Date(time + 1000)])];
}
