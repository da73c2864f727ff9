import { parsePolicy } from "../policypack/iam/parse";
import { evaluateTrust, type GranteeSession, type TrustDecision } from "../policypack/iam/trust";
import type { Account } from "../settings";
import type { GroupSettings } from "../settings/grant";
import type { Grantee } from "./assumeRoleGrant";
import type { PublishedRole } from "./publishedRole";

/** A grantee that the settings name. */
export type NamedGrantee = Grantee & { readonly name: string };

/** What a role's trust policy says to one grantee. */
export interface Admission {
  /** Why nobody of this grantee can ever assume the role; empty when somebody can. */
  readonly refusals: readonly string[];
  /** The members of the group who cannot, where others can. */
  readonly left: readonly string[];
}

/**
 * Whether a role's trust policy can admit a grantee at all. IAM says nothing about a grant without trust, so that is
 * found out here, before anything is created.
 *
 * @param account the grantee's account
 * @param groups the groups whose members are known
 */
export function admission(role: PublishedRole, grantee: NamedGrantee, account: Account, groups: Readonly<Record<string, GroupSettings>>, now: Date): Admission {
  const { document, problems } = parsePolicy(role.trustPolicy, "trust");
  if (!document) return { refusals: problems.map((problem) => `its trust policy cannot be read: ${problem.path}: ${problem.message}`), left: [] };
  const decide = (session: Pick<GranteeSession, "principal" | "mfa">): TrustDecision => {
    // A window that opens later is no refusal: it is asked again for the moment when it opens.
    const moments = [now, ...openings(role).filter((opening) => opening > now)];
    const decisions = moments.map((moment) => evaluateTrust(document, { ...session, now: moment }));
    return decisions.find(({ verdict }) => verdict !== "refused") ?? decisions[0]!;
  };
  const people = principals(grantee, account, groups).map(({ who, arns, mfa }) => {
    const decisions = arns.map((principal) => decide({ principal, mfa }));
    return { who, refused: decisions.every(({ verdict }) => verdict === "refused"), decision: decisions[0]! };
  });
  const left = people.filter(({ refused }) => refused);
  return left.length < people.length
    ? { refusals: [], left: left.map(({ who }) => who) }
    : { refusals: [...new Set(left.flatMap(({ decision }) => decision.reasons.map(({ text }) => text)))], left: [] };
}

/** The moments from which statements of the trust policy begin to hold. */
function openings({ trustPolicy }: PublishedRole): Date[] {
  return trustPolicy.Statement.map(({ Condition }) => Condition?.["DateGreaterThanEquals"]?.["aws:CurrentTime"])
    .filter((from) => typeof from === "string")
    .map((from) => new Date(from));
}

/**
 * The callers that a grantee stands for. A user's or role's path is not in the settings, so it is asked for with none
 * and with any; a group whose members are not known may have any user.
 */
function principals(grantee: NamedGrantee, account: Account, groups: Readonly<Record<string, GroupSettings>>) {
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
