import {
  distinct,
  evaluateTrust,
  expectedText,
  type GranteeSession,
  momentsOf,
  type PolicyDocument,
  type Statement,
  type TrustDecision,
  type TrustReason,
} from "../policypack/iam";
import { principalArn } from "../documents/trustPolicy";
import type { Settings } from "../settings/settings";
import { peopleOf, type Grantee } from "./grantees";
import { shown } from "./offeredRole";
import { concerns } from "./trustedActions";

/** Whom of one grantee a role's trust policy admits, and when. */
export interface Admission {
  /** Why nobody who is this grantee can ever assume the role; empty when somebody can. */
  readonly refusals: readonly TrustReason[];
  /** The members of the group who cannot assume the role although others can. */
  readonly left: readonly string[];
  /** The conditions for those who can, in words that do not change from day to day. */
  readonly conditions: readonly string[];
}

/** What the settings say about the grantee's account. */
export type GranteeAccount = Pick<Settings, "account" | "groups" | "organization">;

/**
 * Decides whether a role's trust policy can ever admit a grantee. IAM accepts a grant that no trust matches, so this
 * check runs before anything is created.
 */
export function admission(trust: PolicyDocument, grantee: Grantee, of: GranteeAccount, now: Date): Admission {
  const organization = of.organization && {
    organizationId: of.organization.id,
    ...(of.organization.path !== undefined && { organizationPath: of.organization.path }),
  };
  const decide = (session: Pick<GranteeSession, "principal" | "mfa">): TrustDecision => {
    // A time window that opens later is no refusal. So the trust is also evaluated for the moments when windows open.
    const decisions = momentsOf(trust.statements, now).map((moment) =>
      evaluateTrust(trust, { ...session, ...organization, now: moment }),
    );
    return decisions.find(({ verdict }) => verdict !== "refused") ?? decisions[0]!;
  };
  const people = callersOf(grantee, of).map(({ who, arns, mfa }) => {
    const decisions = arns.map((principal) => decide({ principal, mfa }));
    return { who, decisions, refused: decisions.every(({ verdict }) => verdict === "refused") };
  });
  const left = people.filter(({ refused }) => refused);
  if (left.length === people.length) {
    return { refusals: distinct(left.flatMap(({ decisions }) => decisions[0]!.reasons)), left: [], conditions: [] };
  }
  const asked = people.flatMap(({ decisions }) => {
    const possible = decisions.filter(({ verdict }) => verdict !== "refused");
    // The path of a user or role is not known. It may be one that the trust admits without conditions.
    return (possible.find(({ verdict }) => verdict === "admitted") ?? possible[0])?.requirements ?? [];
  });
  const conditions = [
    ...new Set([...asked.map((reason) => shown(expectedText(reason))), ...windows(trust, of.account)]),
  ];
  return { refusals: [], left: left.map(({ who }) => who), conditions };
}

/** The time windows of the statements for an account, in words. */
function windows({ statements }: PolicyDocument, account: Settings["account"]): string[] {
  return statements
    .filter((statement) => concerns(statement, account))
    .flatMap((statement) => {
      const [from] = instants(statement, "DateGreaterThanEquals");
      const [until] = instants(statement, "DateLessThan");
      const words = [
        ...(from !== undefined ? [`from ${shown(from)}`] : []),
        ...(until !== undefined ? [`until ${shown(until)}`] : []),
      ];
      return words.length > 0 ? [`a time ${words.join(" ")}`] : [];
    });
}

function instants({ conditions }: Statement, operator: string): readonly string[] {
  return conditions
    .filter((condition) => condition.operator === operator && condition.key.toLowerCase() === "aws:currenttime")
    .flatMap(({ values }) => values);
}

/**
 * The callers that a grantee stands for. The settings do not say the path of a user or role, so the trust is evaluated
 * for the ARN without a path and with any path. A group whose members are not known may have any user.
 */
export function callersOf(grantee: Grantee, { account, groups }: GranteeAccount) {
  const arn = (path: string) => `arn:${account.partition}:iam::${account.id}:${path}`;
  return peopleOf(grantee, groups).map(({ kind, name }) => ({
    who: name,
    arns:
      kind === "group"
        ? [arn("user/*")]
        : kind === "permission-set"
          ? [principalArn(`sso/${name}`, account.id, account.partition)]
          : [arn(`${kind}/${name}`), arn(`${kind}/*/${name}`)],
    mfa: kind === "role" || kind === "permission-set" ? ("never" as const) : ("possible" as const),
  }));
}
