import { statementName, type Statement } from "../iam";
import { who } from "./finding";
import { conditionVerdict, denialsOf, type Insiders, type Outsider, principalVerdict, together } from "./outsiders";
import type { Example, Found, Rule, Subject } from "./rule";

export const resourcePolicyBeyondAccounts: Rule = {
  name: "resource-policy-beyond-accounts",
  level: "mandatory",
  description: "A resource's own policy, permission or share lets declared AWS accounts in only",
  violatedWhen:
    "the policy of a bucket, key, queue, topic, function, secret or another resource, or what shares it, lets everybody " +
    "in, or an account that is not declared, and no condition proves who calls",
  advisoryWhen:
    "it lets a service of AWS in without saying for which account (`aws:SourceAccount`, `aws:SourceArn`), or every " +
    "account of an organization that is not declared, or when the policy only limits what passes, as that of a VPC endpoint does",
  about: "resource",
  verdict: "too-broad",
  examples: {
    fails: example("*"),
    passes: example("*", { StringEquals: { "aws:PrincipalAccount": "222222222222" } }),
  },
  check({ subject, context }) {
    const document = subject.resourcePolicy?.document;
    if (document === undefined) return [];
    const own = subject.account === undefined ? [] : [subject.account];
    const us: Insiders = { accounts: [...context.accounts, ...own], organizations: context.organizations };
    const denials = denialsOf(document.statements, us);
    return document.statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap((statement) => {
        const left = denials(statement);
        const { principals } = statement;
        const entries =
          principals === undefined || principals.not ? [{ kind: "*" as const, value: "*" }] : principals.entries;
        return entries.flatMap((entry) => {
          const proven = statement.conditions.flatMap((condition) => conditionVerdict(condition, us, entry.kind) ?? []);
          const verdict = together(principalVerdict(entry, us), [...proven, ...left]);
          return verdict === "insider" ? [] : [finding(subject, statement, entry.value, verdict)];
        });
      });
  },
};

function example(principal: string, condition?: object): Example {
  return {
    name: "s3.BucketPolicy/artifacts",
    policies: [],
    resourcePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: principal,
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::shop-artifacts/*",
          ...(condition !== undefined && { Condition: condition }),
        },
      ],
    },
  };
}

function finding(subject: Subject, statement: Statement, principal: string, { level, why, account }: Outsider): Found {
  const policy = subject.resourcePolicy!;
  const name = statementName(statement);
  const action = (statement.actions.not ? undefined : statement.actions.values[0]) ?? "*";
  const place = policy.share === true ? policy.name : `${policy.name}, ${name}`;
  const own =
    subject.account === undefined && account !== undefined
      ? " The provider does not say which account is its own: set allowedAccountIds, or declare it."
      : "";
  return {
    ...((level === "advisory" || subject.limitsOnly === true) && { level: "advisory" as const }),
    policy: policy.name,
    ...(policy.share === true ? {} : { statement: name }),
    witness: `${action} by ${principal}`,
    names: [principal, why],
    message:
      `${who(subject)}, ${place} ${why}. For example ${action} by ${principal}. Name the accounts and declare them, or ` +
      `add a condition that proves who calls: aws:PrincipalAccount, aws:PrincipalOrgID, or for a service ` +
      `aws:SourceAccount and aws:SourceArn.${own}`,
  };
}
