import { distinct, evaluateTrust, expectedText, type GranteeSession, type PolicyDocument, type Statement, type TrustDecision, type TrustReason } from "../policypack/iam";
import type { Settings } from "../settings/settings";
import type { Grantee } from "./grantees";
import { shown } from "./offeredRole";
import { concerns } from "./trustedActions";

/** What a role's trust policy says to one grantee. */
export interface Admission {
  /** Why nobody of this grantee can ever assume the role; empty when somebody can. */
  readonly refusals: readonly TrustReason[];
  /** The members of the group who cannot, where others can. */
  readonly left: readonly string[];
  /** What has to hold for those who can, in words that do not change from day to day. */
  readonly conditions: readonly string[];
}

/** What is known of the grantee's account. */
export type GranteeAccount = Pick<Settings, "account" | "groups" | "organization">;

/**
 * Whether a role's trust policy can admit a grantee at all. IAM says nothing about a grant without trust, so that is
 * found out here, before anything is created.
 */
export function admission(trust: PolicyDocument, grantee: Grantee, of: GranteeAccount, now: Date): Admission {
  const organization = of.organization && { organizationId: of.organization.id, ...(of.organization.path !== undefined && { organizationPath: of.organization.path }) };
  const decide = (session: Pick<GranteeSession, "principal" | "mfa">): TrustDecision => {
    // A window that opens later is no refusal: it is asked again for the moment when it opens.
    const moments = [now, ...openings(trust).filter((opening) => opening > now)];
    const decisions = moments.map((moment) => evaluateTrust(trust, { ...session, ...organization, now: moment }));
    return decisions.find(({ verdict }) => verdict !== "refused") ?? decisions[0]!;
  };
  const people = principals(grantee, of).map(({ who, arns, mfa }) => {
    const decisions = arns.map((principal) => decide({ principal, mfa }));
    return { who, decisions, refused: decisions.every(({ verdict }) => verdict === "refused") };
  });
  const left = people.filter(({ refused }) => refused);
  if (left.length === people.length) {
    return { refusals: distinct(left.flatMap(({ decisions }) => decisions[0]!.reasons)), left: [], conditions: [] };
  }
  const asked = people.flatMap(({ decisions }) => {
    const possible = decisions.filter(({ verdict }) => verdict !== "refused");
    // A path that is not known may be the one that the trust admits without more ado.
    return (possible.find(({ verdict }) => verdict === "admitted") ?? possible[0])?.requirements ?? [];
  });
  const conditions = [...new Set([...asked.map((reason) => shown(expectedText(reason))), ...windows(trust, of.account)])];
  return { refusals: [], left: left.map(({ who }) => who), conditions };
}

/** The moments from which statements of the trust policy begin to hold. */
function openings({ statements }: PolicyDocument): Date[] {
  const moments = statements.flatMap((statement) => instants(statement, "DateGreaterThanEquals")).map((from) => new Date(from));
  return moments.filter((moment) => !Number.isNaN(moment.getTime()));
}

/** From when to when the statements for an account hold. */
function windows({ statements }: PolicyDocument, account: Settings["account"]): string[] {
  return statements.filter((statement) => concerns(statement, account)).flatMap((statement) => {
    const [from] = instants(statement, "DateGreaterThanEquals");
    const [until] = instants(statement, "DateLessThan");
    const words = [...(from !== undefined ? [`from ${shown(from)}`] : []), ...(until !== undefined ? [`until ${shown(until)}`] : [])];
    return words.length > 0 ? [`a time ${words.join(" ")}`] : [];
  });
}

function instants({ conditions }: Statement, operator: string): readonly string[] {
  return conditions.filter((condition) => condition.operator === operator && condition.key.toLowerCase() === "aws:currenttime").flatMap(({ values }) => values);
}

/**
 * The callers that a grantee stands for. A user's or role's path is not in the settings, so it is asked for with none
 * and with any; a group whose members are not known may have any user.
 */
function principals(grantee: Grantee, { account, groups }: GranteeAccount) {
  const arn = (path: string) => `arn:${account.partition}:iam::${account.id}:${path}`;
  const user = (name: string) => ({ who: name, arns: [arn(`user/${name}`), arn(`user/*/${name}`)], mfa: "possible" as const });
  switch (grantee.kind) {
    case "user":
      return [user(grantee.name)];
    case "role":
      return [{ who: grantee.name, arns: [arn(`role/${grantee.name}`), arn(`role/*/${grantee.name}`)], mfa: "never" as const }];
    case "group": {
      const members = Object.hasOwn(groups, grantee.name) ? (groups[grantee.name]?.members ?? []) : [];
      return members.length > 0 ? members.map(user) : [{ who: grantee.name, arns: [arn("user/*")], mfa: "possible" as const }];
    }
  }
}
