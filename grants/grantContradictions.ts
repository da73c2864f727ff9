import type { GrantedRole } from "../documents/grantPolicy";
import type { Settings } from "../settings/settings";
import type { GrantedGrantee, Grantee } from "./grantees";
import type { Contradiction } from "./grantProblems";

/** One role for one grantee by one grant. */
export interface Granted {
  readonly grant: string;
  readonly grantee: GrantedGrantee;
  readonly role: GrantedRole;
}

/**
 * Grants of one role to the same people that ask for MFA differently: policies add up, so the laxer one would make the
 * other's requirement void, and nobody would notice.
 *
 * @param groups the groups whose members are known
 */
export function contradictions(granted: readonly Granted[], groups: Settings["groups"]): Contradiction[] {
  const reaches = ({ grantee: { kind, name } }: Granted): Grantee[] => {
    const members = kind === "group" && Object.hasOwn(groups, name) ? groups[name]!.members : [];
    return [{ kind, name }, ...members.map((member): Grantee => ({ kind: "user", name: member }))];
  };
  const problems: Contradiction[] = [];
  granted.forEach((one, at) => {
    for (const other of granted.slice(0, at)) {
      if (other.role.arn !== one.role.arn || other.role.mfaMaxAge === one.role.mfaMaxAge) continue;
      const others = reaches(other);
      const shared = reaches(one).find(({ kind, name }) => others.some((who) => who.kind === kind && who.name === name));
      if (shared === undefined) continue;
      const ages = { maxAge: one.role.mfaMaxAge, otherMaxAge: other.role.mfaMaxAge };
      problems.push({ where: "grant", kind: "contradiction", grant: one.grant, other: other.grant, arn: one.role.arn, shared, ...ages });
    }
  });
  return problems;
}
