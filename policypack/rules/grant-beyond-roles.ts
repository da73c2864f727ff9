import { type Statement, statementName } from "../iam";
import { listed, where } from "./finding";
import type { Found, Rule, Subject } from "./rule";

/**
 * The actions that a grant may allow, in lower case. When a call sets a source identity or tags, the caller's policies
 * and the role's trust both have to allow sts:SetSourceIdentity or sts:TagSession.
 */
const GRANTABLE: readonly string[] = ["sts:assumerole", "sts:setsourceidentity", "sts:tagsession"];

/** The ARN of one role, without wildcards and variables. */
const ROLE = /^arn:[a-z-]+:iam::(\d{12}):role\/(?:(?!\.{1,2}\/)[\w+=,.@-]+\/)*(?!\.{1,2}$)[\w+=,.@-]+$/;

export const grantBeyondRoles: Rule = {
  name: "grant-beyond-roles",
  level: "mandatory",
  description:
    "A grant must allow sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession on named roles of other accounts, and nothing else",
  violatedWhen: "a policy that an AssumeRoleGrant makes allows anything but to assume named roles of other accounts",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  examples: {
    fails: {
      name: "deployers",
      policies: [],
      grant: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole", "s3:GetObject"],
            Resource: "arn:aws:iam::333333333333:role/deploy",
          },
        ],
      },
    },
    passes: {
      name: "deployers",
      policies: [],
      grant: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Resource: "arn:aws:iam::333333333333:role/deploy",
          },
        ],
      },
    },
  },
  check({ subject }) {
    return subject.policies.flatMap((policy) => {
      const statements = policy.grant === true ? (policy.document?.statements ?? []) : [];
      return statements.flatMap((statement) =>
        excess(statement, subject).map((found) => finding(subject, policy.name, statement, found)),
      );
    });
  },
};

/** Something that a statement allows and a grant must not: in words, and the names in those words. */
interface Excess {
  readonly what: string;
  readonly names: readonly string[];
}

function excess({ effect, actions, resources }: Statement, { account }: Subject): Excess[] {
  if (effect !== "Allow") return [];
  const others = actions.values.filter((action) => !GRANTABLE.includes(action.toLowerCase()));
  const values = resources?.values ?? [];
  const unnamed = values.filter((value) => !ROLE.test(value));
  const own = values.filter((value) => account !== undefined && ROLE.exec(value)?.[1] === account);
  return [
    ...(actions.not
      ? [{ what: `allows all actions but ${listed(actions.values)}`, names: actions.values }]
      : others.length > 0
        ? [{ what: `allows ${listed(others)}`, names: others }]
        : []),
    ...(resources === undefined || resources.not
      ? [{ what: "allows it on all resources but some", names: [] }]
      : unnamed.length > 0
        ? [{ what: `allows it on ${listed(unnamed)}, not the ARN of one role`, names: unnamed }]
        : []),
    ...(own.length > 0 ? [{ what: `allows it on ${listed(own)}, of this account itself`, names: own }] : []),
  ];
}

function finding(subject: Subject, policy: string, statement: Statement, { what, names }: Excess): Found {
  const name = statementName(statement);
  return {
    policy,
    statement: name,
    names,
    message:
      `${where(subject, policy)}, ${name} ${what}. A grant lets somebody assume named roles of other accounts: ` +
      "sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession on their ARNs, and nothing else. " +
      "See what the stack that offers the role has published, and put other permissions into a policy of their own.",
  };
}
