import type { GrantedRole } from "../documents/grantPolicy";
import type { Settings } from "../settings/settings";
import type { GrantedGrantee } from "./grantees";

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
export function contradictions(granted: readonly Granted[], groups: Settings["groups"]): string[] {
  const reaches = ({ grantee }: Granted): string[] => {
    const members = grantee.kind === "group" && Object.hasOwn(groups, grantee.name) ? groups[grantee.name]!.members : [];
    return [`${grantee.kind} ${grantee.name}`, ...members.map((member) => `user ${member}`)];
  };
  const problems = new Set<string>();
  granted.forEach((one, at) => {
    for (const other of granted.slice(0, at)) {
      if (other.role.arn !== one.role.arn || other.role.mfaMaxAge === one.role.mfaMaxAge) continue;
      const [shared] = reaches(one).filter((who) => reaches(other).includes(who));
      if (shared === undefined) continue;
      const asks = (age: number | undefined) => (age === undefined ? "without MFA" : `with MFA at most ${age} s old`);
      problems.add(
        `grants.${one.grant}: found ${one.role.arn} for the ${shared} ${asks(one.role.mfaMaxAge)}, and in grants.${other.grant} ${asks(other.role.mfaMaxAge)}: the laxer of the two is what counts; expected the same mfa in both`,
      );
    }
  });
  return [...problems];
}
