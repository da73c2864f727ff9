import { accountNamed, parseArn, type PrincipalEntry, type Statement, statementName } from "../iam";
import { who } from "./finding";
import type { Found, Judged, Rule } from "./rule";

export const trustBeyondAccounts: Rule = {
  name: "trust-beyond-accounts",
  level: "mandatory",
  description: "A role may trust declared AWS accounts and applications of account access manager only",
  violatedWhen:
    "a trust names everybody, NotPrincipal, a service, a federated principal or an account that is not declared; account " +
    "access manager for an application that the role declares is no such service",
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
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { AWS: "*" },
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
          },
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
  check(judged) {
    const { subject } = judged;
    return (subject.trust?.document?.statements ?? [])
      .filter((statement) => statement.effect === "Allow")
      .flatMap((statement) => {
        const { principals } = statement;
        if (principals === undefined) return [];
        if (principals.not)
          return [finding(judged, statement, "NotPrincipal", "names whom not to trust, so it trusts everybody else")];
        return principals.entries.flatMap((entry) => {
          const why = isOfDeclaredApplication(judged, entry, statement) ? undefined : objection(judged, entry);
          return why === undefined ? [] : [finding(judged, statement, entry.value, why)];
        });
      });
  },
};

/** The service that lets in people of IAM Identity Center to whom an application of it has entitlements. */
const ACCOUNT_ACCESS = "account-access.amazonaws.com";

/**
 * Whether the statement lets in account access manager for one application alone, and the role declares it. Who its
 * people are is said by entitlements, which a deployment makes and a review reads.
 */
function isOfDeclaredApplication({ subject }: Judged, entry: PrincipalEntry, { conditions }: Statement): boolean {
  return (
    entry.kind === "Service" &&
    entry.value === ACCOUNT_ACCESS &&
    conditions.some(
      ({ key, operator, values }) =>
        key.toLowerCase() === "aws:sourcearn" &&
        /^(string|arn)equals$/i.test(operator) &&
        values.length > 0 &&
        values.every((value) => !/[*?$]/.test(value) && subject.applications?.includes(value) === true),
    )
  );
}

function objection({ subject, context }: Judged, entry: PrincipalEntry): string | undefined {
  if (entry.kind === "*" || entry.value === "*") return "trusts everybody";
  if (entry.kind === "Service") return `trusts the service ${entry.value}`;
  if (entry.kind === "Federated") return `trusts the federated principal ${entry.value}`;
  if (entry.kind === "CanonicalUser") return `trusts the canonical user ${entry.value}`;
  if (/[*?]/.test(entry.value)) return `trusts ${entry.value}, but a principal cannot have wildcards`;
  const account = accountNamed(entry);
  const partition = parseArn(subject.arn ?? "")?.partition;
  const other = parseArn(entry.value)?.partition;
  if (partition !== undefined && other !== undefined && partition !== other)
    return `trusts ${entry.value}, which is in the partition ${other} and so can never assume a role of ${partition}`;
  if (account === undefined) return `trusts ${entry.value}, which is no account and no principal that exists`;
  const declared = [
    ...context.accounts,
    ...(subject.trustedAccounts ?? []),
    ...(subject.account === undefined ? [] : [subject.account]),
  ];
  return declared.includes(account) ? undefined : `trusts account ${account}, which is not declared`;
}

function finding({ subject }: Judged, statement: Statement, principal: string, why: string): Found {
  const name = statementName(statement);
  return {
    policy: subject.trust!.name,
    statement: name,
    witness: `sts:AssumeRole by ${principal}`,
    message:
      `${who(subject)}, ${subject.trust!.name}, ${name} ${why}. Access across accounts is for named accounts ` +
      `only: write { "AWS": "arn:aws:iam::<account>:root" } and declare the account.`,
  };
}
